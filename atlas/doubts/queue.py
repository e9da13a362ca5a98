"""The questions that wait: adding, listing, counting; and what people answered before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, aliased

from atlas.database import in_batches
from atlas.doubts.content import (
    AUTHORITIES,
    KINDS,
    PARTNERSHIPS,
    Answer,
    AnyContent,
    decode,
    encode,
    key_of,
)
from atlas.editing import history
from atlas.errors import NotFoundError
from atlas.model import Authority, Doubt, ImportRun, NameDecision, Partnership

PENDING, SETTLED, DROPPED = "pending", "settled", "dropped"


@dataclass(frozen=True)
class DoubtRecord:
    """A question with its file, and what was answered, when and by whom."""

    id: int
    kind: str
    content: AnyContent
    file_name: str
    line: int | None
    created_at: str
    state: str
    decided_by: str
    decided_at: str | None
    revision_id: int | None
    answer: Answer


@dataclass(frozen=True)
class NewDoubt:
    """A question to be asked, and the line of the file that raises it."""

    content: AnyContent
    line: int | None = None


def add_doubts(session: Session, doubts: Iterable[NewDoubt], *, run_id: int | None = None) -> int:
    """Ask ``doubts``; return how many: those that were asked before are not asked again."""
    wanted = {key_of(one.content): one for one in doubts}
    known = states(session, wanted)
    at = history.now()
    rows = [
        {
            "kind": one.content.kind,
            "key": key,
            "run_id": run_id,
            "line": one.line,
            "content": encode(one.content),
            "created_at": at,
            "state": PENDING,
            "answer": "",
            "decided_by": "",
        }
        for key, one in wanted.items()
        if key not in known
    ]
    if rows:
        session.execute(insert(Doubt), rows)
    return len(rows)


def states(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """Return the state of each question of ``keys`` that was asked before."""
    found: dict[str, str] = {}
    for batch in in_batches(sorted(keys)):
        query = select(Doubt.key, Doubt.state).where(Doubt.key.in_(batch))
        found.update(dict(session.execute(query).all()))
    return found


def find_doubt(session: Session, doubt_id: int) -> DoubtRecord:
    """Return a question; raise :class:`NotFoundError`."""
    row = session.execute(
        select(Doubt, ImportRun.file_name)
        .outerjoin(ImportRun, ImportRun.id == Doubt.run_id)
        .where(Doubt.id == doubt_id)
    ).first()
    if row is None:
        raise NotFoundError("La question n° {number} n’existe pas.", number=doubt_id)
    return _record(row[0], row[1])


def list_doubts(
    session: Session, *, state: str = PENDING, kind: str | None = None, first: int = 0, most: int
) -> list[DoubtRecord]:
    """Return questions of a state, after ``first``, in the order in which they were asked.

    Those that were answered come in the order of the answers, the latest first.
    """
    order = [Doubt.id] if state == PENDING else [Doubt.decided_at.desc(), Doubt.id.desc()]
    query = (
        select(Doubt, ImportRun.file_name)
        .outerjoin(ImportRun, ImportRun.id == Doubt.run_id)
        .where(Doubt.state == state)
        .order_by(*order)
        .offset(first)
        .limit(most)
    )
    if kind is not None:
        query = query.where(Doubt.kind == kind)
    return [_record(doubt, name) for doubt, name in session.execute(query)]


def count_doubts(session: Session, *, state: str = PENDING, kind: str | None = None) -> int:
    """Return how many questions are in a state, of all kinds or of one."""
    counts = count_by_kind(session, state=state)
    return counts.get(kind, 0) if kind is not None else sum(counts.values())


def count_by_kind(session: Session, *, state: str = PENDING) -> dict[str, int]:
    """Return how many questions of each kind are in a state; kinds without any are left out."""
    query = select(Doubt.kind, func.count()).where(Doubt.state == state).group_by(Doubt.kind)
    return dict(session.execute(query).all())


def next_pending(session: Session, after: int, *, kind: str | None = None) -> int | None:
    """Return the question that follows ``after`` in the queue, else the first one, if any."""
    waiting = select(Doubt.id).where(Doubt.state == PENDING).order_by(Doubt.id).limit(1)
    if kind is not None:
        waiting = waiting.where(Doubt.kind == kind)
    following = session.scalar(waiting.where(Doubt.id > after))
    return following if following is not None else session.scalar(waiting)


def decisions(session: Session) -> dict[str, str]:
    """Return whom names mean, as people said: the code by :func:`~.content.name_key`.

    An authority that is gone, with the import that made it, is meant by nobody any more; one that
    was united with another, or merged into it, stands for that one.
    """
    heir = aliased(Authority)
    query = (
        select(NameDecision.key, func.coalesce(heir.code, Authority.code))
        .join(Authority, Authority.code == NameDecision.code)
        .outerjoin(heir, heir.id == Authority.successor_id)
    )
    return dict(session.execute(query).all())


def united_into(session: Session, number: int) -> int | None:
    """Return the record that another was united with, or None; its old address leads there."""
    answers = (answer for _, answer in _unions(session, f'"gone":{number}'))
    return next((answer.record for answer in answers if answer.gone == number), None)


def question_of_union(session: Session, revision: int) -> int | None:
    """Return the question whose answer united two with this revision, among others, or None."""
    for number, answer in _unions(session, str(revision)):
        if revision in (*answer.revisions, *answer.bodies):
            return number
    return None


def _unions(session: Session, text: str) -> Iterator[tuple[int, Answer]]:
    """Yield the answers that made one of two and that hold ``text``, with their questions."""
    rows = session.execute(
        select(Doubt.id, Doubt.answer).where(
            Doubt.kind.in_((PARTNERSHIPS, AUTHORITIES)),
            Doubt.state == SETTLED,
            Doubt.answer.contains(text),
        )
    )
    return ((row.id, decode(row.answer, Answer)) for row in rows)


def current_record(session: Session, number: int) -> int | None:
    """Return the record that ``number`` leads to today: itself, or what it was united with."""
    seen: set[int] = set()
    found: int | None = number
    while found is not None and found not in seen:
        if session.get(Partnership, found) is not None:
            return found
        seen.add(found)
        found = united_into(session, found)
    return None


def forget_run(session: Session, run_id: int) -> None:
    """Remove the questions that an import asked and nobody answered: the import is undone."""
    session.execute(delete(Doubt).where(Doubt.run_id == run_id, Doubt.state == PENDING))


def _record(row: Doubt, file_name: str | None) -> DoubtRecord:
    content: AnyContent = decode(row.content, KINDS[row.kind])
    return DoubtRecord(
        row.id,
        row.kind,
        content,
        file_name or "",
        row.line,
        row.created_at,
        row.state,
        row.decided_by,
        row.decided_at,
        row.revision_id,
        decode(row.answer or "{}", Answer),
    )
