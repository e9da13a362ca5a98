"""Opening the database: driver, SpatiaLite, pragmas, sessions."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from atlas.errors import DatabaseUnavailableError, SpatialLibraryMissingError

#: Names under which distributions install the loadable SpatiaLite module.
SPATIALITE_MODULES = ("mod_spatialite", "mod_spatialite.so", "mod_spatialite.dylib")

_MISSING_DRIVER = (
    "Ce Python ne sait pas charger d’extension SQLite : installez le paquet Python "
    "« pysqlite3-binary » ou lancez l’atlas avec le Python du système (paquet Debian « python3 »)."
)
_MISSING_SPATIALITE = (
    "La bibliothèque SpatiaLite est absente ou illisible : installez le paquet Debian "
    "« libsqlite3-mod-spatialite » (apt-get install libsqlite3-mod-spatialite)."
)


def sqlite_driver() -> ModuleType:
    """Return the DB-API module that can load extensions: ``sqlite3``, else ``pysqlite3``.

    One process uses one of them only; two SQLite libraries on one file corrupt its locks.
    Raises :class:`SpatialLibraryMissingError` when neither can.
    """
    if hasattr(sqlite3.Connection, "enable_load_extension"):
        return sqlite3
    try:
        return importlib.import_module("pysqlite3")
    except ImportError:
        raise SpatialLibraryMissingError(_MISSING_DRIVER) from None


def open_engine(url: str) -> Engine:
    """Return an engine on ``url`` whose SQLite connections have SpatiaLite, WAL and foreign keys.

    The file's folder is made when missing. Nothing is opened before the first connection, which
    raises :class:`SpatialLibraryMissingError` when SpatiaLite cannot be loaded.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, module=sqlite_driver(), connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite_connection(connection: Any, _record: object) -> None:
    # The driver would open transactions itself, and not before DDL; we emit BEGIN (see _begin).
    connection.isolation_level = None
    load_spatialite(connection)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    # In kilobytes, for each connection; the system caches the file for all of them.
    cursor.execute("PRAGMA cache_size = -4000")
    cursor.close()


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


def load_spatialite(connection: Any) -> None:
    """Load SpatiaLite into a raw SQLite ``connection``, then forbid further extensions."""
    connection.enable_load_extension(True)
    try:
        for name in SPATIALITE_MODULES:
            try:
                connection.load_extension(name)
            except sqlite_driver().OperationalError:
                continue
            return
        raise SpatialLibraryMissingError(_MISSING_SPATIALITE)
    finally:
        connection.enable_load_extension(False)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Yield a session whose work is committed as one whole, or not at all.

    A database that is busy, read-only, full or damaged raises
    :class:`DatabaseUnavailableError`.
    """
    with Session(engine) as session:
        try:
            with session.begin():
                yield session
        except DBAPIError as error:
            raise DatabaseUnavailableError(
                "La base de données n’a pas pu être lue ou écrite : {reason}.", reason=error.orig
            ) from error
