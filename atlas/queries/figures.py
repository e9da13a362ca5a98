"""Figures about the whole atlas or a selection: totals, coverage, curves by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import Session

from atlas.model import (
    Authority,
    AuthorityPoint,
    Funding,
    Partnership,
    PartnershipMember,
    PartnershipTheme,
    ReferenceFigure,
    Source,
    Statement,
)
from atlas.queries.bodies import LATITUDE, LONGITUDE
from atlas.queries.filters import in_force, partnership_ids
from atlas.selection import Selection

#: Kinds of foreign partners that are no local authorities.
NO_AUTHORITIES = ("state", "network", "other")


@dataclass(frozen=True)
class KeyFigures:
    """Totals of a selection; every ``…ed`` figure counts partnerships.

    ``foreign_authorities`` counts all foreign partners, States and networks included.
    """

    partnerships: int
    french_authorities: int
    foreign_authorities: int
    countries: int
    sources: int
    dated: int
    themed: int
    funded: int
    located: int
    high_confidence: int

    def share(self, number: int) -> float | None:
        """Return ``number`` as a share of the partnerships, 0 to 1; None when there are none."""
        return number / self.partnerships if self.partnerships else None


def key_figures(session: Session, selection: Selection) -> KeyFigures:
    """Return the totals of ``selection``.

    Of a selection by country, foreign partners and countries are those of its countries alone: a
    link of several may bring in others.
    """
    ids = partnership_ids(session, selection)
    themed = select(PartnershipTheme.partnership_id).where(
        PartnershipTheme.partnership_id == Partnership.id
    )
    funded = select(Funding.partnership_id).where(
        Funding.partnership_id == Partnership.id, Funding.family_code.is_not(None)
    )
    unlocated = (
        select(PartnershipMember.partnership_id)
        .outerjoin(AuthorityPoint, AuthorityPoint.authority_id == PartnershipMember.authority_id)
        .where(
            PartnershipMember.partnership_id == Partnership.id,
            AuthorityPoint.authority_id.is_(None),
        )
    )
    found = session.execute(
        select(
            func.count().label("partnerships"),
            func.count(Partnership.year_start).label("dated"),
            _how_many(themed.exists()).label("themed"),
            _how_many(funded.exists()).label("funded"),
            _how_many(~unlocated.exists()).label("located"),
            _how_many(Partnership.confidence == "haute").label("high_confidence"),
        ).where(Partnership.id.in_(ids))
    ).one()
    sides = {
        side: (authorities, countries)
        for side, authorities, countries in session.execute(
            select(
                Authority.side,
                func.count(func.distinct(Authority.id)),
                func.count(func.distinct(Authority.country_iso2)),
            )
            .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
            .where(
                PartnershipMember.partnership_id.in_(ids),
                or_(Authority.side == "french", _inside(selection.pays)),
            )
            .group_by(Authority.side)
        )
    }
    foreign, countries = sides.get("foreign", (0, 0))
    return KeyFigures(
        **found._mapping,
        french_authorities=sides.get("french", (0, 0))[0],
        foreign_authorities=foreign,
        countries=countries,
        sources=session.scalar(select(func.count()).select_from(Source)) or 0,
    )


def _inside(countries: Sequence[str]) -> ColumnElement[bool]:
    return Authority.country_iso2.in_(countries) if countries else true()


def _how_many(test: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((test, 1)))


def count_foreign_authorities(session: Session) -> int:
    """Return how many foreign local authorities are linked, without States and networks."""
    linked = select(PartnershipMember.authority_id)
    return (
        session.scalar(
            select(func.count())
            .select_from(Authority)
            .where(
                Authority.side == "foreign",
                Authority.kind.not_in(NO_AUTHORITIES),
                Authority.id.in_(linked),
            )
        )
        or 0
    )


def starts_by_year(session: Session, selection: Selection) -> dict[int, dict[str, int]]:
    """Return, for each year, how many dated partnerships began, by primary era."""
    curve: dict[int, dict[str, int]] = {}
    for year, era, number in session.execute(
        select(Partnership.year_start, Partnership.primary_era_code, func.count())
        .where(
            Partnership.id.in_(partnership_ids(session, selection)),
            Partnership.year_start.is_not(None),
        )
        .group_by(Partnership.year_start, Partnership.primary_era_code)
        .order_by(Partnership.year_start)
    ):
        if year is not None:
            curve.setdefault(year, {})[era] = number
    return curve


def count_in_force(session: Session, selection: Selection, year: int) -> int:
    """Return how many partnerships of ``selection`` are known to be in force in ``year``."""
    ids = partnership_ids(session, selection)
    return (
        session.scalar(
            select(func.count())
            .select_from(Partnership)
            .where(Partnership.id.in_(ids), in_force(year))
        )
        or 0
    )


def partner_points(session: Session, selection: Selection) -> list[tuple[str, float, float]]:
    """Return (primary era, longitude, latitude) of the located foreign members of ``selection``."""
    ids = partnership_ids(session, selection)
    return [
        (era, lon, lat)
        for era, lon, lat in session.execute(
            select(
                Partnership.primary_era_code,
                LONGITUDE,
                LATITUDE,
            )
            .join(PartnershipMember, PartnershipMember.partnership_id == Partnership.id)
            .join(Authority, Authority.id == PartnershipMember.authority_id)
            .join(AuthorityPoint, AuthorityPoint.authority_id == Authority.id)
            .where(Authority.side == "foreign", Partnership.id.in_(ids))
            .order_by(Partnership.id, Authority.id)
        )
    ]


def best_documented(session: Session, era: str, *, limit: int) -> list[int]:
    """Return the ids of the earliest partnerships of a primary era that two sources attest.

    Dated and of high confidence; those that only one source attests come after all others.
    """
    sources = func.count(func.distinct(Statement.source_id))
    return list(
        session.scalars(
            select(Partnership.id)
            .join(Statement, Statement.partnership_id == Partnership.id)
            .where(
                Partnership.primary_era_code == era,
                Partnership.year_start.is_not(None),
                Partnership.confidence == "haute",
            )
            .group_by(Partnership.id)
            .order_by(case((sources >= 2, 0), else_=1), Partnership.year_start, Partnership.id)
            .limit(limit)
        )
    )


def count_by_confidence(session: Session) -> dict[str, int]:
    """Return how many partnerships have each level of confidence."""
    return dict(
        session.execute(
            select(Partnership.confidence, func.count()).group_by(Partnership.confidence)
        ).all()
    )


def count_by_precision(session: Session) -> dict[str, int]:
    """Return how many foreign members have each precision of location."""
    linked = select(PartnershipMember.authority_id)
    return dict(
        session.execute(
            select(Authority.location_precision, func.count())
            .where(Authority.side == "foreign", Authority.id.in_(linked))
            .group_by(Authority.location_precision)
        ).all()
    )


def reference_figure(session: Session, code: str) -> ReferenceFigure | None:
    """Return a figure published by others, or None when it is not loaded."""
    return session.get(ReferenceFigure, code)
