"""What the map fetches on demand, and the parameters that describe it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atlas.queries.landmarks import landmarks_by_year
from atlas.settings import load_settings
from tests.support.embedded import EmbeddedAtlas
from webapp import create_app


def test_the_landmarks_of_the_map_are_those_of_the_atlas(embedded: EmbeddedAtlas) -> None:
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{embedded.path}"}))
    client = app.test_client()
    french = client.get("/carte/reperes.json").get_json()
    english = client.get("/en/carte/reperes.json").get_json()
    assert french["1963"][0][:2] == ["Traité ou accord", "22 janvier 1963"]
    assert english["1963"][0][0] == "Treaty or agreement"
    assert all(url.startswith("http") for told in french.values() for *_, url in told)
    engine, _ = app.extensions["atlas_database"]
    with Session(engine) as session:
        assert list(french) == [str(year) for year in landmarks_by_year(session)]
    engine.dispose()


def test_the_landmarks_take_no_parameter(client: FlaskClient) -> None:
    answer = client.get("/carte/reperes.json?annee=1963")
    assert answer.status_code == 400
    assert "annee" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "comparer=guerre_froide,mondialisation",
        "comparer=1975,2005",
        "comparer=guerre_froide,2005&theme=eau&embed=1",
        "comparer=",
    ],
)
def test_the_map_compares_two_eras_or_years(client: FlaskClient, query: str) -> None:
    assert client.get(f"/carte?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("comparer=guerre_froide", "deux époques"),
        ("comparer=1975,1985,1995", "deux époques"),
        ("comparer=1975,1975", "différentes"),
        ("comparer=guerre_froide,guerre_froide", "différentes"),
        ("comparer=1975,2005&comparer=1980,2010", "deux époques"),
        ("comparer=guerre_froide,nimporte", "nimporte"),
        ("comparer=0001,2005", "1850"),
        ("comparer=1975,%3Cscript%3E", "ni une époque ni une année"),
        ("comparer=1975,2005&date=1980", "date"),
        ("comparer=1975,2005&epoque=guerre_froide", "epoque"),
    ],
)
def test_a_comparison_that_means_nothing_is_refused(
    client: FlaskClient, query: str, word: str
) -> None:
    answer = client.get(f"/carte?{query}")
    assert answer.status_code == 400
    assert word in answer.get_data(as_text=True)
    assert client.get(f"/en/carte?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["fond=pays", "fond=departements", "fond=departements&ratio=habitants"]
)
def test_the_map_colours_areas(client: FlaskClient, query: str) -> None:
    assert client.get(f"/carte?{query}&embed=1").status_code == 200


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("fond=communes", "departements"),
        ("fond=departements&ratio=km2", "habitants"),
        ("fond=pays&ratio=habitants", "population des pays"),
        ("ratio=habitants", "population des pays"),
        ("fond=pays&comparer=1975,2005", "comparer"),
        ("fond=pays&fond=departements", "une seule valeur"),
    ],
)
def test_areas_that_mean_nothing_are_refused(client: FlaskClient, query: str, word: str) -> None:
    answer = client.get(f"/carte?{query}")
    assert answer.status_code == 400
    assert word in answer.get_data(as_text=True)


def test_the_populations_of_the_map_are_served_once_for_all_selections(client: FlaskClient) -> None:
    assert client.get("/carte/populations.json").get_json() == {"38": 158_000}
    assert client.get("/carte/populations.json?theme=eau").status_code == 400
