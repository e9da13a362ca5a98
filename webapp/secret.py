"""The secret that signs forms: the operator's, or one made once and kept beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sqlalchemy import make_url

from atlas.settings import Settings

_FILE = "secret_key"
_SHORTEST = 32


def secret_key(settings: Settings) -> str:
    """Return the secret of ``settings``, else the one kept beside the database, made if need be.

    Every process must sign alike, hence the file, which only its owner can read. Where nothing can
    be written, reports cannot be either: a secret of this process then does for all the rest.
    """
    if settings.secret_key:
        return settings.secret_key
    database = make_url(settings.database_url).database
    if database is None:
        return secrets.token_hex(_SHORTEST)
    path = Path(database).parent / _FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = secrets.token_hex(_SHORTEST)
        fresh = path.with_name(f"{_FILE}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(made)
        try:
            # A link is made by one process only, and is never seen half-written.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return path.read_text(encoding="ascii").strip() or made
    except OSError:
        return secrets.token_hex(_SHORTEST)
