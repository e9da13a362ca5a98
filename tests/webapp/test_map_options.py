"""What the map fetches on demand, and the parameters that describe it."""

from __future__ import annotations

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
