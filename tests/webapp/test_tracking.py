"""Parameters that newsletters and networks add to links are let go; everything else is refused."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/carte?fbclid=abc", "/carte"),
        ("/liste?utm_source=lettre&pays=DE&utm_medium=mail&pays=IT", "/liste?pays=DE&pays=IT"),
        ("/en/liste?q=F%C3%BCrth%26co&gclid=1", "/en/liste?q=F%C3%BCrth%26co"),
        ("/collectivites/38185?mtm_campaign=x", "/collectivites/38185"),
    ],
)
def test_the_reader_is_sent_on_to_the_address_without_them(
    client: FlaskClient, asked: str, kept: str
) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, kept)
    assert client.get(kept).status_code == 200


def test_other_unknown_parameters_are_still_refused(client: FlaskClient) -> None:
    assert client.get("/liste?utm=1").status_code == 400
    answer = client.get("/liste?utm_source=x&epoque=antiquite", follow_redirects=True)
    assert answer.status_code == 400


@pytest.mark.parametrize("address", ["//evil.example/?fbclid=1", "/%2Fevil.example/?fbclid=1"])
def test_no_address_leads_out_of_the_site(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    location = answer.headers.get("Location", "")
    assert "//evil" not in location.removeprefix("http://localhost")
    assert answer.status_code in (302, 308, 404)
