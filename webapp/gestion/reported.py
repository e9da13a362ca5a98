"""What the public reports: read, answered, and turned into a change of the record."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.editing.reading import read_document
from atlas.errors import AtlasError
from atlas.services import letters, reports
from atlas.services.reports import STATUSES, ReportRecord
from webapp.database import get_session, writing
from webapp.gestion import posting
from webapp.gestion.access import allow
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.i18n import speaking, translate


@blueprint.get("/gestion/signalements")
@allow(Permission.AUDIT)
def signalements() -> str:
    """List what waits, the oldest first; decided ones too with ``?tous=1``."""
    everything = request.args.get("tous") == "1"
    return render_template(
        "gestion/signalements.html",
        signalements=[
            (record, kind_label(record.kind), status_label(record.status), _summary(record))
            for record in reports.list_reports(get_session(), closed=everything)
        ],
        tous=everything,
    )


@blueprint.get("/gestion/signalements/<reference>")
@allow(Permission.AUDIT)
def un_signalement(reference: str) -> Response:
    """Show a report, and answer it."""
    return _page(reports.find(get_session(), reference))


@blueprint.post("/gestion/signalements/<reference>")
@allow(Permission.EDIT)
def repondre(reference: str) -> Response:
    """Answer a report: its author reads it at the page of its reference, and by e-mail if asked."""
    status, words = request.form.get("etat", ""), request.form.get("reponse", "")[:2000]
    try:
        with writing() as writer:
            contact = reports.contact_of(writer, reference)
            record = reports.answer(writer, reference, status, words)
            if contact and record.closed:
                tell(writer, contact, record)
    except AtlasError as error:
        found = reports.find(get_session(), reference)
        return _page(found, translate(error.template, **error.params), 400)
    posting.send()
    session["fait"] = gettext("La réponse est enregistrée.")
    return redirect(url_for("gestion.un_signalement", reference=record.reference), 303)


def tell(writer: Session, contact: str, record: ReportRecord) -> None:
    """Write to who sent a report what was decided; the letter leaves once it is committed."""
    address = f"{posting.site(record.language)}/signalements/{record.reference}"
    with speaking(record.language):
        letters.write(
            writer,
            contact,
            gettext(
                "Votre signalement %(reference)s à l’Atlas des liens", reference=record.reference
            ),
            gettext(
                "Bonjour,\n\nVotre signalement %(reference)s a reçu sa réponse\N{NO-BREAK SPACE}: "
                "%(etat)s.\n\n%(reponse)s\n\n%(lien)s\n\nVotre adresse n’est plus gardée.\n\n"
                "L’Atlas des liens\n",
                reference=record.reference,
                etat=status_label(record.status).lower(),
                reponse=record.answer,
                lien=address,
            ),
        )


def kind_label(kind: str) -> str:
    """Return what a kind of report is called."""
    return {
        "erreur": gettext("Une erreur"),
        "complement": gettext("Un complément"),
        "proposition": gettext("Un nouveau partenariat"),
    }[kind]


def status_label(status: str) -> str:
    """Return what a state of a report is called."""
    return {
        "recu": gettext("Reçu"),
        "etude": gettext("À l’étude"),
        "accepte": gettext("Accepté"),
        "refuse": gettext("Refusé"),
    }[status]


def _summary(record: ReportRecord) -> str:
    if record.kind == "proposition":
        return f"{record.french_side} – {record.foreign_side}"
    return record.message if len(record.message) <= 120 else f"{record.message[:119]}…"


def _page(record: ReportRecord, problem: str = "", status: int = 200) -> Response:
    number = record.subject.removeprefix("partenariats/")
    known = number.isdecimal() and read_document(get_session(), int(number)) is not None
    change = reports.change_from(get_session(), record.reference)
    page = render_template(
        "gestion/signalement.html",
        s=record,
        nature=kind_label(record.kind),
        etat=status_label(record.status),
        etats=[(code, status_label(code)) for code in STATUSES],
        recu=moment(record.created_at),
        contact=bool(reports.contact_of(get_session(), record.reference)),
        fiche=int(number) if known else None,
        disparue=number.isdecimal() and not known,
        changement=change,
        probleme=problem,
        fait=session.pop("fait", ""),
    )
    return make_response(page, status)
