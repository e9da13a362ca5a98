"""What helps to answer: for each candidate, what the atlas knows of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from atlas.doubts.content import RECORD, Choice, PairContent, Question
from atlas.geodesy import distance_km
from atlas.queries import partnerships
from atlas.queries.authorities import AuthorityRecord, read_authorities
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
    ``total``. One that is gone since the question was asked has neither.
    """

    choice: Choice
    body: AuthorityRecord | None = None
    record: PartnershipRecord | None = None
    distance: float | None = None
    links: tuple[PartnershipRecord, ...] = ()
    total: int = 0


def of_question(session: Session, question: Question) -> list[Evidence]:
    """Return what is known of each candidate, the likeliest first."""
    if question.side == RECORD:
        return of_records(session, question.choices)
    bodies = {
        body.code: body
        for body in read_authorities(session, [choice.code for choice in question.choices])
    }
    found = []
    for choice in question.choices:
        body = bodies.get(choice.code)
        if body is None:
            found.append(Evidence(choice))
            continue
        page = partnerships.list_page(session, Selection(collectivite=(body.code,)), size=_SHOWN)
        found.append(
            Evidence(
                choice,
                body=body,
                distance=_distance(question, body),
                links=page.items,
                total=page.total,
            )
        )
    return found


def of_records(session: Session, choices: tuple[Choice, ...]) -> list[Evidence]:
    """Return the partnerships that ``choices`` name."""
    numbers = [int(choice.code) for choice in choices]
    records = {record.id: record for record in read_records(session, numbers)}
    return [Evidence(choice, record=records.get(int(choice.code))) for choice in choices]


def of_pair(session: Session, pair: PairContent) -> list[Evidence]:
    """Return the two partnerships that may be one."""
    choices = tuple(Choice(str(number), "", pair.score) for number in pair.numbers)
    return of_records(session, choices)


def _distance(question: Question, body: AuthorityRecord) -> float | None:
    if question.lon is None or question.lat is None or body.lon is None or body.lat is None:
        return None
    return distance_km((question.lon, question.lat), (body.lon, body.lat))
