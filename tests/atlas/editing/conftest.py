"""A small atlas that a test may write in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from atlas.database import open_engine


@pytest.fixture
def engine(small_file: Path, tmp_path: Path) -> Iterator[Engine]:
    copy = shutil.copyfile(small_file, tmp_path / "atlas.sqlite")
    opened = open_engine(f"sqlite:///{copy}")
    yield opened
    opened.dispose()
