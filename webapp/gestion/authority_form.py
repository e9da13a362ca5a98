"""The form of an authority: correcting what is known of it, removing it, undoing a change."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.dates import today
from atlas.doubts import queue
from atlas.editing.authority_changes import (
    AuthorityEditedError,
    remove_authority,
    save_authority,
    undo_authority,
)
from atlas.editing.authority_checks import examine_authority
from atlas.editing.authority_documents import (
    AuthorityDocument,
    decode,
    encode,
    merge_authority,
    read_authority_document,
    version,
)
from atlas.editing.checks import Check
from atlas.editing.history import Cause
from atlas.editing.remarks import Remark
from atlas.errors import AtlasError, NotFoundError
from atlas.public_codes import FRENCH_ISO
from webapp.database import get_session, get_vocabulary, writing
from webapp.gestion import authority_sheet
from webapp.gestion.access import allow, author
from webapp.gestion.authority_sheet import AuthoritySheet, reason_of
from webapp.gestion.authority_words import authority_changes, authority_field
from webapp.gestion.blueprint import blueprint
from webapp.i18n import language, translate
from webapp.public import outlines


@blueprint.get("/gestion/collectivites/<code>/modifier")
@allow(Permission.EDIT)
def modifier_collectivite(code: str) -> Response:
    """Show the form of an authority."""
    document = _document(code)
    return show_authority_form(code, document, authority_sheet.to_sheet(document))


@blueprint.post("/gestion/collectivites/<code>/modifier")
@allow(Permission.EDIT)
def changer_collectivite(code: str) -> Response:
    """Correct an authority: at once, and public."""
    _document(code)
    typed = authority_sheet.read_form(request.form)
    base = decode(request.form.get("base", ""))
    reading = authority_sheet.to_document(typed, base)
    check = examine(reading.document, code, reading.problems)
    if reading.document == base:
        return show_authority_form(code, base, typed, told=gettext("Rien n’a changé."))
    if check.problems or (check.warnings and not typed["justification"]):
        return show_authority_form(code, base, typed, check=check, status=400)
    try:
        with writing() as writer:
            save_authority(
                writer,
                code,
                reading.document,
                expected=version(base),
                cause=Cause(author(), reason_of(typed)),
            )
    except AuthorityEditedError as error:
        if error.current is None:
            raise
        return _conflict(code, base, reading.document, error.current, typed)
    session["fait"] = gettext("C’est enregistré, et public.")
    return redirect(url_for("gestion.collectivite", code=code), 303)


@blueprint.post("/gestion/collectivites/<code>/annuler/<int:revision>")
@allow(Permission.EDIT)
def annuler_collectivite(code: str, revision: int) -> Response:
    """Undo one change of an authority; two that became one are two again by their question only."""
    if (question := queue.question_of_union(get_session(), revision)) is not None:
        session["probleme"] = gettext(
            "Cette réunion a changé plusieurs fiches\N{NO-BREAK SPACE}: elle se reprend en entier, "
            "à la question n° %(numero)s des doutes.",
            numero=question,
        )
        return redirect(url_for("gestion.collectivite", code=code), 303)
    why = request.form.get(f"raison-{revision}", "").strip()[:500]
    reason = why or gettext("Annulation de la modification n° %(numero)s.", numero=revision)
    try:
        with writing() as writer:
            undo_authority(writer, revision, Cause(author(), reason))
    except AtlasError as error:
        session["probleme"] = translate(error.template, **error.params)
    else:
        session["fait"] = gettext("La modification est annulée.")
    return redirect(url_for("gestion.collectivite", code=code), 303)


@blueprint.post("/gestion/collectivites/<code>/supprimer")
@allow(Permission.EDIT)
def supprimer_collectivite(code: str) -> Response:
    """Remove an authority that was added and that nothing has; its history can bring it back."""
    why = request.form.get("raison", "").strip()[:500]
    if not why:
        session["probleme"] = gettext("Dites pourquoi cette collectivité disparaît.")
        return redirect(url_for("gestion.collectivite", code=code), 303)
    try:
        with writing() as writer:
            remove_authority(writer, code, Cause(author(), why, "remove"))
    except NotFoundError:
        raise
    except AtlasError as error:
        session["probleme"] = translate(error.template, **error.params)
    else:
        session["fait"] = gettext(
            "La collectivité est retirée\N{NO-BREAK SPACE}; annulez pour la remettre."
        )
    return redirect(url_for("gestion.collectivite", code=code), 303)


def examine(
    document: AuthorityDocument, code: str | None, problems: Sequence[Remark] = ()
) -> Check:
    """Return what is wrong and what is strange, besides ``problems`` of the form itself."""
    found = examine_authority(
        get_session(),
        document,
        code=code,
        this_year=today().year,
        is_outside=outlines.is_outside,
    )
    return Check((*problems, *found.problems), found.warnings)


def _document(code: str) -> AuthorityDocument:
    found = read_authority_document(get_session(), code)
    if found is None:
        raise NotFoundError(
            "Aucune collectivité ne porte le code « {code} ».", what="authority", code=code[:60]
        )
    return found


def _conflict(
    code: str,
    base: AuthorityDocument,
    mine: AuthorityDocument,
    current: AuthorityDocument,
    typed: AuthoritySheet,
) -> Response:
    """Show both changes put together, to be looked at and sent again; nothing was written."""
    merged = merge_authority(base, current, mine)
    shown = authority_sheet.to_sheet(merged.document)
    for name in authority_sheet.CHANGE:
        shown[name] = typed[name]
    return show_authority_form(
        code,
        current,
        shown,
        conflict=SimpleNamespace(
            theirs=authority_changes(base, current),
            disputed=[authority_field(name) for name in merged.disputed],
        ),
        status=409,
    )


def show_authority_form(
    code: str | None,
    base: AuthorityDocument | None,
    shown: AuthoritySheet,
    *,
    check: Check | None = None,
    conflict: object = None,
    told: str = "",
    purpose: object = None,
    lookalikes: Sequence[object] = (),
    asked_for: str = "",
    status: int = 200,
) -> Response:
    """Return the page of the form of an authority, filled in with ``shown``.

    ``purpose`` is what a new one is made for, ``lookalikes`` whom it may be already, for the name
    and country ``asked_for``.
    """
    vocabulary, reader = get_vocabulary(), language()
    page = render_template(
        "gestion/collectivite_formulaire.html",
        code=code,
        titre=(base.name_fr or base.name) if base is not None else gettext("Nouveau partenaire"),
        base=encode(base) if base is not None else "",
        francaise=base is not None and base.side == "french",
        f=shown,
        pays=[
            (iso2, entry.label(reader))
            for iso2, entry in vocabulary.countries.items()
            if iso2 not in FRENCH_ISO
        ],
        natures=[(kind, entry.label(reader)) for kind, entry in vocabulary.foreign_kinds.items()],
        problemes=_told(check.problems) if check is not None else {},
        alertes=_told(check.warnings) if check is not None else {},
        conflit=conflict,
        fait=told,
        pour=purpose,
        semblables=lookalikes,
        demande=asked_for,
        au_centre=base is not None and base.location_precision == "country",
    )
    return make_response(page, status)


def _told(remarks: Sequence[Remark]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for one in remarks:
        told.setdefault(one.field, []).append(translate(one.template, **one.params))
    return told
