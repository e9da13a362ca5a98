"""Reading the conversations that adverts open; no address is ever part of what is read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from atlas.errors import NotFoundError
from atlas.exchange import reading
from atlas.exchange.links import READER, DeadLinkError
from atlas.model import Account, Advert, AdvertReply

UNCONFIRMED, OPEN, REPORTED, CLOSED = "unconfirmed", "open", "reported", "closed"


@dataclass(frozen=True)
class Message:
    """A message; ``sender`` is a side of :mod:`atlas.exchange.links`."""

    sender: str
    text: str
    written_at: str


@dataclass(frozen=True)
class ReplyRecord:
    """A conversation as both sides read it: no address is part of it."""

    id: int
    advert_id: int
    name: str
    body: str
    language: str
    status: str
    created_at: str
    last_at: str
    messages: tuple[Message, ...]
    reported_by: str
    reason: str

    @property
    def waits_for_advertiser(self) -> bool:
        """Whether the last word is that of who answered."""
        return self.status == OPEN and bool(self.messages) and self.messages[-1].sender == READER


def find(session: Session, reply_id: int) -> ReplyRecord:
    """Return a conversation; raise :class:`NotFoundError`."""
    return record(find_row(session, reply_id))


def of_adverts(session: Session, advert_ids: Collection[int]) -> dict[int, list[ReplyRecord]]:
    """Return the confirmed conversations of adverts that still hold something, by advert."""
    found: dict[int, list[ReplyRecord]] = {number: [] for number in advert_ids}
    for row in session.scalars(
        select(AdvertReply)
        .where(AdvertReply.advert_id.in_(advert_ids), AdvertReply.status.in_((OPEN, REPORTED)))
        .order_by(AdvertReply.last_at.desc(), AdvertReply.id.desc())
    ):
        found[row.advert_id].append(record(row))
    return found


def count_to_answer(session: Session, codes: Collection[str]) -> int:
    """Return how many conversations about adverts of ``codes`` wait for the advertiser."""
    return _count_waiting(session, Advert.authority_code.in_(codes))


def count_to_answer_by(session: Session, author: str) -> int:
    """Return how many conversations about adverts of ``author`` (``user:12``) wait for them."""
    return _count_waiting(session, Advert.author == author)


def _count_waiting(session: Session, whose: ColumnElement[bool]) -> int:
    rows = session.scalars(
        select(AdvertReply)
        .join(Advert, Advert.id == AdvertReply.advert_id)
        .where(AdvertReply.status == OPEN, whose)
    )
    return sum(record(row).waits_for_advertiser for row in rows)


def list_reported(session: Session) -> list[ReplyRecord]:
    """Return the conversations in which an abuse is reported, the oldest first."""
    query = select(AdvertReply).where(AdvertReply.status == REPORTED).order_by(AdvertReply.id)
    return [record(row) for row in session.scalars(query)]


def by_secret(session: Session, secret: str) -> AdvertReply:
    """Return the conversation of a link; raise :class:`DeadLinkError` once it is erased."""
    row = session.scalars(select(AdvertReply).where(AdvertReply.secret == secret)).first()
    if row is None or row.status == CLOSED:
        raise DeadLinkError("Cet échange est clos : ses messages sont effacés.")
    return row


def of_advertiser(session: Session, secret: str, account_id: int) -> AdvertReply:
    """Return the conversation of an advertiser's link, if they may still write for the authority.

    Raises :class:`DeadLinkError`.
    """
    row = by_secret(session, secret)
    account = session.get(Account, account_id)
    if account is None or not reading.speaks_for(session, account, row.advert.authority_code):
        raise DeadLinkError("Ce compte n’écrit plus pour cette collectivité.")
    return row


def find_row(session: Session, reply_id: int) -> AdvertReply:
    """Return the row of a conversation; raise :class:`NotFoundError`."""
    row = session.get(AdvertReply, reply_id)
    if row is None or row.status in (UNCONFIRMED, CLOSED):
        raise NotFoundError("Cet échange n’existe pas, ou n’existe plus.")
    return row


def record(row: AdvertReply) -> ReplyRecord:
    """Return a row as a record."""
    return ReplyRecord(
        id=row.id,
        advert_id=row.advert_id,
        name=row.name,
        body=row.body,
        language=row.language,
        status=row.status,
        created_at=row.created_at,
        last_at=row.last_at,
        messages=tuple(Message(m.sender, m.text, m.written_at) for m in row.messages),
        reported_by=row.reported_by,
        reason=row.reason,
    )
