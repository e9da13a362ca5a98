"""The embedded atlas, loaded once from the shipped datasets into a real SpatiaLite file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from atlas.database import open_engine, transaction
from atlas.services import schema
from geodata.loading.embedded import LoadReport, load_embedded


@dataclass(frozen=True)
class EmbeddedAtlas:
    """An engine on the loaded database, its file, and the report of the load."""

    engine: Engine
    path: Path
    report: LoadReport


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedAtlas]:
    path = tmp_path_factory.mktemp("embedded") / "atlas.sqlite"
    engine = open_engine(f"sqlite:///{path}", create=True)
    schema.upgrade(engine)
    with transaction(engine) as session:
        report = load_embedded(session)
    yield EmbeddedAtlas(engine, path, report)
    engine.dispose()
