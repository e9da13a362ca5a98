"""Names beside points: none over another, none out of the drawing; the most important come first.

A name for which there is no room is left out: the table beside the figure has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Mean width of a letter of the site's sans-serif, as a share of its size.
_LETTER = 0.56
_GAP = 3.0
#: How many points are tried for a name: a drawing has room for some thirty.
_TRIED = 60
#: Where a name may stand around its point: (side, share of the height below the point's middle).
_PLACES = ((1, 0.0), (-1, 0.0), (1, -0.8), (1, 0.8), (-1, -0.8), (-1, 0.8), (0, -1.0), (0, 1.0))

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Mark:
    """A point that wants a name; the greater its ``weight``, the sooner it is served."""

    name: str
    x: float
    y: float
    radius: float
    weight: float


@dataclass(frozen=True)
class Label:
    """A name and where its text starts, ends or is centred (``anchor`` of SVG)."""

    name: str
    x: float
    y: float
    anchor: str
    first: bool


def place_labels(
    marks: Sequence[Mark], size: tuple[float, float], letters: float
) -> tuple[Label, ...]:
    """Return the names that find room in a drawing of ``size``, with letters of that height."""
    points = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    taken: list[Box] = []
    labels: list[Label] = []
    for mark in sorted(marks, key=lambda m: -m.weight)[:_TRIED]:
        if any(label.name == mark.name for label in labels):
            continue
        for side, drop in _PLACES:
            box, label = _label(mark, side, drop, letters)
            if _inside(box, size) and not any(_overlap(box, other) for other in (*taken, *points)):
                taken.append(box)
                labels.append(label)
                break
    return tuple(labels)


def _label(mark: Mark, side: int, drop: float, letters: float) -> tuple[Box, Label]:
    width = len(mark.name) * letters * _LETTER
    middle = mark.y + drop * letters
    if side == 0:
        middle = mark.y + drop * (mark.radius + letters * 0.75 + _GAP)
    x = mark.x + side * (mark.radius + _GAP)
    left = x if side == 1 else x - width if side == -1 else x - width / 2
    box = (left, middle - letters * 0.62, left + width, middle + letters * 0.62)
    anchor = {1: "start", -1: "end", 0: "middle"}[side]
    first = mark.weight == float("inf")
    return box, Label(mark.name, round(x, 1), round(middle + letters * 0.35, 1), anchor, first)


def _inside(box: Box, size: tuple[float, float]) -> bool:
    return box[0] >= 2 and box[1] >= 2 and box[2] <= size[0] - 2 and box[3] <= size[1] - 2


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
