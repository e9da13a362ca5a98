"""When a link held, in words: « depuis » is said of what was signed, and of nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.events import ONE_OFF_LINK_TYPES
from atlas.model import Partnership
from atlas.queries.record_reading import read_records
from atlas.settings import load_settings
from tests.support.embedded import EmbeddedAtlas
from webapp import create_app
from webapp.presentation.periods import period_label, start_label


@dataclass(frozen=True)
class Link:
    """A partnership as far as its years go: a twinning that goes on, unless said otherwise."""

    year_start: int | None
    year_end: int | None = None
    circa: bool = False
    link_type: str = "jumelage"
    status: str = "actif"
    active_to: int | None = None
    start_kind: str | None = "signed"
    year_signed: int | None = None


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (Link(1963), "depuis 1963"),
        (Link(1976, circa=True), "depuis 1976 environ"),
        (Link(2017, 2017), "en 2017"),
        (Link(2017, 2017, circa=True), "vers 2017"),
        (Link(1975, 2022), "de 1975 à 2022"),
        (Link(1975, 2022, circa=True), "de 1975 environ à 2022"),
        (Link(None, 2022), ""),
    ],
)
def test_a_period_reads_as_the_end_of_a_sentence(
    small_app: Flask, link: Link, expected: str
) -> None:
    with small_app.test_request_context("/"):
        assert period_label(link) == expected


@pytest.mark.parametrize("link_type", sorted(ONE_OFF_LINK_TYPES))
@pytest.mark.parametrize(
    ("active_to", "circa", "expected"),
    [
        (None, False, "en 1921"),
        (1921, False, "en 1921"),
        (1921, True, "vers 1921"),
        (1923, False, "de 1921 à 1923"),
    ],
)
def test_an_action_is_said_to_have_taken_place_and_not_to_go_on(
    small_app: Flask, link_type: str, active_to: int | None, circa: bool, expected: str
) -> None:
    link = Link(
        1921, circa=circa, link_type=link_type, active_to=active_to, start_kind="first_known"
    )
    with small_app.test_request_context("/"):
        assert period_label(link) == expected
        assert start_label(link) == "Année"


@pytest.mark.parametrize(
    ("start_kind", "status", "expected"),
    [
        ("first_known", "inconnu", "dès 2012"),
        ("first_known", "actif", "au moins depuis 2012"),
        ("project", "actif", "avec un projet en 2012"),
        ("signed", "inconnu", "depuis 2012"),
    ],
)
def test_a_year_that_may_be_a_project_s_is_not_said_to_begin_the_link(
    small_app: Flask, start_kind: str, status: str, expected: str
) -> None:
    link = Link(2012, link_type="cooperation", start_kind=start_kind, status=status)
    with small_app.test_request_context("/"):
        assert period_label(link) == expected


def test_a_twinning_that_a_pact_preceded_is_dated_by_its_own_signature(small_app: Flask) -> None:
    link = Link(2003, start_kind="opened", year_signed=2019)
    with small_app.test_request_context("/"):
        assert period_label(link) == "depuis 2019, après un premier acte en 2003"
        assert start_label(link) == "Premier acte"


@pytest.fixture(scope="module")
def embedded_app(embedded: EmbeddedAtlas) -> Iterator[Flask]:
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{embedded.path}"}))
    yield app
    engine, _ = app.extensions["atlas_database"]
    engine.dispose()


def test_the_pact_of_blois_and_urbino_is_not_called_a_twinning(embedded_app: Flask) -> None:
    page = embedded_app.test_client().get("/partenariats/389").get_data(as_text=True)

    assert "Jumelage · depuis 2019, après un premier acte en 2003" in page
    assert "depuis 2003" not in page
    timeline = page[page.index('class="chronologie"') : page.index("Sur quels sujets")]
    assert re.search("2003.*Premier acte.*Pacte d’amitié.*2019.*Signature", timeline, re.DOTALL)


def test_no_action_of_the_shipped_set_is_said_to_last_since_its_year(
    embedded_app: Flask, embedded: EmbeddedAtlas
) -> None:
    with Session(embedded.engine) as session, embedded_app.test_request_context("/"):
        records = read_records(session, session.scalars(select(Partnership.id)).all())
        said = {r.id: period_label(r) for r in records if r.link_type in ONE_OFF_LINK_TYPES}
    assert len(said) > 100
    assert not [number for number, words in said.items() if "depuis" in words]
    assert said[1642] == "vers 1921"
