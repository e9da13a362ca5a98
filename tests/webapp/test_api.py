"""The API on the small atlas."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.small_atlas import HOSTILE_NAMES


def get(client: FlaskClient, address: str) -> Any:
    response = client.get(address if address.startswith("/") else f"/api/v1/{address}")
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def test_a_selection_is_listed_with_explanations_and_sources(client: FlaskClient) -> None:
    answer = get(client, "partenariats?epoque=guerre_froide&pays=DE&q=fontaine")
    assert answer["selection"] == "q=fontaine&epoque=guerre_froide&pays=DE"
    assert answer["total"] == 2
    found = {item["id"]: item for item in answer["partenariats"]}
    item = found[1]
    assert item["titre"] == "Fontaine\N{NO-BREAK SPACE}– Schmalkalden"
    assert item["annee_debut"] == 1963
    assert item["periode"] == "depuis 1963"
    assert item["epoques"][0]["code"] == "guerre_froide"
    assert item["epoques"][0]["explication"].startswith("1963, RDA")
    assert item["sources"][0]["url"] == "https://example.org/jumelages/1"
    member = item["membres"][1]
    assert (member["code"], member["pays_alors"]) == (
        "de-schmalkalden",
        {"code": "DD", "nom": "RDA"},
    )


def test_pages_follow_each_other_without_loss(client: FlaskClient) -> None:
    whole = get(client, "partenariats?par_page=100")
    ids = [item["id"] for item in whole["partenariats"]]
    pieces = []
    for number in range(1, 4):
        page = get(client, f"partenariats?par_page=3&page={number}")
        assert (page["pages"], page["total"]) == (3, 8)
        pieces += [item["id"] for item in page["partenariats"]]
    assert pieces == ids


def test_geojson_gives_points_in_degrees_or_no_geometry(client: FlaskClient) -> None:
    response = client.get("/api/v1/partenariats?format=geojson&par_page=100")
    assert response.mimetype == "application/geo+json"
    features = {f["id"]: f for f in response.get_json()["features"]}
    assert features[1]["geometry"] == {
        "type": "MultiPoint",
        "coordinates": [[5.69, 45.19], [10.45, 50.72]],
    }
    assert len(features[6]["geometry"]["coordinates"]) == 1
    assert features[8]["geometry"] == {"type": "MultiPoint", "coordinates": [[-1.53, 12.37]]}


def test_one_partnership_is_told_with_events_and_every_statement(client: FlaskClient) -> None:
    item = get(client, "partenariats/1")
    assert {e["nature"] for e in item["evenements"]} == {"signed", "confirmed"}
    assert [(d["valeur"], d["retenue"]) for d in item["declarations"]] == [
        ("1963", True),
        ("1964", False),
    ]


def test_hostile_names_travel_as_written(client: FlaskClient) -> None:
    names = {
        member["nom"]
        for item in get(client, "partenariats?par_page=100")["partenariats"]
        for member in item["membres"]
    }
    assert set(HOSTILE_NAMES) <= names
    assert HOSTILE_NAMES[0] in get(client, "/carte/lieux.json")["nom"]


@pytest.mark.parametrize(
    "query", ["", "epoque=guerre_froide", "pays=DE", "date=2005", "q=grenoble"]
)
def test_every_facet_agrees_with_the_list(client: FlaskClient, query: str) -> None:
    answer = get(client, f"facettes?{query}")
    assert answer["total"] == get(client, f"partenariats?{query}")["total"]
    for name, values in answer["facettes"].items():
        for value in values:
            kept = [part for part in query.split("&") if part and not part.startswith(f"{name}=")]
            address = "&".join([*kept, f"{name}={value['valeur']}"])
            total = get(client, f"partenariats?{address}")["total"]
            assert total == value["nombre"], (query, name, value)
            assert get(client, f"/carte/donnees.json?{address}")["total"] == total


@pytest.mark.parametrize("level", ["pays", "region", "departement", "collectivite"])
def test_flows_are_by_era(client: FlaskClient, level: str) -> None:
    answer = get(client, f"flux?niveau={level}")
    assert answer["total"] == 8
    for flow in answer["flux"]:
        assert sum(flow["epoques"].values()) == flow["nombre"]
        assert flow["de"]["code"]
        assert flow["vers"]["nom"]


def test_authorities_are_listed_by_number_of_links_and_read_one_by_one(client: FlaskClient) -> None:
    answer = get(client, "collectivites?cote=francais&par_page=2")
    assert answer["total"] == 6
    assert answer["collectivites"][0]["code"] == "38185"
    assert answer["collectivites"][0]["partenariats"] == 3
    assert get(client, "collectivites/38")["code"] == "38D"
    assert get(client, "collectivites/38500")["remplacee_par"] == "38169"


def test_the_countries_of_a_selection_are_those_of_its_partnerships(client: FlaskClient) -> None:
    everything = {entry["valeur"] for entry in get(client, "pays")["pays"]}
    chosen = get(client, "pays?pays=DE")
    assert "DE" in everything
    assert len(everything) > 1
    assert "DE" in {entry["valeur"] for entry in chosen["pays"]}
    among = get(client, "partenariats?pays=DE&par_page=500")["partenariats"]
    linked = {member["pays"]["code"] for one in among for member in one["membres"]} - {"FR"}
    assert {entry["valeur"] for entry in chosen["pays"]} == linked


def test_suggestions_lead_to_pages(client: FlaskClient) -> None:
    suggestions = get(client, "recherche?q=gren")["suggestions"]
    assert suggestions[0]["nom"] == "Grenoble"
    assert client.get(suggestions[0]["url"]).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("partenariats?epoque=jurassique", 400),
        ("partenariats?inconnu=1", 400),
        ("partenariats?page=-1", 400),
        ("partenariats?page=0", 400),
        ("partenariats?par_page=501", 400),
        ("partenariats?page=50", 404),
        ("partenariats?format=xml", 400),
        ("partenariats?bbox=1,2", 400),
        ("partenariats?de=99999", 400),
        ("partenariats?q=a&q=b", 400),
        ("partenariats/999", 404),
        ("partenariats/99999999999999999999999", 404),
        ("collectivites/rien", 404),
        ("collectivites/84", 404),
        ("collectivites?cote=gauche", 400),
        ("collectivites?page=99", 404),
        ("recherche?q=%00", 400),
        ("partenariats?q=%07", 400),
        ("flux?niveau=quartier", 400),
        ("facettes?page=1", 400),
        ("recherche?limite=1000", 400),
        ("recherche?autre=1", 400),
        ("recherche?q=" + "x" * 300, 400),
        ("rien", 404),
        ("partenariats?q=" + "x" * 10_000, 414),
    ],
)
def test_refusals_are_problems_with_a_french_sentence(
    client: FlaskClient, address: str, status: int
) -> None:
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json(force=True)
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    assert "{" not in problem["detail"]


def test_the_offending_field_is_named(client: FlaskClient) -> None:
    problem = client.get("/api/v1/partenariats?de=abc").get_json(force=True)
    assert problem["champ"] == "de"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/partenariats",
        "/api/v1/facettes?pays=DE",
        "/carte/donnees.json",
        "/carte/lieux.json",
    ],
)
def test_an_unchanged_answer_is_not_sent_twice(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    etag = first.headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get(address, headers={"If-None-Match": '"autre"'}).status_code == 200


def test_different_selections_have_different_tags(client: FlaskClient) -> None:
    tags = {
        client.get(f"/api/v1/partenariats?{query}").headers["ETag"]
        for query in ("", "pays=DE", "pays=IT", "page=1&par_page=3")
    }
    assert len(tags) == 4


def test_the_health_check_counts_partnerships(client: FlaskClient) -> None:
    answer = client.get("/healthz").get_json()
    assert (answer["statut"], answer["partenariats"]) == ("ok", 8)
