"""The dataset ``noms``: what the world calls the towns that are partners (GeoNames, CC BY 4.0).

GeoNames gives the names of a town without their language. Kept are those in Latin letters and those
in a script that the town's country writes; left out are what nobody types: transliterations letter
by letter, codes of airports, nicknames, and second spellings that a search cannot tell apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel.core import get_global
from babel.languages import get_territory_language_info

from atlas.text import fold
from geodata.build.sources import Sources
from geodata.build.writing import write_csv
from geodata.manifests import DATASETS, read_rows

COLUMNS = ("geonames_id", "names")
LONGEST = 40
_FRENCH = frozenset("àâæçèéêëîïôœùûüÿÀÂÆÇÈÉÊËÎÏÔŒÙÛÜ")
#: An airport's code, or a word that makes a phrase or a nickname of a name.
_NOT_A_NAME = re.compile(
    r"[A-Z]{2,4}|.*\b(?:of|the|City|Town|Lungsod|Shi|Shih|Municipality|Kommun|Stadt)\b.*"
)
#: ISO 15924 scripts by the first word of the Unicode names of their letters.
_SCRIPTS = {
    "CJK": frozenset(("Hans", "Hant", "Jpan", "Kore")),
    "HIRAGANA": frozenset(("Jpan",)),
    "KATAKANA": frozenset(("Jpan",)),
    "HANGUL": frozenset(("Kore",)),
    "CYRILLIC": frozenset(("Cyrl",)),
    "ARABIC": frozenset(("Arab",)),
    "GREEK": frozenset(("Grek",)),
    "HEBREW": frozenset(("Hebr",)),
    "ARMENIAN": frozenset(("Armn",)),
    "GEORGIAN": frozenset(("Geor",)),
    "DEVANAGARI": frozenset(("Deva",)),
    "BENGALI": frozenset(("Beng",)),
    "TAMIL": frozenset(("Taml",)),
    "THAI": frozenset(("Thai",)),
    "LAO": frozenset(("Laoo",)),
    "KHMER": frozenset(("Khmr",)),
    "MYANMAR": frozenset(("Mymr",)),
    "ETHIOPIC": frozenset(("Ethi",)),
    "SINHALA": frozenset(("Sinh",)),
    "TIBETAN": frozenset(("Tibt",)),
    "MONGOLIAN": frozenset(("Mong",)),
}
#: Below this share (percent) of speakers a language that is not official is not counted.
_SPOKEN = 20


def build(sources: Sources, folder: Path, partners: Path = DATASETS / "partenariats") -> None:
    """Write ``noms.csv`` into ``folder``: the names of the places of ``partenaires.csv``."""
    # The point of a province is that of its chief town, whose names are not the province's.
    wanted = {
        row["geonames_id"]
        for row in read_rows(partners, "partenaires.csv")
        if row["kind"] == "municipality" and row["location_precision"] == "place"
    } - {""}
    cities = {str(city["geonameid"]): city for city in sources.geonames("cities500").values()}
    rows = []
    for number in sorted(wanted & cities.keys(), key=int):
        city = cities[number]
        names = useful_names([city["name"], *city["alternatenames"]], city["countrycode"])
        rows.append({"geonames_id": number, "names": "|".join(names)})
    write_csv(folder / "noms.csv", COLUMNS, rows)


def useful_names(names: Iterable[str], iso2: str) -> list[str]:
    """Return the names worth searching for, each spelling once, in the order given.

    Of names that fold alike the first of all is kept, or else the likeliest to be written:
    ``München``, not ``Munchen``; ``Pékin``, not ``Pekín``.
    """
    names = list(names)
    first = names[0] if names else ""
    kept: dict[str, str] = {}
    for name in names:
        key = fold(name)
        if not _worth_typing(name, iso2) or len(key) < 2:
            continue
        if key not in kept or (kept[key] != first and _likely(name) > _likely(kept[key])):
            kept[key] = name
    return list(kept.values())


def _worth_typing(name: str, iso2: str) -> bool:
    if len(name) > LONGEST or "|" in name or _NOT_A_NAME.fullmatch(name):
        return False
    scripts = set(_scripts_of(name))
    if scripts == {"LATIN"}:
        # GeoNames writes names in capitals, and letter-by-letter transliterations in small ones.
        return not name[0].islower()
    written = scripts_of_country(iso2)
    return bool(scripts) and all(_SCRIPTS.get(script, frozenset()) & written for script in scripts)


def _scripts_of(name: str) -> Iterator[str]:
    for letter in name:
        if letter.isalpha():
            first = unicodedata.name(letter, "").split(" ")[0]
            # Signs that belong to no script: the turned comma of a transliteration.
            if first != "MODIFIER":
                yield first


@cache
def scripts_of_country(iso2: str) -> frozenset[str]:
    """Return the ISO 15924 scripts of the languages that a country speaks, as CLDR knows them."""
    likely = get_global("likely_subtags")
    found: set[str] = set()
    for language, said in get_territory_language_info(iso2).items():
        if said["official_status"] or float(said["population_percent"] or 0) >= _SPOKEN:
            parts = (likely.get(f"{language}_{iso2}") or likely.get(language) or language).split(
                "_"
            )
            found.update(part for part in parts if len(part) == 4 and part.isalpha())
    return frozenset(found)


def _likely(name: str) -> tuple[int, int, int]:
    """Rank spellings: GeoNames has them stripped of accents too, and readers know French ones."""
    french = sum(letter in _FRENCH for letter in name)
    return name.count("é"), french, sum(not letter.isascii() for letter in name)
