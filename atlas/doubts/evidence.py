"""What helps to answer: for each candidate, what the atlas knows of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.doubts.content import RECORD, AuthorityPairContent, Choice, PairContent, Question
from atlas.doubts.queue import current_record
from atlas.editing import partnerships as editing
from atlas.editing.documents import PartnershipDocument
from atlas.editing.documents import decode as decode_document
from atlas.geodesy import Point, distance_km
from atlas.model import Authority, Revision
from atlas.queries import partnerships
from atlas.queries.authorities import AuthorityRecord, current_code, read_authorities
from atlas.queries.partnerships import partnerships_between
from atlas.queries.record_reading import read_records
from atlas.queries.records import PartnershipRecord
from atlas.selection import Selection

#: How many partnerships of a candidate are shown.
_SHOWN = 4


@dataclass(frozen=True)
class Evidence:
    """A candidate beside what is known of it.

    ``body`` is an authority, with its distance in km from where the file puts it, if it does;
    ``record`` is a partnership. ``links`` are some of the partnerships of the authority, of
    ``total``; ``shared`` are the titles of those that it has with the other members of the row. One
    that is gone since the question was asked has none of these. ``geonames`` is the number of the
    place in GeoNames, told of the two of a pair.
    """

    choice: Choice
    body: AuthorityRecord | None = None
    record: PartnershipRecord | None = None
    distance: float | None = None
    links: tuple[PartnershipRecord, ...] = ()
    total: int = 0
    shared: tuple[str, ...] = ()
    geonames: int | None = None


def of_question(session: Session, question: Question, others: Sequence[str] = ()) -> list[Evidence]:
    """Return what is known of each candidate, the likeliest first.

    ``others`` are the codes of the other members of the row, those that are certain.
    """
    if question.side == RECORD:
        return of_records(session, question.choices)
    here = (
        (question.lon, question.lat)
        if question.lon is not None and question.lat is not None
        else None
    )
    found = _of_bodies(session, {choice.code: choice for choice in question.choices}, here)
    if not others or len(read_authorities(session, list(others))) < len(set(others)):
        return found  # None has anything in common with somebody who is gone.
    return [
        replace(
            one,
            shared=tuple(partnerships_between(session, [one.body.code, *others]).values()),
        )
        if one.body is not None
        else one
        for one in found
    ]


def of_records(session: Session, choices: Sequence[Choice]) -> list[Evidence]:
    """Return the partnerships that ``choices`` name."""
    numbers = [int(choice.code) for choice in choices]
    records = {record.id: record for record in read_records(session, numbers)}
    return [Evidence(choice, record=records.get(int(choice.code))) for choice in choices]


def of_pair(session: Session, pair: PairContent | AuthorityPairContent) -> list[Evidence]:
    """Return the two that may be one; one that was united with a third since is that one."""
    if isinstance(pair, PairContent):
        today = [current_record(session, number) or number for number in pair.numbers]
        found = of_records(session, [Choice(str(number), "", pair.score) for number in today])
        return [
            replace(one, choice=Choice(str(number), "", pair.score))
            for number, one in zip(pair.numbers, found, strict=True)
        ]
    asked = {current_code(session, code): Choice(code, code, pair.score) for code in pair.codes}
    numbers = dict(
        session.execute(
            select(Authority.code, Authority.geonames_id).where(Authority.code.in_(asked))
        ).all()
    )
    return [
        replace(one, geonames=numbers.get(code))
        for code, one in zip(asked, _of_bodies(session, asked, None), strict=True)
    ]


def last_documents(session: Session, numbers: Iterable[int]) -> dict[int, PartnershipDocument]:
    """Return what records that are gone last said, by number."""
    query = (
        select(Revision.record, Revision.before)
        .where(
            Revision.kind == editing.KIND,
            Revision.record.in_([str(number) for number in numbers]),
            Revision.after.is_(None),
        )
        .order_by(Revision.id)
    )
    return {
        int(record): decode_document(before)
        for record, before in session.execute(query)
        if before is not None
    }


def _of_bodies(session: Session, choices: dict[str, Choice], here: Point | None) -> list[Evidence]:
    """Return what is known of authorities, by code, with how far they are from ``here``."""
    bodies = {body.code: body for body in read_authorities(session, list(choices))}
    found = []
    for code, choice in choices.items():
        body = bodies.get(code)
        if body is None:
            found.append(Evidence(choice))
            continue
        page = partnerships.list_page(session, Selection(collectivite=(body.code,)), size=_SHOWN)
        there = (body.lon, body.lat) if body.lon is not None and body.lat is not None else None
        found.append(
            Evidence(
                choice,
                body=body,
                distance=distance_km(here, there) if here and there else None,
                links=page.items,
                total=page.total,
            )
        )
    return found
