"""The site as programs of others meet it: on the small atlas, whose names break careless code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from atlas.settings import load_settings
from webapp import create_app


@pytest.fixture(scope="session")
def small_client(
    small_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """A visitor of the site on a small atlas that nobody writes in."""
    path = shutil.copyfile(small_file, tmp_path_factory.mktemp("contract") / "small.sqlite")
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    yield app.test_client()
    app.extensions["atlas_database"][0].dispose()
