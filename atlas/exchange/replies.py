"""Answering an advert: messages carried both ways, neither address shown.

Who answers proves their address first, so that nobody is written to in somebody else's name.
Closing a conversation erases it at once; else it is erased when nothing was written for a while.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.errors import AtlasError, InvalidFormError
from atlas.exchange import adverts, notices, reading, terms
from atlas.exchange.conversations import (
    CLOSED,
    OPEN,
    REPORTED,
    UNCONFIRMED,
    by_secret,
    find_row,
)
from atlas.exchange.links import READER
from atlas.exchange.notices import Post
from atlas.exchange.terms import iso
from atlas.model import AdvertMessage, AdvertReply
from atlas.text import has_control_character, is_email, to_translate

#: The most characters of each text.
LONGEST = {"name": 120, "body": 160, "contact": 200, "message": 4000}
SHORTEST_MESSAGE = 20
#: Answers that one address may have waiting to be confirmed: nobody is to be flooded with letters.
_MOST_WAITING = 3
#: Messages of one conversation; who writes more should exchange addresses.
_MOST_MESSAGES = 100


class InvalidReplyError(InvalidFormError):
    """An answer or a message cannot be taken as it stands."""


class ReplyStateError(AtlasError):
    """What was asked of a conversation is not possible in its state."""


class AdvertClosedError(AtlasError):
    """The advert takes no answers (any more)."""


@dataclass(frozen=True)
class ReplyDraft:
    """An answer as it was typed."""

    name: str = ""
    body: str = ""
    contact: str = ""
    message: str = ""
    language: str = "fr"


def answer(
    session: Session, post: Post, advert_id: int, draft: ReplyDraft, *, now: dt.datetime
) -> None:
    """Keep an answer until its author confirms it, and send them the link to do so.

    Raises :class:`InvalidReplyError`, or :class:`AdvertClosedError` when nobody would read it.
    """
    advert = adverts.find(session, advert_id)
    if not advert.is_open(now) or reading.correspondent(session, advert) is None:
        raise AdvertClosedError("Cette annonce ne reçoit plus de réponse.")
    problems = list(_problems(draft))
    contact = draft.contact.strip()
    if not problems and _waiting(session, contact) >= _MOST_WAITING:
        problems.append(
            (
                "contact",
                to_translate(
                    "Des réponses attendent déjà d’être confirmées à cette adresse : ouvrez les "
                    "messages reçus, ou attendez trois jours."
                ),
            )
        )
    if problems:
        raise InvalidReplyError(problems)
    row = AdvertReply(
        advert_id=advert_id,
        secret=secrets.token_hex(16),
        name=" ".join(draft.name.split()),
        body=" ".join(draft.body.split()),
        contact=contact,
        language=draft.language,
        status=UNCONFIRMED,
        created_at=iso(now),
        last_at=iso(now),
        reported_by="",
        reason="",
    )
    row.messages = [_message(READER, draft.message, now)]
    session.add(row)
    session.flush()
    notices.confirmation(session, post, row)


def _problems(draft: ReplyDraft) -> Iterator[tuple[str, str]]:
    if not draft.name.strip():
        yield "name", to_translate("Dites qui vous êtes.")
    if not draft.body.strip():
        yield "body", to_translate("Dites au nom de quelle collectivité ou de quel organisme.")
    if not is_email(draft.contact.strip()):
        yield "contact", to_translate("Cette adresse électronique n’est pas complète.")
    yield from _message_problems(draft.message)
    for name in ("name", "body", "contact"):
        value = getattr(draft, name)
        if len(value) > LONGEST[name]:
            yield name, to_translate("Ce texte est trop long.")
        elif has_control_character(value) or "\n" in value.strip():
            yield name, to_translate("Ce texte contient un caractère de contrôle.")


def _message_problems(text: str) -> Iterator[tuple[str, str]]:
    if len(text.strip()) < SHORTEST_MESSAGE:
        yield "message", to_translate("Écrivez une phrase au moins.")
    elif len(text) > LONGEST["message"]:
        yield "message", to_translate("Ce texte est trop long.")
    elif has_control_character(text):
        yield "message", to_translate("Ce texte contient un caractère de contrôle.")


def _waiting(session: Session, contact: str) -> int:
    query = select(func.count()).where(
        func.lower(AdvertReply.contact) == contact.lower(),
        AdvertReply.status == UNCONFIRMED,
    )
    return session.scalar(query) or 0


def confirm(session: Session, post: Post, secret: str, *, now: dt.datetime) -> str:
    """Hand an answer to the advertiser; return the address at which its author follows it.

    Done twice, it does nothing more. Raises :class:`~atlas.exchange.links.DeadLinkError`,
    :class:`AdvertClosedError`.
    """
    row = by_secret(session, secret)
    if row.status == UNCONFIRMED:
        advert = adverts.record(row.advert)
        account = reading.correspondent(session, advert)
        if not advert.is_open(now) or account is None:
            raise AdvertClosedError("Cette annonce ne reçoit plus de réponse.")
        row.status, row.last_at = OPEN, iso(now)
        notices.first_message(session, post, row, account)
        session.flush()
    return notices.reader_page(post, row)


def write(
    session: Session, post: Post, reply_id: int, side: str, text: str, *, now: dt.datetime
) -> None:
    """Add a message of ``side`` and send it to the other one."""
    row = _open_row(session, reply_id)
    problems = list(_message_problems(text))
    if not problems and len(row.messages) >= _MOST_MESSAGES:
        problems.append(
            ("message", to_translate("Cet échange est trop long pour passer par l’atlas."))
        )
    if problems:
        raise InvalidReplyError(problems)
    account = reading.correspondent(session, adverts.record(row.advert))
    if side == READER and account is None:
        raise AdvertClosedError("Plus personne ne lit les réponses à cette annonce.")
    row.messages.append(_message(side, text, now))
    row.last_at = iso(now)
    session.flush()
    notices.next_message(session, post, row, side, account)


def close(session: Session, post: Post, reply_id: int, side: str) -> None:
    """End a conversation: the other side is told, and everything in it is erased."""
    row = _open_row(session, reply_id)
    account = reading.correspondent(session, adverts.record(row.advert))
    notices.closed(session, post, row, side, account)
    _erase(row)
    session.flush()


def report(session: Session, post: Post, reply_id: int, side: str, reason: str) -> None:
    """Report an abuse: the conversation stops, and maintainers are written to, who decide."""
    row = _open_row(session, reply_id)
    if not reason.strip():
        raise InvalidReplyError([("reason", to_translate("Dites en quelques mots pourquoi."))])
    row.status, row.reported_by = REPORTED, side
    row.reason = reason.strip()[: LONGEST["message"]]
    notices.abuse(session, post, row, side)
    session.flush()


def settle(session: Session, reply_id: int, *, erase: bool) -> None:
    """Decide a report: erase the conversation, or let it go on."""
    row = find_row(session, reply_id)
    if row.status != REPORTED:
        raise ReplyStateError("Cet échange n’attend pas de décision.")
    if erase:
        _erase(row)
    else:
        row.status, row.reported_by, row.reason = OPEN, "", ""
    session.flush()


def erase_old(session: Session, *, now: dt.datetime) -> int:
    """Erase what was never confirmed, and conversations that nobody writes to; return how many."""
    unconfirmed = session.scalars(
        select(AdvertReply).where(
            AdvertReply.status == UNCONFIRMED,
            AdvertReply.created_at <= iso(now - terms.TO_CONFIRM),
        )
    ).all()
    for row in unconfirmed:
        session.delete(row)
    silent = session.scalars(
        select(AdvertReply).where(
            AdvertReply.status.in_((OPEN, REPORTED)),
            AdvertReply.last_at <= iso(now - terms.KEPT_FOR),
        )
    ).all()
    for row in silent:
        _erase(row)
    session.flush()
    return len(unconfirmed) + len(silent)


def _erase(row: AdvertReply) -> None:
    """Keep of a conversation that there was one."""
    row.status, row.name, row.body, row.contact = CLOSED, "", "", ""
    row.reported_by, row.reason = "", ""
    row.messages = []


def _open_row(session: Session, reply_id: int) -> AdvertReply:
    row = find_row(session, reply_id)
    if row.status != OPEN:
        raise ReplyStateError("Cet échange est arrêté : un abus y est signalé.")
    return row


def _message(sender: str, text: str, now: dt.datetime) -> AdvertMessage:
    return AdvertMessage(sender=sender, text=text.strip(), written_at=iso(now))
