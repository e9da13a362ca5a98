"""Sharing a page: short link, code to embed it, oEmbed, QR code, citation, preview image."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import segno
from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from atlas.errors import InvalidSelectionError, NotFoundError
from atlas.services import short_links
from webapp.caching import bytes_answer
from webapp.database import get_session, writing
from webapp.embedding import EMBEDDED, HEIGHT, WIDTH, is_embeddable
from webapp.errors import answer, redirect_to
from webapp.figures import preview
from webapp.i18n import language, language_of, other_languages, speaking
from webapp.limits import SHORT_LINKS
from webapp.params import read_number, read_text
from webapp.presentation.citing import citation
from webapp.public import outlines
from webapp.public.blueprint import blueprint
from webapp.public.guarded_form import PlainForm, unsigned
from webapp.public.subjects import UNSHARED, PageSubject, absolute, describe

#: The longest address that oEmbed is asked about, and the largest frame that it may ask for.
_LONGEST_URL, _LARGEST = 2000, 10_000


@blueprint.get("/partager")
def partager() -> Response:
    """Show every way to share the page of ``?adresse=``."""
    return _page(_asked_address("adresse"), code="")


@blueprint.post("/partager")
def raccourcir() -> Response:
    """Make the short link of an address, and show it."""
    address = request.form.get("adresse", "/")
    form = PlainForm()
    if not form.validate():
        return _page(address, code="", status=400, refusal=unsigned())
    describe(address)
    SHORT_LINKS.require()
    with writing() as session:
        code = short_links.shorten(session, address)
    SHORT_LINKS.spend()
    return _page(address, code=code)


def _asked_address(name: str) -> str:
    for other in request.args:
        if other != name:
            raise InvalidSelectionError(
                other,
                "Le champ « {name} » n’existe pas. Champs possibles\N{NO-BREAK SPACE}: {fields}.",
                name=other[:60],
                fields=name,
            )
    return request.args.get(name, "/") or "/"


def _page(address: str, *, code: str, status: int = 200, refusal: str = "") -> Response:
    subject = describe(address)
    fragment = address.partition("#")[2]
    whole = absolute(f"{subject.url}#{fragment}" if fragment else subject.url)
    short = url_for("public.lien_court", code=code, _external=True) if code else ""
    page = render_template(
        "public/partager.html",
        formulaire=PlainForm(),
        page=subject,
        adresse=address,
        adresse_entiere=whole,
        lien_court=short,
        refus=refusal,
        qr=_qr(short or whole),
        cadre=_frame(subject, fragment) if is_embeddable(subject.endpoint) else "",
        apercu_url=url_for("public.apercu", adresse=subject.url),
        citation=citation(subject.title, short or whole),
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _qr(text: str) -> Markup:
    """Return the QR code of ``text`` as an SVG element that takes the colour of the page."""
    stream = io.BytesIO()
    segno.make(text, error="m").save(
        stream, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, svgclass="qr"
    )
    # Made of numbers by segno: nothing of the text is in it.
    return Markup(stream.getvalue().decode())  # noqa: S704


def _frame(
    subject: PageSubject, fragment: str = "", *, width: int = WIDTH, height: int = HEIGHT
) -> str:
    """Return the HTML that puts the page in somebody else's."""
    separator = "&" if "?" in subject.url else "?"
    address = absolute(f"{subject.url}{separator}{EMBEDDED}=1")
    if fragment:
        address = f"{address}#{fragment}"
    return (
        f'<iframe src="{escape(address)}" title="{escape(subject.title)}" width="{width}" '
        f'height="{height}" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


@blueprint.get("/s/<code>", translated=False)
def lien_court(code: str) -> Response:
    """Lead to the address that a short link stands for."""
    return redirect_to(short_links.resolve(get_session(), code), 302)


@blueprint.get("/qr.svg")
def qr() -> Response:
    """Return the QR code of the page of ``?adresse=``, as a file."""
    address = _asked_address("adresse")
    describe(address)
    stream = io.BytesIO()
    segno.make(absolute(address), error="m").save(stream, kind="svg", scale=8, border=4)
    response = Response(stream.getvalue(), mimetype="image/svg+xml")
    response.headers["Content-Disposition"] = 'attachment; filename="qr-atlas.svg"'
    return response


@blueprint.get("/oembed", translated=False)
def oembed() -> Response:
    """Answer as oEmbed 1.0 asks: what to show where somebody pastes an address of the atlas.

    Source of the format: https://oembed.com (section 2.3, type « rich »).
    """
    if request.args.get("format", "json") != "json":
        return answer(501, gettext("Seul le format JSON est servi."))
    root = absolute("/")
    asked = read_text("url", _LONGEST_URL)
    if not asked:
        raise InvalidSelectionError(
            "url",
            "Donnez dans le champ « {field} » l’adresse d’une page de l’atlas, "
            "qui commence par {root}.",
            root=root,
        )
    width = min(WIDTH, read_number("maxwidth", WIDTH, 1, _LARGEST))
    height = min(HEIGHT, read_number("maxheight", HEIGHT, 1, _LARGEST))
    if not asked.startswith(root):
        raise NotFoundError(
            "L’adresse « {address} » n’est pas celle d’une page de l’atlas, "
            "qui commence par {root}.",
            address=asked[:80],
            root=root,
        )
    address = asked[len(root) - 1 :]
    with speaking(language_of(address)):
        subject = describe(address)
        if not is_embeddable(subject.endpoint):
            raise NotFoundError(
                "La page « {address} » ne s’intègre pas dans une autre.", address=address[:80]
            )
        told = {
            "version": "1.0",
            "type": "rich",
            "title": subject.title,
            "provider_name": gettext("Atlas des liens"),
            "provider_url": root,
            "width": width,
            "height": height,
            "html": _frame(subject, address.partition("#")[2], width=width, height=height),
            "thumbnail_url": url_for("public.apercu", adresse=subject.url, _external=True),
            "thumbnail_width": preview.WIDTH,
            "thumbnail_height": preview.HEIGHT,
        }
    return Response(json.dumps(told, ensure_ascii=False), mimetype="application/json")


@blueprint.get("/apercu.png")
def apercu() -> Response:
    """Return the preview image of the page of ``?adresse=``."""
    subject = describe(_asked_address("adresse"))

    def make() -> bytes:
        static = Path(str(current_app.static_folder))
        card = preview.Card(
            gettext("Atlas des liens"), subject.title, subject.sentence, tuple(subject.places())
        )
        return preview.draw(card, outlines.coasts(), static / "vendor" / "fonts")

    return bytes_answer(f"apercu|{subject.url}", make, "image/png")


@blueprint.app_template_global("partage")
def share_of_page() -> SimpleNamespace | None:
    """Return what the head of a page says to those who share it, None on error pages."""
    if request.endpoint is None or not request.endpoint.startswith("public."):
        return None
    if request.endpoint in UNSHARED:
        return None  # It shares another page, or nothing.
    here = next(page for page in other_languages(all_of_them=True) if page.code == language())
    return SimpleNamespace(
        url=here.url,
        absolute_url=here.absolute_url,
        image=url_for("public.apercu", adresse=here.url, _external=True),
        width=preview.WIDTH,
        height=preview.HEIGHT,
        oembed=(
            url_for("public.oembed", url=here.absolute_url, _external=True)
            if is_embeddable(request.endpoint)
            else ""
        ),
        page=url_for("public.partager", adresse=here.url),
    )
