"""Telling on stderr how far a long preparation is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from atlas.typography import french_spaces


def say(sentence: str) -> None:
    """Write one line on stderr."""
    print(f"• {french_spaces(sentence)}", file=sys.stderr, flush=True)


@contextmanager
def show_progress(label: str) -> Iterator[Callable[[str, float], None]]:
    """Yield a function that is told the stage and the share done, 0 to 1.

    On a terminal one line is written over again; elsewhere each stage is told once.
    """
    started = time.monotonic()
    told = ""
    terminal = sys.stderr.isatty()

    def progress(stage: str, share: float) -> None:
        nonlocal told
        if terminal:
            print(
                f"\r• {label}\N{NO-BREAK SPACE}: {share:4.0%} {stage:<28}",
                end="",
                file=sys.stderr,
                flush=True,
            )
        elif stage != told:
            say(f"{label} : {stage}")
        told = stage

    yield progress
    if terminal:
        print(file=sys.stderr)
    say(f"{label} : {time.monotonic() - started:.0f} s")
