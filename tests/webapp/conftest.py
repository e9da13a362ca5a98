"""The site on a small atlas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.settings import load_settings
from tests.support.small_atlas import build_small_atlas
from webapp import create_app


@pytest.fixture(scope="session")
def small_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    path = tmp_path_factory.mktemp("site") / "small.sqlite"
    build_small_atlas(path).dispose()
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    yield app
    engine, _ = app.extensions["atlas_database"]
    engine.dispose()


@pytest.fixture
def client(small_app: Flask) -> FlaskClient:
    return small_app.test_client()
