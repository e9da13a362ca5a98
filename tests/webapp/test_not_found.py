"""What is missing is named, and each kind of thing has its own way to go on."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

MISSING = (
    ("/pays/ZZ", "Ce pays n’est pas dans l’atlas", "/liste"),
    ("/collectivites/rien", "Cette collectivité n’est pas dans l’atlas", None),
    ("/partenariats/999", "Cette fiche n’est pas dans l’atlas", "/donnees#ecartes"),
    ("/epoques/baroque", "Cette époque n’est pas dans l’atlas", "/epoques"),
    ("/themes/rien", "Ce thème n’est pas dans l’atlas", "/themes"),
    ("/financements/rien", "Ce financement n’est pas dans l’atlas", "/financements"),
    ("/liste?pays=DE&page=99", "La liste s’arrête avant cette page", "/liste?pays=DE"),
    ("/pays/DE?page=99", "La liste s’arrête avant cette page", "/pays/DE"),
    ("/nulle-part", "Cette page n’est pas dans l’atlas", None),
    ("/partenariats/abc", "Cette page n’est pas dans l’atlas", None),
)


@pytest.mark.parametrize(("address", "title", "next_step"), MISSING)
def test_each_kind_of_missing_thing_has_its_sentence_and_its_next_step(
    client: FlaskClient, address: str, title: str, next_step: str | None
) -> None:
    response = client.get(address)
    page = response.get_data(as_text=True)
    assert response.status_code == 404
    assert f"<h1>{title}</h1>" in page
    advice = re.search(r'class="chapeau">[^<]+</p>\s*<p>(.+?)</p>', page, re.DOTALL)
    assert advice is not None
    assert ("commune" in advice.group(1)) == address.startswith("/collectivites")
    links = re.findall(r'href="([^"]+)"', advice.group(1))
    assert links == ([next_step] if next_step else [])
    for link in links:
        assert client.get(link).status_code == 200


def test_the_advice_differs_from_one_kind_to_the_other(client: FlaskClient) -> None:
    advice = {
        client.get(address).get_data(as_text=True).split('class="chapeau"')[1].split("<form")[0]
        for address, _, _ in MISSING[:6] + MISSING[8:9]
    }
    assert len(advice) == 7


@pytest.mark.parametrize("address", ["/collectivites/%00", "/pays/%00%1b", "/signalements/%00"])
def test_what_no_page_may_hold_is_not_echoed(client: FlaskClient, address: str) -> None:
    refused = client.get(address)
    assert refused.status_code in (400, 404)
    assert not any(ord(c) < 32 and c not in "\n\t\r" for c in refused.text)
