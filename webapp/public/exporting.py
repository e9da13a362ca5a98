"""Files of a selection: the page that offers them, the files, the descriptions of their tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from flask import Response, jsonify, render_template, request, stream_with_context, url_for
from flask_babel import gettext

from atlas.dates import today
from atlas.exports.about import About, dictionary, table_schema
from atlas.exports.formats import Export, Format, Options, find_format
from atlas.exports.formats.base import Separator, UnknownFormatError
from atlas.exports.reading import read_in_turn, selected_ids
from atlas.exports.tables import TABLES, Scribe, Table
from atlas.language import in_language
from atlas.queries import partnerships, provenance
from atlas.selection import Selection
from webapp.caching import fresh, not_modified
from webapp.database import get_session, get_vocabulary
from webapp.i18n import language
from webapp.params import read_choice, read_selection, refuse_other_params
from webapp.presentation import naming
from webapp.presentation.citing import citation
from webapp.presentation.downloads import offers
from webapp.presentation.labels import date_label
from webapp.public.blueprint import blueprint
from webapp.public.lists import view_selection
from webapp.public.subjects import absolute
from webapp.wording import in_words

LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
#: What the choices of a delimited text are called in an address.
_SEPARATORS: dict[str, Separator] = {"virgule": ",", "point-virgule": ";", "tabulation": "\t"}
_DELIMITED = ("separateur", "bom")
_SCHEMA = "schema.json"


@blueprint.get("/export")
def telecharger() -> str:
    """Offer the files of a selection, and say what is in them."""
    selection = read_selection()
    csv = absolute(_address("partenariats.csv", selection.query_string()))
    return render_template(
        "public/telecharger.html",
        selection=view_selection(selection, url_for("public.telecharger"), None),
        total=partnerships.count(get_session(), selection),
        en_mots=in_words(selection),
        offres=offers(selection.query_string()),
        tables=list(TABLES.values()),
        adresse_csv=csv,
        citation=citation(_title(selection), csv),
        licence=LICENCE,
        licence_url=LICENCE_URL,
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
    ids = selected_ids(get_session(), selection)
    address = absolute(_address(f"{table.name}.{form.extension}", query))
    export = Export(
        table,
        _scribe(),
        _about(selection, table, len(ids), address),
        read_in_turn(get_session(), ids),
        options,
    )
    body: Iterator[bytes] = iter(())
    if request.method != "HEAD":
        body = form.write(export)
        # What fails before the first bytes is still answered by an error, and not by half a file.
        body = chain([next(body)], body)
    response = Response(stream_with_context(body), mimetype=form.mimetype)
    filename = f"atlas-{table.name}-{today().isoformat()}.{form.extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    schema = absolute(url_for("public.fichier", name=f"{table.name}.{_SCHEMA}"))
    response.headers["Link"] = (
        f'<{schema}>; rel="describedby"; type="application/json", <{LICENCE_URL}>; rel="license"'
    )
    return fresh(response, key)


def _read_options() -> Options:
    return Options(
        separator=_SEPARATORS[read_choice("separateur", _SEPARATORS, "virgule")],
        byte_order_mark=read_choice("bom", ("oui", "non"), "non") == "oui",
    )


def _scribe() -> Scribe:
    reader = language()
    number, code = "0", "A"
    partnership = absolute(url_for("public.partenariat", partnership_id=number))
    authority = absolute(url_for("public.collectivite", code=code))
    return Scribe(
        get_vocabulary(),
        reader,
        lambda record: naming.title_of(record, reader),
        partnership.removesuffix(number),
        authority.removesuffix(code),
    )


def _about(selection: Selection, table: Table, count: int, address: str) -> About:
    reader, title = language(), _title(selection)
    reference = citation(title, address)
    datasets = [
        (in_language(reader, each.title_fr, each.title_en), each.publisher, each.licence)
        for each in provenance.list_datasets(get_session())
    ]
    readme = render_template(
        "public/lisezmoi.txt",
        titre=title,
        total=count,
        selection=selection,
        adresse=address,
        date=date_label(today().isoformat()),
        citation=reference,
        licence=LICENCE,
        licence_url=LICENCE_URL,
        jeux=datasets,
        colonnes=dictionary([table], reader),
    )
    return About(
        title=title,
        selection=selection.query_string(),
        count=count,
        date=today().isoformat(),
        address=address,
        citation=reference,
        licence_name=LICENCE,
        licence_url=LICENCE_URL,
        readme=readme.strip(),
    )


def _title(selection: Selection) -> str:
    if not selection:
        return gettext("Les partenariats des collectivités françaises")
    return in_words(selection)


def _address(name: str, query: str) -> str:
    address = url_for("public.fichier", name=name)
    return f"{address}?{query}" if query else address
