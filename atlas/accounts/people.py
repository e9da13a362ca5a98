"""Inviting people, giving them roles and authorities, closing accounts."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.accounts import sessions
from atlas.accounts.guard import normalised
from atlas.accounts.roles import ADMINISTRATOR, AGENT, ROLES
from atlas.errors import AtlasError
from atlas.model import Account, AccountAuthority, Role
from atlas.queries.authorities import get_authority, resolve_code
from atlas.text import is_email

_LONGEST = 200


class InvalidAccountError(AtlasError):
    """What was asked of an account cannot be; ``field`` is the field of the form it is about."""

    def __init__(self, field: str, template: str, **params: object) -> None:
        self.field = field
        super().__init__(template, **params)


@dataclass(frozen=True)
class Person:
    """An account as lists show it."""

    id: int
    email: str
    name: str
    role: str
    authorities: tuple[str, ...]
    active: bool
    joined: bool
    second_factor: bool
    invited_at: str | None
    last_login_at: str | None


def now() -> dt.datetime:
    """Return the present moment, UTC."""
    return dt.datetime.now(dt.UTC)


def new_uniquifier() -> str:
    """Return what sessions and links will name an account by."""
    return secrets.token_hex(16)


def invite(
    session: Session, email: str, role: str, *, name: str = "", authorities: Iterable[str] = ()
) -> Account:
    """Make an account without password, to be sent an invitation; raise InvalidAccountError."""
    address = normalised(email)
    if len(address) > _LONGEST or not is_email(address):
        raise InvalidAccountError(
            "courriel", "« {email} » n’est pas une adresse électronique.", email=email[:60]
        )
    if session.scalar(select(Account.id).where(Account.email == address)) is not None:
        raise InvalidAccountError(
            "courriel", "Un compte existe déjà pour « {email} ».", email=address
        )
    at = now().isoformat(timespec="seconds")
    account = Account(
        email=address,
        name=" ".join(name.split())[:_LONGEST],
        language="fr",
        active=True,
        password=None,
        fs_uniquifier=new_uniquifier(),
        recovery_codes="",
        created_at=at,
        invited_at=at,
    )
    session.add(account)
    session.flush()
    change_role(session, account, role, authorities)
    return account


def change_role(
    session: Session, account: Account, role: str, authorities: Iterable[str] = ()
) -> None:
    """Give an account its one role, and an agent its authorities; raise InvalidAccountError."""
    if role not in ROLES:
        raise InvalidAccountError(
            "role",
            "Le rôle « {role} » n’existe pas. Rôles\N{NO-BREAK SPACE}: {roles}.",
            role=role[:60],
            roles=", ".join(ROLES),
        )
    codes = _codes(session, authorities) if role == AGENT else []
    if role == AGENT and not codes:
        raise InvalidAccountError(
            "collectivites", "Un agent travaille pour une collectivité au moins."
        )
    if role != ADMINISTRATOR:
        _keep_an_administrator(session, account)
    row = session.scalars(select(Role).where(Role.name == role)).one()
    account.roles = [row]
    account.authorities = [AccountAuthority(code=code) for code in codes]
    session.flush()


def _codes(session: Session, authorities: Iterable[str]) -> list[str]:
    codes: dict[str, None] = {}
    for text in authorities:
        if not text.strip():
            continue
        try:
            record = get_authority(session, resolve_code(session, text.strip()))
        except AtlasError as error:
            raise InvalidAccountError("collectivites", error.template, **error.params) from None
        if record.side != "french":
            raise InvalidAccountError(
                "collectivites",
                "« {name} » n’est pas une collectivité française.",
                name=record.name,
            )
        codes[record.code] = None
    return list(codes)


def _keep_an_administrator(session: Session, account: Account) -> None:
    others = session.scalar(
        select(func.count())
        .select_from(Account)
        .where(
            Account.id != account.id,
            Account.active,
            Account.roles.any(Role.name == ADMINISTRATOR),
        )
    )
    if not others and any(role.name == ADMINISTRATOR for role in account.roles):
        raise InvalidAccountError(
            "role",
            "L’atlas doit garder une personne qui l’administre\N{NO-BREAK SPACE}: "
            "nommez-en d’abord une autre.",
        )


def close(session: Session, account: Account) -> None:
    """Close an account: its browsers are logged out, its links die; what it did stays."""
    _keep_an_administrator(session, account)
    account.active = False
    account.fs_uniquifier = new_uniquifier()
    sessions.end_all(session, account.id)
    session.flush()


def reopen(session: Session, account: Account) -> None:
    """Open a closed account again, with the password that it had."""
    account.active = True
    session.flush()


def forget_second_factor(session: Session, account: Account) -> None:
    """Let somebody who lost their telephone set up another one; their browsers are logged out."""
    account.tf_primary_method = None
    account.tf_totp_secret = None
    account.totp_counter = None
    account.recovery_codes = ""
    sessions.end_all(session, account.id)
    session.flush()


def find(session: Session, email: str) -> Account:
    """Return the account of an address; raise InvalidAccountError."""
    account = session.scalars(select(Account).where(Account.email == normalised(email))).first()
    if account is None:
        raise InvalidAccountError(
            "courriel", "Aucun compte n’existe pour « {email} ».", email=email[:60]
        )
    return account


def list_people(session: Session) -> list[Person]:
    """Return every account, closed ones last, by address."""
    rows = session.scalars(select(Account).order_by(Account.active.desc(), Account.email))
    return [person(row) for row in rows]


def person(account: Account) -> Person:
    """Return an account as lists show it."""
    return Person(
        id=account.id,
        email=account.email,
        name=account.name,
        role=next((role.name for role in account.roles), ""),
        authorities=tuple(sorted(link.code for link in account.authorities)),
        active=account.active,
        joined=account.password is not None,
        second_factor=account.tf_totp_secret is not None,
        invited_at=account.invited_at,
        last_login_at=account.last_login_at,
    )
