"""The records of the back office: finding one, changing it, reading and undoing its history."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.doubts import queue
from atlas.editing import partnerships, proposals
from atlas.editing.checks import CONFIDENCES, FUNDING_KINDS, Check, Remark, examine, remark
from atlas.editing.documents import PartnershipDocument, decode, encode, version
from atlas.editing.drafts import DraftRecord, forget_draft, read_draft
from atlas.editing.history import Cause
from atlas.editing.merging import merge
from atlas.editing.partnerships import ChangedMeanwhileError
from atlas.editing.proposed_partners import proposed_codes
from atlas.editing.reading import read_document
from atlas.errors import NotFoundError
from atlas.events import EVENT_KINDS
from atlas.queries import partnerships as public
from atlas.selection import Selection
from webapp.database import get_session, get_vocabulary, writing
from webapp.gestion import confirming, posting, reach, record_drafts, sheet, wording
from webapp.gestion.access import allow, allowed, author, somebody
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.gestion.deciding import tell_author
from webapp.gestion.record_drafts import NEW
from webapp.i18n import language, translate
from webapp.params import read_number, read_text
from webapp.presentation.labels import amount_kind_label, event_label
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
    draft = read_draft(get_session(), somebody().id, NEW)
    if draft is not None:
        return _resume(None, None, draft)
    return show_form(None, None, sheet.empty_sheet())


@blueprint.get("/gestion/partenariats/<int:number>")
@allow(Permission.PROPOSE)
def fiche(number: int) -> Response:
    """Show the form of a partnership; a draft of it, unless ``?brouillon=non``.

    One that was united with another leads to the form of that one.
    """
    if (kept := _kept_instead(number)) is not None:
        return kept
    current = _document(get_session(), number)
    draft = read_draft(get_session(), somebody().id, str(number))
    if draft is not None and request.args.get("brouillon") != "non":
        return _resume(number, current, draft)
    return show_form(number, current, sheet.to_sheet(current), told=session.pop("fait", ""))


def _resume(
    number: int | None, current: PartnershipDocument | None, draft: DraftRecord
) -> Response:
    """Show a draft, measured from the record that it began with, and the proposal it amends."""
    base = _base(draft.form.pop("base", "")) or current
    proposal = draft.form.pop("proposition", "")
    return show_form(
        number,
        base,
        draft.form,
        told=session.pop("fait", ""),
        draft_of=draft.saved_at,
        proposal_id=int(proposal) if proposal else None,
    )


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
    base = _base(request.form.get("base", ""))
    act = request.form.get("acte", "enregistrer")
    kind = act.removeprefix("ajouter-")
    if kind in sheet.ROWS:
        typed[kind].append(sheet.new_row(kind))
        return show_form(number, base, typed, focus=f"{kind}-{len(typed[kind]) - 1}")
    if act == "brouillon":
        return _keep(number, base, typed)
    if act.startswith(_PARTNER):
        return record_drafts.leave_for_partner(number, base, typed, act.removeprefix(_PARTNER))
    # Whoever only proposes may name a partner that the atlas does not have.
    proposes = not allowed(Permission.EDIT)
    reading = sheet.to_document(get_session(), typed, base, partners=proposes)
    found = examine(
        get_session(),
        reading.document,
        this_year=dt.datetime.now(dt.UTC).year,
        proposed=proposed_codes(get_session(), reading.document) if proposes else (),
    )
    found = Check(reading.placed(found.problems), reading.placed(found.warnings))
    problems = (*reading.problems, *found.problems)
    if not problems and not reach.in_reach(get_session(), somebody(), reading.document):
        problems = (
            remark("members", None, "Un agent ne propose que pour ses propres collectivités."),
        )
    if problems:
        return show_form(number, base, typed, check=Check(problems, found.warnings), status=400)
    document = reading.document
    if typed["exacte"]:
        document = confirming.confirmed(somebody(), document)
    if number is not None and base is not None and document == base:
        return show_form(number, base, typed, told=gettext("Rien n’a changé."))
    if found.warnings and not typed["justification"]:
        return show_form(number, base, typed, check=found, status=400)
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
    try:
        with writing() as writer:
            if proposal_id.isdecimal():
                number = proposals.accept(
                    writer,
                    int(proposal_id),
                    by=author(),
                    answer=_reason(typed),
                    amended=document,
                    expected=version(base),
                )
                tell_author(writer, int(proposal_id))
            elif number is None:
                cause = Cause(author(), _reason(typed), "create")
                number = partnerships.create(writer, document, cause)
            else:
                partnerships.save(
                    writer,
                    number,
                    document,
                    expected=version(base),
                    cause=Cause(author(), _reason(typed), confirming.action(base, document)),
                )
            forget_draft(writer, somebody().id, str(number))
            forget_draft(writer, somebody().id, NEW)
    except ChangedMeanwhileError as error:
        return _conflict(number, base, document, error.current, typed)
    posting.send()
    session["fait"] = gettext("C’est enregistré, et public.")
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
            reason=_reason(typed),
            action=confirming.action(base, document),
        )
        forget_draft(writer, somebody().id, str(number) if number is not None else NEW)
    session["fait"] = gettext("C’est proposé\N{NO-BREAK SPACE}: l’équipe nationale va en décider.")
    return redirect(url_for("gestion.proposition", number=made), 303)


def _reason(typed: sheet.Sheet) -> str:
    if not typed["justification"]:
        return typed["raison"] or confirming.reason()
    return gettext(
        "%(raison)s — Malgré l’alerte\N{NO-BREAK SPACE}: %(justification)s",
        raison=typed["raison"],
        justification=typed["justification"],
    )


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
    for name in ("source_titre", "source_url", "raison", "justification", "exacte"):
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


@blueprint.post("/gestion/partenariats/<int:number>/brouillon/oublier")
@allow(Permission.PROPOSE)
def oublier_brouillon(number: int) -> Response:
    """Throw a draft away."""
    with writing() as writer:
        forget_draft(writer, somebody().id, str(number))
    return redirect(url_for("gestion.fiche", number=number), 303)


def _document(reader: Session, number: int) -> PartnershipDocument:
    found = read_document(reader, number)
    if found is None:
        raise NotFoundError("Aucun partenariat ne porte le numéro {number}.", number=number)
    reach.require(reader, somebody(), found)
    return found


def _base(text: str) -> PartnershipDocument | None:
    return decode(text) if text else None


def show_form(
    number: int | None,
    base: PartnershipDocument | None,
    shown: sheet.Sheet,
    *,
    check: Check | None = None,
    conflict: object = None,
    told: str = "",
    draft_of: str = "",
    focus: str = "",
    proposal_id: int | None = None,
    status: int = 200,
) -> Response:
    """Return the page of the form of a record, filled in with ``shown``.

    ``base`` is the document that changes are measured from; ``proposal_id`` the proposal that
    sending the form would accept, amended.
    """
    vocabulary, reader = get_vocabulary(), language()

    def options(terms: Any) -> list[tuple[str, str]]:
        return [(code, entry.label(reader)) for code, entry in terms.items()]

    page = render_template(
        "gestion/fiche.html",
        numero=number,
        titre=wording.title(base) if base is not None else gettext("Nouveau partenariat"),
        base=encode(base) if base is not None else "",
        f=shown,
        noms=sheet.member_names(get_session(), shown),
        types=options(vocabulary.link_types),
        themes=options(vocabulary.themes),
        motivations=options(vocabulary.motivations),
        familles=options(vocabulary.fundings),
        dispositifs=options(vocabulary.instruments),
        genres_evenement=[(kind, event_label(kind)) for kind in EVENT_KINDS],
        genres_montant=[(k, amount_kind_label(k) or gettext("inconnue")) for k in FUNDING_KINDS],
        confiances=CONFIDENCES,
        problemes=_told(check.problems) if check is not None else {},
        alertes=_told(check.warnings) if check is not None else {},
        conflit=conflict,
        fait=told,
        brouillon=moment(draft_of),
        focus=focus,
        proposition=proposal_id or request.form.get("proposition", ""),
        direct=allowed(Permission.EDIT),
    )
    return make_response(page, status)


def _told(remarks: tuple[Remark, ...]) -> dict[str, list[str]]:
    """Return sentences by place: ``events-0``, or ``events`` for the group as a whole."""
    told: dict[str, list[str]] = {}
    for one in remarks:
        place = one.field if one.entry is None else f"{one.field}-{one.entry}"
        told.setdefault(place, []).append(translate(one.template, **one.params))
    return told
