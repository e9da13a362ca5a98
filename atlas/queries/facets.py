"""Facets: for each value of each field, how many partnerships the selection would keep."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from atlas.model import (
    Authority,
    Funding,
    Partnership,
    PartnershipEra,
    PartnershipMember,
    PartnershipTheme,
)
from atlas.queries.facet_index import FACETS, FacetIndex, Narrowed, build_facet_index, narrow
from atlas.queries.filters import LEVEL, PartnershipIds, partnership_ids
from atlas.selection import UNKNOWN, Selection


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


def count_facet(session: Session, selection: Selection, name: str) -> tuple[FacetValue, ...]:
    """Return the facet of one field by queries alone, the most frequent values first."""
    ids = partnership_ids(session, selection.without(name))
    counts = {
        value: number for value, number in session.execute(_grouped(name, ids)) if value is not None
    }
    if name in ("theme", "financement"):
        unknown = session.scalar(
            select(func.count()).select_from(
                partnership_ids(session, selection.with_values(name, (UNKNOWN,))).subquery()
            )
        )
        if unknown:
            counts[UNKNOWN] = unknown
    primary: dict[str, int] = {}
    if name == "epoque":
        primary = dict(
            session.execute(
                select(Partnership.primary_era_code, func.count())
                .where(Partnership.id.in_(ids))
                .group_by(Partnership.primary_era_code)
            ).all()
        )
    return _sorted(
        FacetValue(value, number, primary.get(value, 0) if name == "epoque" else None)
        for value, number in counts.items()
    )


def _sorted(values: Iterable[FacetValue]) -> tuple[FacetValue, ...]:
    borne = (value for value in values if value.count)
    return tuple(sorted(borne, key=lambda value: (-value.count, value.value)))


def _grouped(name: str, ids: PartnershipIds) -> Select[Any, int]:
    if name == "type":
        return _of_partnership(Partnership.link_type_code, ids)
    if name == "statut":
        return _of_partnership(Partnership.status_code, ids)
    if name == "epoque":
        return (
            select(PartnershipEra.era_code, func.count())
            .where(PartnershipEra.partnership_id.in_(ids))
            .group_by(PartnershipEra.era_code)
        )
    if name == "theme":
        return (
            select(PartnershipTheme.theme_code, func.count())
            .where(PartnershipTheme.partnership_id.in_(ids))
            .group_by(PartnershipTheme.theme_code)
        )
    if name == "financement":
        return (
            select(Funding.family_code, func.count(distinct(Funding.partnership_id)))
            .where(Funding.partnership_id.in_(ids))
            .group_by(Funding.family_code)
        )
    side, column = {
        "pays": ("foreign", Authority.country_iso2),
        "region": ("french", Authority.region_code),
        "departement": ("french", Authority.departement_code),
        "echelon": ("french", LEVEL),
    }[name]
    return (
        select(column, func.count(distinct(PartnershipMember.partnership_id)))
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .where(Authority.side == side, PartnershipMember.partnership_id.in_(ids))
        .group_by(column)
    )


def _of_partnership(column: InstrumentedAttribute[str], ids: PartnershipIds) -> Select[Any, int]:
    return select(column, func.count()).where(Partnership.id.in_(ids)).group_by(column)
