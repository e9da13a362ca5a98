"""Whatever address is asked for, the site answers with a page or a sentence, never a failure."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.selection import FIELDS
from atlas.settings import load_settings
from tests.support.small_atlas import HOSTILE_NAMES, build_small_atlas
from webapp import create_app

PATHS = (
    "/",
    "/carte",
    "/carte/donnees.json",
    "/carte/lieux.json",
    "/liste",
    "/epoques",
    "/methode",
    "/chiffres",
    "/comparer",
    "/donnees",
    "/healthz",
    "/api/v1/partenariats",
    "/api/v1/collectivites",
    "/api/v1/pays",
    "/api/v1/flux",
    "/api/v1/facettes",
    "/api/v1/recherche",
)
PARENTS = (
    "/partenariats/",
    "/collectivites/",
    "/pays/",
    "/api/v1/partenariats/",
    "/api/v1/collectivites/",
    "/api/v1/",
    "/static/",
    "/",
)
PARAMS = (
    *FIELDS,
    "page",
    "par_page",
    "tri",
    "ordre",
    "format",
    "niveau",
    "couleur",
    "cote",
    "limite",
    "lignes",
    "colonnes",
    "mesure",
    "par",
    "ajouter",
    "semblables",
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(
        [
            *HOSTILE_NAMES,
            "38185",
            "DE",
            "guerre_froide",
            "1,2,3,4",
            "180,0,-180,1",
            "1975",
            "%",
            "_",
        ]
    ),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    path = tmp_path_factory.mktemp("site") / "small.sqlite"
    build_small_atlas(path).dispose()
    made = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    yield made
    engine, _ = made.extensions["atlas_database"]
    engine.dispose()


def ask(app: Flask, address: str) -> None:
    response = app.test_client().get(address)
    assert response.status_code in (200, 301, 302, 308, 400, 404, 414), address
    if response.status_code >= 400:
        text = response.get_data(as_text=True)
        assert "." in text
        assert "Traceback" not in text
    response.close()


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    path=st.sampled_from(PATHS),
    pairs=st.lists(st.tuples(st.sampled_from(PARAMS), VALUES), max_size=4),
)
def test_any_query_string_is_answered(app: Flask, path: str, pairs: list[tuple[str, str]]) -> None:
    ask(app, f"{path}?{urlencode(pairs, errors='surrogatepass')}")


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(parent=st.sampled_from(PARENTS), name=VALUES)
def test_any_path_is_answered(app: Flask, parent: str, name: str) -> None:
    ask(app, parent + quote(name, safe="", errors="surrogatepass"))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(PATHS), raw=st.binary(max_size=60))
def test_any_bytes_in_a_query_string_are_answered(app: Flask, path: str, raw: bytes) -> None:
    text = "".join(f"%{byte:02X}" for byte in raw)
    ask(app, f"{path}?{text}=1&q={text}")
