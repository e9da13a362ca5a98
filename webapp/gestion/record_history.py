"""The history of a record: every change, the record on any day, and undoing."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.dates import FIRST_YEAR, latest_day, today
from atlas.doubts import queue
from atlas.editing import history, partnerships
from atlas.editing.documents import PartnershipDocument, decode
from atlas.editing.history import Cause
from atlas.editing.reading import read_document
from atlas.errors import AtlasError, InvalidSelectionError, NotFoundError
from atlas.model import Revision
from webapp.database import get_session, writing
from webapp.gestion import reach, wording
from webapp.gestion.access import allow, author, somebody
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.i18n import translate
from webapp.presentation.labels import date_label


@blueprint.get("/gestion/partenariats/<int:number>/histoire")
@allow(Permission.ENTER)
def histoire(number: int) -> str:
    """Show every change of a record: who, when, why, before and after."""
    last, found, exists = _known(number)
    undone = history.undone(get_session(), partnerships.KIND, str(number))
    known = partnerships.known_since(get_session(), number)
    return render_template(
        "gestion/histoire.html",
        numero=number,
        titre=wording.title(last),
        existe=exists,
        reunie_a=None if exists else queue.current_record(get_session(), number),
        connue=known.isoformat() if known is not None else "",
        aujourdhui=today().isoformat(),
        revisions=[
            SimpleNamespace(
                id=row.id,
                when=moment(row.at),
                who=wording.who(row.author),
                why=wording.why(row.reason),
                action=row.action,
                undoes=row.undoes,
                union=(
                    queue.question_of_union(get_session(), row.id)
                    if row.action == "unite"
                    else None
                ),
                undone=told_undoing(undone.get(row.id)),
                changes=wording.changes(
                    decode(row.before) if row.before else None,
                    decode(row.after) if row.after else None,
                ),
            )
            for row in found
        ],
        fait=session.pop("fait", ""),
        probleme=session.pop("probleme", ""),
    )


@blueprint.get("/gestion/partenariats/<int:number>/ce-jour")
@allow(Permission.ENTER)
def fiche_ce_jour(number: int) -> str:
    """Show a record as it was at the end of a day (``?le=2026-11-28``, UTC)."""
    last, _, exists = _known(number)
    day = _day(request.args.get("le", ""))
    known = partnerships.known_since(get_session(), number)
    unheard = known is not None and day < known
    found = None if unheard else partnerships.document_at(get_session(), number, day)
    return render_template(
        "gestion/fiche_ce_jour.html",
        numero=number,
        titre=wording.title(found if found is not None else last),
        reunie_a=None if exists else queue.current_record(get_session(), number),
        jour=date_label(day.isoformat()),
        le=day.isoformat(),
        etait=found is not None,
        depuis=date_label(known.isoformat()) if known is not None and unheard else "",
        lignes=wording.contents(found) if found is not None else [],
    )


@blueprint.post("/gestion/partenariats/<int:number>/annuler/<int:revision>")
@allow(Permission.EDIT)
def annuler(number: int, revision: int) -> Response:
    """Undo one change; two that became one are two again by their question only."""
    if (question := queue.question_of_union(get_session(), revision)) is not None:
        session["probleme"] = gettext(
            "Cette réunion a changé plusieurs fiches\N{NO-BREAK SPACE}: elle se reprend en entier, "
            "à la question n° %(numero)s des doutes.",
            numero=question,
        )
        return redirect(url_for("gestion.histoire", number=number), 303)
    why = request.form.get("raison", "").strip()[:500]
    try:
        with writing() as writer:
            reason = why or gettext("Annulation de la modification n° %(numero)s.", numero=revision)
            partnerships.undo(writer, revision, Cause(author(), reason))
    except AtlasError as error:
        session["probleme"] = translate(error.template, **error.params)
    else:
        session["fait"] = gettext("La modification est annulée.")
    return redirect(url_for("gestion.histoire", number=number), 303)


@blueprint.post("/gestion/partenariats/<int:number>/supprimer")
@allow(Permission.EDIT)
def supprimer(number: int) -> Response:
    """Remove a record that should never have been one; its history can bring it back."""
    why = request.form.get("raison", "").strip()[:500]
    if not why:
        session["probleme"] = gettext("Dites pourquoi cette fiche disparaît.")
        return redirect(url_for("gestion.histoire", number=number), 303)
    with writing() as writer:
        partnerships.save_all(writer, {number: None}, Cause(author(), why, "remove"))
    session["fait"] = gettext("La fiche est retirée\N{NO-BREAK SPACE}; annulez pour la remettre.")
    return redirect(url_for("gestion.histoire", number=number), 303)


def _known(number: int) -> tuple[PartnershipDocument, list[Revision], bool]:
    """Return a record as it last was, its changes, the latest first, and whether it is there."""
    current = read_document(get_session(), number)
    found = history.revisions_of(get_session(), partnerships.KIND, str(number))
    last = decode(found[0].before) if current is None and found and found[0].before else current
    if last is None:
        raise NotFoundError("Aucun partenariat ne porte le numéro {number}.", number=number)
    reach.require(get_session(), somebody(), last)
    return last, found, current is not None


def told_undoing(told: history.Undoing | None) -> SimpleNamespace | None:
    """Return when and by whom a change was undone, in words; None where it was not."""
    if told is None:
        return None
    return SimpleNamespace(when=moment(told.at), who=wording.who(told.author), number=told.revision)


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidSelectionError(
            "le",
            "« {value} » n’est pas un jour : écrivez 2026-11-28.",
            value=text[:40],
        ) from None
    if day > latest_day():
        raise InvalidSelectionError("le", "Ce jour est à venir : {value}.", value=text[:40])
    # No page names a day before the first that the atlas accepts.
    return max(day, dt.date(FIRST_YEAR, 1, 1))
