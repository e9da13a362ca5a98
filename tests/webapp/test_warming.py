"""What is shared by pages is made before anybody asks, and again when the data change."""

from __future__ import annotations

from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from atlas.database import transaction
from atlas.model import DataRevision
from atlas.settings import load_settings
from tests.support.small_atlas import build_small_atlas
from webapp import create_app, warming

WAIT = 60.0


@pytest.mark.parametrize("page", warming.PAGES)
def test_pages_read_ahead_are_pages_of_the_site(client: FlaskClient, page: str) -> None:
    assert client.get(page).status_code == 200


def test_the_site_is_warmed_at_once_and_after_each_change(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path_factory.mktemp("warm") / "small.sqlite"
    engine = build_small_atlas(path)
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    first, second, stop = Event(), Event(), Event()

    def warm(_app: Flask) -> None:
        (second if first.is_set() else first).set()

    monkeypatch.setattr(warming, "warm", warm)
    thread = warming.keep_warm(app, stop, every=0.05)
    try:
        assert first.wait(WAIT)
        assert not second.wait(0.5), "warmed again without a change"
        with transaction(engine) as session:
            session.execute(update(DataRevision).values(token="another"))
        assert second.wait(WAIT)
    finally:
        stop.set()
        engine.dispose()
        thread.join(WAIT)
    assert not thread.is_alive()


def test_without_a_database_it_waits_quietly(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path_factory.mktemp("none") / "atlas.sqlite"
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{missing}"}))
    monkeypatch.setattr(warming, "warm", lambda _app: pytest.fail("warmed without data"))
    stop = Event()
    thread = warming.keep_warm(app, stop, every=0.05)
    assert not stop.wait(0.3)
    assert thread.is_alive()
    stop.set()
    thread.join(WAIT)
    assert not missing.exists()
