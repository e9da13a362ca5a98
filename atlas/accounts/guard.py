"""Holding back whoever tries passwords: five failures in a row lock an address for a while.

An address without account is held back in the same way, so that nobody learns which ones have one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from atlas.model import LoginFailure
from atlas.text import to_translate

MOST_FAILURES = 5
LOCKED_FOR = dt.timedelta(minutes=15)
#: After this long without a trial, failures are forgotten.
_FORGOTTEN_AFTER = dt.timedelta(hours=24)


def normalised(email: str) -> str:
    """Return an address as accounts are known by it: lower case, without spaces around it."""
    return email.strip().casefold()


def _key(email: str) -> str:
    return hashlib.sha256(normalised(email).encode()).hexdigest()


def _iso(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")


def waiting_time(session: Session, email: str, now: dt.datetime) -> int:
    """Return for how many more seconds ``email`` is locked, 0 when it is not."""
    row = session.get(LoginFailure, _key(email))
    if row is None or row.locked_until is None:
        return 0
    left = dt.datetime.fromisoformat(row.locked_until) - now
    return max(0, int(left.total_seconds()) + 1) if left > dt.timedelta() else 0


def note_failure(session: Session, email: str, now: dt.datetime) -> bool:
    """Count one more failure of ``email``; tell whether this one locked it."""
    forget_old(session, now)
    row = session.get(LoginFailure, _key(email))
    if row is None:
        row = LoginFailure(key=_key(email), number=0, last_at=_iso(now), locked_until=None)
        session.add(row)
    row.number += 1
    row.last_at = _iso(now)
    locks = row.number >= MOST_FAILURES
    if locks:
        row.number = 0
        row.locked_until = _iso(now + LOCKED_FOR)
    session.flush()
    return locks


def forgive(session: Session, email: str) -> None:
    """Forget the failures of ``email``: its owner logged in, or was let in by an administrator."""
    session.execute(delete(LoginFailure).where(LoginFailure.key == _key(email)))


def forget_old(session: Session, now: dt.datetime) -> None:
    """Remove what nobody needs any more."""
    session.execute(delete(LoginFailure).where(LoginFailure.last_at < _iso(now - _FORGOTTEN_AFTER)))


def warning(translate: Callable[[str], str]) -> tuple[str, str]:
    """Return the subject and the text of the letter to the owner of a locked account."""
    return (
        translate(to_translate("Votre compte de l’atlas est bloqué pour un moment")),
        translate(
            to_translate(
                "Bonjour,\n\nQuelqu’un a essayé plusieurs fois de se connecter à votre compte sans "
                "y parvenir. Il est bloqué pour quinze minutes.\n\nSi c’était vous, attendez, ou "
                "demandez un autre mot de passe. Sinon, vous n’avez rien à faire : personne n’est "
                "entré.\n\nL’Atlas des liens\n"
            )
        ),
    )
