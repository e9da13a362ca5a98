"""Languages: French is the source language of every text; others come from ``translations/``."""

from __future__ import annotations

from flask import Flask, g
from flask_babel import Babel, format_decimal, format_percent, gettext

DEFAULT_LANGUAGE = "fr"


def init_app(app: Flask) -> None:
    """Set up translations and the number formats that templates use."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT_LANGUAGE)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Paris")
    Babel(app, locale_selector=language)
    app.add_template_filter(format_decimal, "numberformat")
    app.add_template_filter(_percent, "percentformat")
    app.context_processor(lambda: {"langue": language()})


def language() -> str:
    """Return the language of the current request (``fr`` or ``en``)."""
    return str(g.get("language", DEFAULT_LANGUAGE))


def translate(template: str, **params: object) -> str:
    """Return a French sentence template of the domain in the reader's language, filled in."""
    return str(gettext(template)).format(**params)


def _percent(share: float) -> str:
    """Show a share (0 to 1) without decimals, never rounding something to 0 % or all to 100 %."""
    if 0 < share < 0.01:
        return gettext("moins de 1\N{NO-BREAK SPACE}%")
    if 0.99 < share < 1:
        return gettext("plus de 99\N{NO-BREAK SPACE}%")
    return str(format_percent(share, "#,##0\N{NO-BREAK SPACE}%"))
