"""Headers of every answer."""

from __future__ import annotations

import re

import brotli
import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("address", ["/", "/carte", "/healthz", "/nulle-part", "/api/v1/facettes"])
def test_the_policy_allows_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "'unsafe-eval'" not in policy
    assert re.search(r"script-src 'self' 'nonce-[\w-]{20,}';", policy)


def test_inline_scripts_bear_the_nonce_of_their_answer_only(client: FlaskClient) -> None:
    nonces = []
    for _ in range(2):
        response = client.get("/carte")
        nonce = re.search(r"'nonce-([\w-]+)'", response.headers["Content-Security-Policy"])
        assert nonce is not None
        scripts = re.findall(r"<script(?![^>]*src=)([^>]*)>", response.get_data(as_text=True))
        executed = [tag for tag in scripts if "application/json" not in tag]
        assert executed
        assert all(f'nonce="{nonce.group(1)}"' in tag for tag in executed)
        nonces.append(nonce.group(1))
    assert nonces[0] != nonces[1]


def test_the_api_may_be_read_from_other_sites_and_pages_may_not_be_framed(
    client: FlaskClient,
) -> None:
    assert client.get("/api/v1/facettes").headers["Access-Control-Allow-Origin"] == "*"
    page = client.get("/")
    assert "Access-Control-Allow-Origin" not in page.headers
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_answers_are_compressed_when_the_reader_can(client: FlaskClient) -> None:
    for encoding in ("br", "gzip"):
        response = client.get("/api/v1/partenariats", headers={"Accept-Encoding": encoding})
        assert response.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in response.headers["Vary"]
    assert "Content-Encoding" not in client.get("/api/v1/partenariats").headers


def test_static_addresses_change_with_their_contents(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    link = re.search(r'href="(/static/[0-9a-f]{12}/css/site\.css)"', page)
    assert link is not None
    response = client.get(link.group(1))
    assert "max-age=31536000" in response.headers["Cache-Control"]
    response.close()


def test_the_map_s_data_say_the_same_however_they_are_compressed(client: FlaskClient) -> None:
    plain = client.get("/carte/donnees.json")
    packed = client.get("/carte/donnees.json", headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
