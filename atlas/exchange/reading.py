"""Reading adverts: what the public sees, what an agent's authorities have, what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from atlas.accounts.roles import AGENT, Permission, may
from atlas.exchange import terms
from atlas.exchange.adverts import AdvertRecord, find, record, unknown
from atlas.exchange.terms import DRAFT, PROPOSED, PUBLISHED, WITHDRAWN, iso
from atlas.model import Account, AccountAuthority, Advert, AdvertTerm, Authority, Country, Role
from atlas.queries.authorities import family_codes
from atlas.queries.country_names import FRANCE


@dataclass(frozen=True)
class AdvertFilter:
    """What a reader asks of the list; empty values ask for nothing."""

    kind: str = ""
    country: str = ""
    theme: str = ""


def list_open(
    session: Session,
    now: dt.datetime,
    asked: AdvertFilter | None = None,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[AdvertRecord]:
    """Return the adverts that the public sees, the latest first.

    A country is asked for as a place: adverts that name it, or its region of the world, and those
    of its own authorities. Those of France are told by naming France, else all would be meant.
    """
    query = _open(now, asked or AdvertFilter())
    query = query.order_by(Advert.published_at.desc(), Advert.id.desc()).offset(offset)
    if limit is not None:
        query = query.limit(limit)
    return [record(row) for row in session.scalars(query.options(selectinload(Advert.terms)))]


def find_public(session: Session, number: int, now: dt.datetime) -> AdvertRecord:
    """Return an advert that the public sees, saw until its end, or saw until it was withdrawn.

    Raises :class:`NotFoundError` for any other: whoever has no account never learns of it.
    """
    advert = find(session, number)
    withdrawn = advert.status == WITHDRAWN and advert.published_at is not None
    if advert.is_open(now) or advert.is_over(now) or withdrawn:
        return advert
    raise unknown(number)


def count_open(session: Session, now: dt.datetime, asked: AdvertFilter | None = None) -> int:
    """Return how many adverts the public sees."""
    found = _open(now, asked or AdvertFilter()).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _open(now: dt.datetime, asked: AdvertFilter) -> Select[Advert]:
    query = select(Advert).where(Advert.status == PUBLISHED, Advert.expires_at > iso(now))
    if asked.kind:
        query = query.where(Advert.kind == asked.kind)
    if asked.theme:
        query = query.where(Advert.id.in_(_bearing(terms.THEME, asked.theme)))
    if asked.country:
        region = select(Country.continent).where(Country.iso2 == asked.country).scalar_subquery()
        places = [
            Advert.id.in_(_bearing(terms.COUNTRY, asked.country)),
            Advert.id.in_(
                select(AdvertTerm.advert_id).where(
                    and_(AdvertTerm.field == terms.CONTINENT, AdvertTerm.code == region)
                )
            ),
        ]
        if asked.country != FRANCE:
            places.append(
                Advert.authority_code.in_(
                    select(Authority.code).where(Authority.country_iso2 == asked.country)
                )
            )
        query = query.where(or_(*places))
    return query


def _bearing(field: str, code: str) -> Select[int]:
    return select(AdvertTerm.advert_id).where(AdvertTerm.field == field, AdvertTerm.code == code)


def named_places_and_themes(session: Session, now: dt.datetime) -> tuple[set[str], set[str]]:
    """Return the countries and the themes that open adverts name, or whose authorities publish."""
    open_now = _open(now, AdvertFilter()).with_only_columns(Advert.id)
    found: dict[str, set[str]] = {terms.COUNTRY: set(), terms.THEME: set()}
    for field, code in session.execute(
        select(AdvertTerm.field, AdvertTerm.code)
        .where(AdvertTerm.advert_id.in_(open_now), AdvertTerm.field.in_(tuple(found)))
        .distinct()
    ):
        found[field].add(code)
    publishing = session.scalars(
        select(Authority.country_iso2)
        .join(Advert, Advert.authority_code == Authority.code)
        .where(Advert.id.in_(open_now), Authority.country_iso2 != FRANCE)
    )
    return found[terms.COUNTRY] | set(publishing), found[terms.THEME]


def open_of_authority(session: Session, code: str, now: dt.datetime) -> list[AdvertRecord]:
    """Return the adverts of an authority that the public sees, the latest first."""
    query = _open(now, AdvertFilter()).where(Advert.authority_code == code)
    return [record(row) for row in session.scalars(query.order_by(Advert.id.desc()))]


def of_authorities(session: Session, codes: Collection[str]) -> list[AdvertRecord]:
    """Return every advert of the authorities of ``codes``, the latest first."""
    query = select(Advert).where(Advert.authority_code.in_(codes)).order_by(Advert.id.desc())
    return [record(row) for row in session.scalars(query)]


def of_everybody(session: Session, reader: str, *, limit: int) -> list[AdvertRecord]:
    """Return the latest adverts; drafts only where they are those of ``reader`` (``user:12``)."""
    query = select(Advert).where(or_(Advert.status != DRAFT, Advert.author == reader))
    return [record(row) for row in session.scalars(query.order_by(Advert.id.desc()).limit(limit))]


def list_proposed(session: Session) -> list[AdvertRecord]:
    """Return the adverts that wait for a decision, the oldest first."""
    query = select(Advert).where(Advert.status == PROPOSED).order_by(Advert.changed_at)
    return [record(row) for row in session.scalars(query)]


def count_proposed(session: Session) -> int:
    """Return how many adverts wait for a decision."""
    query = select(func.count()).select_from(Advert).where(Advert.status == PROPOSED)
    return session.scalar(query) or 0


def correspondent(session: Session, advert: AdvertRecord) -> Account | None:
    """Return who reads the answers to an advert: its author, else an agent of its authority.

    None when none of them may speak for it any more: nobody could answer.
    """
    kind, _, number = advert.author.partition(":")
    author = session.get(Account, int(number)) if kind == "user" and number.isdecimal() else None
    if author is not None and speaks_for(session, author, advert.content.authority):
        return author
    agents = session.scalars(
        select(Account)
        .where(
            Account.active,
            Account.roles.any(Role.name == AGENT),
            Account.authorities.any(AccountAuthority.code == advert.content.authority),
        )
        .order_by(Account.id)
    )
    return agents.first()


def deciders(session: Session) -> list[Account]:
    """Return the accounts that decide what is published, and of abuses."""
    joined = select(Account).where(Account.active, Account.password.is_not(None))
    return [
        account
        for account in session.scalars(joined.order_by(Account.id))
        if may([role.name for role in account.roles], Permission.EDIT)
    ]


def speaks_for(session: Session, account: Account, code: str) -> bool:
    """Tell whether an account may write for an authority: an agent for their own ones only."""
    roles = [role.name for role in account.roles]
    if not account.active or not may(roles, Permission.PROPOSE):
        return False
    if roles != [AGENT]:
        return True
    return code in family_codes(session, [link.code for link in account.authorities])
