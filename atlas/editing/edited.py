"""What people made of records, beside what the datasets had made of them (``docs/adr/0016``)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.editing.history import Change
from atlas.model import EditedRecord


def edited_records(session: Session, kind: str, records: Sequence[str]) -> dict[str, EditedRecord]:
    """Return the rows of the records that are not as the datasets have them."""
    found: dict[str, EditedRecord] = {}
    for batch in in_batches(records):
        query = select(EditedRecord).where(
            EditedRecord.kind == kind, EditedRecord.record.in_(batch)
        )
        found.update({row.record: row for row in session.scalars(query)})
    return found


def remember(session: Session, kind: str, changes: Sequence[Change]) -> None:
    """Keep what changes made of records of one kind; forget those that are as shipped again."""
    known = edited_records(session, kind, [change.record for change in changes])
    for change in changes:
        row = known.get(change.record)
        if row is None:
            if change.after != change.before:
                session.add(
                    EditedRecord(
                        kind=kind, record=change.record, base=change.before, current=change.after
                    )
                )
        elif row.base is not None and row.base == change.after:
            session.delete(row)
        else:
            row.current = change.after
    session.flush()
