"""The catalogues of ``webapp/translations/``: one ``.po`` file is one more language of the site.

French is the source language and has no catalogue. A catalogue is read as it is, once for each
process: nothing has to be compiled, and what translators edit is what readers get.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from atlas.language import SOURCE_LANGUAGE

FOLDER = Path(__file__).parent / "translations"
#: Where the texts of the browser's scripts stand: those that a page must bring with it.
_SCRIPTS = "webapp/static/js/"
#: Plural forms depend on a number's last two digits, and on small numbers as a whole.
_PLURAL_CYCLE = 100


@dataclass(frozen=True)
class Catalogue:
    """One language: its name in itself, its texts, and those that scripts need."""

    language: str
    name: str
    translations: Translations
    #: Translations by French text; several forms where the text has a plural.
    scripts: dict[str, str | list[str]]
    #: Index of the plural form of 0…99, then of 100…199: what scripts need instead of a rule.
    plurals: str


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """Return the codes of the languages of the site, French first."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in (folder or FOLDER).glob("*.po")))


def own_name(language: str) -> str:
    """Return what a language calls itself: « Français », “English”."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[0].upper() + name[1:]


@cache
def read_catalogue(language: str, folder: Path | None = None) -> Catalogue:
    """Return the catalogue of ``language``. Raises FileNotFoundError where there is none."""
    with ((folder or FOLDER) / f"{language}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = Translations(compiled)
    translations.add_fallback(SourceTexts())
    scripts: dict[str, str | list[str]] = {}
    for message in catalogue:
        if message.pluralizable and message.string and message.string[0]:
            # The same text may also be asked for without a number: gettext files the two apart.
            translations._catalog.setdefault(message.id[0], message.string[0])
        if not message.string or not any(
            path.startswith(_SCRIPTS) for path, _ in message.locations
        ):
            continue
        if isinstance(message.id, str):
            scripts[message.id] = str(message.string)
        else:
            scripts[message.id[0]] = list(message.string)
    return Catalogue(
        language=language,
        name=own_name(language),
        translations=translations,
        scripts=scripts,
        plurals="".join(str(translations.plural(n)) for n in range(2 * _PLURAL_CYCLE)),
    )


def translated(language: str, text: str) -> str:
    """Return a French text in ``language``, or as it is where the catalogue has no such text."""
    return str(read_catalogue(language).translations.gettext(text))


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
