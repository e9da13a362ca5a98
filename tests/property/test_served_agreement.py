"""For any selection, what the site serves says the same number: pages, map, API, exports."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from atlas.settings import load_settings
from atlas.vocabulary import Vocabulary, load_vocabulary
from tests.property.test_agreement import selections
from tests.support.embedded import EmbeddedAtlas
from webapp import create_app


@cache
def _client(url: str) -> FlaskClient:
    return create_app(load_settings({"ATLAS_DATABASE_URL": url})).test_client()


@cache
def _vocabulary(engine: object) -> Vocabulary:
    with Session(engine) as session:  # type: ignore[arg-type]
        return load_vocabulary(session)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_list_map_facets_cross_table_and_exports_say_the_same_number(
    embedded: EmbeddedAtlas, data: st.DataObject
) -> None:
    client = _client(str(embedded.engine.url))
    selection = data.draw(selections(_vocabulary(embedded.engine)))
    query = selection.query_string()

    def served(path: str, more: str = "") -> str:
        answer = client.get(f"{path}?{'&'.join(part for part in (query, more) if part)}")
        assert answer.status_code == 200, (path, query)
        return answer.get_data(as_text=True)

    total = json.loads(served("/api/v1/partenariats", "par_page=500"))["total"]
    exported = json.loads(served("/api/v1/partenariats", "format=geojson&par_page=500"))
    assert exported["total"] == total
    assert len(exported["features"]) == min(total, 500)
    assert json.loads(served("/carte/donnees.json"))["total"] == total
    assert json.loads(served("/api/v1/facettes"))["total"] == total
    assert _number_of(r'id="t-resultats"[^>]*>([^<]+)<', served("/liste")) == total
    files = {
        "csv": len(list(csv.DictReader(io.StringIO(served("/export/partenariats.csv"))))),
        "json": len(json.loads(served("/export/partenariats.json"))["partenariats"]),
        "geojson": len(json.loads(served("/export/partenariats.geojson"))["features"]),
        "kml": served("/export/partenariats.kml").count("<Placemark>"),
    }
    assert set(files.values()) == {total}, files
    table = list(csv.reader(io.StringIO(served("/chiffres", "format=csv").removeprefix("\ufeff"))))
    assert int(table[-1][-1]) == total


def _number_of(pattern: str, page: str) -> int:
    found = re.search(pattern, page)
    assert found
    return int(re.sub(r"\D", "", found[1]) or 0)
