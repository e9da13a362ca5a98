"""Letters that have not left: sent to another address, or taken back; and how many were written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.model import Letter
from atlas.services.letters import on_one_line


def count_written(session: Session, recipient: str, subject: str, within: dt.timedelta) -> int:
    """Return how many letters of one subject were written to ``recipient`` lately."""
    since = dt.datetime.now(dt.UTC) - within
    query = select(func.count()).where(
        Letter.recipient == recipient,
        Letter.subject == on_one_line(subject),
        Letter.created_at > since.isoformat(timespec="seconds"),
    )
    return session.scalar(query) or 0


def redirect(session: Session, numbers: Sequence[int], recipient: str) -> list[int]:
    """Address those of ``numbers`` that have not left to ``recipient``; return which they are."""
    changed: list[int] = []
    for batch in in_batches(numbers):
        waiting = update(Letter).where(Letter.id.in_(batch), Letter.sent_at.is_(None))
        values = waiting.values(recipient=recipient, problem="", attempts=0, taken_at=None)
        changed += session.scalars(values.returning(Letter.id))
    return sorted(changed)


def take_back(session: Session, numbers: Sequence[int]) -> None:
    """Erase those of ``numbers`` that have not left: they are never sent."""
    for batch in in_batches(numbers):
        session.execute(delete(Letter).where(Letter.id.in_(batch), Letter.sent_at.is_(None)))
