"""The site once communes merged: the old address, the old code, what the pages say, and when."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from atlas.database import open_engine, transaction
from atlas.services import import_runs as imports
from atlas.services.derivation import refresh_all
from atlas.settings import load_settings
from tests.support.movements import merger
from tests.support.small_atlas import Builder, build_small_atlas
from tests.support.territories import DAY, applied, change
from webapp import create_app

VALLEY = "200000001"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "atlas.sqlite"
    engine = build_small_atlas(path)
    with transaction(engine) as session:
        build = Builder(session)
        isere = {"departement_code": "38", "region_code": "84"}
        build.authority("38902", "Le Val", insee_code="38902", point=(5.6, 45.3), **isere)
        build.authority("38903", "Combe", kind="ancienne", successor="38169", valid_to="2021",
                        insee_code="38903", **isere)  # fmt: skip
        build.authority(VALLEY, "Communauté de la Vallée", kind="epci", siren=VALLEY, **isere)
        build.partnership(11, ("38902", "de-essen"), year=1980)
        refresh_all(session)
    engine.dispose()
    return path


@pytest.fixture
def client(path: Path) -> Iterator[FlaskClient]:
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    yield app.test_client()
    app.extensions["atlas_database"][0].dispose()


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(response.get_data(as_text=True)).replace("\N{NO-BREAK SPACE}", " ")


def change_the_map(path: Path) -> None:
    engine = open_engine(f"sqlite:///{path}")
    rows = merger(DAY, "38169 Fontaine", ["38902 Le Val"], name="Fontaine-le-Val")
    applied(engine, path.parent, rows, [change("dissolution", VALLEY, "")])
    engine.dispose()


def test_the_page_of_a_merged_commune_says_into_whom_and_when(
    client: FlaskClient, path: Path
) -> None:
    assert "<h1>Le Val</h1>" in text_of(client, "/collectivites/38902")
    change_the_map(path)
    page = text_of(client, "/collectivites/38902")
    assert "<h1>Fontaine-le-Val</h1>" in page
    assert "Le Val : réunie à Fontaine-le-Val le 1er janvier 2027" in page
    assert "Combe : réunie à Fontaine-le-Val en 2021" in text_of(client, "/collectivites/38903")
    english = text_of(client, "/en/collectivites/38902")
    assert "merged into Fontaine-le-Val on 1 January 2027" in english
    whole = text_of(client, "/collectivites/38169")
    assert "commune déléguée, 2027" in whole
    assert "Aussi écrit : Fontaine" in whole
    assert "Communauté de la Vallée : dissoute le 1er janvier 2027" in text_of(
        client, f"/collectivites/{VALLEY}"
    )


def test_the_old_code_still_selects_and_the_api_names_the_successor(
    client: FlaskClient, path: Path
) -> None:
    change_the_map(path)
    for code in ("38902", "38169", "38903"):
        answer = client.get(f"/api/v1/partenariats?collectivite={code}").get_json()
        assert {one["id"] for one in answer["partenariats"]} == {1, 7, 11}, code
        assert "Essen" in text_of(client, f"/liste?collectivite={code}")
    old = client.get("/api/v1/collectivites/38902").get_json()
    assert (old["remplacee_par"], old["fin"], old["nom"]) == ("38169", DAY, "Le Val")
    assert client.get("/api/v1/collectivites/38169").get_json()["fin"] is None


def test_the_page_of_a_partnership_tells_the_change_and_keeps_its_status(
    client: FlaskClient, path: Path
) -> None:
    before = client.get("/api/v1/partenariats/11").get_json()
    change_the_map(path)
    after = client.get("/api/v1/partenariats/11").get_json()
    assert after["statut"] == before["statut"]
    assert after["evenements"][1]["libelle"] == "Changement territorial"
    page = text_of(client, "/partenariats/11")
    assert "1er janvier 2027" in page
    assert "Fusion : Le Val (38902) a rejoint Fontaine-le-Val (38169)." in page
    assert "D’après Code officiel géographique 2027" in page
    assert "Territorial change" in text_of(client, "/en/partenariats/11")


def test_search_facets_and_caches_see_a_change_and_its_undoing(
    client: FlaskClient, path: Path
) -> None:
    def found(query: str) -> list[str]:
        answer = client.get(f"/api/v1/recherche?q={query}").get_json()
        return [one["code"] for one in answer["suggestions"]]

    def links() -> int:
        return int(client.get("/api/v1/partenariats?collectivite=38169").get_json()["total"])

    assert found("Le Val")[0] == "38902"
    assert links() == 2
    change_the_map(path)
    assert found("Le Val")[0] == "38169"
    assert found("Fontaine-le-Val")[0] == "38169"
    assert found("38902") == ["38169"]
    assert links() == 3
    engine = open_engine(f"sqlite:///{path}")
    with transaction(engine) as session:
        imports.revert(session, 1, author="command")
    engine.dispose()
    assert found("Le Val")[0] == "38902"
    assert links() == 2
