"""The addresses of the API. Each view reads its parameters, calls one query and writes JSON."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, url_for
from flask_babel import gettext

from atlas.doubts.queue import united_into
from atlas.queries import authorities, flows, partnerships, search
from atlas.queries.filters import partnership_ids
from atlas.queries.records import PartnershipRecord
from atlas.selection import FIELDS, MAX_QUERY_LENGTH, Selection
from webapp.api.blueprint import BASE, blueprint
from webapp.api.serializers import Serializer
from webapp.caching import GEOJSON, JSON, json_answer
from webapp.database import get_session, get_vocabulary, read_facets
from webapp.errors import redirect_to
from webapp.i18n import language
from webapp.params import (
    LISTING_PARAMS,
    Listing,
    read_choice,
    read_listing,
    read_number,
    read_selection,
    read_text,
    refuse_other_params,
)
from webapp.searching import search_index
from webapp.wording import in_words

MOST_PER_PAGE = 500


def _serializer() -> Serializer:
    return Serializer(get_vocabulary(), language())


def _key(name: str, *parts: object) -> str:
    return "|".join(("api", name, *map(str, parts)))


def _head(selection: Selection, count: int | None = None) -> dict[str, str]:
    """Return what each answer about a selection says of it: its query string, and words."""
    return {"selection": selection.query_string(), "en_mots": in_words(selection, count)}


def _paging(listing: Listing, total: int) -> dict[str, Any]:
    return {
        "total": total,
        "page": listing.number,
        "par_page": listing.size,
        "pages": max(1, -(-total // listing.size)),
    }


@blueprint.get(BASE)
def index() -> Response:
    """List the addresses of the API, with what each gives."""
    return jsonify(
        version=1,
        adresses={
            url_for("api.list_partnerships"): gettext("partenariats d’une sélection"),
            url_for("api.list_authorities"): gettext("collectivités d’une sélection"),
            url_for("api.list_countries"): gettext("pays partenaires d’une sélection"),
            url_for("api.list_flows"): gettext(
                "flux entre territoires, par nombre de partenariats"
            ),
            url_for("api.list_facets"): gettext("nombre de partenariats pour chaque filtre"),
            url_for("api.suggest"): gettext("suggestions pour ce qui est en train d’être écrit"),
        },
        champs_de_selection=list(FIELDS),
    )


@blueprint.get(f"{BASE}/partenariats")
def list_partnerships() -> Response:
    """Return a page of the partnerships of a selection, as JSON or GeoJSON."""
    selection = read_selection((*LISTING_PARAMS, "format"))
    listing = read_listing(most=MOST_PER_PAGE)
    geojson = read_choice("format", ("json", "geojson"), "json") == "geojson"

    def make() -> dict[str, Any]:
        page = partnerships.list_page(
            get_session(),
            selection,
            number=listing.number,
            size=listing.size,
            sort=listing.sort,
            descending=listing.descending,
        )
        head = {
            **_head(selection, page.total),
            **_paging(listing, page.total),
        }
        write = _serializer()
        if geojson:
            features = [write.feature(record) for record in page.items]
            return {"type": "FeatureCollection", **head, "features": features}
        return {**head, "partenariats": [write.partnership(record) for record in page.items]}

    key = _key("partenariats", selection.query_string(), listing, geojson)
    return json_answer(key, make, GEOJSON if geojson else JSON)


@blueprint.get(f"{BASE}/partenariats/<int:partnership_id>")
def show_partnership(partnership_id: int) -> Response:
    """Return one partnership with its events and what each source says."""

    kept = united_into(get_session(), partnership_id) if partnership_id < 2**63 else None
    if kept is not None:
        # Not for good: clients must find it again once the union is taken back.
        return redirect_to(url_for("api.show_partnership", partnership_id=kept), 302)

    def read() -> PartnershipRecord:
        return partnerships.get_partnership(get_session(), partnership_id)

    return json_answer(
        _key("partenariat", partnership_id), lambda: _serializer().partnership_detail(read())
    )


@blueprint.get(f"{BASE}/collectivites")
def list_authorities() -> Response:
    """Return the members of the partnerships of a selection, the most linked first."""
    selection = read_selection(("page", "par_page", "cote"))
    listing = read_listing(most=MOST_PER_PAGE)
    side = {"tous": None, "francais": "french", "etranger": "foreign"}[
        read_choice("cote", ("tous", "francais", "etranger"), "tous")
    ]

    def make() -> dict[str, Any]:
        total, members = authorities.linked_authorities(
            get_session(),
            partnership_ids(get_session(), selection),
            side=side,
            offset=(listing.number - 1) * listing.size,
            limit=listing.size,
        )
        partnerships.require_page(listing.number, listing.size, total)
        write = _serializer()
        return {
            **_head(selection),
            **_paging(listing, total),
            "collectivites": [
                {**write.authority(member.authority), "partenariats": member.partnerships}
                for member in members
            ],
        }

    return json_answer(_key("collectivites", selection.query_string(), listing, side), make)


@blueprint.get(f"{BASE}/collectivites/<code>")
def show_authority(code: str) -> Response:
    """Return one authority; a former commune keeps its own record and names its successor."""

    def make() -> dict[str, Any]:
        public = authorities.resolve_code(get_session(), code)
        return _serializer().authority(authorities.get_authority(get_session(), public))

    return json_answer(_key("collectivite", code[:60]), make)


@blueprint.get(f"{BASE}/pays")
def list_countries() -> Response:
    """Return the partner countries of a selection and how many partnerships each has."""
    selection = read_selection()

    def make() -> dict[str, Any]:
        write = _serializer()
        values = read_facets(selection).within("pays")
        return {
            **_head(selection),
            "pays": [write.facet("pays", value) for value in values],
        }

    return json_answer(_key("pays", selection.query_string()), make)


@blueprint.get(f"{BASE}/flux")
def list_flows() -> Response:
    """Return aggregated flows between French territories and countries, or authorities."""
    selection = read_selection(("niveau",))
    level = read_choice("niveau", flows.LEVELS, "pays")

    def make() -> dict[str, Any]:
        found = flows.aggregate_flows(get_session(), selection, level)
        write = _serializer()
        return {
            **_head(selection),
            "niveau": level,
            "total": partnerships.count(get_session(), selection),
            "flux": [write.flow(flow) for flow in found],
        }

    return json_answer(_key("flux", selection.query_string(), level), make)


@blueprint.get(f"{BASE}/facettes")
def list_facets() -> Response:
    """Return, for each field, how many partnerships each value would keep."""
    selection = read_selection()

    def make() -> dict[str, Any]:
        write = _serializer()
        found = read_facets(selection)
        return {
            **_head(selection),
            "total": found.total,
            "facettes": {
                name: [write.facet(name, value) for value in values]
                for name, values in found.values.items()
            },
        }

    return json_answer(_key("facettes", selection.query_string()), make)


@blueprint.get(f"{BASE}/recherche")
def suggest() -> Response:
    """Return suggestions for what is being typed, by group."""
    refuse_other_params(("q", "limite"))
    query = read_text("q", MAX_QUERY_LENGTH)
    limit = read_number("limite", 8, 1, 20)

    def make() -> dict[str, Any]:
        write = _serializer()
        found = search.suggest(get_session(), search_index(), query, limit=limit)
        return {"q": query, "suggestions": [write.suggestion(item) for item in found]}

    return json_answer(_key("recherche", query, limit), make)
