"""A record as it was on any day, from the pages of its history."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.database import transaction
from atlas.editing.partnerships import create, save_all
from atlas.editing.reading import read_document
from tests.support.back_office import enter, open_accounts
from tests.support.editing import CAUSE, changed_note
from webapp.database import writing_engine

TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    open_accounts(app)
    return enter(app, "lecteur")


def on(client: FlaskClient, number: int, day: str) -> tuple[int, str]:
    answer = client.get(f"/gestion/partenariats/{number}/ce-jour?le={day}")
    return answer.status_code, answer.get_data(as_text=True)


def test_a_record_is_shown_as_it_was_at_the_end_of_a_day(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction(writing_engine()) as session:
        save_all(session, {2: changed_note(read_document(session, 2), "Une note neuve.")}, CAUSE)
    assert "Une note neuve." in on(client, 2, TODAY.isoformat())[1]
    status, before = on(client, 2, (TODAY - dt.timedelta(days=1)).isoformat())
    assert status == 200
    assert "Une note neuve." not in before
    assert "Essen" in before


def test_a_record_that_was_not_made_yet_did_not_exist(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction(writing_engine()) as session:
        known = read_document(session, 2)
        assert known is not None
        made = create(session, msgspec.structs.replace(known, note="x"), CAUSE)
    assert "n’existait pas" in on(client, made, "2020-01-01")[1]
    assert "Ce que disait la fiche" in on(client, made, TODAY.isoformat())[1]


@pytest.mark.parametrize("day", ["", "hier", "2026-02-30", "28/11/2026", "<b>"])
def test_what_is_no_day_is_refused_in_a_sentence(client: FlaskClient, day: str) -> None:
    status, page = on(client, 2, day)
    assert status == 400
    assert "n’est pas un jour" in page
    assert "<b>" not in page


def test_a_record_that_never_was_is_not_found(client: FlaskClient) -> None:
    assert on(client, 999, "2026-01-01")[0] == 404


def test_an_agent_sees_the_past_of_their_own_records_only(app: Flask, client: FlaskClient) -> None:
    agent = enter(app, "agent")
    assert on(agent, 2, "2026-01-01")[0] == 200
    assert on(agent, 1, "2026-01-01")[0] == 404
