"""The file ``pays/pays.csv``: countries with names, French grammar, continent and a point.

Codes come from ISO 3166-1 (as GeoNames lists them, with XK for Kosovo), names from the Unicode
CLDR (through Babel), points from the outlines of Natural Earth as modified by visionscarto, or
from the largest place in GeoNames. ``pays_francais.csv`` is ours: article and preposition of each
name, the few names that we write otherwise, other names in use, and the State that a territory
belongs to. Usage follows the list of names of States of the French Ministry for Europe and
Foreign Affairs and the Commission nationale de toponymie.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from babel import Locale
from shapely.geometry.base import BaseGeometry

from geodata.build.points import inner_point
from geodata.build.sources import HERE, SourceError, Sources
from geodata.build.writing import degrees, write_csv

#: Codes that GeoNames still lists and that ISO 3166-1 withdrew.
WITHDRAWN = {"AN", "CS"}
#: Form after « de » of each article; None: « de » or « d'» according to the name.
AFTER_DE = {"le": "du", "la": "de la", "les": "des", "l'": "de l'"}
#: Territories that neither Natural Earth nor GeoNames (cities) places; degrees, WGS 84.
REMOTE = {"BV": (3.35, -54.42), "UM": (166.63, 19.29), "HM": (73.50, -53.10), "AQ": (0.0, -85.0)}


def build(sources: Sources, folder: Path, outlines: dict[str, BaseGeometry]) -> None:
    """Write ``pays.csv`` and ``continents.csv`` into ``folder``.

    ``outlines`` maps ISO codes to outlines (degrees, WGS 84); overseas départements excluded from
    France, so that its point lies in Europe.
    """
    names = {language: Locale(language).territories for language in ("fr", "en")}
    countries = sources.geonames("countries")
    places = largest_places(sources)
    with (HERE / "pays_francais.csv").open(encoding="utf-8", newline="") as stream:
        grammar = {row["iso2"]: row for row in csv.DictReader(stream)}
    codes = set(countries) - WITHDRAWN
    if codes != set(grammar):
        raise SourceError(
            f"pays_francais.csv : {', '.join(sorted(codes ^ set(grammar)))} n’y est pas, ou n’est "
            "pas un code de pays des sources."
        )
    rows = []
    for code in sorted(codes):
        own = grammar[code]
        name_fr = own["name_fr"] or names["fr"][code]
        lon, lat, method = _point(code, outlines, places)
        rows.append(
            {
                "iso2": code,
                "iso3": countries[code]["iso3"],
                "name_fr": name_fr,
                "name_en": own["name_en"] or names["en"][code],
                "article_fr": own["article_fr"].replace("'", "’"),
                "preposition_fr": own["preposition_fr"].replace("'", "’"),
                "de_fr": after_de(own["article_fr"], name_fr),
                "continent": countries[code]["continentcode"],
                "etat": own["etat"] or code,
                "autres_noms": own["autres_noms"],
                "lon": degrees(lon, 4),
                "lat": degrees(lat, 4),
                "point_method": method,
            }
        )
    write_csv(folder / "pays.csv", list(rows[0]), rows)


def after_de(article: str, name: str) -> str:
    """Return what comes between a noun and the country: « du » Mali, « d’ » Israël."""
    if article:
        return AFTER_DE[article].replace("'", "’")
    return "d’" if name[0] in "AÂEÉIÎOÔU" or name == "Haïti" else "de"


def largest_places(sources: Sources) -> dict[str, dict[str, Any]]:
    """Return the most populous place of each country, by ISO code."""
    best: dict[str, dict[str, Any]] = {}
    for city in sources.geonames("cities500").values():
        known = best.get(city["countrycode"])
        rank = (city["population"], -city["geonameid"])
        if known is None or rank > (known["population"], -known["geonameid"]):
            best[city["countrycode"]] = city
    return best


def _point(
    code: str, outlines: dict[str, BaseGeometry], places: dict[str, dict[str, Any]]
) -> tuple[float, float, str]:
    if code in outlines:
        centre = inner_point(outlines[code])
        return centre.x, centre.y, "centre"
    if code in places:
        return places[code]["longitude"], places[code]["latitude"], "ville_principale"
    lon, lat = REMOTE[code]
    return lon, lat, "manuel"
