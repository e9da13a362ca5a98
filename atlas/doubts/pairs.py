"""Answering that two are one: two partnerships, or two foreign authorities."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from atlas.doubts.content import (
    PARTNERSHIPS,
    ROW,
    Answer,
    AuthorityPairContent,
    PairContent,
    decode,
    key_of,
)
from atlas.doubts.deciding import AnswerError, decide, not_an_answer, undecide
from atlas.doubts.queue import (
    DROPPED,
    PENDING,
    SETTLED,
    NewDoubt,
    add_doubts,
    current_record,
    states,
)
from atlas.doubts.uniting import unite_authorities, unite_records
from atlas.editing import authorities, history, partnerships
from atlas.editing.authority_documents import AuthorityDocument, read_authority_documents
from atlas.editing.documents import PartnershipDocument, replace_member
from atlas.editing.history import Cause
from atlas.editing.reading import read_documents
from atlas.model import Authority, Doubt, Partnership, PartnershipMember
from atlas.queries.authorities import current_code
from atlas.queries.partnerships import partnerships_between

#: How likely two records are one whose members have become the same.
_SAME_MEMBERS = 0.9
#: The reason that two records may be one because a partner may have two codes, and its value.
_TWO, _AND = "double", " | "


def settle_records(session: Session, row: Doubt, answers: Sequence[str], by: str) -> None:
    """Make one record of two: the one that is kept, by its number, says what both said."""
    content = decode(row.content, PairContent)
    kept, other = _kept_and_other(answers, [str(number) for number in content.numbers])
    pair = [current_record(session, int(number)) for number in (kept, other)]
    if None in pair:
        raise AnswerError("L’une des deux fiches n’existe plus.")
    number, gone = (one for one in pair if one is not None)
    if number == gone:
        # Each was united with a third one meanwhile.
        decide(row, SETTLED, by, Answer(record=number))
        session.flush()
        return
    documents = read_documents(session, [number, gone])
    cause = Cause(
        by, f"Réunion des fiches n° {number} et n° {gone} (question n° {row.id})", "unite"
    )
    united = unite_records(documents[number], documents[gone])
    revisions = partnerships.save_all(session, {number: united, gone: None}, cause)
    decide(row, SETTLED, by, Answer(record=number, gone=gone, revisions=tuple(revisions)))
    session.flush()


def settle_authorities(session: Session, row: Doubt, answers: Sequence[str], by: str) -> None:
    """Make one authority of two: the other one's names and partnerships are of the one kept.

    The other code stays, and leads to it. Records that now unite the same members are asked about.
    """
    content = decode(row.content, AuthorityPairContent)
    kept, other = (
        current_code(session, code) for code in _kept_and_other(answers, list(content.codes))
    )
    bodies = read_authority_documents(session, [kept, other])
    if len(bodies) < len({kept, other}):
        raise AnswerError("L’un des deux partenaires n’existe plus.")
    if kept == other:
        decide(row, SETTLED, by, Answer(kept=kept))
        session.flush()
        return
    cause = Cause(by, f"Réunion de « {other} » à « {kept} » (question n° {row.id})", "unite")
    moved = {
        number: replace_member(document, other, kept, bodies[other].name)
        for number, document in _partnerships_of(session, other).items()
    }
    changed = authorities.save_all(session, _united(session, bodies, kept, other), cause)
    revisions = partnerships.save_all(session, moved, cause)
    partnerships.touch(session)
    asked, follow = _ask_which_are_one(session, moved, content.codes)
    answer = Answer(
        kept=kept,
        revisions=tuple(revisions),
        bodies=tuple(changed),
        asked=tuple(asked),
        follow=tuple(follow),
    )
    decide(row, SETTLED, by, answer)
    session.flush()


def drop_authorities(session: Session, row: Doubt, by: str) -> None:
    """Say that two authorities are two, and so are the records that were in doubt for them only."""
    codes = set(decode(row.content, AuthorityPairContent).codes)
    waiting = select(Doubt).where(Doubt.state == PENDING, Doubt.kind == PARTNERSHIPS)
    with_it = [
        other
        for other in session.scalars(waiting.order_by(Doubt.id))
        if codes == set(dict(decode(other.content, PairContent).reasons).get(_TWO, "").split(_AND))
    ]
    for other in with_it:
        decide(other, DROPPED, by, Answer())
    decide(row, DROPPED, by, Answer(follow=tuple(other.id for other in with_it)))
    session.flush()


def question_of_partners(session: Session, content: PairContent) -> int | None:
    """Return the question that waits about the partners for whom two records are in doubt.

    It goes first: records of two codes of one partner would have both as members.
    """
    codes = dict(content.reasons).get(_TWO, "").split(_AND)
    query = select(Doubt.id).where(Doubt.key == "+".join(sorted(codes)), Doubt.state == PENDING)
    return session.scalar(query)


def ask_again(session: Session, answer: Answer) -> None:
    """Let the questions wait again that were set aside with another one."""
    dropped = select(Doubt).where(Doubt.id.in_(answer.follow), Doubt.state == DROPPED)
    for row in session.scalars(dropped).all():
        undecide(row)


def forget_asked(session: Session, answer: Answer) -> None:
    """Take back the questions that an answer raised; raise :class:`AnswerError` if one is settled.

    Those that were set aside stay so: two records that were said to be two are asked about once.
    """
    rows = session.scalars(select(Doubt).where(Doubt.id.in_(answer.asked))).all()
    for row in rows:
        if row.state == SETTLED:
            raise _followed_by(row.id)
    waiting = [row.id for row in rows if row.state == PENDING]
    session.execute(delete(Doubt).where(Doubt.id.in_(waiting)))


def require_no_union_since(session: Session, row: Doubt, answer: Answer) -> None:
    """Raise :class:`AnswerError` where a record that an answer wrote was united with another since.

    Taking back the answer first would change a record that is gone, which leaves nobody with it.
    """
    written = {int(one.record) for one in history.changes_of(session, answer.revisions)}
    unions = select(Doubt).where(Doubt.state == SETTLED, Doubt.kind == PARTNERSHIPS)
    for other in session.scalars(unions.order_by(Doubt.revision_id.desc())) if written else ():
        union = decode(other.answer, Answer)
        if not union.revisions or min(union.revisions) <= max(answer.revisions):
            continue
        # What a row added to a record that stays can still be taken from it.
        whole = row.kind != ROW or answer.created
        if union.gone in written or (whole and union.record in written):
            raise _followed_by(other.id)


def _followed_by(number: int) -> AnswerError:
    return AnswerError(
        "Reprenez d’abord la réponse à la question n° {number}, qui l’a suivie.", number=number
    )


def _kept_and_other(answers: Sequence[str], pair: Sequence[str]) -> tuple[str, str]:
    if len(answers) != 1 or answers[0] not in pair:
        raise not_an_answer()
    return answers[0], next(one for one in pair if one != answers[0])


def _united(
    session: Session, bodies: dict[str, AuthorityDocument], kept: str, other: str
) -> dict[str, AuthorityDocument]:
    """Return the documents of both, and of those that were united with the other one before."""
    parts = session.scalars(
        select(Authority.code).where(
            Authority.successor_id
            == select(Authority.id).where(Authority.code == other).scalar_subquery()
        )
    ).all()
    led = {**read_authority_documents(session, parts), other: bodies[other]}
    return {
        kept: unite_authorities(bodies[kept], bodies[other]),
        **{code: msgspec.structs.replace(body, successor=kept) for code, body in led.items()},
    }


def _partnerships_of(session: Session, code: str) -> dict[int, PartnershipDocument]:
    numbers = session.scalars(
        select(PartnershipMember.partnership_id)
        .join(Authority, Authority.id == PartnershipMember.authority_id)
        .where(Authority.code == code)
        .order_by(PartnershipMember.partnership_id)
    ).all()
    return read_documents(session, numbers)


def _ask_which_are_one(
    session: Session, moved: dict[int, PartnershipDocument], codes: tuple[str, str]
) -> tuple[list[int], list[int]]:
    """Ask about records whose members are the same now.

    Returns the new questions, and all that wait: some may have been asked already.
    """
    pairs: dict[str, PairContent] = {}
    for number, document in moved.items():
        members = {member.code for member in document.members}
        found = set(partnerships_between(session, members)) - {number}
        for twin, other in read_documents(session, sorted(found)).items():
            if {member.code for member in other.members} == members:
                pair = _pair(session, min(number, twin), max(number, twin), codes)
                pairs[key_of(pair)] = pair
    known = states(session, pairs)
    add_doubts(session, [NewDoubt(pair) for pair in pairs.values()])
    rows = session.execute(
        select(Doubt.id, Doubt.key)
        .where(Doubt.key.in_(pairs), Doubt.state == PENDING)
        .order_by(Doubt.id)
    ).all()
    return [row.id for row in rows if row.key not in known], [row.id for row in rows]


def _pair(session: Session, first: int, second: int, codes: tuple[str, str]) -> PairContent:
    years = dict(
        session.execute(
            select(Partnership.id, Partnership.year_start).where(
                Partnership.id.in_((first, second))
            )
        ).all()
    )
    reasons = ((_TWO, _AND.join(codes)), ("year", f"{years[first]} | {years[second]}"))
    return PairContent((first, second), "spelling", _SAME_MEMBERS, reasons)
