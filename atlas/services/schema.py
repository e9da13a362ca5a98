"""The schema's revision: creating, upgrading, downgrading and comparing it with the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from atlas import spatial
from atlas.errors import DatabaseUnavailableError
from atlas.model import Base

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def compare_object(
    item: Any, name: str | None, kind: str, _reflected: bool, _compared_to: Any
) -> bool:
    """Keep the spatial machinery, and the geometry columns that it manages, out of comparisons."""
    if kind == "table":
        return not spatial.is_spatial_machinery(name)
    if kind == "column":
        return (item.table.name, name) not in {(t, c) for t, c, _ in spatial.GEOMETRY_COLUMNS}
    return True


def head_revision() -> str:
    """Return the revision that this code needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise DatabaseUnavailableError("Aucune migration n’est livrée avec ce code.")
    return head


def known_revisions() -> frozenset[str]:
    """Return every revision that this code can upgrade from, the present one included."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return frozenset(script.revision for script in scripts)


def current_revision(connection: Connection) -> str | None:
    """Return the revision of the database, or None when it was never initialised."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to ``revision`` in one transaction."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to ``revision`` (``base`` for none) in one transaction."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def drift(connection: Connection) -> list[str]:
    """Return what differs between the database and the model, one French clause each."""
    context = MigrationContext.configure(connection, opts={"include_object": compare_object})
    return [_told(difference) for difference in compare_metadata(context, Base.metadata)]


_OPERATIONS = {
    "add_table": "la table « {} » manque",
    "remove_table": "la table « {} » est de trop",
    "add_column": "la colonne « {} » manque",
    "remove_column": "la colonne « {} » est de trop",
    "add_index": "l’index « {} » manque",
    "remove_index": "l’index « {} » est de trop",
    "add_constraint": "la contrainte « {} » manque",
    "remove_constraint": "la contrainte « {} » est de trop",
    "add_fk": "le lien « {} » manque",
    "remove_fk": "le lien « {} » est de trop",
}


def _told(difference: Any) -> str:
    """Say one difference that Alembic found; it groups the changes of one column in a list."""
    if isinstance(difference, list):
        operation, _, table, column, *_ = difference[0]
        return f"la colonne « {table}.{column} » n’est pas comme prévu ({operation})"
    operation, *subjects = difference
    named = [subject for subject in subjects if getattr(subject, "name", None)]
    if operation in _OPERATIONS and named:
        return _OPERATIONS[operation].format(named[-1].name)
    return str(operation)


def require_current(connection: Connection) -> None:
    """Raise :class:`DatabaseUnavailableError` unless the schema is the one this code needs."""
    current, head = current_revision(connection), head_revision()
    if current is None:
        raise DatabaseUnavailableError(
            "La base n’est pas encore créée : lancez « ./scripts/atlas init »."
        )
    if current != head:
        raise DatabaseUnavailableError(
            "La base est à la révision {current} et ce code attend la révision {head} : "
            "lancez « ./scripts/atlas init ».",
            current=current,
            head=head,
        )
