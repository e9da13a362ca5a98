"""The site on a small atlas."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.settings import load_settings
from webapp import create_app, limits


@pytest.fixture(scope="session")
def small_app(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site on a small atlas that nobody writes in."""
    path = shutil.copyfile(small_file, tmp_path_factory.mktemp("site") / "small.sqlite")
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    yield app
    engine, _ = app.extensions["atlas_database"]
    engine.dispose()


@pytest.fixture
def client(small_app: Flask) -> FlaskClient:
    return small_app.test_client()


@pytest.fixture
def app(small_file: Path, tmp_path: Path) -> Iterator[Flask]:
    """A site of its own, that a test may write in; no visitor has sent anything yet."""
    copy = shutil.copyfile(small_file, tmp_path / "atlas.sqlite")
    made = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{copy}"}))
    limits.reset()
    yield made
    made.extensions["atlas_database"][0].dispose()
