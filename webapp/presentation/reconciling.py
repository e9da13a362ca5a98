"""How well names are matched, as it was measured: what the page « Méthode » says.

``reconciling.json`` is written by ``python -m scripts.benchmarks.reconciling --publish``; a test
compares it with what is measured.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("reconciling.json")
_HARD = ("french_written", "foreign_written")


@dataclass(frozen=True, slots=True)
class ReconcilingFigures:
    """How many names there were; the part of automatic matches that is right, and the part of the
    answers that is found, alone or among what a person is shown, both from 0 to 1.
    """

    names: int
    precision: float
    recall: float


@cache
def reconciling_figures() -> ReconcilingFigures:
    """Return the figures of the names that were written to be hard; those of files are better."""
    measured = json.loads(_FILE.read_text(encoding="utf-8"))
    parts = [measured[name] for name in _HARD]

    def sum_of(name: str) -> int:
        return sum(part[name] for part in parts)

    return ReconcilingFigures(
        names=sum_of("labels"),
        precision=sum_of("right") / sum_of("certain"),
        recall=sum_of("found") / sum_of("answerable"),
    )
