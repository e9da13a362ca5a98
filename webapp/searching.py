"""The search index of the process: one, of the current data revision, made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from flask import Flask, current_app

from atlas.search import SearchIndex
from atlas.search.reading import read_index
from webapp.database import get_session, revision_token

_EXTENSION = "atlas_search"


@dataclass
class _Holder:
    """Keeps the index apart from other cached answers: it is large, and asked for at each key."""

    token: str = ""
    index: SearchIndex | None = None
    lock: Lock = field(default_factory=Lock)


def init_app(app: Flask) -> None:
    """Give the application an index, read at its first search."""
    app.extensions[_EXTENSION] = _Holder()


def search_index() -> SearchIndex:
    """Return the index of what the current request sees; others wait while one reads it."""
    holder: _Holder = current_app.extensions[_EXTENSION]
    token = revision_token()
    with holder.lock:
        if holder.index is None or holder.token != token:
            holder.index = None  # two of them at once would weigh double
            holder.index, holder.token = read_index(get_session()), token
        return holder.index
