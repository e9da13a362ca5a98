"""The shipped atlas, to write in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from atlas.database import open_engine
from tests.support.embedded import EmbeddedAtlas


@pytest.fixture
def embedded_copy(embedded: EmbeddedAtlas, tmp_path: Path) -> Iterator[Engine]:
    copy = shutil.copyfile(embedded.path, tmp_path / "atlas.sqlite")
    opened = open_engine(f"sqlite:///{copy}")
    yield opened
    opened.dispose()
