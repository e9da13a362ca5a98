"""The history of every record: adding to it, reading it, and checking that nobody rewrote it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.model import Revision

#: What a change is, in the order of frequency.
ACTIONS = ("edit", "create", "remove", "import", "undo", "merge", "verify")
_SEALED = (
    "id", "at", "author", "kind", "record", "action", "reason", "before", "after", "run_id",
    "undoes",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A record that changes, and its document before and after; None where it does not exist."""

    kind: str
    record: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Cause:
    """Who changes records, why, and by what kind of act; ``run_id`` is the import it belongs to.

    ``author`` is ``user:<number>``, ``command``, ``import``, ``load`` or ``link:<number>``.
    """

    author: str
    reason: str
    action: str = "edit"
    run_id: int | None = None
    undoes: int | None = None


def now() -> str:
    """Return the time of a change: ISO, UTC, with microseconds."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def add_revisions(session: Session, changes: Sequence[Change], cause: Cause) -> list[int]:
    """Add a revision for each change, in order; return their numbers.

    Works within the session's transaction, which must be the only one that writes.
    """
    last = session.execute(
        select(Revision.id, Revision.seal).order_by(Revision.id.desc()).limit(1)
    ).first()
    number, seal = (last.id, last.seal) if last is not None else (0, "")
    at = now()
    rows = []
    for change in changes:
        number += 1
        row = {
            "id": number,
            "at": at,
            "author": cause.author,
            "kind": change.kind,
            "record": change.record,
            "action": cause.action,
            "reason": cause.reason,
            "before": change.before,
            "after": change.after,
            "run_id": cause.run_id,
            "undoes": cause.undoes,
        }
        seal = _seal(row, seal)
        rows.append({**row, "seal": seal})
    if rows:
        session.execute(insert(Revision), rows)
    return [int(str(row["id"])) for row in rows]


def _seal(row: dict[str, object], before: str) -> str:
    text = json.dumps([before, *(row[name] for name in _SEALED)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(session: Session) -> int | None:
    """Return the number of the first revision that is not as it was written, or None.

    A row that was changed, or one that is missing before the last, breaks the chain.
    """
    seal = ""
    for row in session.scalars(
        select(Revision).order_by(Revision.id).execution_options(yield_per=500)
    ):
        if row.seal != _seal({name: getattr(row, name) for name in _SEALED}, seal):
            return row.id
        seal = row.seal
    return None


def revisions_of(session: Session, kind: str, record: str) -> list[Revision]:
    """Return the revisions of a record, the latest first."""
    return list(
        session.scalars(
            select(Revision)
            .where(Revision.kind == kind, Revision.record == record)
            .order_by(Revision.id.desc())
        )
    )


def changes_of(session: Session, revisions: Iterable[int]) -> list[Change]:
    """Return what revisions changed, in the order in which they were made."""
    found: list[Change] = []
    for batch in in_batches(sorted(revisions)):
        query = select(Revision).where(Revision.id.in_(batch)).order_by(Revision.id)
        found += [
            Change(row.kind, row.record, row.before, row.after) for row in session.scalars(query)
        ]
    return found


@dataclass(frozen=True)
class Undoing:
    """By which revision a change was undone, who did it, and when (ISO, UTC)."""

    revision: int
    author: str
    at: str


def undone(session: Session, kind: str, record: str) -> dict[int, Undoing]:
    """Return the changes of a record that are undone, by number.

    One whose undoing was undone in turn is in force again. An import that is taken back as a whole
    undoes what it wrote in the record.
    """
    rows = session.execute(
        select(
            Revision.id, Revision.author, Revision.at, Revision.action, Revision.undoes,
            Revision.run_id,
        )
        .where(Revision.kind == kind, Revision.record == record)
        .order_by(Revision.id.desc())
    ).all()  # fmt: skip
    found: dict[int, Undoing] = {}
    # The latest first: whether an undoing counts is known once those that followed it are read.
    for row in rows:
        if row.action != "undo" or row.id in found:
            continue
        told = Undoing(row.id, row.author, row.at)
        whole_run = [
            one.id for one in rows
            if one.run_id is not None and one.run_id == row.run_id and one.action != "undo"
        ]  # fmt: skip
        for number in [row.undoes] if row.undoes is not None else whole_run:
            found.setdefault(number, told)
    return found


def text_at(session: Session, kind: str, record: str, at: str, current: str | None) -> str | None:
    """Return the document of a record as it was at a time (ISO, UTC); None when it did not exist.

    ``current`` is its document now, which is what it has been all along if it never changed.
    """
    mine = (Revision.kind == kind, Revision.record == record)
    before = session.scalars(
        select(Revision).where(*mine, Revision.at <= at).order_by(Revision.id.desc()).limit(1)
    ).first()
    if before is not None:
        return before.after
    first = session.scalars(select(Revision).where(*mine).order_by(Revision.id).limit(1)).first()
    return first.before if first is not None else current


def count(session: Session) -> int:
    """Return how many revisions there are."""
    return session.scalar(select(func.count()).select_from(Revision)) or 0


def latest(session: Session, records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the number of the last revision of each record that has one."""
    wanted = set(records)
    rows = session.execute(
        select(Revision.kind, Revision.record, func.max(Revision.id))
        .where(Revision.record.in_({record for _, record in wanted}))
        .group_by(Revision.kind, Revision.record)
    )
    return {(kind, record): number for kind, record, number in rows if (kind, record) in wanted}
