"""Our own static files, made ready once for each process: sheets flattened, texts compressed.

A page of the map asks for some forty small files. Compressing them at each request would cost more
than sending them, and each ``@import`` of a sheet would be one more request: both are done here,
when the application starts. Third-party files come ready from ``scripts/vendor_assets``.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

import brotli
from flask import Flask, Response, abort, request

_ONE_YEAR = 365 * 24 * 3600
_IMPORT = re.compile(r'^@import "([\w/.-]+)";\n', re.MULTILINE)
#: Smaller than a packet: compressing it would gain nothing.
_SMALLEST = 400
_TEXTS = (".css", ".js", ".svg")


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: its bytes by content encoding, ``""`` being as it is."""

    mimetype: str
    bodies: dict[str, bytes]


def init_app(app: Flask, folder: Path) -> None:
    """Answer ``url_for("static", …)`` from memory for the files of ``folder`` that are ours.

    Addresses hold the digest of the whole folder: browsers may keep an answer for good.
    """
    assets = read_assets(folder, digest(folder))

    def static(filename: str) -> Response:
        asset = assets.get(filename)
        if asset is None:
            # Third-party files, when nothing served them before.
            return app.send_static_file(filename) if filename.startswith("vendor/") else abort(404)
        accepted = request.accept_encodings
        encoding = next((e for e in ("br", "gzip") if e in asset.bodies and accepted[e]), "")
        response = Response(asset.bodies[encoding], mimetype=asset.mimetype)
        response.headers["Cache-Control"] = f"public, max-age={_ONE_YEAR}, immutable"
        if len(asset.bodies) > 1:
            response.headers["Vary"] = "Accept-Encoding"
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return response

    app.view_functions["static"] = static


@lru_cache(maxsize=2)
def read_assets(folder: Path, _digest: str) -> dict[str, Asset]:
    """Return the files below ``folder`` by name, third-party ones left out."""
    return {
        path.relative_to(folder).as_posix(): _asset(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "vendor"
    }


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    if path.suffix == ".css":
        body = flattened(path).encode()
    bodies = {"": body}
    if path.suffix in _TEXTS and len(body) >= _SMALLEST:
        bodies["br"] = brotli.compress(body, quality=10)
        bodies["gzip"] = gzip.compress(body, 9, mtime=0)
    mimetype = "text/javascript" if path.suffix == ".js" else guess_type(path.name)[0]
    return Asset(mimetype or "application/octet-stream", bodies)


def flattened(path: Path) -> str:
    """Return a sheet with those that it imports in their places.

    Imported sheets stand in the same folder or below; addresses in a sheet below would break, and
    none may be there. Raises ValueError when there is one, or FileNotFoundError.
    """

    def imported(match: re.Match[str]) -> str:
        below = path.parent / match[1]
        text = flattened(below)
        if below.parent != path.parent and "url(" in text:
            raise ValueError(f"{below.name}: an address in an imported sheet would lead elsewhere")
        return text

    return _IMPORT.sub(imported, path.read_text(encoding="utf-8"))


def digest(folder: Path) -> str:
    """Return a short digest of every file below ``folder``, names and contents."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]
