"""Round scales for the charts: where the axis ends, and which values it names."""

from __future__ import annotations

from math import ceil, log10, sqrt

#: How many shades a heat table has, the lightest being 1; 0 is no shade at all.
SHADES = 5
_STEPS = (1, 2, 5, 10)
_MOST_MARKS = 4


def round_scale(largest: float) -> tuple[int, ...]:
    """Return round values from the first above 0 to one that is at least ``largest``.

    At most four steps of 1, 2 or 5 times a power of ten; whole numbers, for they count things.
    """
    if largest <= 0:
        return (1,)
    magnitude = 10 ** max(0, int(log10(largest / _MOST_MARKS))) if largest > _MOST_MARKS else 1
    step = next(
        (s * magnitude for s in _STEPS if ceil(largest / (s * magnitude)) <= _MOST_MARKS),
        20 * magnitude,
    )
    return tuple(step * number for number in range(1, ceil(largest / step) + 1))


def shade(value: float, largest: float) -> int:
    """Return the shade, 0 to :data:`SHADES`, of a figure of a heat table.

    By its square root: a few large figures would otherwise leave all the others blank.
    """
    if value <= 0 or largest <= 0:
        return 0
    return max(1, min(SHADES, ceil(SHADES * sqrt(value / largest))))
