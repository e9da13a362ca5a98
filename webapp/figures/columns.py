"""The geometry of stacked columns: one column a decade, one segment a series.

Across, positions are percentages of the width; up and down, pixels: the drawing fills its column
while its height and its texts stay the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from webapp.figures.scales import round_scale

HEIGHT = 200
"""Height of the plot in pixels, axis labels left out."""

_GAP = 0.24
"""Share of a column's place that stays empty."""


@dataclass(frozen=True)
class Segment:
    """A part of a column: its series, its figure, its top and height in pixels."""

    code: str
    value: int
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """A column: its name, its total and its segments, the first at the bottom."""

    label: str
    total: int
    x: float
    middle: float
    width: float
    y: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class StackedColumns:
    """What the macro ``colonnes`` draws; ``marks`` are the values of the axis with their height."""

    columns: tuple[Column, ...]
    marks: tuple[tuple[int, float], ...]
    series: tuple[tuple[str, str], ...]
    height: int = HEIGHT


def build(
    values: Sequence[tuple[str, Mapping[str, int]]], series: Sequence[tuple[str, str]]
) -> StackedColumns:
    """Return the columns of ``values`` (name, figure of each series), stacked as ``series`` says.

    ``series`` are (code, label) pairs, the bottom one first; a series that no column has is left
    out.
    """
    present = tuple(pair for pair in series if any(v.get(pair[0]) for _, v in values))
    totals = [sum(figures.get(code, 0) for code, _ in present) for _, figures in values]
    scale = round_scale(max(totals, default=0))
    top = scale[-1]
    place = 100 / len(values) if values else 100.0
    columns = []
    for number, ((label, figures), total) in enumerate(zip(values, totals, strict=True)):
        segments, y = [], float(HEIGHT)
        for code, _ in present:
            if not figures.get(code):
                continue
            height = HEIGHT * figures[code] / top
            y -= height
            segments.append(Segment(code, figures[code], round(y, 2), round(height, 2)))
        columns.append(
            Column(
                label=label,
                total=total,
                x=round(place * (number + _GAP / 2), 3),
                middle=round(place * (number + 0.5), 3),
                width=round(place * (1 - _GAP), 3),
                y=round(y, 2),
                segments=tuple(segments),
            )
        )
    marks = tuple((value, round(HEIGHT * (1 - value / top), 2)) for value in scale)
    return StackedColumns(tuple(columns), marks, present)


def build_single(values: Sequence[tuple[str, int]], top: int) -> StackedColumns:
    """Return plain columns (series ``""``) whose full height stands for ``top``.

    Several drawings can so share one scale.
    """
    drawn = build([(label, {"": value}) for label, value in values], [("", "")])
    scale = drawn.marks[-1][0] if drawn.marks else 1
    ratio = scale / top if top else 0.0
    return StackedColumns(
        columns=tuple(
            replace(
                column,
                y=HEIGHT - (HEIGHT - column.y) * ratio,
                segments=tuple(
                    replace(
                        part,
                        y=round(HEIGHT - part.height * ratio, 2),
                        height=round(part.height * ratio, 2),
                    )
                    for part in column.segments
                ),
            )
            for column in drawn.columns
        ),
        marks=((top, 0.0),),
        series=(),
    )
