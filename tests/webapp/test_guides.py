"""What the guide for readers says can be opened, clicked and fetched."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from atlas.settings import PROJECT_ROOT

GUIDES = PROJECT_ROOT / "docs" / "guides"
READERS = (GUIDES / "consulter.md").read_text(encoding="utf-8")
OPERATORS = (GUIDES / "exploiter.md").read_text(encoding="utf-8")
#: Addresses written as code: they begin with a slash and name no file of the machine.
ADDRESSES = sorted(set(re.findall(r"`(/[a-z][^`<\s]*)`", READERS + OPERATORS)))
#: The beginning of an address that the reader completes.
BEGINNINGS = {"/collectivites/", "/api/v1/"}


def curls() -> list[str]:
    """Return the address that each curl example asks for."""
    found = []
    for line in re.findall(r"^curl .+$", READERS, flags=re.MULTILINE):
        (address,) = [word for word in shlex.split(line) if word.startswith("http")]
        found.append(address)
    return found


def _tells_fontaine(answer: dict[str, Any]) -> bool:
    first = next(item for item in answer["partenariats"] if item["id"] == 1)
    assert first["titre"] == "Fontaine\u00a0– Schmalkalden"
    assert first["epoques"][0]["code"] == "guerre_froide"
    return bool(first["epoques"][0]["explication"]) and bool(first["sources"])


def _is_geojson_of_isere(answer: dict[str, Any]) -> bool:
    return answer["type"] == "FeatureCollection" and len(answer["features"]) == answer["total"] > 0


def _counts_flows(answer: dict[str, Any]) -> bool:
    assert answer["niveau"] == "departement"
    return all(flow["nombre"] > 0 for flow in answer["flux"]) and len(answer["flux"]) > 1


EXAMPLES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "/api/v1/partenariats?epoque=guerre_froide&pays=DE": _tells_fontaine,
    "/api/v1/partenariats?departement=38&format=geojson&par_page=500": _is_geojson_of_isere,
    "/api/v1/flux?niveau=departement": _counts_flows,
}


def test_the_examples_of_the_api_are_those_that_are_tried_here() -> None:
    asked = [f"{urlsplit(a).path}?{urlsplit(a).query}" for a in curls()]
    assert [address for address in asked if address.startswith("/api/")] == list(EXAMPLES)
    assert {urlsplit(a).netloc for a in curls()} == {"127.0.0.1:8000"}


def test_the_examples_of_files_are_files(client: FlaskClient) -> None:
    files = [urlsplit(a) for a in curls() if urlsplit(a).path.startswith("/export/")]
    assert len(files) == 2
    for file in files:
        answer = client.get(f"{file.path}?{file.query}")
        assert answer.status_code == 200
        assert answer.data


@pytest.mark.parametrize("address", EXAMPLES)
def test_an_example_of_the_api_answers_what_the_guide_says(
    client: FlaskClient, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert EXAMPLES[address](response.get_json())


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a not in BEGINNINGS])
def test_every_address_of_a_guide_opens(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_guide_s_example_shows_the_same_number_on_the_list_and_in_the_api(
    client: FlaskClient,
) -> None:
    query = "epoque=guerre_froide&pays=DE"
    total = client.get(f"/api/v1/partenariats?{query}").get_json()["total"]
    feed = client.get(f"/carte/donnees.json?{query}").get_json()
    page = client.get(f"/liste?{query}&par_page=100").get_data(as_text=True)
    assert feed["total"] == total
    assert len(set(re.findall(r'href="(/partenariats/\d+)"', page))) == total


def test_every_button_and_heading_that_the_guide_names_is_on_the_site() -> None:
    templates = sorted((PROJECT_ROOT / "webapp" / "templates").rglob("*.html"))
    presentation = (PROJECT_ROOT / "webapp" / "presentation").glob("*.py")
    labels = (PROJECT_ROOT / "webapp" / "figures" / "views.py", *presentation, *templates)
    site = "\n".join(path.read_text(encoding="utf-8") for path in labels)
    named = re.findall(r"\*\*([^*]+)\*\*", READERS)
    assert len(named) > 20
    missing = [name for name in named if f"'{name}'" not in site and f'"{name}"' not in site]
    assert missing == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_behind_a_front_server_a_page_gives_its_public_address(
    client: FlaskClient, scheme: str
) -> None:
    # The server (gunicorn) turns X-Forwarded-Proto of a trusted front into the scheme.
    page = client.get("/partenariats/1", base_url=f"{scheme}://atlas.example.org")
    assert f"{scheme}://atlas.example.org/partenariats/1" in page.get_data(as_text=True)
