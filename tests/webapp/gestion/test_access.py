"""No role reaches another's pages: every route of the back office, with every role."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_login import FlaskLoginClient
from werkzeug.routing import Rule

from atlas.accounts import people, sessions
from atlas.accounts.roles import ROLES, Permission, may
from atlas.database import transaction
from atlas.model import Account
from atlas.settings import load_settings
from tests.support.back_office import enter, open_accounts, token
from webapp import create_app
from webapp.database import writing_engine
from webapp.gestion.access import ASKED


@pytest.fixture(scope="module")
def app(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    copy = shutil.copyfile(small_file, tmp_path_factory.mktemp("gestion") / "atlas.sqlite")
    made = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{copy}"}))
    made.test_client_class = FlaskLoginClient
    open_accounts(made)
    yield made
    made.extensions["atlas_database"][0].dispose()


def rules(app: Flask) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("gestion.")]
    return [rule for rule in found if "<language" not in rule.rule]


def address(rule: Rule) -> str:
    return re.sub(r"<(\w+:)?(\w+)>", "1", rule.rule)


def test_every_page_says_which_permission_it_asks_for(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app)} == set(ASKED)
    assert len(ASKED) > 15


def test_every_route_with_every_role(app: Flask) -> None:
    tried = 0
    for role in ROLES:
        client = enter(app, role)
        for rule in rules(app):
            asked = ASKED[rule.endpoint]
            if asked is None or "GET" not in (rule.methods or ()):
                continue
            status = client.get(address(rule)).status_code
            granted = may([role], asked)
            assert (status == 403) != granted, (role, rule.rule, status)
            tried += 1
    assert tried > 15


def test_no_role_posts_without_a_signed_form(app: Flask) -> None:
    for role in ROLES:
        client = enter(app, role)
        for rule in rules(app):
            if "POST" in (rule.methods or ()):
                for form in ({}, {"csrf_token": "invented"}):
                    answer = client.post(address(rule), data=form)
                    assert answer.status_code == 400, rule.rule
                    assert "a perdu sa signature" in answer.get_data(as_text=True)


def test_a_signed_form_of_another_role_is_refused(app: Flask) -> None:
    for role in ROLES:
        client = enter(app, role)
        signed = {"csrf_token": token(client)}
        for rule in rules(app):
            asked = ASKED[rule.endpoint]
            if asked is None or "POST" not in (rule.methods or ()) or may([role], asked):
                continue
            answer = client.post(address(rule), data=signed)
            assert answer.status_code == 403, (role, rule.rule)


def test_whoever_is_not_logged_in_is_led_to_the_door_and_back(app: Flask) -> None:
    for rule in rules(app):
        if ASKED[rule.endpoint] is not None and "GET" in (rule.methods or ()):
            answer = app.test_client().get(f"{address(rule)}?x=1")
            assert answer.status_code == 303
            assert "/gestion/connexion?suite=/gestion" in answer.location
    other = app.test_client().get("/en/gestion/personnes")
    assert "/en/gestion/connexion" in other.location


def test_a_browser_that_was_logged_out_elsewhere_is_out(app: Flask) -> None:
    client = enter(app, "lecteur")
    assert client.get("/gestion").status_code == 200
    with app.app_context(), transaction(writing_engine()) as session:
        sessions.end_all(session, people.find(session, "lecteur@atlas.fr").id)
    assert client.get("/gestion").status_code == 303


def test_a_closed_account_is_out(app: Flask) -> None:
    client = enter(app, "agent")
    with app.app_context(), transaction(writing_engine()) as session:
        people.close(session, people.find(session, "agent@atlas.fr"))
    assert client.get("/gestion").status_code == 303
    with app.app_context(), transaction(writing_engine()) as session:
        people.reopen(session, people.find(session, "agent@atlas.fr"))


@pytest.mark.parametrize("role", ["administrateur", "mainteneur"])
def test_who_may_change_everything_sets_up_a_second_factor_first(app: Flask, role: str) -> None:
    with app.app_context(), transaction(writing_engine()) as session:
        people.find(session, f"{role}@atlas.fr").tf_totp_secret = None
    client = enter(app, role)
    for path in ("/gestion", "/gestion/compte"):
        assert client.get(path).location == "/gestion/compte/second-facteur"
    assert client.get("/gestion/compte/second-facteur").status_code == 200
    with app.app_context(), transaction(writing_engine()) as session:
        session.get_one(Account, people.find(session, f"{role}@atlas.fr").id).tf_totp_secret = "set"


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_are_private_and_in_the_language_asked_for(app: Flask, language: str) -> None:
    client = enter(app, "administrateur")
    for path in ("/gestion", "/gestion/compte", "/gestion/personnes"):
        answer = client.get(f"{language}{path}")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert f'<html lang="{language[1:] or "fr"}">' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "suite", ["https://ailleurs.fr/gestion", "//ailleurs.fr/gestion", "/liste", "javascript:1", ""]
)
def test_logging_in_leads_nowhere_else(app: Flask, suite: str) -> None:
    client = enter(app, "lecteur")
    answer = client.get("/gestion/connexion", query_string={"suite": suite})
    assert answer.location == "/gestion"


def test_permissions_of_pages_are_permissions() -> None:
    assert all(asked is None or isinstance(asked, Permission) for asked in ASKED.values())
