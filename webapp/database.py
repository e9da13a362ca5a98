"""The database of a request: one read-only session, and what is cached by data revision."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import open_engine, transaction
from atlas.queries import facets
from atlas.queries.facet_index import FacetIndex, build_facet_index
from atlas.queries.facets import Facets
from atlas.queries.revision import current_revision_token
from atlas.selection import Selection
from atlas.settings import Settings
from atlas.vocabulary import Vocabulary, load_vocabulary

_EXTENSION = "atlas_database"
#: Bytes of serialised answers that one process keeps; other values count for _SMALL_VALUE each.
_MOST_BYTES = 8 * 1024 * 1024
_SMALL_VALUE = 16 * 1024
Value = TypeVar("Value")
#: Held by the thread of this process that writes.
_TURN = RLock()


class RevisionCache:
    """Keeps the latest results of costly readings; a new data revision empties it."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._token = ""
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._turns: dict[Hashable, RLock] = {}
        self._lock = Lock()

    def get(self, token: str, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of ``key`` at revision ``token``, made by ``make`` when absent.

        Threads that want the same value at the same time wait for the one that makes it.
        """
        with self._lock:
            if token != self._token:
                self._values.clear()
                self._bytes = 0
                self._token = token
            if key in self._values:
                return self._kept(key)
            turn = self._turns.setdefault((token, key), RLock())
        with turn:
            with self._lock:
                if token == self._token and key in self._values:
                    return self._kept(key)
            try:
                value = make()
                self._keep(token, key, value)
            finally:
                with self._lock:
                    self._turns.pop((token, key), None)
        return value

    def _kept(self, key: Hashable) -> Any:
        self._values.move_to_end(key)
        return self._values[key]

    def _keep(self, token: str, key: Hashable, value: object) -> None:
        with self._lock:
            if token != self._token or key in self._values:
                return
            self._values[key] = value
            self._bytes += _weight(value)
            while self._bytes > self._most_bytes:
                _, oldest = self._values.popitem(last=False)
                self._bytes -= _weight(oldest)


def _weight(value: object) -> int:
    return len(value) if isinstance(value, bytes) else _SMALL_VALUE


def init_app(app: Flask, settings: Settings) -> None:
    """Open the engine of the application; sessions are closed with their request."""
    app.extensions[_EXTENSION] = (open_engine(settings.database_url), RevisionCache())
    app.teardown_appcontext(_close)


def get_session() -> Session:
    """Return the session of the current request."""
    if "session" not in g:
        engine, _ = current_app.extensions[_EXTENSION]
        g.session = Session(engine, autoflush=False)
    return cast(Session, g.session)


def own_session() -> Session:
    """Return a session that outlives the request, for an answer that is read while it is sent.

    Whoever asks for it closes it.
    """
    return Session(writing_engine(), autoflush=False)


@contextmanager
def writing() -> Iterator[Session]:
    """Yield a session that writes: committed as a whole at the end, or not at all.

    The threads of a process write in turn, and do not all knock at the database at once: it serves
    whoever happens to ask at the right moment, and one of twenty might never be that.
    """
    engine, _ = current_app.extensions[_EXTENSION]
    with _TURN, transaction(engine) as session:
        yield session


def writing_engine() -> Engine:
    """Return the engine of the application, for what opens its own transactions."""
    engine, _ = current_app.extensions[_EXTENSION]
    return cast(Engine, engine)


def revision_token() -> str:
    """Return the data revision that the current request sees."""
    if "revision_token" not in g:
        g.revision_token = current_revision_token(get_session())
    return cast(str, g.revision_token)


def cached(key: Hashable, make: Callable[[], Value]) -> Value:
    """Return what ``make`` returned for ``key`` at the current data revision."""
    _, cache = current_app.extensions[_EXTENSION]
    return cast(RevisionCache, cache).get(revision_token(), key, make)


def get_vocabulary() -> Vocabulary:
    """Return the vocabularies of the database."""
    return cached("vocabulary", lambda: load_vocabulary(get_session()))


def get_facet_index() -> FacetIndex:
    """Return who bears what at the current data revision."""
    return cached("facet-index", lambda: build_facet_index(get_session()))


def read_facets(selection: Selection) -> Facets:
    """Return the facets of ``selection`` at the current data revision."""
    return facets.read_facets(get_session(), selection, get_facet_index())


def forget_connections() -> None:
    """Close every connection of this process; the next request opens its own."""
    session = g.pop("session", None)
    if session is not None:
        session.close()
    engine, _ = current_app.extensions[_EXTENSION]
    engine.dispose()


def _close(_error: BaseException | None) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()
