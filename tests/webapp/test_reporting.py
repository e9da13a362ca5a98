"""Anyone can say that something is wrong, and follow what becomes of it; programs cannot."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.database import transaction
from atlas.services import reports
from atlas.settings import load_settings
from tests.support.small_atlas import HOSTILE_NAMES
from webapp import create_app, limits
from webapp.public import guarded_form

WORDS = "Le jumelage date de 1964, selon le bulletin municipal."


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a program send what it has just read."""
    monkeypatch.setattr(guarded_form, "QUICKEST", 0)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def form(client: FlaskClient, address: str = "/signaler?sujet=partenariats/1") -> dict[str, str]:
    """Open the form and return its hidden fields."""
    page = client.get(address).get_data(as_text=True)
    hidden = re.findall(r'<input id="\w+" name="(\w+)" type="hidden" value="([^"]*)"', page)
    assert {name for name, _ in hidden} == {"csrf_token", "sujet", "depart"}
    return dict(hidden)


def test_a_reader_reports_an_error_and_follows_it_until_it_is_answered(
    app: Flask, client: FlaskClient
) -> None:
    sent = client.post("/signaler", data={**form(client), "nature": "erreur", "message": WORDS})
    assert sent.status_code == 303
    follow = sent.headers["Location"]
    page = client.get(follow).get_data(as_text=True)
    assert WORDS in page
    assert "il attend d’être lu" in page
    assert 'href="/partenariats/1"' in page
    reference = follow.rsplit("/", 1)[1]
    with transaction(app.extensions["atlas_database"][0]) as session:
        reports.answer(session, reference, "accepte", "L’année a été corrigée.")
    page = client.get(follow).get_data(as_text=True)
    assert "a été retenu" in page
    assert "L’année a été corrigée." in page


def test_what_is_wrong_is_told_and_nothing_written_is_lost(client: FlaskClient) -> None:
    answer = client.post(
        "/signaler",
        data={**form(client), "nature": "proposition", "francais": "Annecy", "annee": "12"},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Nommez le partenaire et son pays." in page
    assert "L’année s’écrit en quatre chiffres" in page
    assert 'value="Annecy"' in page
    assert 'value="12"' in page
    assert 'value="proposition" checked' in page


def test_a_form_without_its_token_is_asked_again(client: FlaskClient) -> None:
    answer = client.post("/signaler", data={"nature": "erreur", "message": WORDS})
    assert answer.status_code == 400
    assert "a perdu sa signature" in answer.get_data(as_text=True)
    assert WORDS in answer.get_data(as_text=True)


def test_a_program_that_fills_in_the_trap_writes_nothing(app: Flask, client: FlaskClient) -> None:
    answer = client.post(
        "/signaler", data={**form(client), "nature": "erreur", "message": WORDS, "site": "x"}
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/signaler"
    with transaction(app.extensions["atlas_database"][0]) as session:
        assert reports.list_reports(session) == []


def test_a_program_that_is_too_quick_is_asked_to_read_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded_form, "QUICKEST", 60)
    answer = client.post("/signaler", data={**form(client), "nature": "erreur", "message": WORDS})
    assert answer.status_code == 400
    assert "très rapide" in answer.get_data(as_text=True)


def test_a_form_left_open_for_days_is_sent_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = form(client)
    monkeypatch.setattr(guarded_form, "_LASTING", -1)
    time.sleep(1.1)  # Signatures count whole seconds.
    answer = client.post("/signaler", data={**hidden, "nature": "erreur", "message": WORDS})
    assert answer.status_code == 400
    assert "ouvert depuis longtemps" in answer.get_data(as_text=True)


def test_one_visitor_cannot_flood_the_queue(client: FlaskClient) -> None:
    hidden = form(client)
    statuses = [
        client.post(
            "/signaler", data={**hidden, "nature": "erreur", "message": f"{WORDS} {n}"}
        ).status_code
        for n in range(21)
    ]
    assert statuses == [303] * 20 + [429]


def test_a_visitor_over_the_quota_keeps_the_text_and_learns_when_to_come_back(
    client: FlaskClient,
) -> None:
    hidden = form(client)
    for n in range(20):
        sent = {**hidden, "nature": "erreur", "message": f"{WORDS} {n}"}
        assert client.post("/signaler", data=sent).status_code == 303
    for address, words in (("/signaler", "60 minutes"), ("/en/signaler", "60 minutes")):
        answer = client.post(
            address, data={**hidden, "nature": "erreur", "message": "Mon texte à moi."}
        )
        page = answer.get_data(as_text=True)
        assert answer.status_code == 429
        assert 3500 < int(answer.headers["Retry-After"]) <= 3600
        assert "Mon texte à moi." in page
        assert words in page


def test_what_was_refused_does_not_count(client: FlaskClient) -> None:
    hidden = form(client)
    for _ in range(25):
        assert client.post("/signaler", data={**hidden, "message": ""}).status_code == 400
    sent = {**hidden, "nature": "erreur", "message": WORDS}
    assert client.post("/signaler", data=sent).status_code == 303


@pytest.mark.parametrize(("proxies", "statuses"), [("0", {429}), ("1", {303})])
def test_visitors_behind_a_proxy_have_a_quota_each_where_the_proxy_is_declared(
    small_file: Path, tmp_path: Path, proxies: str, statuses: set[int]
) -> None:
    path = shutil.copyfile(small_file, tmp_path / "behind.sqlite")
    environ = {"ATLAS_DATABASE_URL": f"sqlite:///{path}", "ATLAS_PROXIES": proxies}
    app = create_app(load_settings(environ))
    limits.reset()
    visitor = app.test_client()
    hidden = form(visitor)

    def send(n: int, address: str) -> int:
        sent = {**hidden, "nature": "erreur", "message": f"{WORDS} {n}"}
        # A visitor may write anything before what the proxy adds.
        forwarded = {"X-Forwarded-For": f"198.51.100.{n}, {address}"}
        return visitor.post("/signaler", data=sent, headers=forwarded).status_code

    assert {send(n, "203.0.113.1") for n in range(20)} == {303}
    assert send(20, "203.0.113.1") == 429
    assert {send(21, "203.0.113.2")} == statuses
    app.extensions["atlas_database"][0].dispose()


def test_a_huge_message_is_refused(client: FlaskClient) -> None:
    answer = client.post("/signaler", data={"message": "x" * 100_000})
    assert answer.status_code == 413
    assert "trop volumineux" in answer.get_data(as_text=True)


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_a_message_is_shown_as_written(client: FlaskClient, text: str) -> None:
    message = f"{text} est mal écrit"
    sent = client.post("/signaler", data={**form(client), "nature": "erreur", "message": message})
    page = client.get(sent.headers["Location"]).get_data(as_text=True)
    assert "<script>alert" not in page
    # What the server would make of « {{7*7}} »; a reference of the report may end in 49 too.
    assert "49 est mal écrit" not in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/signaler?sujet=partenariats/999999", 404),
        ("/signaler?sujet=partenariats/x", 404),
        ("/signaler?sujet=ailleurs/1", 404),
        ("/signaler?sujet=https://example.org", 404),
        ("/signaler?autre=1", 400),
        ("/signalements/7KX4-QM2P", 404),
        ("/signalements/x", 404),
    ],
)
def test_what_does_not_exist_cannot_be_reported_nor_followed(
    client: FlaskClient, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "<h1>" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("page", "subject"),
    [
        ("/partenariats/1", "partenariats/1"),
        ("/collectivites/38185", "collectivites/38185"),
        ("/pays/DE", "pays/DE"),
    ],
)
def test_every_record_and_territory_leads_to_the_form(
    client: FlaskClient, page: str, subject: str
) -> None:
    link = f'href="/signaler?sujet={subject}"'
    assert link in client.get(page).get_data(as_text=True)
    assert client.get(f"/signaler?sujet={subject}").status_code == 200


def test_pages_without_a_form_set_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/").headers
    assert "Set-Cookie" not in client.get("/partenariats/1").headers


def test_every_process_signs_with_the_same_secret(tmp_path: Path) -> None:
    settings = load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite"})
    first, second = create_app(settings), create_app(settings)
    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    chosen = load_settings({"ATLAS_SECRET_KEY": "choisi"})
    assert create_app(chosen).secret_key == "choisi"
