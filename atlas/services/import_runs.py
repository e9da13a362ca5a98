"""Imports as a whole: the list of them, undoing one, and telling two states of the atlas apart."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.doubts.queue import forget_run
from atlas.editing import authorities, partnerships
from atlas.editing.authority_documents import encode as encode_authority
from atlas.editing.authority_documents import read_authority_documents
from atlas.editing.documents import PartnershipDocument, decode, encode
from atlas.editing.history import Cause, Change
from atlas.editing.merging import merge
from atlas.editing.reading import read_documents
from atlas.errors import AtlasError, NotFoundError
from atlas.model import Authority, ImportRun, Partnership, Revision
from atlas.services.import_rows import Reason

DONE, REVERTED = "done", "reverted"
_BRACE = re.compile(r"[{}]")


class CannotRevertError(AtlasError):
    """An import cannot be undone as a whole."""


@dataclass(frozen=True)
class LeftRow:
    """A row that an import did not use: ``outcome`` is ``doubtful`` or ``refused``.

    ``is_written`` marks a reason of former runs, kept as a French sentence.
    """

    line: int
    outcome: str
    french: str
    foreign: str
    reason: Reason
    is_written: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> LeftRow:
        """Return a row as the account of an import keeps it."""
        is_written = "params" not in kept
        # What a person had written may hold braces, which a template doubles.
        template = _BRACE.sub(r"\g<0>\g<0>", kept["reason"]) if is_written else kept["reason"]
        reason = Reason(template, kept.get("params", {}))
        return cls(
            kept["line"], kept["outcome"], kept["french"], kept["foreign"], reason, is_written
        )


@dataclass(frozen=True)
class RunRecord:
    """An import that was done: ``authorities`` were added, French ``bodies`` changed."""

    id: int
    source: str
    file_name: str
    author: str
    started_at: str
    status: str
    counts: dict[str, int]
    authorities: int
    bodies: int = 0
    left: tuple[LeftRow, ...] = ()


@dataclass(frozen=True)
class Reverted:
    """What undoing an import did: records put back, and those merged with later changes.

    ``authorities`` were removed, French ``bodies`` are as before again.
    """

    partnerships: int
    authorities: int
    merged: int
    bodies: int = 0


def list_runs(session: Session) -> list[RunRecord]:
    """Return the imports, the latest first."""
    return [
        _record(row) for row in session.scalars(select(ImportRun).order_by(ImportRun.id.desc()))
    ]


def find_run(session: Session, run_id: int) -> RunRecord:
    """Return an import, with the rows that it did not use; raise :class:`NotFoundError`."""
    row = session.get(ImportRun, run_id)
    if row is None:
        raise _no_such_run(run_id)
    return replace(_record(row), left=tuple(map(LeftRow.of, json.loads(row.summary)["left"])))


def records_of(session: Session, run_id: int, *, most: int) -> list[tuple[int, str]]:
    """Return partnerships that an import wrote, number and title, ``most`` of them at most.

    The title of one that is gone is empty. One that an answer made and that went when the answer
    was taken back is left out, unless the whole import is undone.
    """
    last = func.max(Revision.id).label("last")
    written = (
        select(last)
        .where(Revision.run_id == run_id, Revision.kind == partnerships.KIND)
        .group_by(Revision.record)
    )
    is_undone = select(ImportRun.id).where(ImportRun.id == run_id, ImportRun.status == REVERTED)
    changed = (
        select(Revision.record)
        .where(Revision.id.in_(written), or_(Revision.after.is_not(None), is_undone.exists()))
        .order_by(Revision.id)
        .limit(most)
    )
    numbers = [int(record) for record in session.scalars(changed)]
    titles = dict(
        session.execute(
            select(Partnership.id, Partnership.title).where(Partnership.id.in_(numbers))
        ).all()
    )
    return [(number, titles.get(number, "")) for number in numbers]


def _no_such_run(run_id: int) -> NotFoundError:
    return NotFoundError("L’import n° {number} n’existe pas.", number=run_id)


def _record(row: ImportRun) -> RunRecord:
    kept = json.loads(row.summary)
    return RunRecord(
        row.id,
        row.source,
        row.file_name,
        row.author,
        row.started_at,
        row.status,
        kept["counts"],
        kept["authorities"],
        kept.get("bodies", 0),
    )


def revert(session: Session, run_id: int, *, author: str) -> Reverted:
    """Undo a whole import; what people changed since in its records is kept.

    Raises :class:`NotFoundError`, or :class:`CannotRevertError` where people changed what the
    import had written itself, or it was undone already.
    """
    row = session.get(ImportRun, run_id)
    if row is None:
        raise _no_such_run(run_id)
    if row.status == REVERTED:
        raise CannotRevertError("L’import n° {number} a déjà été annulé.", number=run_id)
    revisions = session.execute(
        select(Revision.kind, Revision.record, Revision.before, Revision.after)
        .where(Revision.run_id == run_id)
        .order_by(Revision.id.desc())
    ).all()
    wanted: dict[int, PartnershipDocument | None] = {}
    merged_records = 0
    mine = [one for one in revisions if one.kind == partnerships.KIND]
    for batch in in_batches(mine):
        current = read_documents(session, [int(one.record) for one in batch])
        for one in batch:
            number = int(one.record)
            before = decode(one.before) if one.before is not None else None
            after = decode(one.after) if one.after is not None else None
            # One after the other: answers may have changed again what the import wrote.
            now = wanted[number] if number in wanted else current.get(number)
            merged = merge(after, now, before)
            if merged.disputed:
                raise CannotRevertError(
                    "La fiche n° {number} a été modifiée depuis, là où l’import l’avait écrite : "
                    "annulez d’abord cette modification.",
                    number=number,
                )
            merged_records += merged.document != before
            wanted[number] = merged.document
    reason = f"Annulation de l’import n° {run_id} ({row.file_name})"
    cause = Cause(author, reason, "undo", run_id)
    partnerships.save_all(session, wanted, cause)
    back = authorities.put_back(
        session,
        _as_wholes(
            Change(one.kind, one.record, one.before, one.after)
            for one in reversed(revisions)
            if one.kind == authorities.KIND
        ),
        cause,
    )
    forget_run(session, run_id)
    row.status = REVERTED
    partnerships.touch(session)
    session.flush()
    return Reverted(len(wanted), back.removed, merged_records, back.restored)


def _as_wholes(changes: Iterable[Change]) -> list[Change]:
    """Return what ``changes``, in order, did to each authority.

    One that an answer made and that went when the answer was taken back is as before already.
    """
    wholes: dict[str, Change] = {}
    for one in changes:
        first = wholes.get(one.record, one)
        wholes[one.record] = replace(first, after=one.after)
    return [one for one in wholes.values() if one.before != one.after]


def fingerprint(session: Session) -> str:
    """Return a digest of all that can be edited: partnerships and authorities.

    Two databases with the same one say the same things, whatever their internal numbers.
    """
    digest = hashlib.sha256()
    numbers = list(session.scalars(select(Partnership.id).order_by(Partnership.id)))
    for batch in in_batches(numbers):
        documents = read_documents(session, batch)
        for number in batch:
            digest.update(f"{number}:{encode(documents[number])}\n".encode())
    codes = list(session.scalars(select(Authority.code).order_by(Authority.code)))
    for some in in_batches(codes):
        bodies = read_authority_documents(session, some)
        for code in some:
            digest.update(f"{code}:{encode_authority(bodies[code])}\n".encode())
    return digest.hexdigest()
