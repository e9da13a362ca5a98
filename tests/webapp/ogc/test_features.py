"""OGC API – Features: documents, pages, filters and refusals, as the standard has them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.features.collections import COLLECTIONS
from webapp.ogc.params import MOST

NAMES = tuple(COLLECTIONS)


def items(client: FlaskClient, name: str, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/ogc/collections/{name}/items?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json(force=True)


def test_the_landing_page_leads_to_every_part(client: FlaskClient) -> None:
    landing = client.get("/ogc").get_json()
    rels = {link["rel"]: link["href"] for link in landing["links"]}
    assert {"self", "alternate", "service-desc", "conformance", "data"} <= rels.keys()
    for href in rels.values():
        assert client.get(href.removeprefix("http://localhost")).status_code == 200, href


def test_collections_are_those_that_the_atlas_holds(client: FlaskClient) -> None:
    listed = client.get("/ogc/collections").get_json()["collections"]
    assert [one["id"] for one in listed] == list(NAMES)
    for one in listed:
        assert client.get(f"/ogc/collections/{one['id']}").get_json() == one
        assert one["links"][1]["type"] == "application/geo+json"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_features_is_geojson_with_its_counts(name: str, client: FlaskClient) -> None:
    answer = client.get(f"/ogc/collections/{name}/items?limit={MOST}")
    assert answer.mimetype == "application/geo+json"
    page = answer.get_json(force=True)
    assert page["numberReturned"] == len(page["features"]) == page["numberMatched"]
    for feature in page["features"]:
        single = client.get(f"/ogc/collections/{name}/items/{feature['id']}").get_json(force=True)
        assert {key: single[key] for key in feature} == feature
        assert list(feature["properties"]) == [c.name for c in COLLECTIONS[name].columns]


def test_pages_follow_each_other_and_hold_each_feature_once(client: FlaskClient) -> None:
    whole = [f["id"] for f in items(client, "partenariats", f"limit={MOST}")["features"]]
    found, address = [], "/ogc/collections/partenariats/items?limit=3&f=json"
    while address:
        page = client.get(address).get_json(force=True)
        found += [feature["id"] for feature in page["features"]]
        links = {link["rel"]: link["href"] for link in page["links"]}
        address = links.get("next", "").removeprefix("http://localhost")
        assert ("prev" in links) == (len(found) > 3)
    assert found == whole


def test_counts_are_those_of_the_api(client: FlaskClient) -> None:
    for query in ("", "pays=DE", "epoque=apres_guerre&pays=DE&pays=IT", "q=essen"):
        total = client.get(f"/api/v1/partenariats?{query}").get_json()["total"]
        assert items(client, "partenariats", query)["numberMatched"] == total
        for name, side in (("collectivites", "francais"), ("partenaires", "etranger")):
            told = client.get(f"/api/v1/collectivites?cote={side}&{query}").get_json()["total"]
            assert items(client, name, query)["numberMatched"] == told
        countries = client.get(f"/api/v1/pays?{query}").get_json()["pays"]
        assert items(client, "pays", query)["numberMatched"] == len(countries)


def test_a_box_keeps_the_lines_that_cross_it_and_the_points_that_lie_in_it(
    client: FlaskClient,
) -> None:
    # Between Fontaine (5.7 E, 45.2 N) and Essen (7.0 E, 51.5 N), where nobody lives.
    crossed = items(client, "partenariats", "bbox=6,47,6.9,49&pays=DE")
    assert crossed["numberMatched"] > 0
    assert items(client, "partenaires", "bbox=6,47,6.9,49")["numberMatched"] == 0
    essen = items(client, "partenaires", "bbox=7,51.4,7.1,51.5")["features"]
    assert "de-essen" in {feature["id"] for feature in essen}
    assert items(client, "reseaux", "bbox=-180,-90,180,90")["numberMatched"] == 0
    high = items(client, "partenaires", "bbox=7,51.4,0,7.1,51.5,100")
    assert high["features"] == essen


def test_a_box_across_the_antimeridian_is_two(client: FlaskClient) -> None:
    both = items(client, "partenaires", "bbox=130,20,-60,50")["features"]
    assert {feature["properties"]["pays"] for feature in both} == {"JP"}


def test_a_period_keeps_what_is_known_to_be_in_force_then(client: FlaskClient) -> None:
    for period, query in (("1975", "date=1975"), ("1975-06-30T00:00:00Z", "date=1975")):
        total = client.get(f"/api/v1/partenariats?{query}").get_json()["total"]
        assert items(client, "partenariats", f"datetime={period}")["numberMatched"] == total
    ever = items(client, "partenariats", "datetime=../..")["numberMatched"]
    before = items(client, "partenariats", "datetime=../1960")["numberMatched"]
    since = items(client, "partenariats", "datetime=1961/..")["numberMatched"]
    assert before <= ever
    assert since <= ever
    dated = items(client, "partenariats", f"limit={MOST}")["features"]
    assert ever == sum(f["properties"]["annee_debut"] is not None for f in dated)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ogc/collections/villes", 404),
        ("/ogc/collections/villes/items", 404),
        ("/ogc/collections/partenariats/items/999999", 404),
        ("/ogc/collections/partenariats/items/abc", 404),
        ("/ogc/collections/collectivites/items/de-essen", 404),
        ("/ogc/collections/pays/items/FR", 404),
        ("/ogc/collections/reseaux/items/x", 404),
        ("/ogc/collections/partenariats/items?limit=0", 400),
        ("/ogc/collections/partenariats/items?limit=dix", 400),
        ("/ogc/collections/partenariats/items?limit=1&limit=2", 400),
        ("/ogc/collections/partenariats/items?offset=-1", 400),
        ("/ogc/collections/partenariats/items?bbox=1,2,3", 400),
        ("/ogc/collections/partenariats/items?bbox=1,2,3,nan", 400),
        ("/ogc/collections/partenariats/items?bbox=1,5,3,2", 400),
        ("/ogc/collections/partenariats/items?bbox=200,0,210,1", 400),
        ("/ogc/collections/partenariats/items?datetime=hier", 400),
        ("/ogc/collections/partenariats/items?datetime=1980/1970", 400),
        ("/ogc/collections/partenariats/items?datetime=1/2/3", 400),
        ("/ogc/collections/partenariats/items?pays=ZZ", 400),
        ("/ogc/collections/partenariats/items?couleur=bleu", 400),
        ("/ogc/collections/reseaux/items?pays=DE", 400),
        ("/ogc/collections?limit=3", 400),
        ("/ogc?f=xml", 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    address: str, status: int, client: FlaskClient
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json(force=True)["detail"].endswith(".")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["limit", "offset", "bbox", "datetime", "f", "q"]), value=st.text())
def test_no_value_of_a_parameter_is_a_failure(client: FlaskClient, name: str, value: str) -> None:
    answer = client.get("/ogc/collections/partenariats/items", query_string={name: value})
    assert answer.status_code in (200, 400)


def test_a_page_is_shown_to_who_reads_in_a_browser(client: FlaskClient) -> None:
    accepts = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for address in (
        "/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/partenariats",
        "/ogc/collections/partenariats/items", "/ogc/collections/partenariats/items/1",
        "/ogc/collections/reseaux/items", "/en/ogc/collections/pays/items?limit=1",
    ):  # fmt: skip
        answer = client.get(address, headers=accepts)
        assert answer.mimetype == "text/html"
        assert "<h1>" in answer.get_data(as_text=True)
        assert "Accept" in answer.headers["Vary"]
    refused = client.get("/ogc/collections/villes", headers=accepts)
    assert (refused.status_code, refused.mimetype) == (404, "text/html")


def test_names_that_break_careless_code_are_shown_as_written(client: FlaskClient) -> None:
    page = client.get("/ogc/collections/partenaires/items?f=html").get_data(as_text=True)
    assert "<script>alert(1)" not in page
    assert "{{ 7*7 }}" in page


def test_the_definition_tells_every_address_and_parameter(client: FlaskClient) -> None:
    definition = client.get("/ogc/api").get_json(force=True)
    assert definition["openapi"].startswith("3.0")
    for name in NAMES:
        asked = definition["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        names = [parameter["name"] for parameter in asked]
        assert len(names) == len(set(names))
        assert {"limit", "offset", "bbox", "datetime", "f"} <= set(names)
        assert ("pays" in names) == COLLECTIONS[name].selects


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/ogc/collections/pays/items")
    again = client.get(
        "/ogc/collections/pays/items", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
