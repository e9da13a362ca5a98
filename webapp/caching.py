"""Entity tags and conditional answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from threading import RLock

import brotli
from flask import Response, request

from webapp.database import cached, revision_token
from webapp.i18n import language

#: Brotli's quality for answers worth the wait: on the map's data, a seventh less than quick levels.
_HARD = 10
#: Its window, 2 to this power in bytes: large enough for these answers, and small in memory.
_WINDOW = 18

#: Answers in the making hold ten or twenty megabytes each, and Python makes them no faster
#: together: those asked for at the same time wait for each other.
_ONE_AT_A_TIME = RLock()

JSON = "application/json"
GEOJSON = "application/geo+json"


def tag(key: str) -> str:
    """Return an entity tag of ``key`` at the current data revision, in the current language."""
    text = f"{revision_token()}|{language()}|{key}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def not_modified(key: str) -> Response | None:
    """Return a 304 answer when the client already holds what ``key`` names, else None."""
    etag = tag(key)
    if not request.if_none_match.contains_weak(etag):
        return None
    response = Response(status=304)
    return _freshness(response, etag)


def json_answer(
    key: str, make: Callable[[], object], mimetype: str = JSON, *, hard: bool = False
) -> Response:
    """Return what ``make`` gives as JSON under the entity tag of ``key``, or 304.

    The serialised answer is cached until the data change. ``hard`` compresses it as far as is
    reasonable, once: for what every reader of the map downloads.
    """
    unchanged = not_modified(key)
    if unchanged is not None:
        return unchanged

    def serialise() -> bytes:
        with _ONE_AT_A_TIME:
            return json.dumps(make(), ensure_ascii=False, separators=(",", ":")).encode()

    body = cached((language(), key), serialise)
    if not hard or request.accept_encodings.find("br") < 0:
        return _freshness(Response(body, mimetype=mimetype), tag(key))
    packed = cached(
        (language(), key, "br"), lambda: brotli.compress(body, quality=_HARD, lgwin=_WINDOW)
    )
    response = Response(packed, mimetype=mimetype, headers={"Content-Encoding": "br"})
    return _freshness(response, tag(key))


def bytes_answer(key: str, make: Callable[[], bytes], mimetype: str) -> Response:
    """Return the bytes that ``make`` gives under the entity tag of ``key``, or 304."""
    unchanged = not_modified(key)
    if unchanged is not None:
        return unchanged

    def alone() -> bytes:
        with _ONE_AT_A_TIME:
            return make()

    body = cached((language(), key), alone)
    return _freshness(Response(body, mimetype=mimetype), tag(key))


def fresh(response: Response, key: str) -> Response:
    """Return ``response`` under the entity tag of ``key``, for an answer that is not kept."""
    return _freshness(response, tag(key))


def _freshness(response: Response, etag: str) -> Response:
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return response
