"""A small atlas for the tests of the domain, built once, read by all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.support.small_atlas import build_small_atlas


@pytest.fixture(scope="session")
def small_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = build_small_atlas(tmp_path_factory.mktemp("atlas") / "small.sqlite")
    yield engine
    engine.dispose()


@pytest.fixture
def session(small_engine: Engine) -> Iterator[Session]:
    """A session whose changes are thrown away."""
    with Session(small_engine) as opened:
        yield opened
        opened.rollback()
