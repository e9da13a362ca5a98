"""Who may work on the atlas: accounts, roles, sessions; and the letters that are to be sent.

Column names that begin with ``fs_`` and ``tf_`` are those that Flask-Security asks for.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atlas.model.base import Base
from atlas.model.contributions import KEPT


class Role(Base):
    """A role, by its code of ``atlas.accounts.roles``; the rows are written by a migration."""

    __tablename__ = "role"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class AccountRole(Base):
    """The role of an account; each has one."""

    __tablename__ = "account_role"
    __table_args__ = ({"info": KEPT},)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True)


class Account(Base):
    """A person who works on the atlas. Times are ISO, UTC.

    ``password`` is a hash, None until the invitation is followed. ``fs_uniquifier`` is what
    sessions and links name the account by: a new one ends them all. ``tf_totp_secret`` is
    encrypted; ``totp_counter`` is the last code that was used, which serves once.
    ``recovery_codes`` holds their digests, separated by spaces.
    """

    __tablename__ = "account"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="fr")
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    totp_counter: Mapped[int | None]
    recovery_codes: Mapped[str] = mapped_column(default="")
    created_at: Mapped[str]
    invited_at: Mapped[str | None]
    last_login_at: Mapped[str | None]

    roles: Mapped[list[Role]] = relationship(secondary="account_role", lazy="selectin")
    authorities: Mapped[list[AccountAuthority]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )


class AccountAuthority(Base):
    """An authority that an agent works for, by its public code."""

    __tablename__ = "account_authority"
    __table_args__ = ({"info": KEPT},)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(primary_key=True)


class LoginSession(Base):
    """A browser in which somebody is logged in; its row gone, it no longer is.

    ``id`` is the digest of the secret that the browser holds.
    """

    __tablename__ = "login_session"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[str]
    seen_at: Mapped[str]
    browser: Mapped[str]


class LoginFailure(Base):
    """How often in a row an address was tried in vain, whether or not it has an account.

    ``key`` is a digest of the address; ``locked_until`` is set when it was tried too often.
    """

    __tablename__ = "login_failure"
    __table_args__ = ({"info": KEPT},)
    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    last_at: Mapped[str]
    locked_until: Mapped[str | None]


class Letter(Base):
    """An e-mail to send, written in the transaction of what it tells; kept until it is sent.

    ``problem`` is why the last attempt failed, ``taken_at`` when a process began to send it. A sent
    letter keeps its date and loses its text; its recipient too where it is ``passing``. A ``bulk``
    one is one of thousands: no page waits for them.
    """

    __tablename__ = "letter"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[str]
    sent_at: Mapped[str | None] = mapped_column(index=True)
    taken_at: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    bulk: Mapped[bool] = mapped_column(default=False)
    passing: Mapped[bool] = mapped_column(default=False)
