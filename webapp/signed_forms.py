"""Forms that this site showed to this browser: the token that each holds, and checking it."""

from __future__ import annotations

from flask import Flask, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from markupsafe import Markup
from wtforms.validators import ValidationError


def init_app(app: Flask) -> None:
    """Give templates ``jeton()``, the hidden field that every form with a token holds."""
    app.add_template_global(_token, "jeton")


def is_signed(lasting: int) -> bool:
    """Tell whether the form was shown to this browser less than ``lasting`` seconds ago."""
    try:
        validate_csrf(request.form.get("csrf_token"), time_limit=lasting)
    except ValidationError:
        return False
    return True


def _token() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
