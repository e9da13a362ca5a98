"""Each migration goes up and down, and what they make is what the model says."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from atlas import spatial
from atlas.database import open_engine
from atlas.errors import DatabaseUnavailableError
from atlas.model import Base
from atlas.services import schema

REVISIONS = [
    script.revision
    for script in reversed(
        list(ScriptDirectory(str(Path(schema.__file__).parents[1] / "migrations")).walk_revisions())
    )
]


def test_an_empty_database_becomes_the_model_without_drift(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/atlas.sqlite", create=True)
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.current_revision(connection) == schema.head_revision()
        assert schema.drift(connection) == []
        assert spatial.broken_indexes(connection) == []
        assert set(Base.metadata.tables) <= set(inspect(connection).get_table_names())
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_migration_can_be_undone_and_done_again(tmp_path: Path, revision: str) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/atlas.sqlite", create=True)
    schema.upgrade(engine, revision)
    schema.downgrade(engine, f"{revision}-1" if revision != REVISIONS[0] else "base")
    schema.upgrade(engine, "head")
    with engine.connect() as connection:
        assert schema.drift(connection) == []
        assert spatial.broken_indexes(connection) == []
    engine.dispose()


def test_going_down_to_nothing_leaves_no_table_of_ours(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/atlas.sqlite", create=True)
    schema.upgrade(engine)
    schema.downgrade(engine, "base")
    with engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
        registered = connection.scalars(text("SELECT f_table_name FROM geometry_columns")).all()
    assert left == set()
    assert registered == []
    engine.dispose()


def test_a_database_of_another_revision_is_refused_with_what_to_do(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/atlas.sqlite", create=True)
    with engine.connect() as connection, pytest.raises(DatabaseUnavailableError, match="init"):
        schema.require_current(connection)
    engine.dispose()
