"""The geometry of a curve by year, with the area below it.

The path lives in a square of 100 by 100 that the drawing stretches; marks of the axes are given in
percent across and in pixels down, as texts must not be stretched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.figures.link_timeline import axis_marks
from webapp.figures.scales import round_scale

HEIGHT = 180
"""Height of the plot in pixels, axis labels left out."""


@dataclass(frozen=True)
class Curve:
    """What the macro ``courbe`` draws: path data, years and values of the axes, the numbers."""

    line: str
    area: str
    years: tuple[tuple[int, float], ...]
    marks: tuple[tuple[int, float], ...]
    values: tuple[tuple[int, int], ...]
    height: int = HEIGHT


def cumulated(starts: Mapping[int, int], last: int) -> dict[int, int]:
    """Return, for each year up to ``last``, how many had begun by then."""
    if not starts:
        return {}
    total, sums = 0, {}
    for year in range(min(starts), max(last, *starts) + 1):
        total += starts.get(year, 0)
        sums[year] = total
    return sums


def build(values: Mapping[int, int]) -> Curve | None:
    """Return the curve of ``values`` by year, or None when fewer than two years are given."""
    if len(values) < 2:
        return None
    years = sorted(values)
    first, last = years[0], years[-1]
    scale = round_scale(max(values.values()))
    top = scale[-1]
    points = [
        f"{100 * (year - first) / (last - first):.2f} {100 - 100 * values[year] / top:.2f}"
        for year in years
    ]
    line = "M" + "L".join(points)
    return Curve(
        line=line,
        area=f"{line}L100 100L0 100z",
        years=axis_marks(first, last),
        marks=tuple((value, round(HEIGHT * (1 - value / top), 2)) for value in scale),
        values=tuple((year, values[year]) for year in years),
    )
