"""Files of a selection: the page that offers them, the files, the descriptions of their tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain

from flask import Response, jsonify, render_template, request, url_for

from atlas.dates import today
from atlas.exports.about import table_schema
from atlas.exports.formats import Format, Options, find_format
from atlas.exports.formats.base import Separator, UnknownFormatError
from atlas.exports.tables import TABLES, Table
from atlas.queries import partnerships
from webapp import exports
from webapp.caching import fresh, not_modified
from webapp.database import get_session, own_session
from webapp.i18n import language
from webapp.params import read_choice, read_selection, refuse_other_params
from webapp.presentation.citing import citation
from webapp.presentation.downloads import offers
from webapp.public.blueprint import blueprint
from webapp.public.lists import view_selection
from webapp.wording import in_words

#: What the choices of a delimited text are called in an address.
_SEPARATORS: dict[str, Separator] = {"virgule": ",", "point-virgule": ";", "tabulation": "\t"}
_DELIMITED = ("separateur", "bom")
_SCHEMA = "schema.json"


@blueprint.get("/export")
def telecharger() -> str:
    """Offer the files of a selection, and say what is in them."""
    selection = read_selection()
    csv = exports.address("partenariats.csv", selection)
    return render_template(
        "public/telecharger.html",
        selection=view_selection(selection, url_for("public.telecharger"), None),
        total=partnerships.count(get_session(), selection),
        en_mots=in_words(selection),
        offres=offers(selection.query_string()),
        tables=list(TABLES.values()),
        adresse_csv=csv,
        adresse_ogc=url_for("ogc.accueil", _external=True),
        citation=citation(exports.title(selection), csv),
        licence=exports.LICENCE,
        licence_url=exports.LICENCE_URL,
    )


@blueprint.get("/export/<name>")
def fichier(name: str) -> Response:
    """Return the file of a selection, or the description of its table: « partenariats.csv »."""
    stem, _, extension = name.partition(".")
    table = TABLES.get(stem)
    if table is None or not extension:
        raise UnknownFormatError(
            "Aucun fichier ne s’appelle « {name} ». Tables\N{NO-BREAK SPACE}: {tables}.",
            name=name[:60],
            tables=", ".join(TABLES),
        )
    if extension == _SCHEMA:
        refuse_other_params()
        return jsonify(table_schema(table, language()))
    return _send(find_format(extension, table), table)


def _send(form: Format, table: Table) -> Response:
    selection = read_selection(_DELIMITED if form.extension == "csv" else ())
    options = _read_options() if form.extension == "csv" else Options()
    query = selection.query_string()
    key = f"export|{table.name}|{form.extension}|{options}|{query}"
    unchanged = not_modified(key)
    if unchanged is not None:
        return unchanged
    response = Response(mimetype=form.mimetype)
    with ExitStack() as stack:
        session = stack.enter_context(own_session())
        export = exports.prepare(session, selection, table, form, options)
        if request.method != "HEAD":
            body = form.write(export)
            # What fails before the first bytes is still an error page, and not half a file.
            first = next(body)
            held = stack.pop_all()
            response.response = _read_out(chain([first], body), held)
            # For a reader who goes before the first byte: the session is given back all the same.
            response.call_on_close(held.close)
    filename = f"atlas-{table.name}-{today().isoformat()}.{form.extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    schema = url_for("public.fichier", name=f"{table.name}.{_SCHEMA}", _external=True)
    described = f'<{schema}>; rel="describedby"; type="application/json"'
    response.headers["Link"] = f'{described}, <{exports.LICENCE_URL}>; rel="license"'
    return fresh(response, key)


def _read_out(body: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    """Yield a body, and let go of what it was read from as soon as it is read."""
    with held:
        yield from body


def _read_options() -> Options:
    return Options(
        separator=_SEPARATORS[read_choice("separateur", _SEPARATORS, "virgule")],
        byte_order_mark=read_choice("bom", ("oui", "non"), "non") == "oui",
    )
