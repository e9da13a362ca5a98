"""Making a foreign authority: by itself, for a record that is being written, or for a proposal."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import redirect, request, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.editing import proposals
from atlas.editing.authority_changes import create_authority
from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.drafts import DraftRecord, keep_draft, read_draft
from atlas.editing.history import Cause
from atlas.editing.partnerships import ChangedMeanwhileError
from atlas.editing.proposed_partners import (
    ProposedPartner,
    partner_words,
    read_partner,
    unknown_partners,
)
from atlas.errors import NotFoundError
from atlas.queries.authorities import read_authorities
from atlas.queries.countries import get_country
from atlas.text import fold
from webapp.database import get_session, writing
from webapp.gestion import authority_sheet, posting
from webapp.gestion.access import allow, allowed, author, somebody
from webapp.gestion.authority_form import examine, show_authority_form
from webapp.gestion.authority_sheet import AuthoritySheet, reason_of
from webapp.gestion.blueprint import blueprint
from webapp.gestion.deciding import tell_author
from webapp.gestion.lookalikes import lookalikes
from webapp.gestion.record_opening import address_of
from webapp.i18n import language
from webapp.params import read_text

#: The answer that the new one is none of those that look like it.
_NONE_OF_THEM = "aucune"


@dataclass(frozen=True)
class Purpose:
    """What an authority is made for: a row of the draft of a record, or a member of a proposal.

    ``record`` is what the draft is kept under; ``proposal`` is 0 for none.
    """

    record: str = ""
    proposal: int = 0
    row: int = 0


@blueprint.get("/gestion/collectivites/nouvelle")
@allow(Permission.PROPOSE)
def nouvelle_collectivite() -> Response:
    """Show the form of an authority to be made, with what is known of it."""
    purpose = _purpose()
    if not _may_make(purpose):
        return redirect(url_for("gestion.collectivites"), 303)
    shown = _known(purpose)
    asked: tuple[object, ...] = ()
    if purpose.proposal and shown["nom"] and shown["pays"]:
        asked = tuple(lookalikes(authority_sheet.to_document(shown, None).document))
    return show_authority_form(
        None, None, shown, purpose=purpose, lookalikes=asked, asked_for=_asked_for(shown)
    )


@blueprint.post("/gestion/collectivites/nouvelle")
@allow(Permission.PROPOSE)
def ajouter_collectivite() -> Response:
    """Make an authority, or take the one that it is already; then go on with what it is for."""
    purpose = _purpose()
    if not _may_make(purpose):
        raise NotFoundError("Un agent propose un partenaire avec la fiche de son partenariat.")
    typed = authority_sheet.read_form(request.form)
    chosen = typed["existe"]
    if chosen and chosen != _NONE_OF_THEM:
        return _go_on(purpose, _existing(chosen), typed)
    reading = authority_sheet.to_document(typed, None)
    check = examine(reading.document, None, reading.problems if allowed(Permission.EDIT) else ())
    alike: tuple[object, ...] = ()
    sure = chosen == _NONE_OF_THEM and typed["existe_pour"] == _asked_for(typed)
    if not check.problems and not sure:
        alike = tuple(lookalikes(reading.document))
    if check.problems or alike or (check.warnings and not typed["justification"]):
        return show_authority_form(
            None, None, typed, check=check, purpose=purpose, lookalikes=alike,
            asked_for=_asked_for(typed), status=400 if check.problems or check.warnings else 200,
        )  # fmt: skip
    return _go_on(purpose, reading.document, typed)


def _purpose() -> Purpose:
    record = request.values.get("fiche", "")
    if record:
        address_of(record)  # which refuses what is no draft

    def number(name: str) -> int:
        text = request.values.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    return Purpose(record, number("proposition"), number("rang"))


def _may_make(purpose: Purpose) -> bool:
    """Tell whether this person makes an authority here; an agent only names one for a record."""
    return allowed(Permission.EDIT) or (bool(purpose.record) and not purpose.proposal)


def _asked_for(sheet: AuthoritySheet) -> str:
    """Return what tells that the question whom it may be was asked of this name and country."""
    return f"{fold(sheet['nom'])}|{sheet['pays']}"


def _known(purpose: Purpose) -> AuthoritySheet:
    """Return the sheet of the new authority with what its purpose says of it."""
    reader = get_session()
    if purpose.proposal:
        partner = _unknown(reader, purpose)
        found = proposals.find(reader, purpose.proposal)
        sources = found.document.sources() if found.document is not None else iter(())
        source = next(iter(sources), None)
        return authority_sheet.empty_sheet(
            nom=partner.name,
            pays=partner.country,
            raison=gettext("Partenaire de la proposition n° %(numero)s.", numero=found.id),
            source_titre=source.title if source is not None else "",
            source_url=source.url if source is not None else "",
        )
    if purpose.record:
        form = _draft(reader, purpose).form
        row = form["membres"][purpose.row]
        partner = read_partner(reader, row["qui"] or row["ecrit"])
        return authority_sheet.empty_sheet(
            nom=partner.name,
            pays=partner.country,
            **{name: form[name] for name in ("raison", "source_titre", "source_url")},
        )
    return authority_sheet.empty_sheet(nom=read_text("nom"))


def _unknown(reader: Session, purpose: Purpose) -> ProposedPartner:
    found = proposals.find(reader, purpose.proposal)
    unknown = unknown_partners(reader, found.document)
    if found.status != proposals.PENDING or [one.position for one in unknown] != [purpose.row]:
        raise NotFoundError("Cette proposition n’attend pas ce partenaire.")
    return unknown[0]


def _draft(reader: Session, purpose: Purpose) -> DraftRecord:
    draft = read_draft(reader, somebody().id, purpose.record)
    if draft is None or purpose.row >= len(draft.form["membres"]):
        raise NotFoundError("Ce brouillon n’existe plus : rouvrez la fiche.")
    return draft


def _existing(code: str) -> str:
    found = read_authorities(get_session(), [code])
    if not found or found[0].side != "foreign":
        raise NotFoundError(
            "Aucune collectivité ne porte le code « {code} ».", what="authority", code=code[:60]
        )
    return found[0].code


def _go_on(purpose: Purpose, partner: str | AuthorityDocument, typed: AuthoritySheet) -> Response:
    """Make ``partner``, unless it is the code of one, and do what it was for, as one whole."""
    try:
        with writing() as writer:
            if isinstance(partner, str):
                code = partner
            elif not allowed(Permission.EDIT):
                code = partner_words(partner.name, get_country(writer, partner.country).name_fr)
            else:
                cause = Cause(author(), reason_of(typed), "create")
                code = create_authority(writer, partner, cause)
            if purpose.proposal:
                _accept(writer, purpose, code)
            elif purpose.record:
                _fill_in(writer, purpose, code, typed["nom"])
    except ChangedMeanwhileError:
        session["fait"] = gettext(
            "La fiche a changé depuis sur le même point\N{NO-BREAK SPACE}: amendez la proposition."
        )
        return redirect(url_for("gestion.proposition", number=purpose.proposal), 303)
    posting.send()
    return _and_then(purpose, code, partner)


def _accept(writer: Session, purpose: Purpose, code: str) -> None:
    """Accept a proposal with ``code`` in the place of the partner that it only names."""
    _unknown(writer, purpose)
    answer = request.form.get("reponse", "").strip()[:2000]
    proposals.accept_with_partner(
        writer, purpose.proposal, purpose.row, code, by=author(), answer=answer
    )
    tell_author(writer, purpose.proposal)


def _fill_in(writer: Session, purpose: Purpose, code: str, name: str) -> None:
    """Put the partner in its row of the draft; the rest of what was typed stays."""
    form = _draft(writer, purpose).form
    row = form["membres"][purpose.row]
    typed = row["qui"]
    row["qui"] = code
    if typed and not row["ecrit"] and fold(typed) != fold(name):
        row["ecrit"] = read_partner(writer, typed).name
    text = json.dumps(form, ensure_ascii=False)
    keep_draft(writer, somebody().id, purpose.record, text)


def _and_then(purpose: Purpose, code: str, partner: str | AuthorityDocument) -> Response:
    if purpose.proposal:
        session["fait"] = gettext("La proposition est acceptée, avec ce partenaire.")
        return redirect(url_for("gestion.proposition", number=purpose.proposal), 303)
    if isinstance(partner, str):
        (known,) = read_authorities(get_session(), [code])
        session["fait"] = gettext(
            "« %(nom)s » est déjà dans l’atlas.", nom=known.display_name(language())
        )
    elif allowed(Permission.EDIT):
        session["fait"] = gettext("« %(nom)s » est dans l’atlas, et publique.", nom=partner.name)
    else:
        session["fait"] = gettext(
            "« %(nom)s » s’ajoutera quand l’équipe nationale acceptera votre proposition.",
            nom=partner.name,
        )
    if purpose.record:
        return redirect(address_of(purpose.record), 303)
    return redirect(url_for("gestion.collectivite", code=code), 303)
