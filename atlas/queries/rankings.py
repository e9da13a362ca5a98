"""Who is most linked: authorities, countries, régions, in numbers or per 100,000 inhabitants."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.model import Authority, PartnershipMember
from atlas.queries.authorities import AuthorityRecord, read_authorities
from atlas.queries.figures import NO_AUTHORITIES
from atlas.queries.filters import partnership_ids
from atlas.selection import Selection

#: Below it, one single link would put a village first per inhabitant.
LEAST_POPULATION = 10_000
_PER = 100_000


@dataclass(frozen=True)
class RankedAuthority:
    """An authority, its links, and its links per 100,000 inhabitants (None: unknown population)."""

    authority: AuthorityRecord
    links: int
    rate: float | None


def rate(links: int, population: int | None) -> float | None:
    """Return links per 100,000 inhabitants, or None when the population is unknown or nil."""
    return links * _PER / population if population else None


def rank_authorities(
    session: Session,
    selection: Selection,
    *,
    side: str,
    per_inhabitant: bool = False,
    limit: int = 15,
) -> list[RankedAuthority]:
    """Return the most linked authorities of a side, former ones counted with their successor.

    Per inhabitant, those of fewer than :data:`LEAST_POPULATION` inhabitants are left out, and so
    are those whose population is not known, as that of every foreign authority. States and
    networks are no local authorities and have no rank.
    """
    today = func.coalesce(Authority.successor_id, Authority.id)
    number = func.count(func.distinct(PartnershipMember.partnership_id)).label("number")
    linked = (
        select(today.label("id"), number)
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .where(
            Authority.side == side,
            Authority.kind.not_in(NO_AUTHORITIES),
            PartnershipMember.partnership_id.in_(partnership_ids(session, selection)),
        )
        .group_by(today)
        .subquery()
    )
    query = select(Authority.code, linked.c.number).join(linked, linked.c.id == Authority.id)
    if per_inhabitant:
        query = query.where(Authority.population >= LEAST_POPULATION).order_by(
            (linked.c.number * 1.0 / Authority.population).desc(), Authority.folded_name
        )
    else:
        query = query.order_by(linked.c.number.desc(), Authority.folded_name, Authority.code)
    counts: dict[str, int] = dict(session.execute(query.limit(limit)).all())
    return [
        RankedAuthority(record, counts[record.code], rate(counts[record.code], record.population))
        for record in read_authorities(session, list(counts))
    ]


def region_populations(session: Session) -> dict[str, int]:
    """Return the inhabitants of each région, by its plain code.

    Those of the région as an authority; where another body governs it, those of its communes.
    """
    summed = session.execute(
        select(Authority.region_code, func.sum(Authority.population))
        .where(Authority.kind == "commune", Authority.region_code.is_not(None))
        .group_by(Authority.region_code)
    )
    return {code: int(total) for code, total in summed if code is not None and total}
