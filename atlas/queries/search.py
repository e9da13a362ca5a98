"""Suggestions for what is being typed: places, countries, themes, eras, however spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from atlas.model import Authority, AuthorityName, Postcode
from atlas.search import Group, Hit, SearchIndex, Text, Why, find
from atlas.search.matching import Tier

#: A postcode or an INSEE code of commune (Corsica has letters), or a SIREN.
_CODE = re.compile(r"\d[\dAB]\d{3}|\d{9}")
#: The end of what stands for a town of several postcodes.
_ROUND = "000"
#: What each group is called in the API.
GROUPS = {group: group.name.lower() for group in Group}


@dataclass(frozen=True)
class Suggestion:
    """A page that a search leads to.

    ``name`` is its usual name; ``matched`` the name that led there and ``why`` what that name is to
    the page, ``merged_kind`` the kind of the authority that bore it. ``exact`` is false when
    letters had to be forgiven. ``departement_code`` and ``country_iso2`` tell homonyms apart;
    ``partnerships`` counts links.
    """

    group: str
    code: str
    name: Text
    kind: str
    departement_code: str | None
    country_iso2: str | None
    partnerships: int
    matched: Text
    why: Why
    merged_kind: str
    exact: bool


def suggest(
    session: Session, index: SearchIndex, query: str, *, limit: int = 8
) -> list[Suggestion]:
    """Return at most ``limit`` suggestions per group, the group of the best one first.

    ``index`` is that of the session's database. A blank query suggests nothing.
    """
    code = query.strip().upper()
    if _CODE.fullmatch(code) and (coded := _by_code(session, index, code, limit)):
        return coded
    groups = find(index, query, limit=limit)
    hits = [hit for found in groups.values() for hit in found]
    bodies = _bodies(session, index, hits)
    names = _other_names(session, index, hits)
    return [
        _authority(index, hit, group, bodies, names)
        if group in (Group.COLLECTIVITES, Group.PARTENAIRES)
        else _term(index, hit, group)
        for group, found in groups.items()
        for hit in found
    ]


def _by_code(session: Session, index: SearchIndex, code: str, limit: int) -> list[Suggestion]:
    """Return the authorities of today that a code stands for, the most populated first."""
    post = _of_postcode(code)
    if code.endswith(_ROUND) and session.scalar(post.limit(1)) is None:
        # « 75000 » is no postcode, but people write it: the commune that has 75001 to 75020.
        post = (
            select(Postcode.authority_id)
            .where(Postcode.code.between(code, f"{code[:3]}99"))
            .group_by(Postcode.authority_id)
            .having(func.count() > 1)
            .order_by(func.count().desc())
            .limit(1)
        )
    official = or_(Authority.insee_code == code, Authority.siren == code)
    rows, otherwise = _today(session, or_(official, Authority.id.in_(post)), limit), Why.POSTCODE
    if not rows:
        # The code of a body of before: five figures are a postcode first, to whoever types them.
        former = aliased(Authority)
        heirs = select(former.successor_id).where(
            or_(former.insee_code == code, former.siren == code)
        )
        rows, otherwise = _today(session, Authority.id.in_(heirs), limit), Why.OFFICIAL_CODE
    return [
        Suggestion(
            group=GROUPS[Group.COLLECTIVITES],
            code=body.code,
            name=Text(body.name, body.name),
            kind=body.kind,
            departement_code=body.departement_code,
            country_iso2=body.country_iso2,
            partnerships=index.links_of(body.id),
            matched=Text(code, code),
            why=Why.OFFICIAL_CODE if code in (body.insee_code, body.siren) else otherwise,
            merged_kind="",
            exact=True,
        )
        for body in rows
    ]


def _today(session: Session, wanted: ColumnElement[bool], limit: int) -> Sequence[Authority]:
    """Return the French bodies of today among those wanted, the most populated first."""
    return session.scalars(
        select(Authority)
        .where(Authority.side == "french", Authority.successor_id.is_(None), wanted)
        .order_by(func.coalesce(Authority.population, 0).desc(), Authority.code)
        .limit(limit)
    ).all()


def _of_postcode(code: str) -> Select[int]:
    return select(Postcode.authority_id).where(Postcode.code == code)


def _is_authority(index: SearchIndex, hit: Hit) -> bool:
    return index.target_group[hit.target] in (Group.COLLECTIVITES, Group.PARTENAIRES)


def _bodies(session: Session, index: SearchIndex, hits: Iterable[Hit]) -> dict[int, Any]:
    """Return the authorities found, and the merged ones whose names led to them, by id."""
    ids = set()
    for hit in hits:
        if _is_authority(index, hit):
            ids.add(int(index.target_key[hit.target]))
            if index.name_why[hit.name] == Why.MERGED:
                ids.add(int(index.name_source[hit.name]))
    rows = session.execute(
        select(
            Authority.id,
            Authority.code,
            Authority.name,
            Authority.name_fr,
            Authority.name_en,
            Authority.kind,
            Authority.departement_code,
            Authority.country_iso2,
        ).where(Authority.id.in_(ids))
    )
    return {row.id: row for row in rows}


def _other_names(session: Session, index: SearchIndex, hits: Iterable[Hit]) -> dict[int, str]:
    ids = [
        int(index.name_source[hit.name])
        for hit in hits
        if _is_authority(index, hit) and index.name_why[hit.name] not in (Why.NAME, Why.MERGED)
    ]
    if not ids:
        return {}
    query = select(AuthorityName.id, AuthorityName.name).where(AuthorityName.id.in_(ids))
    return dict(session.execute(query).all())


def _authority(
    index: SearchIndex, hit: Hit, group: Group, bodies: dict[int, Any], names: dict[int, str]
) -> Suggestion:
    body = bodies[int(index.target_key[hit.target])]
    why, source = Why(int(index.name_why[hit.name])), int(index.name_source[hit.name])
    merged = bodies[source] if why == Why.MERGED else None
    bearer = body if why == Why.NAME else merged
    matched = bearer.name if bearer is not None else names[source]
    return Suggestion(
        group=GROUPS[group],
        code=body.code,
        name=Text(body.name_fr or body.name, body.name_en or body.name),
        kind=body.kind,
        departement_code=body.departement_code,
        country_iso2=body.country_iso2,
        partnerships=int(index.target_links[hit.target]),
        matched=Text(matched, matched),
        why=why,
        merged_kind=merged.kind if merged is not None else "",
        exact=hit.tier != Tier.SLIP,
    )


def _term(index: SearchIndex, hit: Hit, group: Group) -> Suggestion:
    term = index.terms[int(index.target_key[hit.target])]
    return Suggestion(
        group=GROUPS[group],
        code=term.code,
        name=term.label,
        kind=GROUPS[group],
        departement_code=None,
        country_iso2=term.code if group == Group.PAYS else None,
        partnerships=int(index.target_links[hit.target]),
        matched=index.texts[int(index.name_source[hit.name])],
        why=Why(int(index.name_why[hit.name])),
        merged_kind="",
        exact=hit.tier != Tier.SLIP,
    )
