"""Autocompletion: authorities and countries whose name begins with what is being typed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, or_, select
from sqlalchemy.orm import Session

from atlas.model import Authority, AuthorityName, Country, PartnershipMember
from atlas.queries.authorities import not_only_an_old_code
from atlas.text import fold, spellings


@dataclass(frozen=True)
class Suggestion:
    """A suggestion: ``group`` is ``collectivites``, ``partenaires`` or ``pays``.

    ``context`` tells homonyms apart (département or country code); ``partnerships`` counts links.
    """

    group: str
    code: str
    name: str
    kind: str
    context: str
    partnerships: int


def suggest(session: Session, query: str, *, limit: int = 8) -> list[Suggestion]:
    """Return at most ``limit`` suggestions per group; nothing for a blank query.

    A word of the name must begin with each word of the query. Names that begin with the whole
    query come first, then those that have partnerships, then the most populous.
    """
    words = fold(query).split()
    if not words:
        return []
    return [
        *_authorities(session, words, "french", "collectivites", limit),
        *_authorities(session, words, "foreign", "partenaires", limit),
        *_countries(session, words, limit),
    ]


def _matches(column: SQLColumnExpression[str], words: list[str]) -> ColumnElement[bool]:
    return and_(
        *(
            or_(
                *(column.startswith(beginning, autoescape=True) for beginning in spellings(word)),
                *(
                    column.contains(f" {beginning}", autoescape=True)
                    for beginning in spellings(word)
                ),
            )
            for word in words
        )
    )


def _authorities(
    session: Session, words: list[str], side: str, group: str, limit: int
) -> list[Suggestion]:
    links = (
        select(func.count())
        .where(PartnershipMember.authority_id == Authority.id)
        .correlate(Authority)
        .scalar_subquery()
    )
    aliases = select(AuthorityName.authority_id).where(_matches(AuthorityName.folded_name, words))
    rows = session.execute(
        select(Authority, links)
        .where(
            Authority.side == side,
            not_only_an_old_code(),
            or_(_matches(Authority.folded_name, words), Authority.id.in_(aliases)),
        )
        .order_by(
            case((Authority.folded_name == " ".join(words), 0), else_=1),
            case((Authority.folded_name.startswith(" ".join(words), autoescape=True), 0), else_=1),
            case((links > 0, 0), else_=1),
            func.coalesce(Authority.population, 0).desc(),
            Authority.folded_name,
            Authority.code,
        )
        .limit(limit)
    )
    return [
        Suggestion(
            group=group,
            code=row.code,
            name=row.name_fr or row.name,
            kind=row.kind,
            context=(row.departement_code or "") if side == "french" else row.country_iso2,
            partnerships=number,
        )
        for row, number in rows
    ]


def _countries(session: Session, words: list[str], limit: int) -> list[Suggestion]:
    links = dict(
        session.execute(
            select(
                Authority.country_iso2,
                func.count(func.distinct(PartnershipMember.partnership_id)),
            )
            .join(PartnershipMember, PartnershipMember.authority_id == Authority.id)
            .where(Authority.side == "foreign")
            .group_by(Authority.country_iso2)
        ).all()
    )
    found = [
        Suggestion("pays", row.iso2, row.name_fr, "pays", row.iso2, links.get(row.iso2, 0))
        for row in session.scalars(select(Country))
        if any(
            all(any(part.startswith(word) for part in fold(name).split()) for word in words)
            for name in (row.name_fr, row.name_en)
        )
    ]
    return sorted(found, key=lambda s: (-s.partnerships, fold(s.name)))[:limit]
