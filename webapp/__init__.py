"""The site: an application factory that wires settings, security, languages and blueprints."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from whitenoise import WhiteNoise

from atlas.settings import Settings, load_settings
from webapp import (
    api,
    assets,
    database,
    embedding,
    errors,
    gestion,
    i18n,
    limits,
    ogc,
    public,
    searching,
    security,
    signed_forms,
    tracking,
)
from webapp.secret import secret_key

STATIC_FOLDER = Path(__file__).resolve().parent / "static"
_ONE_YEAR = 365 * 24 * 3600
#: A query string beyond this length (bytes) is refused with 414.
MAX_QUERY_STRING = 8000
#: The largest form that is read (bytes); more is refused with 413.
MOST_BYTES_SENT = 64 * 1024


def create_app(
    settings: Settings | None = None, overrides: Mapping[str, object] | None = None
) -> Flask:
    """Return the WSGI application.

    ``settings`` default to the environment's; ``overrides`` are Flask configuration values, for
    tests. Static files live under an address that holds the digest of their contents, so that
    browsers keep them for good and still never show an old one.
    """
    settings = settings if settings is not None else load_settings(os.environ)
    static_url = f"/static/{assets.digest(STATIC_FOLDER)}"
    app = Flask(__name__, static_folder=str(STATIC_FOLDER), static_url_path=static_url)
    app.config.update(
        SEND_FILE_MAX_AGE_DEFAULT=_ONE_YEAR,
        MAX_CONTENT_LENGTH=MOST_BYTES_SENT,
        SESSION_COOKIE_NAME="atlas",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        MAX_QUERY_STRING=MAX_QUERY_STRING,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=500,
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/plain",
            "text/javascript",
            "application/javascript",
            "application/json",
            "application/geo+json",
            "application/problem+json",
            "image/svg+xml",
        ],
    )
    app.config.update(overrides or {})
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    app.secret_key = secret_key(settings)
    app.extensions["atlas_settings"] = settings
    database.init_app(app, settings)
    searching.init_app(app)
    security.init_app(app)
    i18n.init_app(app)
    errors.init_app(app)
    limits.init_app(app, settings)
    embedding.init_app(app)
    tracking.init_app(app)
    signed_forms.init_app(app)
    gestion.init_app(app)
    Compress(app)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(ogc.blueprint)
    app.register_blueprint(gestion.blueprint)

    assets.init_app(app, STATIC_FOLDER)
    # Third-party files come with compressed siblings, made once at set-up.
    vendor = WhiteNoise(app.wsgi_app, max_age=_ONE_YEAR, allow_all_origins=False)
    if (STATIC_FOLDER / "vendor").is_dir():
        vendor.add_files(str(STATIC_FOLDER / "vendor"), prefix=f"{static_url}/vendor/")
    app.wsgi_app = vendor  # type: ignore[method-assign]
    return app
