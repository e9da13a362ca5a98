"""Authorities side by side, and those that are like one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Authority, PartnershipMember
from atlas.queries.authorities import AuthorityRecord, read_authorities
from atlas.queries.coverage import Known
from atlas.queries.cross_table import Amounts
from atlas.queries.filters import partnership_ids
from atlas.queries.rankings import rate
from atlas.selection import UNKNOWN, Selection
from atlas.vocabulary import Vocabulary

#: Populations are alike when the larger is at most this many times the smaller.
FACTOR = 2.0


@dataclass(frozen=True)
class Portrait:
    """What the atlas knows of one authority's links, in figures.

    ``eras`` and ``themes`` count links by code, one link in each that it bears; ``decades`` by the
    decade of their first year. ``funded`` are those of which a funding is known, ``amount`` the
    euros known, None where no amount is. ``rate`` is per 100,000 inhabitants.
    """

    authority: AuthorityRecord
    links: int
    rate: float | None
    countries: tuple[str, ...]
    continents: tuple[str, ...]
    eras: dict[str, int]
    themes: dict[str, int]
    decades: dict[int, int]
    first_year: int | None
    dated: int
    themed: int
    funded: int
    amount: int | None
    partners: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """Portraits in the order asked for, with what at least two of them share.

    ``countries`` and ``partners`` map a code to the authorities (by code) that share it.
    """

    portraits: tuple[Portrait, ...]
    countries: dict[str, tuple[str, ...]]
    partners: dict[str, tuple[str, ...]]


def compare(
    session: Session,
    records: Sequence[AuthorityRecord],
    known: Known,
    amounts: Amounts,
    vocabulary: Vocabulary,
) -> Comparison:
    """Return ``records`` side by side; the most shared countries and partners come first."""
    portraits = tuple(portray(session, record, known, amounts, vocabulary) for record in records)
    return Comparison(
        portraits,
        countries=_shared({p.authority.code: p.countries for p in portraits}),
        partners=_shared({p.authority.code: sorted(p.partners) for p in portraits}),
    )


def _shared(borne: dict[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    holders: dict[str, list[str]] = {}
    for code, values in borne.items():
        for value in values:
            holders.setdefault(value, []).append(code)
    common = {value: tuple(found) for value, found in holders.items() if len(found) > 1}
    return dict(sorted(common.items(), key=lambda item: (-len(item[1]), item[0])))


def portray(
    session: Session,
    record: AuthorityRecord,
    known: Known,
    amounts: Amounts,
    vocabulary: Vocabulary,
) -> Portrait:
    """Return the figures of one authority, former ones merged into it included."""
    index = known.index
    wanted = partnership_ids(session, Selection(collectivite=(record.code,)))
    mask = index.of_ids(session.scalars(wanted))
    covered = known.of(record.code, mask)

    def borne(field: str) -> dict[str, int]:
        return {
            value: number
            for value, bearers in index.fields[field].items()
            if (number := (bearers & mask).bit_count())
        }

    countries = sorted(borne("pays").items(), key=lambda item: (-item[1], item[0]))
    years = [year for year, bearers in index.years.items() if bearers & mask]
    decades: dict[int, int] = {}
    for year in years:
        decade = year // 10 * 10
        decades[decade] = decades.get(decade, 0) + (index.years[year] & mask).bit_count()
    return Portrait(
        authority=record,
        links=covered.links,
        rate=rate(covered.links, record.population),
        countries=tuple(code for code, _ in countries),
        continents=tuple(dict.fromkeys(vocabulary.countries[code].group for code, _ in countries)),
        eras=borne("epoque"),
        themes={code: number for code, number in borne("theme").items() if code != UNKNOWN},
        decades=decades,
        first_year=min(years, default=None),
        dated=covered.dated,
        themed=covered.themed,
        funded=covered.funded,
        amount=amounts.total(mask, None),
        partners=frozenset(
            session.scalars(
                select(Authority.code)
                .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
                .where(Authority.side == "foreign", PartnershipMember.partnership_id.in_(wanted))
            )
        ),
    )


def alike(session: Session, record: AuthorityRecord, *, limit: int = 4) -> list[AuthorityRecord]:
    """Return the authorities most like ``record``: same kind, nearest population first.

    Only those of which the atlas knows a link, and whose population is within :data:`FACTOR`.
    Empty when the population of ``record`` is unknown.
    """
    if not record.population:
        return []
    linked = select(PartnershipMember.authority_id)
    rows = session.execute(
        select(Authority.code, Authority.population).where(
            Authority.side == "french",
            Authority.kind == record.kind,
            Authority.code != record.code,
            Authority.successor_id.is_(None),
            Authority.population.between(record.population / FACTOR, record.population * FACTOR),
            Authority.id.in_(linked),
        )
    ).all()
    here = log(record.population)
    nearest = sorted(
        ((code, population) for code, population in rows if population),
        key=lambda row: (abs(log(row[1]) - here), row[0]),
    )
    return read_authorities(session, [code for code, _ in nearest[:limit]])
