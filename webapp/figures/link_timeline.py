"""The geometry of a timeline of links: one bar each, from its first year to its last one.

Positions along the axis are percentages of its width, so that a drawing fills whatever column it
is given while its texts keep their size. Nothing here reads the database: the caller gives links,
such as :class:`webapp.presentation.rows.PartnershipView`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

#: A bar is never thinner than this share of the axis, in percent: one year must be seen.
LEAST_WIDTH = 0.8
#: Steps between two marks of the axis, in years; the first that leaves few enough marks is taken.
_STEPS = (5, 10, 20, 50)
_MOST_MARKS = 9

#: What the status of a link says of its right end, when no last year is known.
_ENDS = {"actif": "running", "en_sommeil": "stopped", "suspendu": "stopped"}


class Link(Protocol):
    """What a timeline needs of a link; ``active_to`` is None while nothing says that it ended."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def year_start(self) -> int | None: ...
    @property
    def circa(self) -> bool: ...
    @property
    def active_to(self) -> int | None: ...
    @property
    def status(self) -> str: ...
    @property
    def primary_era(self) -> Any: ...


@dataclass(frozen=True)
class LinkBar:
    """A dated link on the axis; ``x`` and ``width`` in percent.

    ``end`` says what its right end means: ``known`` (its last year), ``running`` (a source calls
    it active), ``stopped`` (it is suspended or dormant) or ``unknown`` (nothing says whether it
    goes on).
    """

    link: Link
    x: float
    width: float
    first: int
    last: int
    end: str


@dataclass(frozen=True)
class LinkTimeline:
    """What the macro ``frise`` draws: an axis of years, its marks (year, percent), bars."""

    first: int
    last: int
    marks: tuple[tuple[int, float], ...]
    bars: tuple[LinkBar, ...]
    undated: tuple[Link, ...]

    @property
    def ends(self) -> frozenset[str]:
        """The kinds of right end that occur, for the legend."""
        return frozenset(bar.end for bar in self.bars)

    @property
    def approximate(self) -> bool:
        """Whether the first year of a bar is only known roughly."""
        return any(bar.link.circa for bar in self.bars)


def build(links: Iterable[Link], *, today: int) -> LinkTimeline:
    """Return the timeline of ``links`` up to the year ``today``, the earliest first.

    The axis begins with the decade of the first link. Links without a first year are kept apart,
    in the order in which they came.
    """
    given = list(links)
    dated = sorted(
        ((link.year_start, link) for link in given if link.year_start is not None),
        key=lambda pair: (pair[0], pair[1].active_to or today, pair[1].title),
    )
    first = min((year for year, _ in dated), default=today) // 10 * 10
    last = max([today, first + 10, *(link.active_to or 0 for _, link in dated)])
    return LinkTimeline(
        first=first,
        last=last,
        marks=axis_marks(first, last),
        bars=tuple(_bar(link, year, first, last, today) for year, link in dated),
        undated=tuple(link for link in given if link.year_start is None),
    )


def axis_marks(first: int, last: int) -> tuple[tuple[int, float], ...]:
    """Return round years from ``first`` to ``last`` with their place on the axis, in percent."""
    step = next((s for s in _STEPS if (last - first) / s < _MOST_MARKS), 100)
    start = -(-first // step) * step
    return tuple((year, _percent(year - first, last - first)) for year in range(start, last, step))


def _bar(link: Link, year: int, first: int, last: int, today: int) -> LinkBar:
    if link.active_to is not None:
        end, until = "known", max(link.active_to, year)
    else:
        end, until = _ENDS.get(link.status, "unknown"), max(today, year)
    span = last - first
    width = max(_percent(until - year, span), LEAST_WIDTH)
    x = min(_percent(year - first, span), 100 - width)
    return LinkBar(link, round(x, 2), round(width, 2), year, until, end)


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
