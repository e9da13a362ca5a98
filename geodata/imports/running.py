"""Doing what a plan says, in one transaction; and undoing a whole import."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.editing import authorities, history, partnerships
from atlas.editing.authority_documents import encode as encode_authority
from atlas.editing.authority_documents import read_authority_documents
from atlas.editing.documents import PartnershipDocument, decode, encode
from atlas.editing.history import Cause, Change
from atlas.editing.merging import merge
from atlas.editing.reading import read_documents
from atlas.errors import AtlasError, NotFoundError
from atlas.model import Authority, ImportRun, Partnership, Revision
from geodata.imports.planning import Outcome, Plan

DONE, REVERTED = "done", "reverted"


class CannotRevertError(AtlasError):
    """An import cannot be undone as a whole."""


@dataclass(frozen=True)
class RunRecord:
    """An import that was done."""

    id: int
    source: str
    file_name: str
    author: str
    started_at: str
    status: str
    counts: dict[str, int]
    authorities: int


@dataclass(frozen=True)
class Reverted:
    """What undoing an import did: records put back, and those merged with later changes.

    ``authorities`` were removed, ``bodies`` are French ones as before again.
    """

    partnerships: int
    authorities: int
    merged: int
    bodies: int = 0


def run(
    session: Session, plan: Plan, *, file_name: str, file_digest: str, author: str
) -> int | None:
    """Do what ``plan`` says; return the number of the run, None when there is nothing to do.

    Works within the session's transaction: all of it is kept, or nothing.
    """
    if not plan.partnerships and not plan.authorities:
        return None
    started = history.now()
    row = ImportRun(
        source=plan.source.name,
        file_name=file_name,
        digest=file_digest,
        author=author,
        started_at=started,
        finished_at=started,
        status=DONE,
        summary=json.dumps(summary(plan), ensure_ascii=False),
    )
    session.add(row)
    session.flush()
    cause = Cause(author, f"{plan.source.title_fr} ({file_name})", "import", row.id)
    authorities.add_all(session, plan.authorities, cause)
    partnerships.save_all(session, plan.partnerships, cause)
    partnerships.touch(session)
    row.finished_at = history.now()
    session.flush()
    return row.id


def summary(plan: Plan) -> dict[str, Any]:
    """Return what is kept of a plan: counts, and the rows that were not used with their reason."""
    return {
        "counts": {outcome.value: plan.counts()[outcome] for outcome in Outcome},
        "authorities": len(plan.authorities),
        "left": [
            {
                "line": entry.line,
                "outcome": entry.outcome.value,
                "french": entry.french,
                "foreign": entry.foreign,
                "reason": entry.reason,
                "candidates": entry.candidates,
            }
            for entry in plan.entries
            if entry.outcome in (Outcome.DOUBTFUL, Outcome.REFUSED)
        ],
    }


def list_runs(session: Session) -> list[RunRecord]:
    """Return the imports, the latest first."""
    return [
        _record(row) for row in session.scalars(select(ImportRun).order_by(ImportRun.id.desc()))
    ]


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
    )


def revert(session: Session, run_id: int, *, author: str) -> Reverted:
    """Undo a whole import; what people changed since in its records is kept.

    Raises :class:`NotFoundError`, or :class:`CannotRevertError` where people changed what the
    import had written itself, or it was undone already.
    """
    row = session.get(ImportRun, run_id)
    if row is None:
        raise NotFoundError("L’import n° {number} n’existe pas.", number=run_id)
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
            merged = merge(after, current.get(number), before)
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
        [
            Change(one.kind, one.record, one.before, one.after)
            for one in revisions
            if one.kind == authorities.KIND
        ],
        cause,
    )
    row.status = REVERTED
    partnerships.touch(session)
    session.flush()
    return Reverted(len(wanted), back.removed, merged_records, back.restored)


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


def reasons(plan: Plan) -> Counter[str]:
    """Return how many rows were refused or left in doubt for each kind of reason."""
    return Counter(
        entry.reason.split("«")[0].strip() or entry.reason
        for entry in plan.entries
        if entry.outcome in (Outcome.DOUBTFUL, Outcome.REFUSED)
    )
