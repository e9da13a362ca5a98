"""What the words around a foreign name say: a town, a region, a district; and what follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.reconciling.matching import plain

TOWN, REGION, PROVINCE, PREFECTURE, DEPARTMENT, DISTRICT, CAMP = (
    "town", "region", "province", "prefecture", "department", "district", "camp",
)  # fmt: skip
#: Words before a name, plain, by what they mean: the same in the languages of our sources.
_BEFORE: dict[str, tuple[str, ...]] = {
    TOWN: (
        *("ville", "la ville", "commune", "commune rurale", "commune urbaine", "mairie"),
        *("communaute rurale", "municipalite", "municipality", "city", "town", "stadt"),
        *("landeshauptstadt", "kreisfreie stadt", "gemeinde", "comune", "citta", "ayuntamiento"),
        *("ajuntament", "municipio", "camara municipal", "gmina", "miasto", "london borough"),
        *("royal borough", "borough"),
    ),
    REGION: (
        *("region", "regione", "regiao", "region autonome", "conseil regional", "land"),
        *("freistaat", "etat libre", "etat", "estado", "state", "voivodie", "wojewodztwo"),
        *("oblast", "kraj", "canton", "republique et canton", "gouvernorat", "territoire"),
        *("generalitat", "generalite", "communaute autonome", "comunidad autonoma"),
        *("comunidad foral", "communaute forale", "district autonome"),
    ),
    PROVINCE: ("province", "provincia", "provincie"),
    PREFECTURE: ("prefecture",),
    DEPARTMENT: (
        *("departement", "departamento", "conseil departemental", "landkreis", "kreis"),
        *("arrondissement", "bezirk", "judet", "judetul", "comte", "county", "wilaya", "cercle"),
        *("diputacion foral", "deputation forale", "diputacion"),
    ),
    DISTRICT: ("district",),
    CAMP: ("camp", "camp de refugies"),
}
_AFTER: dict[str, tuple[str, ...]] = {
    TOWN: ("municipality", "city", "town"),
    REGION: ("region", "voivodeship", "oblast", "kraj", "governorate", "state"),
    PROVINCE: ("province",),
    PREFECTURE: ("prefecture", "ken", "fu"),
    DEPARTMENT: ("county", "county council", "department", "cercle"),
    DISTRICT: ("district",),
    CAMP: ("camp",),
}
_MEANING_BEFORE = {word: meaning for meaning, words in _BEFORE.items() for word in words}
_MEANING_AFTER = {word: meaning for meaning, words in _AFTER.items() for word in words}


def _any_of(words: dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_HEADING = re.compile(
    rf"^(?P<word>{_any_of(_MEANING_BEFORE)})"
    r"(?: (?:de la|de l|du|des|de|d|of|di|do|da|del))? (?P<core>.+)$"
)
_ENDING = re.compile(rf"^(?P<core>.+) (?P<word>{_any_of(_MEANING_AFTER)})$")
#: « Paris, Kentucky », « Halle (Saale) », « Lahr/Schwarzwald ».
_TAIL = re.compile(r"^(?P<head>[^,(/]+?)\s*[,(/]\s*(?P<tail>[^,()/]+)\)?\s*$")
#: The words that make the rest of a name say where the place is: « am Main », « upon Tyne ».
_WHERE = re.compile(
    r"^(?P<head>.+?) (?P<tail>(?:a|am|an|auf|bei|im|in|ob|unter|vor|upon|on|under|nad|sur|sous|sul|"
    r"del|della|de|do|d|v) .+)$"
)


@dataclass(frozen=True, slots=True)
class ForeignWording:
    """What a name says.

    ``whole`` is the name with all its words, plain; ``core`` the name without those that announce
    it and ``meaning`` what these mean, both empty when there are none; ``head`` and ``tail`` its
    two parts when the second one says where the place is.
    """

    whole: str
    core: str = ""
    meaning: str = ""
    head: str = ""
    tail: str = ""


def read_foreign(name: str) -> ForeignWording:
    """Return what ``name`` says."""
    head = tail = ""
    whole = plain(name)
    if found := _TAIL.match(name.strip()):
        head, tail = plain(found["head"]), plain(found["tail"])
    elif found := _WHERE.match(whole):
        head, tail = found["head"], found["tail"]
    if found := _HEADING.match(whole):
        return ForeignWording(whole, found["core"], _MEANING_BEFORE[found["word"]], head, tail)
    if found := _ENDING.match(whole):
        return ForeignWording(whole, found["core"], _MEANING_AFTER[found["word"]], head, tail)
    return ForeignWording(whole, head=head, tail=tail)
