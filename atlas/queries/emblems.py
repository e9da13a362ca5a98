"""The partnerships that best tell a selection: dated, sure, attested by several sources."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.model import Authority, Partnership, PartnershipMember, Statement
from atlas.queries.filters import conditions
from atlas.selection import Selection

#: How many are weighed for each one that is kept, so that one country does not take all places.
_WEIGHED = 12


def emblematic(
    session: Session,
    selection: Selection,
    *,
    limit: int,
    primary_era: str | None = None,
    per_country: int = 2,
) -> list[int]:
    """Return the ids of the partnerships of ``selection`` that most sources attest, by year.

    All are dated and of high confidence; ``primary_era`` keeps those of one primary era. At most
    ``per_country`` share a partner country. Fewer than ``limit`` come back where fewer are known.
    """
    sources = func.count(func.distinct(Statement.source_id))
    query = (
        select(Partnership.id)
        .join(Statement, Statement.partnership_id == Partnership.id)
        .where(
            *conditions(session, selection),
            Partnership.year_start.is_not(None),
            Partnership.confidence == "haute",
        )
        .group_by(Partnership.id)
        .order_by(sources.desc(), Partnership.year_start, Partnership.id)
        .limit(limit * _WEIGHED)
    )
    if primary_era is not None:
        query = query.where(Partnership.primary_era_code == primary_era)
    weighed = list(session.scalars(query))
    countries = dict(
        session.execute(
            select(PartnershipMember.partnership_id, func.min(Authority.country_iso2))
            .join(Authority, Authority.id == PartnershipMember.authority_id)
            .where(Authority.side == "foreign", PartnershipMember.partnership_id.in_(weighed))
            .group_by(PartnershipMember.partnership_id)
        ).all()
    )
    kept: list[int] = []
    seen: Counter[str] = Counter()
    for number in weighed:
        country = countries.get(number, "")
        if len(kept) < limit and seen[country] < per_country:
            seen[country] += 1
            kept.append(number)
    return list(
        session.scalars(
            select(Partnership.id)
            .where(Partnership.id.in_(kept))
            .order_by(Partnership.year_start, Partnership.id)
        )
    )
