"""French sentences around a name: article, elision and contraction.

Insee gives, for each commune, département and région, the « charnière » that joins « de » to its
name (``d'``, ``de``, ``de l'``, ``du``, ``de la``, ``des``). Other bodies follow their first word,
countries the article of ``pays.csv``, and the rest the first letter of the name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

#: What an article becomes after « de ».
_AFTER_DE = {"la ": "de la ", "l’": "de l’", "le ": "du ", "les ": "des ", "": ""}
#: The article that each charnière of Insee implies, where it implies one.
_ARTICLES = {"de la": "la ", "de l’": "l’", "du": "le ", "des": "les "}
#: A name that opens with its article, as many French communes do: « Le Havre », « L’Haÿ ».
_OWN_ARTICLE = re.compile(r"(?i:(le|les|aux)\s+|(?:la|los|las)\s+|l['’])(?=\S)")
_CONTRACTED = {"le": "du ", "les": "des ", "aux": "des "}

_TERRITORIES = ("departement", "region")
#: Territories that take an article although Insee joins them by « de » alone: « la Normandie »,
#: « de Normandie ». Those that begin with a vowel take « l’ ».
_TERRITORY_ARTICLES = {
    "la ": (
        "Bourgogne-Franche-Comté", "Bretagne", "Corse", "Meurthe-et-Moselle", "Normandie",
        "Saône-et-Loire", "Seine-et-Marne",
    ),
    "le ": ("Loir-et-Cher", "Lot-et-Garonne", "Maine-et-Loire", "Tarn-et-Garonne"),
    "la région ": ("Provence-Alpes-Côte d'Azur", "Provence-Alpes-Côte d’Azur"),
}  # fmt: skip

#: First words that name a sort of body, by the article they take.
_BODIES = {
    "la ": (
        "collectivité", "communauté", "comunità", "daïra", "députation", "fédération", "métropole",
        "mrc", "municipalité", "préfecture", "province", "région", "réserve", "samtgemeinde",
        "vallée", "ville", "voïvodie", "wilaya", "commune", "diputación", "comunidad",
        "généralité", "generalitat", "regione", "provincia", "provincie", "régie",
    ),
    "l’": (
        "agglomération", "arrondissement", "association", "entente", "établissement", "état",
        "eurométropole", "île", "intercommunale", "intercommunalité", "oblast", "union", "estado",
    ),
    "le ": (
        "bezirk", "camp", "canton", "cercle", "comté", "département", "district", "gect",
        "gouvernement", "gouvernorat", "groupement", "județ", "judet", "județul", "landkreis",
        "pays", "pôle", "regionalverband", "réseau", "syctom", "sictom", "syndicat", "territoire",
        "kreis", "land", "conseil",
    ),
    "les ": ("communes", "îles", "municipalités", "terres"),
}  # fmt: skip
_FIRST_WORDS = {word: article for article, words in _BODIES.items() for word in words}
#: Kinds whose name opens with the sort of body; a municipality's does so only before « de ».
_PLAIN_KINDS = ("commune", "municipality", "deleguee", "associee", "ancienne", "arrondissement")
_OF = re.compile(r"\S+\s+(?:[IVX]+\s+)?(?:de|du|des|d['’])", re.IGNORECASE)

#: Foreign provinces and States of a federation that French names with an article.
_PROVINCES = {
    "la ": (
        "Basse-Autriche", "Basse-Saxe", "Bavière", "Bohême centrale", "Caroline du Nord",
        "Caroline du Sud", "Casamance", "Catalogne", "Chalcidique", "Floride", "Galice",
        "Géorgie", "Grande Comore (Ngazidja)", "Hesse", "Ligurie", "Lombardie",
        "Louisiane", "Pennsylvanie", "Rhénanie-du-Nord-Westphalie", "Rhénanie-Palatinat",
        "Sarre", "Saxe", "Saxe-Anhalt", "Thuringe", "Toscane", "Sicile", "Sardaigne", "Vénétie",
        "Wallonie", "Flandre",
    ),
    "l’": (
        "Amapá", "Amazonas", "Andalousie", "Aragon", "Araucanie", "Émilie-Romagne", "Ontario",
        "Ombrie", "Ortenaukreis",
    ),
    "le ": (
        "Bade-Wurtemberg", "Brandebourg", "Devon", "Minas Gerais", "Nouveau-Brunswick", "Pará",
        "Piémont", "Québec", "Schleswig-Holstein", "Surrey", "Tamil Nadu", "Tyrol", "Haut-Karabagh",
    ),
}  # fmt: skip
_PROVINCE_ARTICLES = {name: article for article, names in _PROVINCES.items() for name in names}

#: Foreign names whose h is mute in French; before any other « h », nothing is elided.
_MUTE_H = frozenset({"haiti", "hebron", "heraklion", "helsingor"})
_LETTERS = str.maketrans({"Æ": "A", "æ": "a", "Œ": "O", "œ": "o", "Ø": "O", "ø": "o"})


class Named(Protocol):
    """What the sentence needs to know of an authority."""

    @property
    def kind(self) -> str: ...
    @property
    def charniere_fr(self) -> str: ...
    @property
    def country_article_fr(self) -> str: ...
    def display_name(self, language: str) -> str: ...


def elides(name: str) -> bool:
    """Tell whether « de » loses its vowel before ``name``, by its first letters.

    A « y » elides before a consonant (d’Ypres, de Yaoundé), an « h » only in names listed above.
    """
    plain = unicodedata.normalize("NFD", name.translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower().lstrip("'’ʿʻ«\" ")
    if plain[:1] == "h":
        return re.split(r"[\s\-(]", plain)[0] in _MUTE_H
    if plain[:1] == "y":
        return len(plain) > 1 and plain[1].isalpha() and plain[1] not in "aeiouy"
    return plain[:1] in set("aeiou")


def article(name: str, charniere: str = "", *, kind: str = "", country_article: str = "") -> str:
    """Return what goes before ``name`` in a sentence: « la », « l’ », « le », « les », or nothing.

    ``charniere`` is Insee's, ``country_article`` that of the country which bears this name. A name
    that holds its article (Le Havre) is given none.
    """
    charniere = charniere.strip().replace("'", "’")
    if _OWN_ARTICLE.match(name):
        return ""
    if charniere in _ARTICLES:
        return _ARTICLES[charniere]
    if charniere:
        return _territory_article(name) if kind in _TERRITORIES else ""
    if country_article:
        bare = country_article.strip().replace("'", "’")
        return bare if bare.endswith("’") else f"{bare} "
    first = re.split(r"[\s,]", name, maxsplit=1)[0].lower()
    if first in _FIRST_WORDS and (kind not in _PLAIN_KINDS or _OF.match(name)):
        return _FIRST_WORDS[first]
    return "" if kind in _PLAIN_KINDS else _PROVINCE_ARTICLES.get(name, "")


def _territory_article(name: str) -> str:
    found = (a for a, names in _TERRITORY_ARTICLES.items() if name in names)
    return next(found, "l’" if elides(name) else "")


def de(name: str, charniere: str = "", *, kind: str = "", country_article: str = "") -> str:
    """Return « de » and ``name``: d’Ajaccio, du Havre, de l’Isère, de la Métropole de Lyon."""
    charniere = charniere.strip().replace("'", "’")
    own = _OWN_ARTICLE.match(name)
    if own:
        word = (own.group(1) or "").lower()
        # « La Réunion » and « L’Haÿ » keep their article; « le », « les » melt into « de ».
        return _CONTRACTED[word] + name[own.end() :] if word in _CONTRACTED else f"de {name}"
    if charniere in ("de", "d’"):
        return f"d’{name}" if charniere == "d’" else f"de {name}"
    before = article(name, charniere, kind=kind, country_article=country_article)
    if before:
        return _AFTER_DE.get(before, f"de {before}") + name
    return f"d’{name}" if elides(name) else f"de {name}"


def a(name: str) -> str:
    """Return « à » and the name of a place: à Annecy, au Havre, aux Abymes, à L’Haÿ-les-Roses."""
    own = _OWN_ARTICLE.match(name)
    word = (own.group(1) or "").lower() if own else ""
    if own and word:
        return ("au " if word == "le" else "aux ") + name[own.end() :]
    return f"à {name}"


def avec_article(
    name: str, charniere: str = "", *, kind: str = "", country_article: str = ""
) -> str:
    """Return ``name`` after its article: la Savoie, l’État de Veracruz, Le Havre, Nouakchott."""
    return article(name, charniere, kind=kind, country_article=country_article) + name


def article_of(record: Named) -> str:
    """Return the article of an authority, « Ukraine » as a member being the country itself."""
    return article(
        record.display_name("fr"),
        record.charniere_fr,
        kind=record.kind,
        country_article=_state_article(record),
    )


def de_of(record: Named) -> str:
    """Return « de » and the French name of an authority."""
    return de(
        record.display_name("fr"),
        record.charniere_fr,
        kind=record.kind,
        country_article=_state_article(record),
    )


def _state_article(record: Named) -> str:
    if record.kind != "state" or record.display_name("fr").split()[0].lower() in _FIRST_WORDS:
        return ""
    return record.country_article_fr
