"""Turning a selection into SQL; every count, list, map and export goes through here."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.model import (
    Authority,
    AuthorityName,
    Funding,
    Partnership,
    PartnershipEra,
    PartnershipMember,
    PartnershipTheme,
)
from atlas.model.geography import GEONAMES
from atlas.queries.authorities import family_ids
from atlas.selection import UNKNOWN, Selection
from atlas.text import fold, spellings
from atlas.vocabulary import FORMER_KINDS

PartnershipIds = Select[int]

#: The level (échelon) of a French authority: a former commune is a commune still.
LEVEL: ColumnElement[str] = case(
    (Authority.kind.in_(tuple(FORMER_KINDS)), "commune"), else_=Authority.kind
)


def partnership_ids(session: Session, selection: Selection) -> PartnershipIds:
    """Return a query of the ids of the partnerships that ``selection`` describes.

    Raises :class:`InvalidSelectionError` when it names a collectivité that does not exist.
    """
    return select(Partnership.id).where(*conditions(session, selection))


def conditions(session: Session, selection: Selection) -> list[ColumnElement[bool]]:
    """Return the conditions on :class:`Partnership` that ``selection`` amounts to."""
    wanted: list[ColumnElement[bool]] = []
    if selection.q:
        wanted.append(_worded(fold(selection.q)))
    if selection.epoque:
        wanted.append(
            Partnership.id.in_(
                select(PartnershipEra.partnership_id).where(
                    PartnershipEra.era_code.in_(selection.epoque)
                )
            )
        )
    if selection.theme:
        wanted.append(_themed(selection.theme))
    if selection.financement:
        wanted.append(_funded(selection.financement))
    if selection.type:
        wanted.append(Partnership.link_type_code.in_(selection.type))
    if selection.statut:
        wanted.append(Partnership.status_code.in_(selection.statut))
    wanted += _membership(session, selection)
    if selection.de is not None:
        wanted.append(Partnership.year_start >= selection.de)
    if selection.a is not None:
        wanted.append(Partnership.year_start <= selection.a)
    if selection.date is not None:
        wanted.append(in_force(selection.date.year))
    return wanted


def _worded(folded: str) -> ColumnElement[bool]:
    """Return the condition that each word begins one of the partnership's, or that all of them are
    what the world calls a member (Monaco di Baviera).

    The names of the world are compared whole: word by word, « Paris » would find Warsaw, the
    « Paris of the North ».
    """
    if not folded:
        return Partnership.id < 0  # nothing but punctuation matches nothing
    words = and_(
        *(
            or_(
                *(
                    Partnership.search_text.contains(f" {beginning}", autoescape=True)
                    for beginning in spellings(word)
                )
            )
            for word in folded.split()
        )
    )
    called = (
        select(PartnershipMember.partnership_id)
        .join(AuthorityName, AuthorityName.authority_id == PartnershipMember.authority_id)
        .where(AuthorityName.folded_name == folded, AuthorityName.origin == GEONAMES)
    )
    return or_(words, Partnership.id.in_(called))


def in_force(year: int) -> ColumnElement[bool]:
    """Return the condition that a partnership is known to be in force in ``year``.

    One whose beginning is unknown is not known to be.
    """
    return in_force_between(year, year)


def in_force_between(first: int | None, last: int | None) -> ColumnElement[bool]:
    """Return the condition that a partnership is known to be in force at some time of a period.

    The years are included; None leaves the period open. One whose beginning is unknown is not known
    to be in force at any time.
    """
    began = Partnership.year_start.is_not(None) if last is None else Partnership.year_start <= last
    if first is None:
        return began
    return and_(began, or_(Partnership.active_to.is_(None), Partnership.active_to >= first))


def _themed(values: tuple[str, ...]) -> ColumnElement[bool]:
    themed = select(PartnershipTheme.partnership_id)
    chosen = Partnership.id.in_(themed.where(PartnershipTheme.theme_code.in_(values)))
    return or_(chosen, Partnership.id.not_in(themed)) if UNKNOWN in values else chosen


def _funded(values: tuple[str, ...]) -> ColumnElement[bool]:
    funded = select(Funding.partnership_id).where(Funding.family_code.is_not(None))
    chosen = Partnership.id.in_(funded.where(Funding.family_code.in_(values)))
    return or_(chosen, Partnership.id.not_in(funded)) if UNKNOWN in values else chosen


def _membership(session: Session, selection: Selection) -> list[ColumnElement[bool]]:
    french = Authority.side == "french"
    tests: list[ColumnElement[bool]] = []
    if selection.pays:
        tests.append(and_(Authority.side == "foreign", Authority.country_iso2.in_(selection.pays)))
    if selection.region:
        tests.append(and_(french, Authority.region_code.in_(selection.region)))
    if selection.departement:
        tests.append(and_(french, Authority.departement_code.in_(selection.departement)))
    if selection.echelon:
        tests.append(and_(french, LEVEL.in_(selection.echelon)))
    if selection.collectivite:
        tests.append(Authority.id.in_(family_ids(session, selection.collectivite)))
    if selection.bbox is not None:
        dialect = session.get_bind().dialect.name
        tests.append(Authority.id.in_(spatial.points_in_bbox(dialect, selection.bbox)))
    return [
        Partnership.id.in_(
            select(PartnershipMember.partnership_id)
            .join(Authority, Authority.id == PartnershipMember.authority_id)
            .where(test)
        )
        for test in tests
    ]
