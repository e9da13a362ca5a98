"""Opening the database: driver, SpatiaLite, pragmas, sessions."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from atlas.errors import AtlasError, DatabaseUnavailableError, SpatialLibraryMissingError

#: Names under which distributions install the loadable SpatiaLite module.
SPATIALITE_MODULES = ("mod_spatialite", "mod_spatialite.so", "mod_spatialite.dylib")

#: Statements whose text is kept: each takes some 25 kB, and every combination of filters makes its
#: own; SQLAlchemy's 500 held more memory than the data that they read.
_COMPILED_STATEMENTS = 150

#: The option of a connection whose transactions write.
_WRITES = "atlas_writes"
#: Values that a statement names at a time: SQLite takes some tens of thousands at most.
AT_ONCE = 500
Value = TypeVar("Value")

_MISSING_DRIVER = (
    "Ce Python ne sait pas charger d’extension SQLite : installez le paquet Python "
    "« pysqlite3-binary » ou lancez l’atlas avec le Python du système (paquet Debian « python3 »)."
)
_UNREADABLE = (
    "La base « {path} » n’a pas pu être lue ou écrite ({reason})\N{NO-BREAK SPACE}: si elle est "
    "abîmée, restaurez une sauvegarde, ou mettez-la de côté et lancez « ./scripts/atlas init »."
)
_CONTRADICTED = (
    "La base a refusé une écriture qui la contredirait ({reason})\N{NO-BREAK SPACE}: rien n’est "
    "écrit, et elle est intacte. C’est un défaut de l’atlas\N{NO-BREAK SPACE}: signalez-le avec "
    "cette phrase."
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


def open_engine(url: str, *, create: bool = False) -> Engine:
    """Return an engine on ``url`` whose SQLite connections have SpatiaLite, WAL and foreign keys.

    Nothing is opened before the first connection. ``create`` lets it make the file and its folder;
    without it, a file that is not there is an error. Raises :class:`AtlasError` when the address
    makes no sense; connections raise :class:`DatabaseUnavailableError`, or
    :class:`SpatialLibraryMissingError` when SpatiaLite cannot be loaded.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise AtlasError(
            "Le réglage ATLAS_DATABASE_URL ne désigne pas une base que l’atlas sache ouvrir "
            "({reason})\N{NO-BREAK SPACE}: une adresse SQLite s’écrit sqlite:///dossier/atlas.sqlite.",
            reason=error,
        ) from None
    if not parsed.database or parsed.database == ":memory:":
        raise AtlasError(
            "Le réglage ATLAS_DATABASE_URL doit désigner un fichier\N{NO-BREAK SPACE}: "
            "une base en mémoire ne durerait pas."
        )
    path = Path(parsed.database)
    engine = create_engine(
        parsed,
        module=sqlite_driver(),
        creator=lambda: _connect(path, create),
        query_cache_size=_COMPILED_STATEMENTS,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path, create: bool) -> Any:
    """Return a raw connection on ``path``, ready for use; raise a sentence."""
    driver = sqlite_driver()
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailableError(
                "Le dossier « {folder} » ne peut pas être créé ({reason}).",
                folder=path.parent,
                reason=error.strerror,
            ) from None
    elif not path.exists():
        raise DatabaseUnavailableError(
            "La base « {path} » n’existe pas\N{NO-BREAK SPACE}: lancez « ./scripts/atlas init ».",
            path=path,
        )
    connection = None
    try:
        connection = driver.connect(str(path), timeout=30, check_same_thread=False)
        _prepare(connection)
    except driver.DatabaseError as error:
        if connection is not None:
            connection.close()
        raise DatabaseUnavailableError(_UNREADABLE, path=path, reason=error) from error
    return connection


def _prepare(connection: Any) -> None:
    # The driver would open transactions itself, and not before DDL; we emit BEGIN (see _begin).
    connection.isolation_level = None
    load_spatialite(connection)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    # In kilobytes, for each connection; the system caches the file for all of them.
    cursor.execute("PRAGMA cache_size = -2000")
    cursor.close()


def _begin(connection: Any) -> None:
    # Whoever will write takes the turn at once and waits for it: a reader that becomes a writer is
    # refused without waiting when somebody wrote meanwhile.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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


def in_batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Yield ``values`` by :data:`AT_ONCE`, as many as one statement may name."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Yield a session whose work is committed as one whole, or not at all.

    A database that is busy, read-only, full or damaged raises
    :class:`DatabaseUnavailableError`.
    """
    writer = engine.execution_options(**{_WRITES: True})
    with told_in_a_sentence(engine), Session(writer) as session, session.begin():
        yield session


@contextmanager
def told_in_a_sentence(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises into :class:`DatabaseUnavailableError`.

    Connections are closed, so that a file put right is opened afresh.
    """
    try:
        yield
    except IntegrityError as error:
        # The database refused what contradicts it: it is whole, and its file is not to be touched.
        raise DatabaseUnavailableError(_CONTRADICTED, reason=error.orig) from error
    except DBAPIError as error:
        engine.dispose()
        raise DatabaseUnavailableError(
            _UNREADABLE, path=engine.url.database or engine.url, reason=error.orig
        ) from error
