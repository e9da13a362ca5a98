"""How fresh what the atlas says is: on each record, each collectivité, the method and the API."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.database import transaction
from atlas.dates import today, years_before
from atlas.editing.documents import SourceRef
from atlas.editing.partnerships import save_all
from atlas.editing.reading import read_document
from atlas.editing.stating import Declaration, verified
from atlas.queries.freshness import is_fresh, read_freshness
from atlas.queries.record_reading import read_records
from atlas.settings import load_settings
from tests.support.editing import CAUSE
from webapp import create_app


@pytest.fixture
def app(small_file: Path, tmp_path: Path) -> Iterator[Flask]:
    copy = shutil.copyfile(small_file, tmp_path / "atlas.sqlite")
    made = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{copy}"}))
    yield made
    made.extensions["atlas_database"][0].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def verify(app: Flask, number: int, day: str, code: str = "") -> None:
    declaration = Declaration(code, day, SourceRef(f"Déclaration ({code})")) if code else None
    with transaction(app.extensions["atlas_database"][0]) as session:
        document = read_document(session, number)
        assert document is not None
        save_all(session, {number: verified(document, day, declaration)}, CAUSE)


def text(client: FlaskClient, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    return page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_record_never_verified_says_of_when_its_latest_fact_is(client: FlaskClient) -> None:
    page = text(client, "/partenariats/4")
    assert "Jamais vérifié auprès d’une collectivité." in page
    assert "Le fait le plus récent que donnent ses sources est de 2010." in page
    assert "Ses sources ne datent aucun fait." in text(client, "/partenariats/6")
    assert "non vérifié depuis" in text(client, "/partenariats/2")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("38185", "par la commune."),
        ("38D", "par le département."),
        ("", "par l’équipe de l’atlas."),
        ("99999", "par la collectivité."),
    ],
)
def test_a_verified_record_says_when_and_by_whom(
    app: Flask, client: FlaskClient, code: str, said: str
) -> None:
    year = today().year
    verify(app, 4, f"{year}-01-01", code)
    page = text(client, "/partenariats/4")
    assert f"Vérifié en janvier {year} {said}" in page
    assert "il y a plus de trois ans" not in page
    english = text(client, "/en/partenariats/4")
    assert f"Verified in January {year}" in english


def test_an_old_verification_says_that_it_is_old(app: Flask, client: FlaskClient) -> None:
    verify(app, 2, "2019-06-15", "38185")
    page = text(client, "/partenariats/2")
    assert "Vérifié en juin 2019 par la commune." in page
    assert "C’était il y a plus de trois ans : cela a pu changer." in page
    assert "non vérifié depuis" not in page


def test_an_authority_says_how_many_of_its_links_were_verified(
    app: Flask, client: FlaskClient
) -> None:
    address, day = "/collectivites/38185", today().isoformat()
    assert "Aucun de ses 3 liens n’a été vérifié depuis trois ans." in text(client, address)
    verify(app, 2, day)
    assert "1 de ses 3 liens a été vérifié depuis moins de trois ans." in text(client, address)
    verify(app, 3, day)
    verify(app, 4, "2015-01-01")
    assert "2 de ses 3 liens ont été vérifiés" in text(client, address)
    verify(app, 4, day)
    assert "Ses 3 liens ont été vérifiés depuis moins de trois ans." in text(client, address)
    assert "Son lien n’a pas été vérifié depuis trois ans." in text(client, "/collectivites/98818")


def test_the_method_counts_what_is_fresh_by_region(app: Flask, client: FlaskClient) -> None:
    verify(app, 2, today().isoformat(), "38185")
    verify(app, 5, "2015-01-01", "98818")
    page = text(client, "/methode")
    assert "vérifiés depuis moins de trois ans" in page
    assert "Aucun lien n’a été vérifié" not in page
    assert 'id="fraicheur"' in page


def test_the_api_says_when_and_by_whom(app: Flask, client: FlaskClient) -> None:
    verify(app, 2, "2026-03-02", "38185")
    found = client.get("/api/v1/partenariats/2").get_json()
    assert (found["derniere_verification"], found["verifie_par"]) == ("2026-03-02", "38185")
    other = client.get("/api/v1/partenariats/3").get_json()
    assert (other["derniere_verification"], other["verifie_par"]) == (None, None)
    listed = client.get("/api/v1/partenariats").get_json()["partenariats"]
    assert all("derniere_verification" in one for one in listed)


def test_sources_that_say_a_record_is_right_do_not_contradict_each_other(
    app: Flask, client: FlaskClient
) -> None:
    verify(app, 4, "2026-03-02", "38185")
    verify(app, 4, "2026-03-09", "38D")
    page = text(client, "/partenariats/4")
    assert "Les sources ne disent pas toutes la même chose" not in page
    assert "Vérifié en mars 2026 par le département." in page


@pytest.mark.parametrize(
    ("day", "fresh"),
    [(None, False), ("", False), ("2023-11-28", True), ("2023-11-27", False), ("2026", True),
     ("2023", False)],
)  # fmt: skip
def test_a_verification_holds_for_three_years(day: str | None, fresh: bool) -> None:
    assert is_fresh(day, dt.date(2026, 11, 28)) is fresh


def test_years_before_a_leap_day_are_days() -> None:
    assert years_before(dt.date(2024, 2, 29), 3) == "2021-02-28"


def test_what_is_foreseen_is_no_fact(app: Flask) -> None:
    with transaction(app.extensions["atlas_database"][0]) as session:
        (record,) = read_records(session, [4])
    assert [event.date for event in record.events] == ["1975", "2010"]
    assert read_freshness(record, dt.date(2000, 1, 1)).latest_fact == 1975
