"""E-mails: written with what they tell, sent afterwards, kept until they are.

A letter is a row of the transaction that gives cause to it, so that none is sent for what did not
happen and none is lost with a server that does not answer. Sending takes them one by one.
"""

from __future__ import annotations

import datetime as dt
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

from sqlalchemy import Engine, func, insert, or_, select, update
from sqlalchemy.orm import Session

from atlas.database import in_batches, transaction
from atlas.language import SOURCE_LANGUAGE
from atlas.model import Letter
from atlas.services import server_answers
from atlas.settings import Settings

#: A process that took a letter and died gives it back after this long.
_TAKEN_FOR = dt.timedelta(minutes=2)
#: Servers hang up on who hands them too many letters at once.
_PER_CONNECTION = 50
#: Seconds to wait for the server: somebody may be waiting for the page.
_PATIENCE = 10


@dataclass(frozen=True)
class Sending:
    """What a sending did: letters sent, and those that still wait with the last problem."""

    sent: int
    waiting: int
    problem: str = ""


@dataclass(frozen=True)
class LetterRecord:
    """A letter as lists show it."""

    id: int
    recipient: str
    subject: str
    body: str
    created_at: str
    attempts: int
    problem: str


def write(
    session: Session, recipient: str, subject: str, body: str, *, passing: bool = False
) -> None:
    """Write a letter in the session's transaction; it is sent once that is committed.

    ``passing``: to somebody whose address the atlas does not keep; it is erased on sending.
    """
    session.add(Letter(**_values(recipient, subject, body), bulk=False, passing=passing))


def write_many(session: Session, written: Sequence[tuple[str, str, str]]) -> list[int]:
    """Write letters (recipient, subject, body) to many people; return their numbers, in order.

    They wait for ``./scripts/atlas mail send``, or for a page that sends some of them: nobody who
    asks for something else waits until all are gone.
    """
    if not written:
        return []
    query = insert(Letter).returning(Letter.id, sort_by_parameter_order=True)
    return list(session.scalars(query, [{**_values(*one), "bulk": True} for one in written]))


def _values(recipient: str, subject: str, body: str) -> dict[str, Any]:
    return {
        "recipient": recipient,
        "subject": on_one_line(subject),
        "body": _tidied(body),
        "created_at": _now(),
        "sent_at": None,
        "taken_at": None,
        "attempts": 0,
        "problem": "",
    }


def on_one_line(subject: str) -> str:
    """Return a subject on one line: a line end would begin another header."""
    return _BLANKS.sub(" ", subject).strip()


#: No-break spaces are kept: they hold the punctuation of French.
_BLANKS = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
#: What a part of a letter that is left empty, or somebody's words, may put between paragraphs.
_SEVERAL_BLANKS = re.compile(r"[^\S\n]*\n(?:\s*\n)+")
_BLANK_AT_END = re.compile(r"[^\S\n]+(?=\n)")


def _tidied(body: str) -> str:
    """Return the text of a letter with one blank line between paragraphs, none before the first."""
    parted = _SEVERAL_BLANKS.sub("\n\n", body.replace("\r\n", "\n").strip())
    return _BLANK_AT_END.sub("", parted) + "\n"


def site(public_url: str, reader: str) -> str:
    """Return the address of the site in a language, as letters give it."""
    return public_url if reader == SOURCE_LANGUAGE else f"{public_url}/{reader}"


def list_waiting(session: Session) -> list[LetterRecord]:
    """Return the letters that were not sent, the oldest first."""
    rows = session.scalars(select(Letter).where(Letter.sent_at.is_(None)).order_by(Letter.id))
    return [
        LetterRecord(
            row.id,
            row.recipient,
            row.subject,
            row.body,
            row.created_at,
            row.attempts,
            row.problem,
        )
        for row in rows
    ]


def count_held_up(session: Session) -> int:
    """Return how many letters should have left; those to many people have, once tried in vain."""
    held_up = or_(Letter.bulk.is_(False), Letter.problem != "")
    return session.scalar(select(func.count()).where(Letter.sent_at.is_(None), held_up)) or 0


def count_waiting(session: Session) -> int:
    """Return how many letters have not left."""
    return session.scalar(select(func.count()).where(Letter.sent_at.is_(None))) or 0


def is_waited_for(session: Session, recipient: str) -> bool:
    """Tell whether a letter to ``recipient`` has not left."""
    query = select(func.count()).where(Letter.sent_at.is_(None), Letter.recipient == recipient)
    return bool(session.scalar(query))


def send_waiting(
    engine: Engine,
    settings: Settings,
    *,
    most_of_many: int | None = None,
    only: Sequence[int] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Sending:
    """Send what waits; a letter that cannot be sent stays, with the reason.

    Without a server in the settings nothing is tried. Nothing is raised: whoever caused a letter
    has done their part. ``most_of_many`` is how many letters to many people are sent at most, those
    that were tried least first; ``progress`` is told how many letters are done, of how many.
    """
    with Session(engine) as session:
        waiting = list(only) if only is not None else _to_send(session, most_of_many)
    if not settings.smtp_host or not waiting:
        return Sending(0, len(waiting))
    problem = ""
    try:
        for start in range(0, len(waiting), _PER_CONNECTION):
            with _server(settings) as server:
                for done, number in enumerate(waiting[start : start + _PER_CONNECTION], start + 1):
                    problem = _send(engine, server, settings, number) or problem
                    progress(done, len(waiting))
    except (OSError, smtplib.SMTPException) as error:
        problem = str(error) or type(error).__name__
        _note(engine, waiting, problem)
    with Session(engine) as session:
        left = _count_unsent(session, waiting)
    return Sending(len(waiting) - left, left, problem)


def _to_send(session: Session, most_of_many: int | None) -> list[int]:
    unsent = select(Letter.id).where(Letter.sent_at.is_(None))
    alone = session.scalars(unsent.where(Letter.bulk.is_(False)).order_by(Letter.id)).all()
    many = session.scalars(
        unsent.where(Letter.bulk).order_by(Letter.attempts, Letter.id).limit(most_of_many)
    ).all()
    return [*alone, *many]


def _count_unsent(session: Session, numbers: list[int]) -> int:
    return sum(
        session.scalar(select(func.count()).where(Letter.id.in_(batch), Letter.sent_at.is_(None)))
        or 0
        for batch in in_batches(numbers)
    )


@contextmanager
def _server(settings: Settings) -> Iterator[smtplib.SMTP]:
    make = smtplib.SMTP_SSL if settings.smtp_security == "tls" else smtplib.SMTP
    with make(settings.smtp_host, settings.smtp_port, timeout=_PATIENCE) as server:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        yield server


def _send(engine: Engine, server: smtplib.SMTP, settings: Settings, number: int) -> str:
    """Send one letter; return why it could not be, or nothing.

    It is taken first, so that two processes do not send it twice, and nothing of the database is
    held while the server answers.
    """
    with transaction(engine) as session:
        taken = session.execute(
            update(Letter)
            .where(
                Letter.id == number,
                Letter.sent_at.is_(None),
                or_(Letter.taken_at.is_(None), Letter.taken_at < _iso(_moment() - _TAKEN_FOR)),
            )
            .values(taken_at=_now(), attempts=Letter.attempts + 1)
            .returning(Letter.recipient, Letter.subject, Letter.body, Letter.passing)
        ).first()
    if taken is None:
        return ""
    problem = ""
    try:
        server.send_message(_message(taken.recipient, taken.subject, taken.body, settings))
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as error:
        problem = server_answers.in_words(error)[:500]
    with transaction(engine) as session:
        values: dict[str, object] = (
            {"problem": problem, "taken_at": None}
            if problem
            else {"problem": "", "sent_at": _now(), "body": ""}
        )
        if taken.passing and not problem:
            values["recipient"] = ""
        session.execute(update(Letter).where(Letter.id == number).values(**values))
    return problem


def _message(recipient: str, subject: str, body: str, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    host = settings.public_url.split("//")[-1].split(":")[0]
    message["From"] = settings.mail_from or f"atlas@{host}"
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def _note(engine: Engine, numbers: list[int], problem: str) -> None:
    with transaction(engine) as session:
        session.execute(
            update(Letter)
            .where(Letter.id.in_(numbers[:500]), Letter.sent_at.is_(None))
            .values(problem=problem[:500], taken_at=None)
        )


def _moment() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _iso(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _now() -> str:
    return _iso(_moment())
