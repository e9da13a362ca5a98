"""What an advert is shown with: the adverts that answer it, and who the atlas knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.exchange import reading
from atlas.exchange.acquaintances import ADVISER, PARTNER, Acquaintance, acquaintances
from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.matching import Match, Party, matches
from atlas.model import Country
from atlas.queries.authorities import AuthorityRecord, read_authorities


@dataclass(frozen=True)
class Suggestions:
    """Adverts and authorities that answer an advert, each group the best first.

    ``authorities`` are those of the adverts, by code.
    """

    adverts: tuple[Match, ...]
    advisers: tuple[Acquaintance, ...]
    partners: tuple[Acquaintance, ...]
    authorities: dict[str, AuthorityRecord]


def known_to_atlas(
    session: Session, advert: AdvertRecord, today: dt.date
) -> tuple[Acquaintance, ...]:
    """Return the authorities that the atlas suggests for an advert.

    They change with the text of the advert, the data and the day, with nothing else: whoever shows
    the same advert many times may keep them.
    """
    continents = _continents(session)
    record = authorities_of(session, (advert,)).get(advert.content.authority)
    if record is None:
        return ()
    me = party(record, continents)
    return tuple(acquaintances(session, advert.content, me, today=today))


def suggest(
    session: Session, advert: AdvertRecord, now: dt.datetime, known: Iterable[Acquaintance]
) -> Suggestions:
    """Return what and who answers ``advert``, of what the public may see.

    ``known`` is what :func:`known_to_atlas` returns for it.
    """
    known = tuple(known)
    others = reading.list_open(session, now)
    records = authorities_of(session, (advert, *others))
    continents = _continents(session)
    parties = {code: party(record, continents) for code, record in records.items()}
    return Suggestions(
        tuple(matches(advert, others, parties, continents)),
        tuple(one for one in known if one.role == ADVISER),
        tuple(one for one in known if one.role == PARTNER),
        records,
    )


def authorities_of(session: Session, adverts: Iterable[AdvertRecord]) -> dict[str, AuthorityRecord]:
    """Return the authorities of adverts by code; one that a load took away is left out."""
    codes = sorted({advert.content.authority for advert in adverts})
    return {record.code: record for record in read_authorities(session, codes)}


def _continents(session: Session) -> dict[str, str]:
    return dict(session.execute(select(Country.iso2, Country.continent)).all())


def party(record: AuthorityRecord, continents: dict[str, str]) -> Party:
    """Return an authority as matching knows it."""
    return Party(
        record.code,
        record.side,
        record.kind,
        record.country_iso2,
        continents.get(record.country_iso2, ""),
        record.population,
    )
