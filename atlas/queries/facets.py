"""Facets: for each value of each field, how many partnerships the selection would keep."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atlas.queries.facet_index import FACETS, FacetIndex, Narrowed, build_facet_index, narrow
from atlas.selection import Selection


@dataclass(frozen=True)
class FacetValue:
    """A value of a field and how many partnerships bear it.

    A partnership with several themes counts in each. ``primary`` is, for eras, how many have it
    as their primary era, and None for other fields.
    """

    value: str
    count: int
    primary: int | None = None


@dataclass(frozen=True)
class Facets:
    """What can still be chosen: the values of each field, and how many links began each year.

    ``total`` is the count of the selection itself.
    """

    total: int
    values: dict[str, tuple[FacetValue, ...]]
    starts: dict[int, int]
    narrowed: Narrowed

    def count_together(self, name: str, codes: Iterable[str]) -> int:
        """Return the count if ``codes`` of a field were all chosen, each partnership once."""
        return (self.narrowed.index.mask(name, codes) & self.narrowed.without(name)).bit_count()

    def within(self, name: str) -> tuple[FacetValue, ...]:
        """Return the values of a field that the selection's own partnerships bear.

        Unlike in ``values``, the field's own choice counts.
        """
        kept = self.narrowed.without()
        return _sorted(
            FacetValue(value, (mask & kept).bit_count())
            for value, mask in self.narrowed.index.fields[name].items()
        )

    def linked(self, name: str) -> Collection[str]:
        """Return the values of a field that any partnership of the atlas bears."""
        return self.narrowed.index.fields[name].keys()


def count_facets(
    session: Session, selection: Selection, index: FacetIndex | None = None
) -> dict[str, tuple[FacetValue, ...]]:
    """Return the facets of ``selection``: each value's count if it were chosen alone.

    A field's own choice does not narrow its own counts, so that alternatives can be seen; every
    other field's choice does. Values that nothing bears are left out.
    """
    return read_facets(session, selection, index).values


def read_facets(session: Session, selection: Selection, index: FacetIndex | None = None) -> Facets:
    """Return all facets of ``selection``, years of beginning included, from ``index``.

    Without an index one is made, which takes as long as a dozen queries: keep it.
    """
    found = narrow(session, selection, index or build_facet_index(session))
    values = {}
    for name in FACETS:
        base = found.without(name)
        primary = found.index.primary if name == "epoque" else None
        values[name] = _sorted(
            FacetValue(
                value,
                (mask & base).bit_count(),
                None if primary is None else (primary.get(value, 0) & base).bit_count(),
            )
            for value, mask in found.index.fields[name].items()
        )
    base = found.without("years")
    starts = {year: (mask & base).bit_count() for year, mask in found.index.years.items()}
    kept = {year: number for year, number in starts.items() if number}
    return Facets(found.without().bit_count(), values, kept, found)


def _sorted(values: Iterable[FacetValue]) -> tuple[FacetValue, ...]:
    borne = (value for value in values if value.count)
    return tuple(sorted(borne, key=lambda value: (-value.count, value.value)))
