"""Facets counted by queries alone: what the index of the site must agree with."""

from __future__ import annotations

from collections.abc import Iterable
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
from atlas.queries.facets import FacetValue
from atlas.queries.filters import LEVEL, PartnershipIds, partnership_ids
from atlas.selection import UNKNOWN, Selection


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
