"""The JSON of the OGC API: landing page, conformance, collections, features, and its definition."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext

from atlas.features.collections import COLLECTIONS, Collection, Feature, FeaturePage, Query
from webapp.i18n import language
from webapp.ogc import params
from webapp.ogc.params import HTML

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_SPEC = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
#: What is declared is what tests cover.
CONFORMANCE = tuple(f"{_SPEC}/{name}" for name in ("core", "geojson", "html", "oas30"))
Json = dict[str, Any]


def link(rel: str, view: str, title: str, kind: str = "application/json", **values: Any) -> Json:
    """Return a link to a view, with its whole address."""
    href = url_for(view, _external=True, **values)
    return {"rel": rel, "type": kind, "title": title, "href": href}


def itself(kind: str = "application/json") -> list[Json]:
    """Return the links of the current address to itself and to its page."""
    here = request.base_url
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k != "f"]

    def address(form: str) -> str:
        return f"{here}?{urlencode([*pairs, ('f', form)])}"

    return [
        {"rel": "self", "type": kind, "title": gettext("Ce document"), "href": address("json")},
        {
            "rel": "alternate",
            "type": "text/html",
            "title": gettext("Cette page"),
            "href": address(HTML),
        },
    ]


def landing() -> Json:
    """Return the landing page."""
    return {
        "title": gettext("Atlas des liens"),
        "description": gettext(
            "Les partenariats des collectivités françaises avec le monde, pour les systèmes "
            "d’information géographique (OGC API – Features)."
        ),
        "links": [
            *itself(),
            link("service-desc", "ogc.definition", gettext("La définition de l’API"), OPENAPI),
            link("conformance", "ogc.conformance", gettext("Ce à quoi elle se conforme")),
            link("data", "ogc.collections", gettext("Les collections")),
        ],
    }


def described(collection: Collection) -> Json:
    """Return what is said of a collection."""
    reader, name = language(), collection.name
    extent: Json = {}
    if collection.geometry is not None:
        extent["spatial"] = {"bbox": [[-180, -90, 180, 90]], "crs": CRS84}
    if collection.dated:
        extent["temporal"] = {"interval": [[None, None]]}
    return {
        "id": name,
        "title": collection.title(reader),
        "description": collection.description(reader),
        "itemType": "feature",
        **({"extent": extent} if extent else {}),
        "crs": [CRS84],
        "links": [
            link("self", "ogc.collection", collection.title(reader), name=name),
            link("items", "ogc.items", gettext("Les éléments"), GEOJSON, name=name),
            link("items", "ogc.items", gettext("Les éléments"), "text/html", name=name, f=HTML),
        ],
    }


def collections() -> Json:
    """Return the list of the collections."""
    return {"links": itself(), "collections": [described(one) for one in COLLECTIONS.values()]}


def feature(collection: Collection, one: Feature) -> Json:
    """Return a feature as GeoJSON (RFC 7946)."""
    geometry = one.geometry and {"type": collection.geometry, "coordinates": one.geometry}
    return {"type": "Feature", "id": one.id, "geometry": geometry, "properties": one.properties}


def features(collection: Collection, page: FeaturePage, query: Query) -> Json:
    """Return a page of features, with links to the next and the previous one."""
    links = itself(GEOJSON)
    if query.offset + len(page.features) < page.matched and page.features:
        links.append(_turn("next", gettext("La suite"), query.offset + query.limit, query))
    if query.offset:
        links.append(_turn("prev", gettext("Avant"), max(0, query.offset - query.limit), query))
    links.append(link("collection", "ogc.collection", collection.title(language()),
                      name=collection.name))  # fmt: skip
    return {
        "type": "FeatureCollection",
        "numberMatched": page.matched,
        "numberReturned": len(page.features),
        "timeStamp": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "links": links,
        "features": [feature(collection, one) for one in page.features],
    }


def _turn(rel: str, title: str, offset: int, query: Query) -> Json:
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k not in ("offset", "limit")]
    pairs += [("limit", str(query.limit)), *([("offset", str(offset))] if offset else [])]
    href = f"{request.base_url}?{urlencode(pairs)}"
    return {"rel": rel, "type": GEOJSON, "title": title, "href": href}


def definition() -> Json:
    """Return the definition of the API (OpenAPI 3.0), made from the collections."""
    words = params.described()
    shared: Json = {
        "f": _parameter("f", gettext("json ou html"), {"type": "string", "enum": ["json", "html"]}),
        "limit": _parameter(
            "limit", words["limit"],
            {"type": "integer", "minimum": 1, "maximum": params.MOST, "default": params.USUAL},
        ),
        "offset": _parameter(
            "offset", words["offset"], {"type": "integer", "minimum": 0, "default": 0}
        ),
        "bbox": _parameter(
            "bbox", words["bbox"],
            {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
        )
        | {"style": "form", "explode": False},
        "datetime": _parameter("datetime", words["datetime"], {"type": "string"}),
    }  # fmt: skip
    # Written out at each address: GDAL reads the size of pages there, and follows no reference.
    form = [shared["f"]]
    paths: Json = {
        "/": _get(gettext("L’accueil de l’API"), "landing", form),
        "/conformance": _get(gettext("Ce à quoi elle se conforme"), "conformance", form),
        "/collections": _get(gettext("Les collections"), "collections", form),
    }
    for name, one in COLLECTIONS.items():
        title = one.title(language())
        paths[f"/collections/{name}"] = _get(title, f"describe_{name}", form)
        items = _get(title, f"items_{name}", list(shared.values()), GEOJSON)
        items["get"]["parameters"] += [
            _parameter(
                field,
                gettext("Comme dans une sélection de l’atlas."),
                {"type": "array", "items": {"type": "string"}},
            )
            | {"style": "form", "explode": True}
            for field in params.names_of(one)
            if field not in shared
        ]
        paths[f"/collections/{name}/items"] = items
        single = _get(title, f"item_{name}", form, GEOJSON)
        number = _parameter("featureId", gettext("Son numéro ou son code"), {"type": "string"})
        single["get"]["parameters"] = [*form, number | {"in": "path", "required": True}]
        paths[f"/collections/{name}/items/{{featureId}}"] = single
    return {
        "openapi": "3.0.3",
        "info": {"title": gettext("Atlas des liens"), "version": "1.0.0"},
        "servers": [{"url": url_for("ogc.accueil", _external=True)}],
        "paths": paths,
    }


def _parameter(name: str, description: str, schema: Json) -> Json:
    return {
        "name": name, "in": "query", "required": False, "description": description,
        "schema": schema,
    }  # fmt: skip


def _get(
    summary: str, operation: str, parameters: list[Json], kind: str = "application/json"
) -> Json:
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    return {
        "get": {
            "summary": summary,
            "operationId": operation,
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": summary,
                    "content": {
                        kind: {"schema": {"type": "object"}},
                        "text/html": {"schema": {"type": "string"}},
                    },
                },
                "400": {"description": gettext("Une demande mal formée"), "content": problem},
                "404": {"description": gettext("Introuvable"), "content": problem},
            },
        }
    }
