"""The back office without a browser: accounts of every role, and clients in which they are in."""

from __future__ import annotations

import re
from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from atlas.accounts import people, sessions
from atlas.accounts.roles import ROLES
from atlas.database import transaction
from webapp.database import writing_engine
from webapp.gestion.access import SESSION_KEY
from webapp.gestion.identity import hashed

PASSWORD = "girafe lampe soupe vélo"


@cache
def hashed_once(password: str) -> str:
    """Return the hash of a password: a slow sum, made once for all the sites of the tests."""
    return hashed(password)


def open_accounts(app: Flask) -> None:
    """Open an account of each role, ``<role>@atlas.fr``; the agent works for Grenoble."""
    with app.app_context(), transaction(writing_engine()) as session:
        password = hashed_once(PASSWORD)
        for role in ROLES:
            account = people.invite(session, f"{role}@atlas.fr", role, authorities=["38185"])
            account.password = password
            account.tf_totp_secret = "set"


def enter(app: Flask, role: str) -> FlaskClient:
    """Return a browser in which somebody of that role is logged in."""
    return enter_as(app, f"{role}@atlas.fr")


def enter_as(app: Flask, email: str) -> FlaskClient:
    """Return a browser in which the owner of that address is logged in."""
    client = FlaskClient(app)
    with app.app_context(), transaction(writing_engine()) as session:
        account = people.find(session, email)
        secret = sessions.start(session, account.id, "test", people.now())
        number = account.fs_uniquifier
    with client.session_transaction() as kept:
        kept["_user_id"] = number
        kept["_fresh"] = True
        kept[SESSION_KEY] = secret
    return client


def token(client: FlaskClient, address: str = "/gestion/compte") -> str:
    """Return the token of the forms of a page."""
    found = re.search(
        r'name="csrf_token" value="([^"]+)"', client.get(address).get_data(as_text=True)
    )
    assert found is not None, address
    return found.group(1)
