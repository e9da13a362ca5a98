"""French territories inside a sentence: « bretons », « de l’Isère », “of Isère”.

French says a few régions by an adjective that everybody understands (``adjectives.csv``); it agrees
with what it follows. The others are « la région X ». Other languages take the plain names.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from flask_babel import gettext, ngettext

from atlas.language import SOURCE_LANGUAGE
from atlas.vocabulary import Entry
from webapp.presentation import french

_FILE = Path(__file__).with_name("adjectives.csv")


@cache
def _adjectives() -> dict[tuple[str, frozenset[str]], dict[str, str]]:
    """Return the four forms of each adjective, by level and codes of the territories it covers."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return {
            (row["level"], frozenset(row["codes"].split(";"))): row
            for row in csv.DictReader(stream)
        }


def adjectives(
    level: str, codes: Sequence[str], language: str, *, feminine: bool, plural: bool
) -> list[str]:
    """Return the adjectives that say ``codes`` of ``level``, or nothing where one has none."""
    if language != SOURCE_LANGUAGE or not codes:
        return []
    column = ("feminine" if feminine else "masculine") + ("_plural" if plural else "")
    together = _adjectives().get((level, frozenset(codes)))
    if together is not None:
        return [together[column]]
    found = [_adjectives().get((level, frozenset((code,)))) for code in codes]
    return [forms[column] for forms in found if forms is not None] if all(found) else []


def of_departements(entries: Sequence[Entry], most: int, language: str) -> str:
    """Return what follows « partenariats » for départements: « de l’Isère ou du Rhône »."""
    if len(entries) > most:
        return of_several(
            ngettext(
                "%(nombre)s département",
                "%(nombre)s départements",
                len(entries),
                nombre=len(entries),
            ),
            language,
        )
    if language == SOURCE_LANGUAGE:
        return either([_of_departement(entry) for entry in entries])
    return either([_name(entry, language) for entry in entries])


def of_regions(entries: Sequence[Entry], most: int, language: str) -> str:
    """Return what follows « partenariats » for régions that are said without adjective."""
    if len(entries) > most:
        return of_several(
            ngettext("%(nombre)s région", "%(nombre)s régions", len(entries), nombre=len(entries)),
            language,
        )
    names = either([_name(entry, language) for entry in entries])
    if language != SOURCE_LANGUAGE:
        return names
    return f"de la région {names}" if len(entries) == 1 else f"des régions {names}"


def of_several(counted: str, language: str) -> str:
    """Return « de 5 régions »; other languages write their own preposition in the sentence."""
    return f"de {counted}" if language == SOURCE_LANGUAGE else counted


def either(items: Sequence[str]) -> str:
    """Join alternatives: « le Mali, le Niger ou le Sénégal »."""
    if len(items) < 2:
        return "".join(items)
    return gettext("%(debut)s ou %(fin)s", debut=", ".join(items[:-1]), fin=items[-1])


def both(items: Sequence[str]) -> str:
    """Join what adds up: « jumelages et pactes d’amitié »."""
    if len(items) < 2:
        return "".join(items)
    return gettext("%(debut)s et %(fin)s", debut=", ".join(items[:-1]), fin=items[-1])


def _of_departement(entry: Entry) -> str:
    return french.de(_name(entry, SOURCE_LANGUAGE), entry.article, kind="departement")


def _name(entry: Entry, language: str) -> str:
    return entry.label(language).replace("'", "’")
