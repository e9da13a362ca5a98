"""Filling the index from the database."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from atlas.model import (
    Authority,
    AuthorityName,
    Country,
    Era,
    HistoricalState,
    PartnershipEra,
    PartnershipMember,
    PartnershipTheme,
    Theme,
)
from atlas.model.geography import GEONAMES
from atlas.public_codes import AUTHORITY_OF_ISO
from atlas.search.index import Group, IndexBuilder, SearchIndex, Text, Why

#: Rows read at a time, so that the index is made without holding the whole table twice.
_AT_ONCE = 2000
Columns = TypeVarTuple("Columns")
_COLUMNS = (Authority.id, Authority.side, Authority.kind, Authority.name, Authority.folded_name)


def read_index(session: Session) -> SearchIndex:
    """Return the index of everything that the database names."""
    builder = IndexBuilder()
    _add_authorities(session, builder)
    _add_countries(session, builder)
    _add_terms(session, builder)
    return builder.build()


def _rows(session: Session, query: Select[*Columns]) -> Iterator[Any]:
    return iter(session.execute(query.execution_options(yield_per=_AT_ONCE)))


def _counts(session: Session, query: Select[Any, int]) -> dict[Any, int]:
    return dict(session.execute(query).all())


def _add_authorities(session: Session, builder: IndexBuilder) -> None:
    """Add authorities; the names of merged ones lead to the authority of today."""
    today = _authorities_of_today(session)
    links = _links(session, today)
    heirs = dict.fromkeys(today.values(), "")
    # By id: dense numbers, so that arrays do where dictionaries would take ten megabytes.
    target_of = array("i", bytes(4 * (1 + (session.scalar(select(func.max(Authority.id))) or 0))))
    plain = array("b", bytes(len(target_of)))
    for number, side, kind, name, folded, population in _rows(
        session, select(*_COLUMNS, Authority.population)
    ):
        plain[number] = side == "french" and (kind == "commune" or number in today)
        if number in today:
            continue
        if number in heirs:
            heirs[number] = folded
        group = Group.COLLECTIVITES if side == "french" else Group.PARTENAIRES
        target = builder.add_authority(group, number, links.get(number, 0), population or 0)
        target_of[number] = target
        builder.add_name(target, name, Why.NAME, number)
    for number, side, _kind, name, folded in _rows(
        session, select(*_COLUMNS).where(Authority.successor_id.is_not(None))
    ):
        # A code of before, borne by the same commune, names nobody else; abroad nothing merged: one
        # town had two codes, and has the names of both.
        if side == "french" and folded != heirs[today[number]]:
            builder.add_name(target_of[today[number]], name, Why.MERGED, number)
    other_names = select(
        AuthorityName.id, AuthorityName.authority_id, AuthorityName.name, AuthorityName.origin
    )
    for number, authority, name, origin in _rows(session, other_names):
        # A French commune has other names only because it had them; an EPCI has a short one.
        why = Why.FORMER_NAME if plain[authority] else Why.OTHER_NAME
        if origin == GEONAMES:
            why = Why.WORLD_NAME
        builder.add_name(target_of[today.get(authority, authority)], name, why, number)


def _authorities_of_today(session: Session) -> dict[int, int]:
    """Return the id of the authority that each merged one is part of now."""
    merged = select(Authority.id, Authority.successor_id).where(Authority.successor_id.is_not(None))
    successors = dict(session.execute(merged).all())
    return {number: _last(number, successors) for number in successors}


def _last(number: int, successors: dict[int, int | None]) -> int:
    seen = {number}
    while (following := successors.get(number)) is not None and following not in seen:
        seen.add(following)
        number = following
    return number


def _links(session: Session, today: dict[int, int]) -> dict[int, int]:
    """Return how many partnerships each authority has, those of its merged parts included."""
    heir = func.coalesce(Authority.successor_id, Authority.id)
    members = (
        select(heir, PartnershipMember.partnership_id)
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .distinct()
    )
    found: dict[int, int] = {}
    for number, _partnership in session.execute(members):
        last = today.get(number, number)
        found[last] = found.get(last, 0) + 1
    return found


def _add_countries(session: Session, builder: IndexBuilder) -> None:
    links = _counts(
        session,
        select(Authority.country_iso2, func.count(func.distinct(PartnershipMember.partnership_id)))
        .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
        .where(Authority.side == "foreign")
        .group_by(Authority.country_iso2),
    )
    targets = {}
    # Martinique is a French authority, found as such; only ISO counts it as a country.
    foreign = select(Country).where(Country.iso2.not_in(AUTHORITY_OF_ISO)).order_by(Country.iso2)
    for row in session.scalars(foreign):
        label = Text(row.name_fr, row.name_en)
        target = builder.add_term(Group.PAYS, row.iso2, label, links.get(row.iso2, 0))
        targets[row.iso2] = target
        for name in row.other_names.split("|"):
            builder.add_text(target, (name,), Why.OTHER_NAME, Text(name, name))
    for state in session.scalars(select(HistoricalState).order_by(HistoricalState.code)):
        text = Text(state.name_fr, state.name_en, state.year_to)
        spelled = (state.name_fr, state.name_en, *state.other_names.split("|"))
        for iso2 in state.successors.split(";"):
            if iso2 in targets:
                builder.add_text(targets[iso2], spelled, Why.PAST_STATE, text)


def _add_terms(session: Session, builder: IndexBuilder) -> None:
    themed = _counts(
        session,
        select(PartnershipTheme.theme_code, func.count()).group_by(PartnershipTheme.theme_code),
    )
    for theme in session.scalars(select(Theme).order_by(Theme.position)):
        label = Text(theme.label_fr, theme.label_en)
        builder.add_term(Group.THEMES, theme.code, label, themed.get(theme.code, 0))
    dated = _counts(
        session, select(PartnershipEra.era_code, func.count()).group_by(PartnershipEra.era_code)
    )
    for era in session.scalars(select(Era).order_by(Era.position)):
        label = Text(era.label_fr, era.label_en)
        builder.add_term(Group.EPOQUES, era.code, label, dated.get(era.code, 0))
