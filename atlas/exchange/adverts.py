"""Adverts: written, proposed, decided, published, renewed and withdrawn.

Every function takes the moment that it acts at, so that delays can be tried without waiting.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atlas.errors import AtlasError, NotFoundError
from atlas.exchange import terms
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.terms import (
    DRAFT,
    EXPIRED,
    PROPOSED,
    PUBLISHED,
    REFUSED,
    WITHDRAWN,
    end_of,
    iso,
)
from atlas.model import Advert, AdvertTerm


class AdvertStateError(AtlasError):
    """What was asked of an advert is not possible in its state, or says nothing of why."""


class ChangedAdvertError(AtlasError):
    """Somebody changed the advert since it was read."""


@dataclass(frozen=True)
class AdvertRecord:
    """An advert with its state; ``version`` tells one state of its text from the next."""

    id: int
    content: AdvertContent
    language: str
    author: str
    status: str
    version: str
    created_at: str
    published_at: str | None
    expires_at: str | None
    reminded_at: str | None
    decided_by: str
    decided_at: str | None
    answer: str

    def is_open(self, now: dt.datetime) -> bool:
        """Tell whether the public sees it and may answer.

        An advert whose time is over is closed, whether or not the daily command ran since.
        """
        return self.status == PUBLISHED and bool(self.expires_at) and not self.is_over(now)

    def is_over(self, now: dt.datetime) -> bool:
        """Tell whether it was public and its time has passed."""
        return self.status == EXPIRED or (
            self.status == PUBLISHED and (self.expires_at or "") <= iso(now)
        )


def find(session: Session, number: int) -> AdvertRecord:
    """Return an advert; raise :class:`NotFoundError`."""
    return record(_row(session, number))


def create(
    session: Session, content: AdvertContent, *, author: str, language: str, now: dt.datetime
) -> int:
    """Keep a new advert as a draft; return its number."""
    row = Advert(
        kind=content.kind,
        language=language,
        author=author,
        status=DRAFT,
        created_at=iso(now),
        published_at=None,
        expires_at=None,
        reminded_at=None,
        decided_by="",
        decided_at=None,
        answer="",
    )
    _write(row, content, now)
    session.add(row)
    session.flush()
    return row.id


def change(
    session: Session, number: int, content: AdvertContent, *, expected: str, now: dt.datetime
) -> None:
    """Write another text; raise :class:`ChangedAdvertError` when somebody else did meanwhile."""
    row = _row(session, number)
    _require(row, expected)
    _write(row, content, now)
    session.flush()


def _write(row: Advert, content: AdvertContent, now: dt.datetime) -> None:
    row.authority_code, row.kind = content.authority, content.kind
    row.title, row.text = content.title, content.text
    row.population_from, row.population_to = content.population_from, content.population_to
    wanted = {pair: position for position, pair in enumerate(content.codes)}
    kept = {(term.field, term.code): term for term in row.terms}
    row.terms = [
        kept.get(pair) or AdvertTerm(field=pair[0], code=pair[1], position=position)
        for pair, position in wanted.items()
    ]
    for term in row.terms:
        term.position = wanted[term.field, term.code]
    row.changed_at = now.isoformat(timespec="microseconds")


def propose(session: Session, number: int) -> None:
    """Hand an advert to the maintainers; the public no longer sees it until they decide."""
    row = _row(session, number)
    row.status, row.decided_by, row.decided_at, row.answer = PROPOSED, "", None, ""
    session.flush()


def publish(session: Session, number: int, *, by: str, now: dt.datetime) -> None:
    """Show an advert of a maintainer at once; one that is public keeps its end."""
    row = _row(session, number)
    if not record(row).is_open(now):
        _open(row, now)
    row.decided_by, row.decided_at = by, iso(now)
    session.flush()


def accept(
    session: Session, number: int, *, by: str, expected: str, answer: str, now: dt.datetime
) -> None:
    """Publish a proposed advert as the maintainer read it (``expected``)."""
    row = _row(session, number)
    _require(row, expected)
    _require_proposed(row)
    _open(row, now)
    row.decided_by, row.decided_at, row.answer = by, iso(now), answer.strip()
    session.flush()


def refuse(session: Session, number: int, *, by: str, answer: str, now: dt.datetime) -> None:
    """Refuse a proposed advert, with a reason that its author will read."""
    row = _row(session, number)
    _require_proposed(row)
    if not answer.strip():
        raise AdvertStateError("Dites pourquoi : l’auteur de l’annonce le lira.")
    row.status, row.decided_by, row.decided_at = REFUSED, by, iso(now)
    row.answer = answer.strip()
    session.flush()


def withdraw(session: Session, number: int) -> None:
    """Take an advert away; whoever answered it before may still be written to."""
    row = _row(session, number)
    if row.status == WITHDRAWN:
        raise AdvertStateError("Cette annonce est déjà retirée.")
    row.status = WITHDRAWN
    session.flush()


def renew(session: Session, number: int, *, now: dt.datetime) -> None:
    """Give an advert that is or was public six more months from ``now``."""
    row = _row(session, number)
    if row.status not in (PUBLISHED, EXPIRED):
        raise AdvertStateError("Seule une annonce publiée se renouvelle.")
    published = row.published_at
    _open(row, now)
    row.published_at = published
    session.flush()


def _open(row: Advert, now: dt.datetime) -> None:
    row.status = PUBLISHED
    row.published_at, row.expires_at, row.reminded_at = iso(now), iso(end_of(now)), None


def _require(row: Advert, expected: str) -> None:
    if row.changed_at != expected:
        raise ChangedAdvertError(
            "Quelqu’un a modifié cette annonce depuis que vous l’avez ouverte : relisez-la."
        )


def _require_proposed(row: Advert) -> None:
    if row.status != PROPOSED:
        raise AdvertStateError("Cette annonce n’attend pas de décision.")


def _row(session: Session, number: int) -> Advert:
    row = session.get(Advert, number)
    if row is None:
        raise unknown(number)
    return row


def unknown(number: int) -> NotFoundError:
    """Return what is raised for an advert that is not there, or not for whoever asks."""
    return NotFoundError("L’annonce n° {number} n’existe pas.", what="advert", number=number)


def record(row: Advert) -> AdvertRecord:
    """Return a row as a record."""

    def codes(field: str) -> tuple[str, ...]:
        return tuple(term.code for term in row.terms if term.field == field)

    return AdvertRecord(
        id=row.id,
        content=AdvertContent(
            authority=row.authority_code,
            kind=row.kind,
            title=row.title,
            text=row.text,
            countries=codes(terms.COUNTRY),
            continents=codes(terms.CONTINENT),
            themes=codes(terms.THEME),
            languages=codes(terms.LANGUAGE),
            partners=codes(terms.PARTNER),
            population_from=row.population_from,
            population_to=row.population_to,
        ),
        language=row.language,
        author=row.author,
        status=row.status,
        version=row.changed_at,
        created_at=row.created_at,
        published_at=row.published_at,
        expires_at=row.expires_at,
        reminded_at=row.reminded_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=row.answer,
    )
