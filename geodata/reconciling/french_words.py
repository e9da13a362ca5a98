"""What the words around a French name say: a kind of body, a département, a postcode."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geodata.reconciling.matching import plain

COMMUNES = frozenset({"commune", "deleguee", "associee", "arrondissement", "ancienne"})
_EPCI = frozenset({"epci", "syndicat"})
_DEPARTEMENT = frozenset({"departement"})
_REGION = frozenset({"region"})
_STATUTE = frozenset({"statut_particulier"})

#: Words before a name, plain, and the kinds that they mean. Longer ones are tried first.
_HEADINGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("ville", "commune", "mairie", "municipalite", "conseil municipal", "ville nouvelle"),
        COMMUNES,
    ),
    **dict.fromkeys(
        (
            *("communaute de communes", "communaute d agglomeration", "communaute d agglo"),
            *("communaute urbaine", "communaute", "metropole", "eurometropole", "cc", "ca", "cu"),
            *("metropole europeenne", "agglomeration", "agglo", "intercommunalite", "cud", "ept"),
            *("etablissement public territorial", "syndicat d agglomeration nouvelle"),
        ),
        _EPCI,
    ),
    **dict.fromkeys(
        (
            *("departement", "conseil departemental", "conseil general", "conseil dep", "cd"),
            *("cg", "assemblee departementale"),
        ),
        _DEPARTEMENT,
    ),
    **dict.fromkeys(("region", "conseil regional", "cr"), _REGION),
    **dict.fromkeys(
        (
            *("collectivite", "collectivite territoriale", "collectivite europeenne"),
            *("collectivite unique", "collectivite d outre mer", "assemblee", "gouvernement"),
        ),
        _STATUTE,
    ),
}
#: Who acts for a commune without being it: a person must say so.
_BESIDE = ("comite de jumelage", "comite des jumelages", "association de jumelage")
_ENDINGS = {
    **dict.fromkeys(("metropole", "agglomeration", "agglo", "communaute", "eurometropole"), _EPCI),
    "communaute urbaine": _EPCI,
}
_WORDS = "|".join(sorted((*_HEADINGS, *_BESIDE), key=len, reverse=True))
_HEADING = re.compile(
    rf"^(?:(?:la|le|les|l) )?(?P<word>{_WORDS})"
    r"(?: (?P<link>de la|de l|du|des|de|d))? (?P<rest>.+)$"
)
_ENDING = re.compile(rf"^(?P<rest>.+) (?P<word>{'|'.join(sorted(_ENDINGS, key=len))})$")
_RESTORED = {"du": "le", "des": "les", "de la": "la", "de l": "l"}

_POSTCODE = re.compile(r"^(?P<code>\d{5})\s+(?=\D)")
_CEDEX = re.compile(r"\s+cedex(?:\s+\d+)?\s*$", re.IGNORECASE)
_BRACKETS = re.compile(r"^(?P<head>.+?)\s*\((?P<inside>[^()]*)\)\s*$")
_TAIL = re.compile(r"^(?P<head>.+?)(?:,| [-–—] )\s*(?P<inside>[^,]+)$")
_NUMBERED = re.compile(r"^(?:cd|cg) ?0?(\d{2,3}|2[ab])$")
_OF_CITY = re.compile(
    r"^(?P<city>paris|lyon|marseille) (?:\d{1,2}|[ivx]+) ?(?:er|e|eme|ieme)?(?: arrondissement)?$"
)
_CITY_OF = re.compile(
    r"^(?:mairie )?(?:du )?\d{1,2} ?(?:er|e|eme) arrondissement (?:de )?"
    r"(?P<city>paris|lyon|marseille)$"
)
_ARTICLES = frozenset({"le", "la", "les", "l"})
_KINDS_INSIDE = {
    "departement": _DEPARTEMENT,
    "region": _REGION,
    "ville": COMMUNES,
    "commune": COMMUNES,
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a name says.

    ``whole`` is the name with all its words, plain; ``cores`` what it may be without those that
    announce it, the likeliest first; ``kinds`` those that the words mean, None when none says;
    ``departement`` a code that the name gives; ``body`` the code of the département that « CD 59 »
    means; ``beside`` tells that somebody else acts for the body that is named.
    """

    whole: str
    cores: tuple[str, ...] = ()
    kinds: frozenset[str] | None = None
    departement: str = ""
    body: str = ""
    beside: bool = False


def read_french(name: str, departements: Mapping[str, str]) -> Wording:
    """Return what ``name`` says; ``departements`` gives codes by plain name."""
    name, departement, inside = _without_departement(_CEDEX.sub("", name.strip()), departements)
    whole = plain(name)
    if numbered := _NUMBERED.match(whole):
        return Wording(whole, kinds=_DEPARTEMENT, body=numbered[1].upper())
    if city := _OF_CITY.match(whole) or _CITY_OF.match(whole):
        return Wording(city["city"], kinds=COMMUNES, departement=departement)
    kinds = _KINDS_INSIDE.get(inside)
    if found := _HEADING.match(whole):
        cores = _restored(found["link"] or "", found["rest"])
        if found["word"] in _BESIDE:
            return Wording(whole, cores, COMMUNES, departement, beside=True)
        return Wording(whole, cores, kinds or _HEADINGS[found["word"]], departement)
    if found := _ENDING.match(whole):
        return Wording(whole, (found["rest"],), kinds or _EPCI, departement)
    return Wording(whole, (), kinds, departement)


def _without_departement(name: str, departements: Mapping[str, str]) -> tuple[str, str, str]:
    """Return a name without a postcode, a département or a remark, the code, and the remark."""
    departement = inside = ""
    if postcode := _POSTCODE.match(name):
        code = postcode["code"]
        departement = code[:3] if code.startswith("97") else code[:2]
        name = name[postcode.end() :]
        if departement == "20":  # Corsica has two départements and one beginning of postcodes.
            departement = ""
    if brackets := _BRACKETS.match(name):
        inside = plain(brackets["inside"])
        name = brackets["head"]
        departement = departement or _departement(inside, departements)
        if inside in _ARTICLES:
            name = f"{inside} {name}"
    elif tail := _TAIL.match(name):
        code = _departement(plain(tail["inside"]), departements)
        if code:
            name, departement = tail["head"], departement or code
    return name, departement, inside


def _departement(text: str, departements: Mapping[str, str]) -> str:
    if re.fullmatch(r"\d{2,3}|2[ab]", text):
        return text.upper()
    return departements.get(text, "")


def _restored(link: str, rest: str) -> tuple[str, ...]:
    """Return what « du Mans » may stand for: « le Mans », or « Mans »."""
    article = _RESTORED.get(link)
    return (f"{article} {rest}", rest) if article else (rest,)


def intercommunal_cores(name: str) -> tuple[str, ...]:
    """Return what an EPCI is called without the words for its kind, plain.

    ``Communauté d'agglomération Valenciennes Métropole`` gives ``valenciennes metropole`` and
    ``valenciennes``; initials in brackets are a name too.
    """
    brackets = _BRACKETS.match(name.strip())
    initials: tuple[str, ...] = ()
    if brackets:
        name = brackets["head"]
        initials = (plain(brackets["inside"]),) if brackets["inside"].isupper() else ()
    found: list[str] = []
    todo = [plain(name)]
    while todo:
        key = todo.pop(0)
        for reading in (_HEADING.match(key), _ENDING.match(key)):
            if reading and reading["word"] not in _BESIDE:
                link = reading.groupdict().get("link") or ""
                todo += [core for core in _restored(link, reading["rest"]) if core not in found]
                found += [core for core in _restored(link, reading["rest"]) if core not in found]
    return (*found, *initials)
