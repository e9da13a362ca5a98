"""How often one visitor may write to the atlas; reading is not limited here."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

#: Reports that one address may send, and short links that it may ask for.
REPORTS = "20 per hour"
SHORT_LINKS = "120 per hour"

# Counted by each process in its memory: enough against a script, and nothing to keep of visitors.
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")


def init_app(app: Flask) -> None:
    """Attach the limits; answers above them are 429, told by the error handlers."""
    app.config.setdefault("RATELIMIT_HEADERS_ENABLED", False)
    limiter.init_app(app)
