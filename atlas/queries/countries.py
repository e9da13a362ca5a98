"""Countries: one by its code, with the States that preceded it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.errors import NotFoundError
from atlas.language import in_language
from atlas.model import Country, HistoricalState
from atlas.text import fold


@dataclass(frozen=True)
class PastState:
    """A State that a country's territory belonged to, with its years (inclusive)."""

    code: str
    name_fr: str
    name_en: str
    year_from: int
    year_to: int

    def name(self, language: str) -> str:
        """Return its name in ``language``."""
        return in_language(language, self.name_fr, self.name_en)


@dataclass(frozen=True)
class CountryRecord:
    """A country of today, named and located, with its predecessors by year."""

    iso2: str
    name_fr: str
    name_en: str
    article_fr: str
    preposition_fr: str
    continent: str
    lon: float
    lat: float
    past: tuple[PastState, ...]

    def name(self, language: str) -> str:
        """Return its name in ``language``."""
        return in_language(language, self.name_fr, self.name_en)


def get_country(session: Session, iso2: str) -> CountryRecord:
    """Return the country of an ISO 3166-1 alpha-2 code; raise :class:`NotFoundError`."""
    row = session.get(Country, iso2)
    if row is None:
        raise NotFoundError(
            "Aucun pays ne porte le code « {code} ».", what="country", code=iso2[:20]
        )
    past = [
        PastState(state.code, state.name_fr, state.name_en, state.year_from, state.year_to)
        for state in session.scalars(select(HistoricalState).order_by(HistoricalState.year_from))
        if iso2 in state.successors.split(";")
    ]
    return CountryRecord(
        row.iso2,
        row.name_fr,
        row.name_en,
        row.article_fr,
        row.preposition_fr,
        row.continent,
        row.lon,
        row.lat,
        tuple(past),
    )


def find_country(session: Session, words: str) -> str | None:
    """Return the code of the country that ``words`` name, by its code or a name; None when none."""
    wanted = fold(words)
    if not wanted:
        return None
    rows = session.execute(
        select(
            Country.iso2, Country.iso3, Country.name_fr, Country.name_en, Country.other_names
        ).order_by(Country.iso2)
    )
    for iso2, iso3, french, english, others in rows:
        if wanted in {fold(name) for name in (iso2, iso3, french, english, *others.split("|"))}:
            return str(iso2)
    return None
