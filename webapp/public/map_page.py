"""The map and its data."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext

from atlas.queries import map_feed, partnerships
from atlas.queries.landmarks import landmarks_by_year
from atlas.queries.populations import departement_populations
from webapp.caching import json_answer
from webapp.database import cached, get_session, get_vocabulary
from webapp.figures import VIEWS, build_map_frame
from webapp.i18n import language
from webapp.params import read_selection, refuse_other_params
from webapp.presentation.landmarks import landmarks_for_map
from webapp.public.blueprint import blueprint
from webapp.public.lists import authority_names
from webapp.public.map_options import PARAMS, check_map_options
from webapp.security import csp_nonce
from webapp.wording import in_words

#: Fields that the browser applies by itself; the feed is asked for with the others only.
BROWSER_FIELDS = (
    "epoque", "theme", "financement", "type", "statut", "pays", "de", "a", "date",
)  # fmt: skip


@blueprint.get("/carte")
def carte() -> str:
    """Show the map of a selection."""
    selection = read_selection(PARAMS)
    check_map_options(get_vocabulary())
    feed_selection = selection
    for name in BROWSER_FIELDS:
        feed_selection = feed_selection.without(name)
    # Counted here, so that a code that names nothing is told on the page and not by an empty map.
    total = partnerships.count(get_session(), selection)
    return render_template(
        "public/carte.html",
        cadre=build_map_frame(lambda path: url_for("static", filename=path), csp_nonce(), gettext),
        vues=VIEWS,
        vocabulaire=_vocabulary() | {"collectivites": authority_names(selection)},
        donnees_url=_with_query(url_for("public.carte_donnees"), feed_selection.query_string()),
        noms_url=_with_query(url_for("public.carte_lieux"), feed_selection.query_string()),
        liste_url=_with_query(url_for("public.liste"), selection.query_string()),
        fichiers_url=_with_query(url_for("public.telecharger"), selection.query_string()),
        recherche=selection.q,
        total=total,
        en_mots=in_words(selection, total) if selection else "",
    )


@blueprint.get("/carte/donnees.json")
def carte_donnees() -> Response:
    """Return the data of the map for a selection, in columns."""
    selection = read_selection()
    return json_answer(
        f"carte|{selection.query_string()}",
        lambda: map_feed.build_map_feed(get_session(), selection, get_vocabulary()),
        hard=True,
    )


@blueprint.get("/carte/lieux.json")
def carte_lieux() -> Response:
    """Return the names of the places of a selection, in the order of its data."""
    selection = read_selection()
    return json_answer(
        f"carte-lieux|{selection.query_string()}",
        lambda: map_feed.place_names(get_session(), selection, language()),
        hard=True,
    )


@blueprint.get("/carte/reperes.json")
def carte_reperes() -> Response:
    """Return the landmarks of each year, for the reader of the year cursor."""
    refuse_other_params()
    return json_answer(
        "carte-reperes", lambda: landmarks_for_map(landmarks_by_year(get_session())), hard=True
    )


@blueprint.get("/carte/populations.json")
def carte_populations() -> Response:
    """Return the inhabitants of each département, by code."""
    refuse_other_params()
    return json_answer("carte-populations", lambda: departement_populations(get_session()))


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def _vocabulary() -> dict[str, Any]:
    """Return the labels that the map's scripts need, in the reader's language."""

    def make() -> dict[str, Any]:
        vocabulary = get_vocabulary()
        lists = {
            "epoques": vocabulary.eras,
            "themes": vocabulary.themes,
            "financements": vocabulary.fundings,
            "types": vocabulary.link_types,
            "statuts": vocabulary.statuses,
            "echelons": vocabulary.french_kinds,
        }
        return {
            **{
                name: [
                    {"code": entry.code, "libelle": entry.label(language())}
                    for entry in terms.values()
                ]
                for name, terms in lists.items()
            },
            "pays": {e.code: e.label(language()) for e in vocabulary.countries.values()},
            "departements": {
                e.code: {"nom": e.label(language()), "region": e.group}
                for e in vocabulary.departements.values()
            },
            "regions": {e.code: e.label(language()) for e in vocabulary.regions.values()},
        }

    return cached(("carte-vocabulaire", language()), make)
