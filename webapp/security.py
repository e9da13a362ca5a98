"""Security headers, and the content security policy with its nonce (DESIGN, trap 3)."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from webapp.embedding import is_embedded
from webapp.i18n import plain_path

_POLICY = (
    "default-src 'none'; "
    "script-src 'self' 'nonce-{nonce}'; "
    "style-src 'self' 'nonce-{nonce}'; "
    "style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "font-src 'self'; "
    "manifest-src 'self'; "
    "base-uri 'none'; "
    "form-action 'self'; "
    "frame-ancestors {ancestors}"
)


def init_app(app: Flask) -> None:
    """Put the policy and headers on every answer, and ``csp_nonce()`` into templates."""
    app.add_template_global(csp_nonce, "csp_nonce")
    app.after_request(_add_headers)


def csp_nonce() -> str:
    """Return the nonce of the current answer: what lets an inline script of ours run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    if request.endpoint == "static":
        # A policy governs pages, not their files; a map of 30 files would carry it 30 times.
        headers["X-Content-Type-Options"] = "nosniff"
        return response
    headers["Content-Security-Policy"] = _POLICY.format(
        nonce=csp_nonce(), ancestors="https: http:" if is_embedded() else "'none'"
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=(), payment=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if plain_path().startswith("/api/") and request.method in ("GET", "HEAD"):
        headers["Access-Control-Allow-Origin"] = "*"
    return response
