"""The browsers in which somebody is logged in: opened, seen, listed, closed."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from atlas.model import LoginSession

#: A browser unused for this long is no longer logged in.
IDLE = dt.timedelta(hours=12)
#: And none stays logged in longer than this.
LONGEST = dt.timedelta(days=7)
#: How often the time of the last visit is written.
_NOTED_EVERY = dt.timedelta(minutes=5)
_LONGEST_NAME = 200


@dataclass(frozen=True)
class SessionRecord:
    """A browser that is logged in; ``id`` names it without letting anyone in."""

    id: str
    created_at: str
    seen_at: str
    browser: str


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def start(session: Session, account_id: int, browser: str, now: dt.datetime) -> str:
    """Log a browser in; return the secret that it keeps."""
    secret = secrets.token_urlsafe(32)
    at = now.isoformat(timespec="seconds")
    session.add(
        LoginSession(
            id=_digest(secret),
            account_id=account_id,
            created_at=at,
            seen_at=at,
            browser=browser[:_LONGEST_NAME],
        )
    )
    session.execute(
        delete(LoginSession).where(
            LoginSession.created_at < (now - LONGEST).isoformat(timespec="seconds")
        )
    )
    session.flush()
    return secret


def is_open(session: Session, account_id: int, secret: str, now: dt.datetime) -> bool:
    """Tell whether the browser that holds ``secret`` is logged in to that account."""
    row = session.get(LoginSession, _digest(secret))
    if row is None or row.account_id != account_id:
        return False
    seen, created = (dt.datetime.fromisoformat(at) for at in (row.seen_at, row.created_at))
    return now - seen <= IDLE and now - created <= LONGEST


def is_to_note(session: Session, secret: str, now: dt.datetime) -> bool:
    """Tell whether the visit is worth writing down: the last one that was is some time ago."""
    row = session.get(LoginSession, _digest(secret))
    return row is not None and now - dt.datetime.fromisoformat(row.seen_at) > _NOTED_EVERY


def note_visit(session: Session, secret: str, now: dt.datetime) -> None:
    """Write down that the browser was used now."""
    row = session.get(LoginSession, _digest(secret))
    if row is not None:
        row.seen_at = now.isoformat(timespec="seconds")


def list_sessions(session: Session, account_id: int) -> list[SessionRecord]:
    """Return the browsers logged in to an account, the last seen first."""
    rows = session.scalars(
        select(LoginSession)
        .where(LoginSession.account_id == account_id)
        .order_by(LoginSession.seen_at.desc(), LoginSession.id)
    )
    return [SessionRecord(row.id, row.created_at, row.seen_at, row.browser) for row in rows]


def identifier(secret: str) -> str:
    """Return the ``id`` of the session of a browser."""
    return _digest(secret)


def end(session: Session, account_id: int, session_id: str) -> None:
    """Log one browser of an account out."""
    session.execute(
        delete(LoginSession).where(
            LoginSession.id == session_id, LoginSession.account_id == account_id
        )
    )


def end_all(session: Session, account_id: int, *, but: str = "") -> None:
    """Log every browser of an account out, save the one that holds the secret ``but``."""
    kept = _digest(but) if but else ""
    session.execute(
        delete(LoginSession).where(LoginSession.account_id == account_id, LoginSession.id != kept)
    )
