"""From what a reader reports to a change of the record: the form filled in, the report answered."""

from __future__ import annotations

import re
from types import SimpleNamespace

from flask import request
from flask_babel import gettext
from sqlalchemy.orm import Session

from atlas.accounts.roles import Permission
from atlas.events import START_KINDS
from atlas.services import reports
from atlas.services.reports import ACCEPTED, ReportRecord
from webapp.database import get_session
from webapp.gestion import posting, sheet
from webapp.gestion.access import allowed
from webapp.gestion.reported import kind_label, tell
from webapp.i18n import speaking


def asked() -> ReportRecord | None:
    """Return the report that the form is opened from (``?signalement=``), for who answers them.

    Raises :class:`NotFoundError`.
    """
    reference = request.values.get("signalement", "")
    if not reference or not allowed(Permission.EDIT):
        return None
    return reports.find(get_session(), reference)


def shown_beside(shown: sheet.Sheet) -> SimpleNamespace | None:
    """Return the report that a form answers, as its page shows it beside."""
    reference = shown.get("signalement")
    if not reference or not allowed(Permission.EDIT):
        return None
    report = reports.find(get_session(), reference)
    return SimpleNamespace(
        record=report,
        kind=kind_label(report.kind),
        contact=bool(reports.contact_of(get_session(), reference)),
    )


def attach(shown: sheet.Sheet, report: ReportRecord) -> None:
    """Put a report beside a sheet, with the answer that it would usually have."""
    if shown["signalement"] == report.reference:
        return
    shown["signalement"] = report.reference
    with speaking(report.language):
        shown["reponse"] = (
            gettext("C’est corrigé dans l’atlas, merci.")
            if report.kind == "erreur"
            else gettext("C’est ajouté à l’atlas, merci.")
        )


def fill(shown: sheet.Sheet, report: ReportRecord) -> list[str]:
    """Put into a sheet what a report says in fields of its own; return what was, in words."""
    attach(shown, report)
    shown["raison"] = gettext("D’après le signalement %(reference)s.", reference=report.reference)
    taken = []
    for row, name in zip(shown["membres"], (report.french_side, report.foreign_side), strict=False):
        if name and not row["qui"]:
            # « Schmalkalden, Allemagne », « Fontaine (Isère) »: where it is, is not its name.
            row["qui"] = re.split(r"[,(]", name)[0].strip()
            taken.append(name)
    if report.year is not None:
        _date(shown, str(report.year))
        taken.append(gettext("année de signature %(annee)s", annee=report.year))
    if report.source_url:
        shown["source_url"] = report.source_url
        shown["source_titre"] = gettext(
            "Page signalée par un lecteur (%(site)s)", site=_site(report.source_url)
        )
        taken.append(gettext("adresse de la source"))
    return taken


def _date(shown: sheet.Sheet, year: str) -> None:
    """Write the year of signature where it is not told yet; a date that is there stays."""
    starts = [row for row in shown["evenements"] if row["type"] in START_KINDS]
    undated = next((row for row in starts if not row["date"]), None)
    if undated is not None:
        undated["date"] = year
    elif not any(row["date"].startswith(year) for row in starts):
        shown["evenements"].append(sheet.new_row("evenements") | {"type": "signed", "date": year})


def _site(address: str) -> str:
    return address.split("/")[2].removeprefix("www.") if address.count("/") >= 2 else address


def answer(writer: Session, typed: sheet.Sheet, number: int, *, made: bool) -> bool:
    """Close the report that a change answers, and write to who sent it; tell whether it was open.

    ``made`` tells that the record is new: its address is part of the answer.
    """
    reference = typed["signalement"]
    if not reference or reports.find(writer, reference).closed:
        return False
    contact = reports.contact_of(writer, reference)
    words = typed["reponse"]
    found = reports.find(writer, reference)
    if made:
        with speaking(found.language):
            address = f"{posting.site(found.language)}/partenariats/{number}"
            words += "\n" + gettext("La fiche\N{NO-BREAK SPACE}: %(adresse)s", adresse=address)
    done = reports.answer(writer, reference, ACCEPTED, words)
    if contact:
        tell(writer, contact, done)
    return True
