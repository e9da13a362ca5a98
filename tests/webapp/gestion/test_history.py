"""A record as it was on any day, from the pages of its history."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.database import transaction
from atlas.editing.partnerships import create, save_all
from atlas.editing.reading import read_document
from tests.support.back_office import enter, open_accounts, token
from tests.support.editing import CAUSE, changed_note
from webapp.database import writing_engine
from webapp.presentation.labels import date_label

TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    open_accounts(app)
    return enter(app, "lecteur")


def date_in_words(app: Flask, day: dt.date) -> str:
    with app.test_request_context("/"):
        return date_label(day.isoformat())


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


def test_a_record_that_was_not_made_yet_was_not_known(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction(writing_engine()) as session:
        made = create(session, changed_note(read_document(session, 2)), CAUSE)
    page = on(client, made, "2020-01-01")[1]
    assert "L’atlas ne connaissait pas encore ce partenariat" in page
    assert f"il le connaît depuis le {date_in_words(app, TODAY)}" in page
    assert "Ce que disait la fiche" in on(client, made, TODAY.isoformat())[1]


def test_a_record_of_the_datasets_is_known_since_they_are(client: FlaskClient) -> None:
    page = on(client, 2, "1900-01-01")[1]
    assert "L’atlas ne connaissait pas encore ce partenariat" in page
    assert "il le connaît depuis le 1er\N{NO-BREAK SPACE}janvier 2026" in page
    assert "Essen," not in page
    assert "Ce que disait la fiche" in on(client, 2, "2026-01-01")[1]


def test_a_record_that_was_removed_was_there_before(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction(writing_engine()) as session:
        save_all(session, {2: None}, CAUSE)
    assert "n’était pas dans l’atlas" in on(client, 2, TODAY.isoformat())[1]
    assert "Ce que disait la fiche" in on(client, 2, "2026-02-01")[1]


def test_a_change_that_was_undone_says_so_and_is_not_offered_again(app: Flask) -> None:
    open_accounts(app)
    client = enter(app, "mainteneur")
    with app.app_context(), transaction(writing_engine()) as session:
        (first,) = save_all(session, {2: changed_note(read_document(session, 2))}, CAUSE)
    address = "/gestion/partenariats/2/histoire"

    def undo(number: int) -> str:
        client.post(
            f"/gestion/partenariats/2/annuler/{number}",
            data={"csrf_token": token(client)},
        )
        return client.get(address).get_data(as_text=True)

    assert "annuler/" in client.get(address).get_data(as_text=True)
    page = undo(first)
    assert re.search(r"Annulée le [^<]+ par mainteneur@atlas\.fr", page)
    assert f"annuler/{first}" not in page
    assert f"annuler/{first + 1}" in page
    assert f"La modification n° {first} est déjà annulée." in undo(first)
    page = undo(first + 1)
    assert f"annuler/{first}" in page
    assert f'annuler/{first + 1}"' not in page


@pytest.mark.parametrize("day", ["", "hier", "2026-02-30", "28/11/2026", "<b>"])
def test_what_is_no_day_is_refused_in_a_sentence(client: FlaskClient, day: str) -> None:
    status, page = on(client, 2, day)
    assert status == 400
    assert "n’est pas un jour" in page
    assert "<b>" not in page


def test_a_day_to_come_is_refused_and_one_of_long_ago_is_not(client: FlaskClient) -> None:
    status, page = on(client, 2, "2099-01-01")
    assert status == 400
    assert "Ce jour est à venir" in page
    assert on(client, 2, "0001-01-01")[0] == 200


def test_a_record_that_never_was_is_not_found(client: FlaskClient) -> None:
    assert on(client, 999, "2026-01-01")[0] == 404


def test_an_agent_sees_the_past_of_their_own_records_only(app: Flask, client: FlaskClient) -> None:
    agent = enter(app, "agent")
    assert on(agent, 2, "2026-01-01")[0] == 200
    assert on(agent, 1, "2026-01-01")[0] == 404
