"""Answering a question: what follows is written as any edit, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from atlas.doubts.content import (
    NONE_OF_THEM,
    RECORD,
    ROW,
    Choice,
    PairContent,
    Party,
    Question,
    RowContent,
    decode,
    encode,
    name_key,
)
from atlas.doubts.queue import DROPPED, PENDING, SETTLED
from atlas.doubts.uniting import unite_records
from atlas.editing import authorities, history, partnerships
from atlas.editing.declared import complete, new_record
from atlas.editing.documents import Member, PartnershipDocument
from atlas.editing.history import Cause
from atlas.editing.reading import read_documents
from atlas.errors import AtlasError, NotFoundError
from atlas.model import Doubt, NameDecision
from atlas.queries.partnerships import partnerships_between


class AnswerError(AtlasError):
    """An answer that cannot be taken: not one of the candidates, or the question has its answer."""


def settle(session: Session, doubt_id: int, answers: Sequence[str], *, by: str) -> list[int]:
    """Do what ``answers`` say, one for each question of a row in order; return what is settled.

    An answer is the code of a candidate, or ``new``; for two records that may be one, it is the
    number of the one that is kept. The same question about other rows is settled with it. Where
    more than one record then unites the members, the row waits again, asking which.
    Raises :class:`AnswerError`.
    """
    row = _pending(session, doubt_id)
    if row.kind != ROW:
        _settle_pair(session, row, answers, by)
        return [row.id]
    content = decode(row.content, RowContent)
    questions = content.questions()
    if len(answers) != len(questions):
        raise AnswerError("Répondez à chaque question.")
    for question, answer in zip(questions, answers, strict=True):
        _check(content, question, answer)
    chosen = dict(zip(map(name_key, questions), answers, strict=True))
    settled = [row.id] if _settle_row(session, row, content, chosen, by) else []
    if len(questions) == 1 and questions[0].side != RECORD:
        settled += _settle_alike(session, chosen, by)
    return settled


def drop(session: Session, doubt_id: int, *, by: str) -> None:
    """Set a question aside: the row is not used, or the two records stay two."""
    row = _pending(session, doubt_id)
    _decide(row, DROPPED, by, "")
    session.flush()


def reopen(session: Session, doubt_id: int, *, by: str) -> None:
    """Take an answer back: what it wrote is undone, and the question waits again.

    Raises :class:`~atlas.editing.partnerships.CannotUndoError` where people changed it since.
    """
    row = session.get(Doubt, doubt_id)
    if row is None or row.state == PENDING:
        raise AnswerError("Cette question attend encore sa réponse.")
    _undo(session, row, by)
    session.execute(delete(NameDecision).where(NameDecision.doubt_id == row.id))
    row.state, row.answer, row.decided_by = PENDING, "", ""
    row.decided_at, row.revision_id = None, None
    session.flush()


def _undo(session: Session, row: Doubt, by: str) -> None:
    """Undo what an answer wrote, on every record."""
    cause = Cause(by, f"Réponse reprise (question n° {row.id})", "undo", row.run_id)
    answer = json.loads(row.answer)
    for revision in reversed(answer.get("revisions", [])):
        partnerships.undo(session, revision, cause)
    if made := answer.get("places"):
        authorities.remove_all(session, made, cause)


def _pending(session: Session, doubt_id: int) -> Doubt:
    row = session.get(Doubt, doubt_id)
    if row is None:
        raise NotFoundError("La question n° {number} n’existe pas.", number=doubt_id)
    if row.state != PENDING:
        raise AnswerError("Quelqu’un a déjà répondu à cette question.")
    return row


def _check(content: RowContent, question: Question, answer: str) -> None:
    allowed = {choice.code for choice in question.choices}
    if content.may_be_new(question):
        allowed.add(NONE_OF_THEM)
    if answer not in allowed:
        raise AnswerError("Choisissez l’une des réponses proposées.")


def _settle_alike(session: Session, chosen: Mapping[str, str], by: str) -> list[int]:
    """Settle the other rows that ask this question and no other."""
    settled = []
    (asked,) = chosen
    waiting = select(Doubt).where(Doubt.state == PENDING, Doubt.kind == ROW).order_by(Doubt.id)
    for row in session.scalars(waiting).all():
        content = decode(row.content, RowContent)
        if [name_key(q) for q in content.questions()] == [asked] and _settle_row(
            session, row, content, chosen, by
        ):
            settled.append(row.id)
    return settled


def _settle_row(
    session: Session, row: Doubt, content: RowContent, chosen: Mapping[str, str], by: str
) -> bool:
    """Write what a row declares; tell whether it is settled, else it asks which record."""
    cause = Cause(by, f"{content.declaration.source.title} (question n° {row.id})", "import",
                  row.run_id)  # fmt: skip
    places: list[str] = []
    members = []
    for party in content.parties:
        code = _code(session, party, chosen, cause, places)
        members.append(Member(code, name_as_written=party.name))
        if party.question is not None:
            session.merge(NameDecision(key=name_key(party.question), code=code, doubt_id=row.id))
    number = _record_meant(session, row, content, members, chosen)
    if number is None:
        return False
    documents = read_documents(session, [number]) if number else {}
    if number:
        wanted = complete(documents[number], content.declaration)
    else:
        number = partnerships.next_number(session)
        wanted = new_record(content.declaration, tuple(members))
    revisions = partnerships.save_all(session, {number: wanted}, cause)
    _decide(row, SETTLED, by, json.dumps({"answers": dict(chosen), "record": number,
                                          "places": places, "revisions": revisions}))  # fmt: skip
    row.revision_id = revisions[0] if revisions else None
    session.flush()
    return True


def _record_meant(
    session: Session,
    row: Doubt,
    content: RowContent,
    members: Sequence[Member],
    chosen: Mapping[str, str],
) -> int | None:
    """Return the number of the record that a row is about, 0 for a new one, None if unclear."""
    if content.record is not None:
        answer = chosen[name_key(content.record)]
        return 0 if answer == NONE_OF_THEM else int(answer)
    found = partnerships_between(session, [member.code for member in members])
    if len(found) <= 1:
        return next(iter(found), 0)
    asked = Question(
        RECORD,
        " – ".join(member.name_as_written for member in members),
        choices=tuple(Choice(str(number), title, 0.5) for number, title in found.items()),
    )
    parties = tuple(
        Party(party.name, code=member.code)
        for party, member in zip(content.parties, members, strict=True)
    )
    row.content = encode(msgspec.structs.replace(content, parties=parties, record=asked))
    session.flush()
    return None


def _code(
    session: Session,
    party: Party,
    chosen: Mapping[str, str],
    cause: Cause,
    places: list[str],
) -> str:
    """Return the code of a member; an authority that nobody bears yet is made."""
    answer, place = party.code, party.place
    if party.question is not None:
        answer, place = chosen[name_key(party.question)], party.question.place
    if answer and answer != NONE_OF_THEM:
        return answer
    if place is None:
        raise AnswerError("Choisissez l’une des réponses proposées.")
    known = authorities.find_place(session, place)
    if known is not None:
        return known
    code = authorities.CodeGiver(session).give(place)
    authorities.add_all(session, {code: place}, cause)
    places.append(code)
    return code


def _settle_pair(session: Session, row: Doubt, answers: Sequence[str], by: str) -> None:
    content = decode(row.content, PairContent)
    if len(answers) != 1 or answers[0] not in map(str, content.numbers):
        raise AnswerError("Choisissez l’une des réponses proposées.")
    kept = int(answers[0])
    other = next(number for number in content.numbers if number != kept)
    documents: dict[int, PartnershipDocument] = read_documents(session, [kept, other])
    if len(documents) < 2:
        raise AnswerError("L’une des deux fiches n’existe plus.")
    cause = Cause(by, f"Réunion des fiches n° {kept} et n° {other} (question n° {row.id})", "unite")
    united = unite_records(documents[kept], documents[other])
    revisions = partnerships.save_all(session, {kept: united, other: None}, cause)
    _decide(row, SETTLED, by, json.dumps({"record": kept, "revisions": revisions}))
    row.revision_id = revisions[0] if revisions else None
    session.flush()


def _decide(row: Doubt, state: str, by: str, answer: str) -> None:
    row.state, row.answer, row.decided_by = state, answer or "{}", by
    row.decided_at = history.now()
