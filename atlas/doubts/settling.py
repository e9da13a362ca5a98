"""Answering a question: what follows is written as any edit, and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from atlas.doubts.content import (
    AUTHORITIES,
    NONE_OF_THEM,
    PARTNERSHIPS,
    RECORD,
    ROW,
    Answer,
    Choice,
    Party,
    Question,
    RowContent,
    decode,
    encode,
    name_key,
)
from atlas.doubts.deciding import AnswerError, decide, not_an_answer, undecide
from atlas.doubts.pairs import (
    ask_again,
    drop_authorities,
    forget_asked,
    require_no_union_since,
    settle_authorities,
    settle_records,
)
from atlas.doubts.queue import DROPPED, PENDING, SETTLED, current_record
from atlas.editing import authorities, history, partnerships
from atlas.editing.declared import complete, new_record
from atlas.editing.documents import Member
from atlas.editing.history import Cause
from atlas.editing.reading import read_documents
from atlas.errors import NotFoundError
from atlas.model import Doubt, NameDecision
from atlas.queries.authorities import current_code, current_successor, read_authorities
from atlas.queries.partnerships import partnerships_between

__all__ = ["AnswerError", "drop", "reopen", "settle"]

_PAIRS = {PARTNERSHIPS: settle_records, AUTHORITIES: settle_authorities}


def settle(session: Session, doubt_id: int, answers: Sequence[str], *, by: str) -> list[int]:
    """Do what ``answers`` say, one for each question of a row in order; return what is settled.

    An answer is the code of a candidate, of any other authority of that side, or ``new``; for two
    records or two authorities that may be one, it is the one that is kept. The same question about
    other rows is settled with it. Where more than one record then unites the members, the row waits
    again, asking which. Raises :class:`AnswerError`.
    """
    row = _pending(session, doubt_id)
    if row.kind != ROW:
        _PAIRS[row.kind](session, row, answers, by)
        return [row.id]
    content = decode(row.content, RowContent)
    questions = content.questions()
    if len(answers) != len(questions):
        raise AnswerError("Répondez à chaque question.")
    chosen = {
        name_key(question): _checked(session, content, question, answer)
        for question, answer in zip(questions, answers, strict=True)
    }
    settled = [row.id] if _settle_row(session, row, content, chosen, by, row.id) else []
    if len(questions) == 1 and questions[0].side != RECORD:
        alike = _settle_alike(session, chosen, by, row.id)
        if settled and alike:
            given = decode(row.answer, Answer)
            row.answer = encode(msgspec.structs.replace(given, alike=tuple(alike)))
        settled += alike
    return settled


def drop(session: Session, doubt_id: int, *, by: str) -> None:
    """Set a question aside: the row is not used, or the two stay two."""
    row = _pending(session, doubt_id)
    if row.kind == AUTHORITIES:
        drop_authorities(session, row, by)
        return
    decide(row, DROPPED, by, Answer())
    session.flush()


def reopen(session: Session, doubt_id: int, *, by: str) -> list[int]:
    """Take an answer back: what it wrote is undone, and the question waits as it was asked first.

    The rows that had this answer for being alike wait again with it; returns all that do.
    Raises :class:`~atlas.editing.partnerships.CannotUndoError` or
    :class:`~atlas.editing.authorities.AuthorityChangedError` where people changed it since, and
    :class:`AnswerError` where another answer followed from it.
    """
    row = session.get(Doubt, doubt_id)
    content = decode(row.content, RowContent) if row is not None and row.kind == ROW else None
    first = content.first if content is not None else None
    if row is None or (row.state == PENDING and first is None):
        raise AnswerError("Cette question attend encore sa réponse.")
    again = []
    if row.state != PENDING:
        for other in reversed(decode(row.answer, Answer).alike):
            if session.get_one(Doubt, other).state == SETTLED:
                again += reopen(session, other, by=by)
        _undo(session, row, by)
    if first is not None:
        row.content = encode(first)
    session.execute(delete(NameDecision).where(NameDecision.doubt_id == row.id))
    undecide(row)
    session.flush()
    return [row.id, *again]


def _undo(session: Session, row: Doubt, by: str) -> None:
    """Undo what an answer wrote, on every record."""
    cause = Cause(by, f"Réponse reprise (question n° {row.id})", "undo", row.run_id)
    answer = decode(row.answer, Answer)
    if row.state == DROPPED:
        ask_again(session, answer)
    forget_asked(session, answer)
    require_no_union_since(session, row, answer)
    for revision in reversed(answer.revisions):
        partnerships.undo(session, revision, cause)
    if answer.bodies:
        for revision in reversed(answer.bodies):
            undoing = replace(cause, undoes=revision)
            authorities.put_back(session, history.changes_of(session, [revision]), undoing)
        partnerships.touch(session)
    if answer.places:
        authorities.remove_all(session, answer.places, cause)


def _pending(session: Session, doubt_id: int) -> Doubt:
    row = session.get(Doubt, doubt_id)
    if row is None:
        raise NotFoundError("La question n° {number} n’existe pas.", number=doubt_id)
    if row.state != PENDING:
        raise AnswerError("Quelqu’un a déjà répondu à cette question.")
    return row


def _checked(session: Session, content: RowContent, question: Question, answer: str) -> str:
    """Return an answer as it is taken: an authority of before stands for that of today."""
    if answer == NONE_OF_THEM and content.may_be_new(question):
        return answer
    if question.side == RECORD:
        if all(choice.code != answer for choice in question.choices):
            raise not_an_answer()
        return _record_of_today(session, answer)
    found = read_authorities(session, [answer])
    if not found or found[0].side != question.side:
        raise not_an_answer()
    code = current_successor(session, found[0]).code
    if any(party.code == code for party in content.parties):
        raise AnswerError("« {name} » est déjà l’autre membre de ce lien.", name=found[0].name)
    return code


def _record_of_today(session: Session, number: str) -> str:
    """Return the record that a candidate leads to today; raise :class:`AnswerError` if it went."""
    today = current_record(session, int(number))
    if today is None:
        raise AnswerError(
            "La fiche n° {number} n’est plus dans l’atlas : choisissez-en une autre, ou écartez "
            "cette question.",
            number=int(number),
        )
    return str(today)


def _settle_alike(session: Session, chosen: Mapping[str, str], by: str, leader: int) -> list[int]:
    """Settle the other rows that ask this question and no other."""
    settled = []
    (asked,) = chosen
    waiting = select(Doubt).where(Doubt.state == PENDING, Doubt.kind == ROW).order_by(Doubt.id)
    for row in session.scalars(waiting).all():
        content = decode(row.content, RowContent)
        if [name_key(q) for q in content.questions()] != [asked]:
            continue
        others = {party.code for party in content.parties if party.code}
        if chosen[asked] in others or len(read_authorities(session, sorted(others))) < len(others):
            continue  # Its other member is the one that was chosen, or is gone: a person looks.
        if _settle_row(session, row, content, chosen, by, leader):
            settled.append(row.id)
    return settled


def _settle_row(
    session: Session,
    row: Doubt,
    content: RowContent,
    chosen: Mapping[str, str],
    by: str,
    leader: int,
) -> bool:
    """Write what a row declares; tell whether it is settled, else it asks which record.

    ``leader`` is the question that was answered: whom a name means is remembered with it.
    """
    cause = Cause(by, f"{content.declaration.source.title} (question n° {row.id})", "import",
                  row.run_id)  # fmt: skip
    places: list[str] = []
    members: dict[str, Member] = {}
    meant: dict[str, str] = {}
    for party in content.parties:
        code = _code(session, party, chosen, cause, places)
        if code in members:
            raise AnswerError("Une collectivité n’est qu’une fois membre d’un lien.")
        members[code] = Member(code, name_as_written=party.name)
        if party.question is not None:
            meant[name_key(party.question)] = code
            session.merge(NameDecision(key=name_key(party.question), code=code, doubt_id=leader))
    number = _record_meant(session, row, content, tuple(members.values()), chosen)
    if number is None:
        return False
    created = number == 0
    documents = read_documents(session, [number]) if number else {}
    if number:
        wanted = complete(documents[number], content.declaration)
    else:
        number = partnerships.next_number(session)
        wanted = new_record(content.declaration, tuple(members.values()))
    revisions = partnerships.save_all(session, {number: wanted}, cause)
    answer = Answer(
        dict(chosen), meant, number, created, places=tuple(places), revisions=tuple(revisions)
    )
    decide(row, SETTLED, by, answer)
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
    now = msgspec.structs.replace(content, parties=parties, record=asked, first=content)
    row.content = encode(now)
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
        found = read_authorities(session, [answer])
        if not found:
            # The import that made it was undone, or somebody removed it, since it was asked.
            raise AnswerError(
                "« {name} » ({code}) n’est plus dans l’atlas : écartez cette question, ou remettez "
                "d’abord cette collectivité, à sa page de gestion.",
                name=party.name,
                code=answer,
            )
        return current_successor(session, found[0]).code
    if place is None:
        raise not_an_answer()
    known = authorities.find_place(session, place)
    if known is not None:
        return current_code(session, known)
    code = authorities.CodeGiver(session).give(place)
    authorities.add_all(session, {code: place}, cause)
    places.append(code)
    return code
