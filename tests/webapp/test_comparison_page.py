"""Authorities side by side: adding by name or code, homonyms, refusals, those that are alike."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.settings import load_settings
from tests.support.embedded import EmbeddedAtlas
from webapp import create_app

FIVE = ("38185", "38169", "38D", "84D", "84R")


@pytest.fixture(scope="module")
def real(embedded: EmbeddedAtlas) -> Iterator[FlaskClient]:
    app: Flask = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{embedded.path}"}))
    yield app.test_client()
    engine, _ = app.extensions["atlas_database"]
    engine.dispose()


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return html.unescape(response.get_data(as_text=True)).replace("\xa0", " ")


def columns(page: str) -> list[str]:
    head = page[page.index('<table class="table comparaison') :]
    head = head[: head.index("</thead>")]
    return re.findall(r'<a href="[^"]+">([^<]+)</a>', head)


def test_rennes_and_nantes_are_compared_in_the_order_asked_for(real: FlaskClient) -> None:
    page = text_of(real, "/comparer?collectivite=35238&collectivite=44109")
    assert columns(page) == ["Rennes", "Nantes"]
    assert columns(text_of(real, "/comparer?collectivite=44109&collectivite=35238")) == [
        "Nantes",
        "Rennes",
    ]
    for label in ("Liens pour 100", "Continents", "Thèmes", "Financement connu", "Première année"):
        assert label in page
    shared = page[page.index("Les mêmes pays") :]
    assert "Allemagne" in shared


def test_a_name_adds_an_authority_and_keeps_the_others(real: FlaskClient) -> None:
    answer = real.get("/comparer?collectivite=35238&ajouter=nantes")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/comparer?collectivite=35238&collectivite=44109"
    in_english = real.get("/en/comparer?ajouter=44109")
    assert in_english.headers["Location"] == "/en/comparer?collectivite=44109"


def test_a_code_of_two_bodies_offers_both(real: FlaskClient) -> None:
    page = text_of(real, "/comparer?ajouter=84")
    assert 'href="/comparer?collectivite=84D"' in page
    assert 'href="/comparer?collectivite=84R"' in page


def test_homonyms_are_told_apart_by_their_departement(real: FlaskClient) -> None:
    page = text_of(real, "/comparer?collectivite=35238&ajouter=Sainte-Colombe")
    choices = re.findall(
        r'<a href="/comparer\?collectivite=35238&collectivite=\w+">Sainte-Colombe</a> '
        r'<span class="note">Commune, ([^<]+)<',
        page,
    )
    assert len(choices) >= 10
    assert len(set(choices)) >= 10
    assert columns(page) == ["Rennes"]


def test_a_former_commune_stands_for_that_of_today(client: FlaskClient) -> None:
    assert columns(text_of(client, "/comparer?collectivite=38500")) == ["Fontaine"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ajouter=Nulle Part", "Aucune collectivité française ne porte"),
        ("ajouter=Essen", "est une collectivité étrangère"),
        ("collectivite=38185&ajouter=Grenoble", "est déjà dans la comparaison"),
        (
            "&".join(f"collectivite={code}" for code in FIVE) + "&ajouter=98818",
            "retirez-en une d’abord",
        ),
    ],
)
def test_what_cannot_be_added_is_refused_beside_the_form(
    client: FlaskClient, query: str, said: str
) -> None:
    page = text_of(client, f"/comparer?{query}", 404)
    alert = re.search(r'role="alert">([^<]+)<', page)
    assert alert is not None
    assert said in alert.group(1)


def test_six_are_too_many(client: FlaskClient) -> None:
    query = "&".join(f"collectivite={code}" for code in (*FIVE, "98818"))
    page = text_of(client, f"/comparer?{query}", 400)
    assert "Cinq collectivités au plus" in page


def test_each_one_can_be_removed(client: FlaskClient) -> None:
    page = text_of(client, "/comparer?collectivite=38185&collectivite=38D")
    assert '<a class="puce" href="/comparer?collectivite=38D">Grenoble' in page
    assert '<a class="puce" href="/comparer?collectivite=38185">Isère' in page


def test_an_empty_comparison_offers_examples(real: FlaskClient) -> None:
    page = text_of(real, "/comparer")
    assert "comparaison" not in page[page.index("<main") :].split("</main>")[0].replace(
        "comparaison--", ""
    )
    examples = re.findall(r'<li><a href="(/comparer\?collectivite=[^"]+)">([^<]+)<', page)
    assert len(examples) == 3
    for address, label in examples:
        assert columns(text_of(real, address)) == label.split(" et ")


def test_similar_ones_come_with_the_rule(real: FlaskClient) -> None:
    page = text_of(real, "/comparer?collectivite=35238&semblables=1")
    names = columns(page)
    assert names[0] == "Rennes"
    assert len(names) == 5
    assert "de la moitié au double" in page
    assert "(commune)" in page
    keep = re.search(r'href="([^"]+)">Garder ces collectivités', page)
    assert keep is not None
    assert columns(text_of(real, keep.group(1))) == names


def test_without_a_population_nothing_is_similar(client: FlaskClient) -> None:
    page = text_of(client, "/comparer?collectivite=38169&semblables=1")
    assert "La population de Fontaine n’est pas connue" in page
    assert columns(page) == ["Fontaine"]


def test_what_is_not_known_is_not_a_zero(client: FlaskClient) -> None:
    page = text_of(client, "/comparer?collectivite=38169&collectivite=94038")
    assert page.count('<span class="inconnu">') >= 4


def test_the_page_is_in_english_too(client: FlaskClient) -> None:
    page = text_of(client, "/en/comparer?collectivite=38185&collectivite=38D")
    assert "What they have in common" in page
    assert "Links per 100,000 inhabitants" in page
