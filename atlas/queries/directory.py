"""The directory of authorities that the back office leafs through: by name, code and country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from atlas.editing.authorities import KIND
from atlas.model import Authority, AuthorityName, EditedRecord, PartnershipMember
from atlas.queries.authorities import AuthorityRecord, not_only_an_old_code, read_authorities
from atlas.text import fold


@dataclass(frozen=True)
class DirectoryLine:
    """An authority, how many partnerships it is a member of, and whether people touched it."""

    authority: AuthorityRecord
    links: int
    edited: bool


@dataclass(frozen=True)
class DirectoryPage:
    """A page of the directory, of ``total`` authorities."""

    lines: tuple[DirectoryLine, ...]
    total: int


def read_directory(
    session: Session,
    *,
    words: str = "",
    country: str = "",
    side: str = "",
    only_edited: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> DirectoryPage:
    """Return authorities whose names hold ``words``, or whose code they are, the nearest first.

    ``country`` is an ISO code, ``side`` ``french`` or ``foreign``, each empty for all.
    """
    wanted, typed = fold(words), words.strip()
    query = select(Authority.id).where(not_only_an_old_code())
    if typed:
        others = select(AuthorityName.authority_id).where(
            AuthorityName.folded_name.contains(wanted, autoescape=True)
        )
        codes = (
            Authority.code, Authority.insee_code, Authority.siren, Authority.wikidata_id,
            Authority.local_code,
        )  # fmt: skip
        spellings = {typed, typed.upper(), typed.lower()}
        by_code = [column.in_(spellings) for column in codes]
        by_name = (
            [Authority.folded_name.contains(wanted, autoescape=True), Authority.id.in_(others)]
            if wanted
            else []
        )
        query = query.where(or_(*by_name, *by_code))
    if country:
        query = query.where(Authority.country_iso2 == country)
    if side:
        query = query.where(Authority.side == side)
    if only_edited:
        query = query.where(
            Authority.code.in_(select(EditedRecord.record).where(EditedRecord.kind == KIND))
        )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    nearness = case(
        (Authority.code == typed, 0),
        (Authority.folded_name == wanted, 1),
        (Authority.folded_name.startswith(wanted, autoescape=True), 2),
        else_=3,
    )
    codes_of_page = session.scalars(
        select(Authority.code)
        .where(Authority.id.in_(query))
        .order_by(nearness, Authority.folded_name, Authority.code)
        .offset(offset)
        .limit(limit)
    ).all()
    return DirectoryPage(_lines(session, codes_of_page), total)


def _lines(session: Session, codes: Sequence[str]) -> tuple[DirectoryLine, ...]:
    links: dict[str, int] = dict(
        session.execute(
            select(Authority.code, func.count())
            .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
            .where(Authority.code.in_(codes))
            .group_by(Authority.code)
        ).all()
    )
    edited = set(
        session.scalars(
            select(EditedRecord.record).where(
                EditedRecord.kind == KIND, EditedRecord.record.in_(codes)
            )
        )
    )
    return tuple(
        DirectoryLine(one, links.get(one.code, 0), one.code in edited)
        for one in read_authorities(session, codes)
    )
