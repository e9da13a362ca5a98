"""Reports: what readers say is wrong, or propose to add, and what becomes of it."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.dates import FIRST_YEAR
from atlas.errors import AtlasError, InvalidFormError, NotFoundError
from atlas.model import Report, Revision
from atlas.text import has_control_character, is_email, is_web_address, to_translate

KINDS = ("erreur", "complement", "proposition")
#: What becomes of a report, in the order in which it happens.
RECEIVED, STUDIED, ACCEPTED, REFUSED = "recu", "etude", "accepte", "refuse"
STATUSES = (RECEIVED, STUDIED, ACCEPTED, REFUSED)
CLOSED = (ACCEPTED, REFUSED)

SHORTEST_MESSAGE = 10
#: The most characters of each text.
LONGEST = {
    "message": 4000, "french_side": 200, "foreign_side": 200, "source_url": 500, "contact": 200,
}  # fmt: skip
#: Letters and figures that nobody takes for another: neither 0 and O, nor 1, I and L.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_REFERENCE = re.compile(rf"[{_LETTERS}]{{4}}-[{_LETTERS}]{{4}}")


class InvalidReportError(InvalidFormError):
    """A report cannot be taken as it stands."""


@dataclass(frozen=True)
class Draft:
    """What somebody wrote, as it came; every value is text, empty when nothing was written."""

    kind: str
    subject: str = ""
    message: str = ""
    french_side: str = ""
    foreign_side: str = ""
    year: str = ""
    source_url: str = ""
    contact: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class ReportRecord:
    """A report as its author follows it; the address to write back to is not part of it."""

    reference: str
    kind: str
    subject: str
    message: str
    french_side: str
    foreign_side: str
    year: int | None
    source_url: str
    status: str
    answer: str
    created_at: str
    answered_at: str | None
    language: str

    @property
    def closed(self) -> bool:
        """Whether it was decided."""
        return self.status in CLOSED


def submit(session: Session, draft: Draft, *, this_year: int) -> str:
    """Record ``draft`` and return its reference, such as ``7KX4-QM2P``.

    The same words about the same thing, still waiting, are one report: its reference is given
    again. Raises :class:`InvalidReportError`.
    """
    problems = list(_problems(draft, this_year))
    if problems:
        raise InvalidReportError(problems)
    known = session.scalar(
        select(Report.reference).where(
            Report.subject == draft.subject,
            Report.kind == draft.kind,
            Report.message == draft.message.strip(),
            Report.french_side == draft.french_side.strip(),
            Report.foreign_side == draft.foreign_side.strip(),
            Report.status == RECEIVED,
        )
    )
    if known is not None:
        return known
    report = Report(
        reference=_new_reference(session),
        kind=draft.kind,
        subject=draft.subject,
        message=draft.message.strip(),
        french_side=draft.french_side.strip(),
        foreign_side=draft.foreign_side.strip(),
        year=int(draft.year) if draft.year.strip() else None,
        source_url=draft.source_url.strip(),
        contact=draft.contact.strip(),
        language=draft.language,
        status=RECEIVED,
        created_at=_now(),
    )
    session.add(report)
    session.flush()
    return report.reference


def _problems(draft: Draft, this_year: int) -> Iterator[tuple[str, str]]:
    proposal = draft.kind == "proposition"
    if draft.kind not in KINDS:
        yield "kind", to_translate("Dites de quoi il s’agit.")
    if proposal and not draft.french_side.strip():
        yield "french_side", to_translate("Nommez la collectivité française.")
    if proposal and not draft.foreign_side.strip():
        yield "foreign_side", to_translate("Nommez le partenaire et son pays.")
    if not proposal and len(draft.message.strip()) < SHORTEST_MESSAGE:
        yield (
            "message",
            to_translate("Dites en une phrase au moins ce qui est faux ou ce qui manque."),
        )
    for name, longest in LONGEST.items():
        value = getattr(draft, name)
        if len(value) > longest:
            yield name, to_translate("Ce texte est trop long.")
        elif has_control_character(value):
            yield name, to_translate("Ce texte contient un caractère de contrôle.")
    if draft.year.strip() and not _is_year(draft.year.strip(), this_year):
        yield "year", to_translate("L’année s’écrit en quatre chiffres et n’est pas à venir.")
    yield from _address_problems(draft.source_url.strip(), needed=proposal)
    if draft.contact.strip() and not is_email(draft.contact.strip()):
        yield "contact", to_translate("Cette adresse électronique n’est pas complète.")


def _address_problems(address: str, *, needed: bool) -> Iterator[tuple[str, str]]:
    if address and not is_web_address(address):
        yield (
            "source_url",
            to_translate("L’adresse de la source commence par https:// ou http://."),
        )
    elif needed and not address:
        yield (
            "source_url",
            to_translate("Donnez l’adresse d’une page qui atteste ce lien."),
        )


def _is_year(text: str, this_year: int) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}", text)) and FIRST_YEAR <= int(text) <= this_year


def _new_reference(session: Session) -> str:
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        reference = f"{letters[:4]}-{letters[4:]}"
        if session.scalar(select(Report.id).where(Report.reference == reference)) is None:
            return reference


def find(session: Session, reference: str) -> ReportRecord:
    """Return the report of that reference, whatever its case; raise :class:`NotFoundError`."""
    return _record(_row(session, reference))


def list_reports(session: Session, *, closed: bool = False) -> list[ReportRecord]:
    """Return the reports that wait, oldest first; the closed ones too on demand."""
    query = select(Report).order_by(Report.created_at, Report.id)
    if not closed:
        query = query.where(Report.status.not_in(CLOSED))
    return [_record(row) for row in session.scalars(query)]


def contact_of(session: Session, reference: str) -> str:
    """Return the address to write back to, empty when none was left: for maintainers only."""
    return _row(session, reference).contact


def answer(session: Session, reference: str, status: str, text: str) -> ReportRecord:
    """Set what became of a report, with the sentence that tells why.

    Closing it erases the address of who wrote. Raises :class:`NotFoundError`, or
    :class:`AtlasError` for an unknown status or a decision without a word of explanation.
    """
    if status not in STATUSES:
        raise AtlasError(
            "L’état «\N{NO-BREAK SPACE}{status}\N{NO-BREAK SPACE}» n’existe pas"
            "\N{NO-BREAK SPACE}: {statuses}.",
            status=status,
            statuses=", ".join(STATUSES),
        )
    if status in CLOSED and not text.strip():
        raise AtlasError("Une décision se dit avec sa raison.")
    row = _row(session, reference)
    row.status, row.answer, row.answered_at = status, text.strip(), _now()
    if status in CLOSED:
        row.contact = ""
    session.flush()
    return _record(row)


def reason_from(reason: str, reference: str) -> str:
    """Return why a record changes, with the report that the change comes from."""
    return f"{reason} {_mark(reference)}"


@dataclass(frozen=True)
class ReportedChange:
    """The change that a report led to: its number in the history, and the partnership."""

    revision: int
    partnership: int


def change_from(session: Session, reference: str) -> ReportedChange | None:
    """Return the first change that says it comes from a report, if there is one."""
    row = session.execute(
        select(Revision.id, Revision.record)
        .where(Revision.kind == "partnership", Revision.reason.endswith(_mark(reference)))
        .order_by(Revision.id)
        .limit(1)
    ).first()
    return ReportedChange(row.id, int(row.record)) if row is not None else None


def _mark(reference: str) -> str:
    return f"[signalement {reference}]"


def _row(session: Session, reference: str) -> Report:
    asked = reference.strip().upper()
    row = None
    if _REFERENCE.fullmatch(asked):
        row = session.scalar(select(Report).where(Report.reference == asked))
    if row is None:
        raise NotFoundError(
            "Aucun signalement ne porte la référence «\N{NO-BREAK SPACE}{reference}"
            "\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}: elle s’écrit comme 7KX4-QM2P.",
            reference=reference[:40],
        )
    return row


def _record(row: Report) -> ReportRecord:
    return ReportRecord(
        row.reference, row.kind, row.subject, row.message, row.french_side, row.foreign_side,
        row.year, row.source_url, row.status, row.answer, row.created_at, row.answered_at,
        row.language,
    )  # fmt: skip


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
