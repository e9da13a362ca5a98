"""The geometry of horizontal bars: rankings and shares, in percent of the longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A bar: its name and address (may be empty), its figure as text, its length in percent."""

    label: str
    url: str
    shown: str
    width: float
    detail: str = ""


def build(
    items: Sequence[tuple[str, str, float, str, str]], *, whole: float | None = None
) -> tuple[Bar, ...]:
    """Return the bars of ``items``: (name, address, figure, figure as text, detail).

    ``whole`` is what a full bar stands for, such as 100 for percentages; the largest by default.
    """
    top = whole if whole is not None else max((item[2] for item in items), default=0)
    return tuple(
        Bar(label, url, shown, round(min(100.0, 100 * value / top), 2) if top > 0 else 0.0, detail)
        for label, url, value, shown, detail in items
    )
