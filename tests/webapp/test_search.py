"""Suggestions in words, and what the list offers for words that nothing holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from atlas.settings import load_settings
from tests.support.embedded import EmbeddedAtlas
from tests.support.small_atlas import HOSTILE_NAMES
from webapp import create_app


@pytest.fixture(scope="module")
def atlas(embedded: EmbeddedAtlas) -> Iterator[FlaskClient]:
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{embedded.path}"}))
    yield app.test_client()
    engine, _ = app.extensions["atlas_database"]
    engine.dispose()


def ask(client: FlaskClient, query: str, language: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"{language}/api/v1/recherche", query_string={"q": query})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["suggestions"]
    return found


@pytest.mark.parametrize(
    ("query", "name", "where", "why"),
    [
        ("st etiene", "Saint-Étienne", "Commune, Loire", None),
        ("munich", "Munich", "Allemagne", None),
        ("monaco di baviera", "Munich", "Allemagne", "aussi appelé Monaco di Baviera"),
        ("arbignieu", "Arboys en Bugey", "Commune, Ain", "ancien nom\u00a0: Arbignieu"),
        ("rda", "Allemagne", None, "RDA jusqu’en 1990"),
        ("haute-volta", "Burkina Faso", None, "Haute-Volta jusqu’en 1984"),
        ("germany", "Allemagne", None, "autre nom\u00a0: Germany"),
        ("lyon 3e", "Lyon", "Commune, Rhône",
         "arrondissement municipal\u00a0: Lyon 3e Arrondissement"),
        ("guerre froide", "Guerre froide", None, None),
        ("38100", "Grenoble", "Commune, Isère", "code postal 38100"),
        ("38185", "Grenoble", "Commune, Isère", "code Insee 38185"),
        ("2a004", "Ajaccio", "Commune, Corse-du-Sud", "code Insee 2A004"),
        ("213801855", "Grenoble", "Commune, Isère", "SIREN 213801855"),
        ("200046977", "Métropole de Lyon", "Collectivité à statut particulier, Rhône",
         "SIREN 200046977"),
    ],
)  # fmt: skip
def test_a_suggestion_says_where_it_is_and_why_it_matched(
    atlas: FlaskClient, query: str, name: str, where: str | None, why: str | None
) -> None:
    first = ask(atlas, query)[0]
    assert (first["nom"], first["precision"], first["motif"]) == (name, where, why)


@pytest.mark.parametrize(
    ("code", "name"), [("75000", "Paris"), ("69000", "Lyon"), ("13000", "Marseille")]
)
def test_a_town_of_several_postcodes_is_found_by_the_round_one(
    atlas: FlaskClient, code: str, name: str
) -> None:
    assert [(item["nom"], item["motif"]) for item in ask(atlas, code)] == [
        (name, f"code postal {code}")
    ]


@pytest.mark.parametrize("code", ["99000", "00000", "97000"])
def test_a_round_number_that_is_no_postcode_finds_nothing(atlas: FlaskClient, code: str) -> None:
    assert ask(atlas, code) == []


def test_communes_that_share_a_postcode_come_by_population(atlas: FlaskClient) -> None:
    found = ask(atlas, "67000")
    assert found[0]["nom"] == "Strasbourg"
    assert found[0]["partenariats"] > 0
    shared = ask(atlas, "51300")
    assert len(shared) == 8
    assert {item["motif"] for item in shared} == {"code postal 51300"}
    assert shared[0]["nom"] == "Vitry-le-François"


def test_the_list_offers_the_communes_of_a_postcode(atlas: FlaskClient) -> None:
    page = atlas.get("/liste?q=51300").get_data(as_text=True)
    assert "Vouliez-vous dire" in page
    assert 'href="/collectivites/51649"' in page


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_code_of_one_authority_leads_straight_to_it(atlas: FlaskClient, language: str) -> None:
    assert atlas.get(f"{language}/liste?q=38000").location == f"{language}/collectivites/38185"
    # With a filter, the reader asks about partnerships: the list says that there are none.
    assert atlas.get(f"{language}/liste?q=38000&pays=DE").status_code == 200


def test_what_only_iso_counts_as_a_country_is_suggested_once(atlas: FlaskClient) -> None:
    found = ask(atlas, "martinique")
    assert "pays" not in {item["groupe"] for item in found}
    assert found[0]["groupe"] == "collectivites"


@pytest.mark.parametrize("query", ["99999", "00000", "1234", "999999999", "٣٨٠٠٠"])
def test_a_code_that_nobody_bears_suggests_nothing(atlas: FlaskClient, query: str) -> None:
    assert ask(atlas, query) == []


def test_suggestions_speak_the_language_of_their_address(atlas: FlaskClient) -> None:
    assert ask(atlas, "rda", "/en")[0]["motif"] == "GDR (East Germany) until 1990"
    assert ask(atlas, "eau", "/en")[0]["nom"] == "Drinking water"
    munich = ask(atlas, "monaco di baviera", "/en")[0]
    assert (munich["nom"], munich["motif"]) == ("Munich", "also called Monaco di Baviera")
    assert munich["url"] == "/en/collectivites/de-munchen"


@pytest.mark.parametrize(
    "query", ["munich", "allemagne", "rda", "eau", "guerre froide", "arbignieu", "lyon 3e", "paris"]
)
def test_every_suggestion_leads_to_a_page(atlas: FlaskClient, query: str) -> None:
    suggestions = ask(atlas, query)
    assert suggestions
    for suggestion in suggestions:
        assert atlas.get(suggestion["url"]).status_code == 200, suggestion["url"]


def test_groups_are_whole_and_follow_one_another(atlas: FlaskClient) -> None:
    groups = [item["groupe"] for item in ask(atlas, "saint")]
    assert [g for i, g in enumerate(groups) if i == 0 or groups[i - 1] != g] == list(
        dict.fromkeys(groups)
    )


def test_hostile_names_are_data(client: FlaskClient) -> None:
    assert HOSTILE_NAMES[1] in {item["nom"] for item in ask(client, "hay les roses")}
    assert HOSTILE_NAMES[0] in {item["nom"] for item in ask(client, "alert")}


@pytest.mark.parametrize("query", ["", "  ", "%", "_", "'", "\\", "\u202e", "💥", "é" * 200])
def test_any_text_has_an_answer(client: FlaskClient, query: str) -> None:
    ask(client, query)


@pytest.mark.parametrize(
    "address",
    ["recherche?q=" + "x" * 201, "recherche?limite=0", "recherche?limite=21", "recherche?Q=a"],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(client: FlaskClient, address: str) -> None:
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 400
    assert response.get_json(force=True)["detail"].endswith(".")


def test_the_list_asks_what_was_meant_and_changes_nothing(atlas: FlaskClient) -> None:
    page = atlas.get("/liste?q=grenobel").get_data(as_text=True)
    assert "Vouliez-vous dire" in page
    assert '<a href="/collectivites/38185">Grenoble</a>' in page
    assert "0 partenariat" in page
    assert 'value="grenobel"' in page


@pytest.mark.parametrize(
    "query",
    [
        "q=grenoble",  # partnerships bear the name
        "q=marignieu",  # a commune bears it, without any link
        "q=allemagne&pays=IT",  # the words are right, another choice leaves nothing
        "q=xqzwvkj",  # nothing comes close
        "pays=IT",
    ],
)
def test_the_list_asks_nothing_when_the_words_are_right_or_hopeless(
    atlas: FlaskClient, query: str
) -> None:
    assert "Vouliez-vous dire" not in atlas.get(f"/liste?{query}").get_data(as_text=True)


def test_a_page_brings_the_search_box_and_an_embedded_one_does_not(client: FlaskClient) -> None:
    assert "js/search/start.js" in client.get("/methode").get_data(as_text=True)
    assert "js/search/start.js" not in client.get("/carte?embed=1").get_data(as_text=True)
