"""Facets: for each value of each field, how many partnerships the selection would keep."""

from __future__ import annotations

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
from atlas.queries.filters import LEVEL, PartnershipIds, partnership_ids
from atlas.selection import UNKNOWN, Selection

#: The fields that have facets, in display order.
FACETS = (
    "epoque",
    "theme",
    "financement",
    "type",
    "statut",
    "pays",
    "region",
    "departement",
    "echelon",
)


@dataclass(frozen=True)
class FacetValue:
    """A value of a field and how many partnerships bear it.

    A partnership with several themes counts in each. ``primary`` is, for eras, how many have it
    as their primary era, and None for other fields.
    """

    value: str
    count: int
    primary: int | None = None


def count_facets(session: Session, selection: Selection) -> dict[str, tuple[FacetValue, ...]]:
    """Return the facets of ``selection``: each value's count if it were chosen alone.

    A field's own choice does not narrow its own counts, so that alternatives can be seen; every
    other field's choice does. Values that nothing bears are left out.
    """
    return {name: count_facet(session, selection, name) for name in FACETS}


def count_facet(session: Session, selection: Selection, name: str) -> tuple[FacetValue, ...]:
    """Return the facet of one field, the most frequent values first."""
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
    return tuple(
        FacetValue(value, number, primary.get(value, 0) if name == "epoque" else None)
        for value, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


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
