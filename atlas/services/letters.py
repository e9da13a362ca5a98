"""E-mails: written with what they tell, sent afterwards, kept until they are.

A letter is a row of the transaction that gives cause to it, so that none is sent for what did not
happen and none is lost with a server that does not answer. Sending takes them one by one.
"""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.language import SOURCE_LANGUAGE
from atlas.model import Letter
from atlas.settings import Settings

#: A process that took a letter and died gives it back after this long.
_TAKEN_FOR = dt.timedelta(minutes=2)
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
    session.add(
        Letter(
            recipient=recipient,
            # A line end would begin another header.
            subject=" ".join(subject.split()),
            body=body,
            created_at=_now(),
            sent_at=None,
            taken_at=None,
            attempts=0,
            problem="",
            passing=passing,
        )
    )


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


def send_waiting(engine: Engine, settings: Settings) -> Sending:
    """Send what waits; a letter that cannot be sent stays, with the reason.

    Without a server in the settings nothing is tried. Nothing is raised: whoever caused a letter
    has done their part.
    """
    with Session(engine) as session:
        waiting = [row.id for row in list_waiting(session)]
    if not settings.smtp_host or not waiting:
        return Sending(0, len(waiting))
    problem = ""
    try:
        with _server(settings) as server:
            for number in waiting:
                problem = _send(engine, server, settings, number) or problem
    except (OSError, smtplib.SMTPException) as error:
        problem = str(error) or type(error).__name__
        _note(engine, waiting, problem)
    with Session(engine) as session:
        left = len(list_waiting(session))
    return Sending(len(waiting) - left, left, problem)


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
        problem = str(error)[:500]
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
