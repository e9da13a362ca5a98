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


def suggest(session: Session, advert: AdvertRecord, now: dt.datetime) -> Suggestions:
    """Return what and who answers ``advert``, of what the public may see."""
    others = reading.list_open(session, now)
    records = authorities_of(session, (advert, *others))
    continents = dict(session.execute(select(Country.iso2, Country.continent)).all())
    parties = {code: party(record, continents) for code, record in records.items()}
    me = parties.get(advert.content.authority)
    known = acquaintances(session, advert.content, me, today=now.date()) if me else []
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
