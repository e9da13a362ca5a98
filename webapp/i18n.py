"""Languages: French is the source language of every text; others come from ``translations/``."""

from __future__ import annotations

from babel.support import NullTranslations, Translations
from flask import Flask, g
from flask_babel import Babel, Domain, format_decimal, format_percent, gettext

from webapp.presentation import french

DEFAULT_LANGUAGE = "fr"


class SourceTexts(NullTranslations):
    """The texts as written: French, where nothing and one thing (0, 1, 1.5) are singular.

    Without a catalogue gettext follows the English rule, and says « 0 partenariats ».
    """

    def ngettext(self, msgid1: str, msgid2: str, n: float) -> str:
        """Return the singular below two, as French does."""
        return msgid1 if abs(n) < 2 else msgid2

    def ungettext(self, msgid1: str, msgid2: str, n: float) -> str:
        """Return what ``ngettext`` does: Flask-Babel asks under this older name."""
        return self.ngettext(msgid1, msgid2, n)


class SourceDomain(Domain):
    """Catalogues of texts whose source language is French, in templates and in Python alike."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the reader's language, French where it says nothing."""
        found = super().get_translations()
        if isinstance(found, Translations) and getattr(found, "_catalog", None):
            if found._fallback is None:
                found.add_fallback(SourceTexts())
            return found
        return SourceTexts()


def init_app(app: Flask) -> None:
    """Set up translations and the number formats that templates use."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT_LANGUAGE)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Paris")
    babel = Babel(app, locale_selector=language)
    babel.domain_instance = SourceDomain(domain=app.config.get("BABEL_DOMAIN", "messages"))
    app.add_template_filter(format_decimal, "numberformat")
    app.add_template_filter(_percent, "percentformat")
    app.add_template_filter(french.a, "a_lieu")
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
