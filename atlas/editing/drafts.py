"""Drafts: forms that somebody has not sent yet, one for each record and person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from atlas.editing.history import now
from atlas.model import Draft


@dataclass(frozen=True)
class DraftRecord:
    """A draft: what the fields held, and when it was kept (ISO, UTC)."""

    form: dict[str, Any]
    saved_at: str


def keep_draft(session: Session, account_id: int, record: str, form: str) -> str:
    """Keep a form (JSON) in place of the former draft; return when."""
    row = session.get(Draft, (account_id, record))
    at = now()
    if row is None:
        session.add(Draft(account_id=account_id, record=record, form=form, saved_at=at))
    else:
        row.form, row.saved_at = form, at
    session.flush()
    return at


def read_draft(session: Session, account_id: int, record: str) -> DraftRecord | None:
    """Return the draft of a record by a person, if there is one."""
    row = session.get(Draft, (account_id, record))
    return DraftRecord(json.loads(row.form), row.saved_at) if row is not None else None


def forget_draft(session: Session, account_id: int, record: str) -> None:
    """Remove a draft, if there is one."""
    row = session.get(Draft, (account_id, record))
    if row is not None:
        session.delete(row)
        session.flush()
