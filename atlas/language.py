"""The texts that the data hold in French and in English, in the language of the reader.

French and English come from the data themselves. Any other language of the site has a catalogue of
translations, which this package does not know: whoever serves it says how to read it.
"""

from __future__ import annotations

from collections.abc import Callable

SOURCE_LANGUAGE = "fr"
DATA_LANGUAGES = (SOURCE_LANGUAGE, "en")

Translator = Callable[[str, str], str]
"""Takes a language and a French text; returns the text in that language, French when unknown."""

_translators: list[Translator] = []


def in_language(language: str, french: str, english: str = "") -> str:
    """Return a text of the data in ``language``; in French where that language has none."""
    if language == "en" and english:
        return english
    if language in DATA_LANGUAGES or not french or not _translators:
        return french
    return _translators[-1](language, french)


def name_in_language(language: str, local: str, french: str, english: str) -> str:
    """Return the name of a place for readers of ``language``: its exonym where there is one.

    The name of its own country, or its usual transcription, serves everywhere else.
    """
    return {"fr": french, "en": english}.get(language) or local


def read_other_languages_with(translator: Translator) -> None:
    """Let ``translator`` give the texts of the data in languages other than theirs."""
    _translators[:] = [translator]
