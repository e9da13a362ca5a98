"""Funding families and instruments: what they ask, and the partnerships known to use them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.orm import Session

from atlas.errors import NotFoundError
from atlas.language import in_language
from atlas.model import CountryGroup, Funding, FundingFamily, Instrument, Partnership
from atlas.queries.filters import partnership_ids
from atlas.selection import Selection
from atlas.text import close_to


@dataclass(frozen=True)
class InstrumentRecord:
    """A call or fund; amounts in euros, rate in percent, empty or None where nothing is known.

    ``applicants``, ``country_groups`` and ``themes`` are what :mod:`atlas.eligibility` reads.
    """

    code: str
    family: str
    name_fr: str
    name_en: str
    operator: str
    year_from: int | None
    year_to: int | None
    eligible_bodies: str
    eligible_countries: str
    min_eur: int | None
    max_eur: int | None
    rate_max: float | None
    law: str
    law_dates: tuple[str, ...]
    applicants: str
    country_groups: str
    themes: str
    source_url: str

    def name(self, language: str) -> str:
        """Return its name in ``language``."""
        return in_language(language, self.name_fr, self.name_en)


@dataclass(frozen=True)
class AmountTotal:
    """The known amounts of one kind, in euros; ``kind`` as in :class:`~atlas.model.Funding`.

    An amount that covers more than its partnership is left out, and one that a page gives for
    several partnerships together counts once.
    """

    kind: str
    number: int
    total: int


def list_instruments(session: Session) -> list[InstrumentRecord]:
    """Return the instruments by family, then by first year and name."""
    rows = session.scalars(
        select(Instrument)
        .join(FundingFamily, FundingFamily.code == Instrument.family_code)
        .order_by(FundingFamily.position, Instrument.year_from, Instrument.name_fr)
    )
    return [_record(row) for row in rows]


def get_instrument(session: Session, code: str) -> InstrumentRecord:
    """Return the instrument of a code; raise :class:`NotFoundError` with codes near it."""
    row = session.get(Instrument, code)
    if row is None:
        known = session.scalars(select(Instrument.code).order_by(Instrument.code)).all()
        raise NotFoundError(
            "Aucun financement ne porte le code « {code} ». Codes proches : {near}.",
            what="instrument",
            code=code[:60],
            near=", ".join(close_to(code, known)),
        )
    return _record(row)


def _record(row: Instrument) -> InstrumentRecord:
    return InstrumentRecord(
        code=row.code,
        family=row.family_code or "",
        name_fr=row.name_fr,
        name_en=row.name_en,
        operator=row.operator,
        year_from=row.year_from,
        year_to=row.year_to,
        eligible_bodies=row.eligible_bodies,
        eligible_countries=row.eligible_countries,
        min_eur=row.min_eur,
        max_eur=row.max_eur,
        rate_max=row.rate_max,
        law=row.law,
        law_dates=tuple(date for date in row.law_dates.split(";") if date),
        applicants=row.applicants,
        country_groups=row.country_groups,
        themes=row.themes,
        source_url=row.source_url,
    )


def operators(session: Session) -> dict[str, str]:
    """Return who pays, in French, for each family."""
    return dict(session.execute(select(FundingFamily.code, FundingFamily.operator)).all())


def larger_groups(session: Session) -> dict[str, str]:
    """Return the larger group that holds each group of countries; empty where none does."""
    return dict(session.execute(select(CountryGroup.code, CountryGroup.within)).all())


def count_by_instrument(session: Session, selection: Selection) -> dict[str, int]:
    """Return how many partnerships of ``selection`` each instrument is known to fund."""
    rows = session.execute(
        select(Funding.instrument_code, func.count(distinct(Funding.partnership_id)))
        .where(
            Funding.instrument_code.is_not(None),
            Funding.partnership_id.in_(partnership_ids(session, selection)),
        )
        .group_by(Funding.instrument_code)
    )
    return {code: number for code, number in rows if code is not None}


def count_named(session: Session, family: str) -> int:
    """Return how many partnerships funded by ``family`` have an instrument that is named."""
    return (
        session.scalar(
            select(func.count(distinct(Funding.partnership_id))).where(
                Funding.family_code == family, Funding.instrument_code.is_not(None)
            )
        )
        or 0
    )


def funded_by(session: Session, instrument: str) -> list[int]:
    """Return the ids of the partnerships that an instrument is known to fund, by year."""
    paid = select(Funding.partnership_id).where(Funding.instrument_code == instrument)
    return list(
        session.scalars(
            select(Partnership.id)
            .where(Partnership.id.in_(paid))
            .order_by(Partnership.year_start.is_(None), Partnership.year_start, Partnership.id)
        )
    )


def known_amounts(
    session: Session, *, family: str | None = None, instrument: str | None = None
) -> list[AmountTotal]:
    """Return the totals of the amounts known in euros, by kind, the most frequent kind first."""
    wanted: list[ColumnElement[bool]] = [
        Funding.amount.is_not(None),
        Funding.currency == "EUR",
        Funding.scope != "programme",
    ]
    if family is not None:
        wanted.append(Funding.family_code == family)
    if instrument is not None:
        wanted.append(Funding.instrument_code == instrument)
    once = (
        select(Funding.kind, Funding.amount, Funding.source_id, Funding.detail)
        .where(*wanted)
        .distinct()
        .subquery()
    )
    rows = session.execute(
        select(once.c.kind, func.count(), func.sum(once.c.amount))
        .group_by(once.c.kind)
        .order_by(func.count().desc(), once.c.kind)
    )
    return [AmountTotal(kind, number, int(total)) for kind, number, total in rows]
