"""The addresses of the OGC API; each is a document, or a page for whoever reads it in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, render_template, request

from atlas.features.collections import COLLECTIONS, Collection, Reader, find_collection
from atlas.queries.line_index import LineIndex, build_line_index
from webapp import exports
from webapp.caching import JSON, fresh, json_answer, not_modified
from webapp.database import cached, get_session
from webapp.i18n import language
from webapp.ogc import documents
from webapp.ogc.blueprint import BASE, blueprint
from webapp.ogc.documents import GEOJSON, OPENAPI
from webapp.ogc.params import HTML, read_query, refuse_others, wanted_format


def _reader() -> Reader:
    def lines() -> LineIndex:
        return cached("line-index", lambda: build_line_index(get_session()))

    return Reader(get_session(), exports.scribe(), lines)


def _answer(
    make: Callable[[], dict[str, Any]], template: str, mimetype: str = JSON, **shown: Any
) -> Response:
    """Return a document as JSON or as a page, with the links between them in a header too."""
    form = wanted_format()
    key = f"ogc|{form}|{request.path}|{request.query_string.decode()}"
    unchanged = not_modified(key)
    if unchanged is not None:
        return unchanged
    if form == HTML:
        page = make_response(render_template(template, doc=make(), **shown))
        page.headers["Vary"] = "Accept"
        return fresh(page, key)
    answer = json_answer(key, make, mimetype)
    answer.vary.add("Accept")
    return answer


@blueprint.get(BASE)
def accueil() -> Response:
    """Say what the API is, and where its parts are."""
    refuse_others()
    return _answer(documents.landing, "ogc/accueil.html", collections=list(COLLECTIONS.values()))


@blueprint.get(f"{BASE}/api")
def definition() -> Response:
    """Return the definition of the API (OpenAPI 3.0)."""
    refuse_others()
    return json_answer("ogc|definition", documents.definition, OPENAPI)


@blueprint.get(f"{BASE}/conformance")
def conformance() -> Response:
    """Return the classes of the standard that the API conforms to."""
    refuse_others()
    return _answer(lambda: {"conformsTo": list(documents.CONFORMANCE)}, "ogc/conformance.html")


@blueprint.get(f"{BASE}/collections")
def collections() -> Response:
    """List the collections."""
    refuse_others()
    return _answer(
        documents.collections, "ogc/accueil.html", collections=list(COLLECTIONS.values())
    )


@blueprint.get(f"{BASE}/collections/<name>")
def collection(name: str) -> Response:
    """Describe a collection."""
    refuse_others()
    found = find_collection(name)
    return _answer(lambda: documents.described(found), "ogc/collection.html", collection=found)


@blueprint.get(f"{BASE}/collections/<name>/items")
def items(name: str) -> Response:
    """Return a page of the features of a collection."""
    found = find_collection(name)
    query = read_query(found)
    return _answer(
        lambda: documents.features(found, found.page(_reader(), query), query),
        "ogc/elements.html",
        GEOJSON,
        collection=found,
        requete=query,
        colonnes=_shown(found),
    )


@blueprint.get(f"{BASE}/collections/<name>/items/<number>")
def item(name: str, number: str) -> Response:
    """Return one feature."""
    refuse_others()
    found = find_collection(name)

    def make() -> dict[str, Any]:
        one = documents.feature(found, found.one(_reader(), number))
        title = found.title(language())
        parent = documents.link("collection", "ogc.collection", title, name=name)
        return {**one, "links": [*documents.itself(GEOJSON), parent]}

    return _answer(make, "ogc/element.html", GEOJSON, collection=found)


def _shown(collection: Collection) -> list[str]:
    """Return the columns that a page has room for: words rather than their codes."""
    left_out = {"adresse", "titre", "nom", "note", "sources"}
    names = [column.name for column in collection.columns if column.name not in left_out]
    return [name for name in names if f"{name}_libelle" not in names][:6]
