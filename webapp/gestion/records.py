"""The records of the back office: finding one, changing it, reading and undoing its history."""

from __future__ import annotations

from types import SimpleNamespace

from flask import current_app, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.dates import latest_day
from atlas.doubts import queue
from atlas.editing import history, partnerships, proposals
from atlas.editing.checks import Check, already_known, examine
from atlas.editing.documents import PartnershipDocument, version
from atlas.editing.drafts import forget_draft
from atlas.editing.history import Cause
from atlas.editing.merging import merge
from atlas.editing.partnerships import ChangedMeanwhileError
from atlas.editing.proposed_partners import proposed_codes
from atlas.editing.reading import read_document
from atlas.editing.remarks import remark
from atlas.errors import AtlasError, DatabaseUnavailableError, NotFoundError
from atlas.queries import partnerships as public
from atlas.selection import Selection
from atlas.services import reports
from webapp.database import get_session, writing
from webapp.gestion import (
    confirming,
    from_report,
    posting,
    reach,
    record_drafts,
    sheet,
    sheet_reading,
    wording,
)
from webapp.gestion.access import allow, allowed, author, somebody
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.gestion.deciding import tell_author
from webapp.gestion.record_form import once, show_form
from webapp.gestion.record_opening import base_of, draft_name, open_form
from webapp.i18n import language, translate
from webapp.params import read_number, read_text
from webapp.presentation.naming import title_of
from webapp.wording import in_words

_SIZE = 50
#: The act of going to make the partner of a row: « partenaire-1 ».
_PARTNER = "partenaire-"


@blueprint.get("/gestion/partenariats")
@allow(Permission.ENTER)
def fiches() -> str:
    """Find a record by words; an agent among those of their authorities."""
    person, reader = somebody(), language()
    codes = person.codes if reach.is_limited(person) else ()
    selection = Selection(q=read_text("q"), collectivite=codes)
    page = public.list_page(
        get_session(), selection, number=read_number("page", 1, 1, 10**6), size=_SIZE
    )
    return render_template(
        "gestion/fiches.html",
        fiches=[(item, title_of(item, reader)) for item in page.items],
        page=page,
        pages=-(-page.total // _SIZE),
        q=selection.q,
        en_mots=in_words(Selection(q=selection.q), page.total),
    )


@blueprint.get("/gestion/partenariats/nouveau")
@allow(Permission.PROPOSE)
def nouvelle_fiche() -> Response:
    """Show the form of a partnership to be made, or the draft of it."""
    return open_form(None, None)


@blueprint.get("/gestion/partenariats/<int:number>")
@allow(Permission.PROPOSE)
def fiche(number: int) -> Response:
    """Show the form of a partnership; a draft of it, unless ``?brouillon=non``.

    One that was united with another leads to the form of that one.
    """
    if (kept := _kept_instead(number)) is not None:
        return kept
    return open_form(number, _document(get_session(), number))


@blueprint.post("/gestion/partenariats/nouveau")
@allow(Permission.PROPOSE)
def creer_fiche() -> Response:
    """Make a partnership, or propose it."""
    return _take(None)


@blueprint.post("/gestion/partenariats/<int:number>")
@allow(Permission.PROPOSE)
def changer_fiche(number: int) -> Response:
    """Change a partnership, or propose the change; or only add a row to the form."""
    if (kept := _kept_instead(number, sent=True)) is not None:
        return kept
    _document(get_session(), number)
    return _take(number)


def _kept_instead(number: int, *, sent: bool = False) -> Response | None:
    """Lead from a record that was united with another to the form of that one, and say so.

    What was ``sent`` is not written: it was about a record that is no more.
    """
    kept = queue.united_into(get_session(), number) if number < 2**63 else None
    if kept is None:
        return None
    session["fait"] = gettext(
        "La fiche n° %(une)s a été réunie à celle-ci, n° %(autre)s.", une=number, autre=kept
    )
    if sent:
        session["fait"] += " " + gettext("Votre changement n’a pas été enregistré.")
    return redirect(url_for("gestion.fiche", number=kept), 303)


def _take(number: int | None) -> Response:
    typed = sheet.read_form(request.form)
    report = from_report.asked()
    typed["signalement"] = report.reference if report is not None else ""
    base = base_of(request.form.get("base", ""))
    act = request.form.get("acte", "enregistrer")
    kind = act.removeprefix("ajouter-")
    if kind in sheet.ROWS:
        typed[kind].append(sheet.new_row(kind))
        first = f"{kind}-{len(typed[kind]) - 1}-{sheet.ROWS[kind][0]}"
        return show_form(number, base, typed, focus=first)
    if act == "brouillon":
        return _keep(number, base, typed)
    if act.startswith(_PARTNER):
        return record_drafts.leave_for_partner(number, base, typed, act.removeprefix(_PARTNER))
    # Whoever only proposes may name a partner that the atlas does not have.
    proposes = not allowed(Permission.EDIT)
    reading = sheet_reading.to_document(get_session(), typed, base, partners=proposes)
    found = examine(
        get_session(),
        reading.document,
        today=latest_day(),
        proposed=proposed_codes(get_session(), reading.document) if proposes else (),
    )
    warnings = reading.placed(found.warnings)
    if number is None and not found.problems:
        warnings += tuple(already_known(get_session(), reading.document))
    problems = once(reading.problems, reading.placed(found.problems))
    if not problems and not reach.in_reach(get_session(), somebody(), reading.document):
        problems = (
            remark("members", None, "Un agent ne propose que pour ses propres collectivités."),
        )
    if report is not None and not report.closed and not typed["reponse"]:
        problems += (remark("reponse", None, "Dites ce que vous répondez au signalement."),)
    if problems:
        return show_form(number, base, typed, check=Check(problems, warnings), status=400)
    document = reading.document
    if typed["exacte"]:
        document = confirming.confirmed(somebody(), document)
    if number is not None and base is not None and document == base:
        return show_form(number, base, typed, told=gettext("Rien n’a changé."))
    if warnings and not typed["justification"]:
        return show_form(number, base, typed, check=Check((), warnings), status=400)
    if allowed(Permission.EDIT):
        return _save(number, base, typed, document)
    return _propose(number, base, typed, document)


def _save(
    number: int | None,
    base: PartnershipDocument | None,
    typed: sheet.Sheet,
    document: PartnershipDocument,
) -> Response:
    proposal_id = request.form.get("proposition", "")
    made = number is None
    try:
        with writing() as writer:
            if proposal_id.isdecimal():
                number = proposals.accept(
                    writer,
                    int(proposal_id),
                    by=author(),
                    answer=_reason(typed, base, document),
                    amended=document,
                    expected=version(base),
                )
                tell_author(writer, int(proposal_id))
            elif number is None:
                cause = Cause(author(), _reason(typed, base, document), "create")
                number = partnerships.create(writer, document, cause)
            else:
                partnerships.save(
                    writer,
                    number,
                    document,
                    expected=version(base),
                    cause=Cause(
                        author(), _reason(typed, base, document), confirming.action(base, document)
                    ),
                )
            answered = from_report.answer(writer, typed, number, made=made)
            forget_draft(writer, somebody().id, draft_name(None if made else number))
    except ChangedMeanwhileError as error:
        if error.current != document:
            return _conflict(number, base, document, error.current, typed)
        # Sent twice: the first time did it.
        answered = False
    except DatabaseUnavailableError as error:
        current_app.logger.error("%s", error, exc_info=error)
        said = gettext(
            "La base de données est occupée\N{NO-BREAK SPACE}: rien n’est encore enregistré, et "
            "tout est resté ici. Réessayez dans un instant."
        )
        return show_form(number, base, typed, problem=said, status=503)
    except AtlasError as error:
        said = translate(error.template, **error.params)
        return show_form(number, base, typed, problem=said, status=400)
    posting.send()
    session["fait"] = (
        gettext("C’est enregistré, et public\N{NO-BREAK SPACE}: le signalement a sa réponse.")
        if answered
        else gettext("C’est enregistré, et public.")
    )
    return redirect(url_for("gestion.histoire", number=number), 303)


def _propose(
    number: int | None,
    base: PartnershipDocument | None,
    typed: sheet.Sheet,
    document: PartnershipDocument,
) -> Response:
    with writing() as writer:
        made = proposals.propose(
            writer,
            number,
            document,
            title=wording.title(document),
            base=base,
            author=author(),
            reason=_reason(typed, base, document),
            action=confirming.action(base, document),
        )
        forget_draft(writer, somebody().id, draft_name(number))
    session["fait"] = gettext("C’est proposé\N{NO-BREAK SPACE}: l’équipe nationale va en décider.")
    return redirect(url_for("gestion.proposition", number=made), 303)


def _reason(
    typed: sheet.Sheet, base: PartnershipDocument | None, document: PartnershipDocument
) -> str:
    said = typed["raison"] or confirming.reason()
    source = sheet_reading.uncited_source(typed, base, document)
    if source is not None:
        said = gettext(
            "%(raison)s (source\N{NO-BREAK SPACE}: %(source)s)",
            raison=said,
            source=", ".join(filter(None, (source.title, source.url))),
        )
    if typed["justification"]:
        said = gettext(
            "%(raison)s — Malgré l’alerte\N{NO-BREAK SPACE}: %(justification)s",
            raison=said,
            justification=typed["justification"],
        )
    return reports.reason_from(said, typed["signalement"]) if typed["signalement"] else said


def _conflict(
    number: int | None,
    base: PartnershipDocument | None,
    mine: PartnershipDocument,
    current: PartnershipDocument | None,
    typed: sheet.Sheet,
) -> Response:
    """Show both changes put together, to be looked at and sent again; nothing was written."""
    merged = merge(base, mine, current)
    shown = sheet.to_sheet(merged.document, current) if merged.document is not None else typed
    for name in sheet.CHANGE:
        shown[name] = typed[name]
    return show_form(
        number,
        current,
        shown,
        conflict=SimpleNamespace(
            theirs=wording.changes(base, current),
            disputed=[wording.field_name(name) for name in merged.disputed],
        ),
        status=409,
    )


def _keep(number: int | None, base: PartnershipDocument | None, typed: sheet.Sheet) -> Response:
    """Keep a draft; ask nothing of it."""
    at = record_drafts.keep_form(number, base, typed)
    said = gettext("Brouillon gardé à %(heure)s.", heure=moment(at).rsplit(" ", 1)[-1])
    if request.accept_mimetypes.best == "application/json":
        return make_response({"message": said})
    return show_form(number, base, typed, told=said)


@blueprint.post("/gestion/partenariats/nouveau/brouillon/oublier")
@blueprint.post("/gestion/partenariats/<int:number>/brouillon/oublier")
@allow(Permission.PROPOSE)
def oublier_brouillon(number: int | None = None) -> Response:
    """Throw a draft away, and begin again from the record, and from the report if there is one."""
    with writing() as writer:
        forget_draft(writer, somebody().id, draft_name(number))
    view = "gestion.fiche" if number is not None else "gestion.nouvelle_fiche"
    reference = request.form.get("signalement") or None
    return redirect(url_for(view, number=number, signalement=reference), 303)


def _document(reader: Session, number: int) -> PartnershipDocument:
    found = read_document(reader, number)
    if found is None and history.revisions_of(reader, partnerships.KIND, str(number)):
        raise NotFoundError(
            "La fiche n° {number} a été retirée de l’atlas\N{NO-BREAK SPACE}: son histoire, à "
            "/gestion/partenariats/{number}/histoire, dit par qui et pourquoi.",
            number=number,
        )
    if found is None:
        raise NotFoundError("Aucun partenariat ne porte le numéro {number}.", number=number)
    reach.require(reader, somebody(), found)
    return found
