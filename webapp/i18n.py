"""Languages: French is the source language of every text; others come from ``translations/``.

Every page has one address in French (``/carte``) and one in each other language (``/en/carte``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from babel.support import NullTranslations
from flask import Blueprint, Flask, current_app, g, request, url_for
from flask_babel import Babel, Domain, format_decimal, format_percent, gettext, refresh
from markupsafe import Markup
from werkzeug.routing import BaseConverter, BuildError, Map

from atlas.language import SOURCE_LANGUAGE, read_other_languages_with
from atlas.typography import french_spaces
from webapp import catalogues
from webapp.catalogues import SourceTexts
from webapp.presentation import naming

#: What views never see of their address: the language of the page.
_VALUE = "langue"
#: Where a language is not enough: dates are written as in Britain, « 20 November 2026 ».
_LOCALES = {"en": "en_GB"}


class LanguageConverter(BaseConverter):
    """The first part of an address in another language than French: ``en``."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = "|".join(catalogues.languages()[1:]) or "(?!)"


class TranslatedBlueprint(Blueprint):
    """A blueprint whose every address has a twin in each other language.

    ``translated=False`` leaves out an address that holds no text.
    """

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,
        provide_automatic_options: bool | None = None,
        *,
        translated: bool = True,
        **options: Any,
    ) -> None:
        """Register ``rule`` in French, and below the code of each other language."""
        options["provide_automatic_options"] = provide_automatic_options
        if not translated:
            super().add_url_rule(rule, endpoint, view_func, **options)
            return
        defaults = {**options.pop("defaults", {}), _VALUE: SOURCE_LANGUAGE}
        super().add_url_rule(rule, endpoint, view_func, defaults=defaults, **options)
        super().add_url_rule(f"/<language:{_VALUE}>{rule}", endpoint, view_func, **options)


class SourceDomain(Domain):
    """Catalogues of texts whose source language is French, in templates and in Python alike."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the reader's language, French where it says nothing."""
        if language() == SOURCE_LANGUAGE:
            return SourceTexts()
        return catalogues.read_catalogue(language()).translations


def bound_gettext() -> Callable[..., str]:
    """Return a ``gettext`` of the current language that works after the request too."""
    translations = SourceDomain().get_translations()

    def say(text: str, **params: object) -> str:
        found = translations.gettext(text)
        return found % params if params else found

    return say


@dataclass(frozen=True)
class OtherLanguage:
    """The page of this address in a language: its code, its name in itself, its addresses."""

    code: str
    name: str
    url: str
    absolute_url: str


def init_app(app: Flask) -> None:
    """Set up languages, and the number formats that templates use."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", SOURCE_LANGUAGE)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Paris")
    babel = Babel(app, locale_selector=_locale)
    read_other_languages_with(catalogues.translated)
    babel.domain_instance = SourceDomain(domain=app.config.get("BABEL_DOMAIN", "messages"))
    app.url_map.converters["language"] = LanguageConverter
    app.url_value_preprocessor(_read_language)
    app.url_defaults(_write_language)
    app.add_template_filter(format_decimal, "numberformat")
    app.add_template_filter(_percent, "percentformat")
    app.add_template_filter(_site, "site")
    app.add_template_filter(lambda name: naming.at_place(name, language()), "a_lieu")
    app.add_template_global(other_languages, "autres_langues")
    app.add_template_global(french_content, "en_francais")
    app.add_template_global(script_texts, "textes_des_scripts")
    app.context_processor(lambda: {"langue": language()})


def _read_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the language out of the address; an address that leads nowhere has one too."""
    if values is not None and _VALUE in values:
        g.language = values.pop(_VALUE)
    else:
        g.language = language_of(request.path)


def _write_language(endpoint: str, values: dict[str, Any]) -> None:
    if _VALUE not in values and current_app.url_map.is_endpoint_expecting(endpoint, _VALUE):
        values[_VALUE] = language()


def _locale() -> str:
    """Return the locale that dates and numbers are written in."""
    return _LOCALES.get(language(), language())


def language() -> str:
    """Return the language of the current request (``fr``, ``en``)."""
    return str(g.get("language", SOURCE_LANGUAGE))


def language_of(path: str) -> str:
    """Return the language of the page at ``path``: its first part, French without one."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in catalogues.languages() else SOURCE_LANGUAGE


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Answer in the language ``code`` within the block, whatever the address asked for says."""
    before = language()
    g.language = code
    refresh()
    try:
        yield
    finally:
        g.language = before
        refresh()


def plain_path() -> str:
    """Return the path asked for as it is in French: without the code of a language."""
    prefix = f"/{language()}/"
    path = request.path
    return path[len(prefix) - 1 :] if path.startswith(prefix) else path


def other_languages(*, all_of_them: bool = False) -> list[OtherLanguage]:
    """Return the twins of the current page in the other languages; all of them on demand.

    An address that leads nowhere has the home pages for twins.
    """
    return [
        OtherLanguage(
            code,
            catalogues.own_name(code),
            _twin(code, external=False),
            _twin(code, external=True),
        )
        for code in catalogues.languages()
        if all_of_them or code != language()
    ]


def _twin(code: str, *, external: bool) -> str:
    query = request.query_string.decode("ascii", "replace")
    options: Mapping[str, Any] = {_VALUE: code, "_external": external}
    try:
        address = url_for(request.endpoint or "", **{**(request.view_args or {}), **options})
    except BuildError:
        return url_for("public.accueil", **options)
    return f"{address}?{query}" if query else address


def script_texts() -> dict[str, object] | None:
    """Return the texts that the browser's scripts need, or None where they speak as written."""
    if language() == SOURCE_LANGUAGE:
        return None
    catalogue = catalogues.read_catalogue(language())
    return {"textes": catalogue.scripts, "pluriels": catalogue.plurals}


def data_text(text: str) -> str:
    """Return a French sentence of the datasets in the reader's language."""
    return str(gettext(text)) if text else ""


def french_content() -> Markup:
    """Return the attribute of an element whose text quotes a French source on another page."""
    return Markup("") if language() == SOURCE_LANGUAGE else Markup(' lang="fr"')


def translate(template: str, **params: object) -> str:
    """Return a French sentence template of the domain in the reader's language, filled in."""
    sentence = str(gettext(template))
    if language() == SOURCE_LANGUAGE:
        sentence = french_spaces(sentence)
    return sentence.format(**params)


def _site(address: str) -> str:
    """Return the site of a web address, as a reader names it: « theses.fr »."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _percent(share: float, decimals: int = 0) -> str:
    """Show a share (0 to 1), never rounding something to 0 % or nearly all to 100 %."""
    if decimals:
        step = 100 * 10**decimals
        pattern = gettext("#,##0\N{NO-BREAK SPACE}%").replace("0", f"0.{'0' * decimals}")
        return str(format_percent(math.floor(share * step) / step, pattern))
    if 0 < share < 0.01:
        return gettext("moins de 1\N{NO-BREAK SPACE}%")
    if 0.99 < share < 1:
        return gettext("plus de 99\N{NO-BREAK SPACE}%")
    return str(format_percent(share, gettext("#,##0\N{NO-BREAK SPACE}%")))
