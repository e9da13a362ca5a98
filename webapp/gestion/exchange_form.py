"""The form of an advert: typed, looked at as the public will, kept, sent."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.exchange import adverts, drafts, terms
from atlas.exchange.adverts import AdvertRecord, ChangedAdvertError
from atlas.exchange.drafts import AdvertContent, AdvertDraft, InvalidAdvertError
from atlas.exchange.terms import DRAFT, PROPOSED, PUBLISHED, REFUSED
from atlas.queries.authorities import read_authorities
from atlas.text import to_translate
from atlas.vocabulary import CONTINENTS, labels
from webapp.database import get_session, get_vocabulary, writing
from webapp.gestion import posting, reach
from webapp.gestion.access import allow, allowed, author, somebody
from webapp.gestion.blueprint import blueprint
from webapp.gestion.exchange import send, tell_author
from webapp.i18n import language, translate
from webapp.presentation.adverts import (
    AdvertView,
    continent_label,
    kind_label,
    language_label,
    partner_label,
)
from webapp.public.answering import said
from webapp.public.exchange_page import now, views

#: The field of the form for each field of a draft.
_FIELDS = {
    "authority": "collectivite",
    "kind": "sens",
    "title": "titre",
    "text": "texte",
    "countries": "pays",
    "continents": "regions",
    "themes": "themes",
    "languages": "langues",
    "partners": "partenaires",
    "population_from": "de",
    "population_to": "a",
}
_SEVERAL = ("countries", "continents", "themes", "languages", "partners")
_INHABITED = tuple(code for code in CONTINENTS if code != "AN")
#: The longest text that is read of one field; what is too long is told, not cut.
_MOST_READ = 10_000


@blueprint.get("/gestion/bourse/nouvelle")
@allow(Permission.PROPOSE)
def nouvelle_annonce() -> Response:
    """Show an empty form."""
    codes = somebody().codes
    begun = AdvertDraft(authority=codes[0] if len(codes) == 1 else "", languages=("fr",))
    return _form(None, begun)


@blueprint.post("/gestion/bourse/nouvelle")
@allow(Permission.PROPOSE)
def creer_annonce() -> Response:
    """Keep a new advert, and send it if asked to."""
    return _take(None)


@blueprint.get("/gestion/bourse/<int:number>/modifier")
@allow(Permission.PROPOSE)
def modifier_annonce(number: int) -> Response:
    """Show the form of an advert."""
    advert = reach.find_advert(get_session(), somebody(), number)
    return _form(advert, drafts.typed(advert.content))


@blueprint.post("/gestion/bourse/<int:number>/modifier")
@allow(Permission.PROPOSE)
def changer_annonce(number: int) -> Response:
    """Change an advert, and send it if asked to."""
    return _take(reach.find_advert(get_session(), somebody(), number))


def _take(advert: AdvertRecord | None) -> Response:
    draft, act = _read(), request.form.get("acte", "envoyer")
    try:
        content = drafts.check(get_session(), draft)
        _require_reach(content)
    except InvalidAdvertError as error:
        return _form(advert, draft, said(error, _FIELDS), status=400)
    if act == "apercu":
        return _form(advert, draft, preview=content)
    try:
        number, done = _keep(advert, content, act)
    except ChangedAdvertError as error:
        # What the other one wrote is one page away; what this one typed is in the form still.
        sentence = translate(error.template, **error.params)
        return _form(advert, draft, {"": sentence}, status=409)
    posting.send()
    session["fait"] = done
    return redirect(url_for("gestion.une_annonce", number=number), 303)


def _keep(advert: AdvertRecord | None, content: AdvertContent, act: str) -> tuple[int, str]:
    """Write the advert, then do what is asked; return its number and what was done."""
    with writing() as writer:
        if advert is None:
            number = adverts.create(
                writer, content, author=author(), language=language(), now=now()
            )
        else:
            number = advert.id
            expected = request.form.get("version", "")
            adverts.change(writer, number, content, expected=expected, now=now())
        kept = adverts.find(writer, number)
        if act == "brouillon" and kept.status in (DRAFT, REFUSED):
            return number, gettext("L’annonce est gardée en brouillon, hors de la vue du public.")
        if kept.status == PROPOSED and allowed(Permission.EDIT):
            adverts.accept(
                writer,
                number,
                by=author(),
                expected=kept.version,
                answer=request.form.get("reponse", "").strip()[:2000],
                now=now(),
            )
            tell_author(writer, number)
            return number, gettext("L’annonce amendée est publiée, et son auteur prévenu.")
        return number, send(writer, kept)


def _require_reach(content: AdvertContent) -> None:
    person = somebody()
    if reach.is_limited(person) and content.authority not in reach.codes_in_reach(
        get_session(), person
    ):
        raise InvalidAdvertError(
            [("authority", to_translate("Un agent n’écrit que pour ses propres collectivités."))]
        )


def _read() -> AdvertDraft:
    """Return what was typed; what does not fit in a field is cut beyond what it could ever hold."""
    values: dict[str, object] = {}
    for name, field in _FIELDS.items():
        if name in _SEVERAL:
            values[name] = tuple(code for code in request.form.getlist(field)[:300] if code)
        else:
            typed = request.form.get(field, "")[:_MOST_READ]
            values[name] = typed.replace("\r\n", "\n")
    return AdvertDraft(**values)  # type: ignore[arg-type] # each field has its type above


def _form(
    advert: AdvertRecord | None,
    draft: AdvertDraft,
    problems: dict[str, str] | None = None,
    *,
    preview: AdvertContent | None = None,
    status: int = 200,
) -> Response:
    vocabulary, reader = get_vocabulary(), language()
    page = render_template(
        "gestion/annonce_formulaire.html",
        numero=advert.id if advert is not None else None,
        version=request.form.get("version") or (advert.version if advert is not None else ""),
        f=draft,
        miennes=[
            (body.code, body.display_name(reader))
            for body in read_authorities(get_session(), somebody().codes)
        ],
        sens=[(kind, kind_label(kind)) for kind in terms.KINDS],
        pays=list(labels(vocabulary.countries, reader).items()),
        rangs_de_pays=terms.MOST[terms.COUNTRY],
        regions=[(code, continent_label(code, reader)) for code in _INHABITED],
        themes=list(labels(vocabulary.themes, reader).items()),
        langues=[(code, language_label(code)) for code in terms.LANGUAGES],
        partenaires=[(code, partner_label(code)) for code in terms.PARTNERS],
        plus_long=(terms.LONGEST_TITLE, terms.LONGEST_TEXT),
        problemes=problems or {},
        apercu=_preview(preview, advert) if preview is not None else None,
        direct=allowed(Permission.EDIT),
        amende=advert is not None and advert.status == PROPOSED and allowed(Permission.EDIT),
        publiee=advert is not None and advert.status == PUBLISHED,
        garde=advert is None or advert.status in (DRAFT, REFUSED),
    )
    return make_response(page, status)


def _preview(content: AdvertContent, advert: AdvertRecord | None) -> AdvertView:
    shown = AdvertRecord(
        id=advert.id if advert is not None else 0,
        content=content,
        language=advert.language if advert is not None else language(),
        author="",
        status=DRAFT,
        version="",
        created_at="",
        published_at=None,
        expires_at=None,
        reminded_at=None,
        decided_by="",
        decided_at=None,
        answer="",
    )
    return views([shown])[0]
