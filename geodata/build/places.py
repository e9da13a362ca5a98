"""The dataset ``lieux``: towns abroad of 15,000 inhabitants and more, from GeoNames (CC BY 4.0).

And the names that several towns of one country bear, down to 500 inhabitants: whoever writes one of
them without saying where has not said which town he means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from atlas.geodesy import distance_km
from atlas.text import fold
from geodata.build.sources import Sources
from geodata.build.writing import degrees, write_csv

COLUMNS = ("geonames_id", "name", "iso2", "admin1", "lon", "lat", "population")
SHARED_COLUMNS = ("iso2", "name", "towns", "lon", "lat")
#: Two records of one name are two towns from this distance on (km).
_APART = 20.0
#: The largest town is meant when it has so many times the people of the next one.
_DOMINANT = 20


def build(sources: Sources, folder: Path, partners: Mapping[str, Sequence[str]]) -> None:
    """Write ``lieux.csv`` and ``homonymes.csv`` into ``folder``.

    France is left out: its places are communes, which the dataset ``cog`` knows better.
    ``partners`` gives the names of the partner towns by GeoNames number (dataset ``noms``).
    """
    _build_towns(sources, folder)
    cities = sources.geonames("cities500").values()
    write_csv(folder / "homonymes.csv", SHARED_COLUMNS, shared_names(cities, partners))


def shared_names(
    cities: Iterable[Mapping[str, Any]], partners: Mapping[str, Sequence[str]]
) -> list[dict[str, object]]:
    """Return the names that towns far apart in one country bear, with how many they are.

    ``lon`` and ``lat`` are those of the town that is meant when it is far larger than the others.
    Another name of a partner (by GeoNames number) is shared with a larger town that has it too, near
    or far: « Londres » is not the City of London.
    """
    cities = [city for city in cities if city["countrycode"] != "FR"]
    bearers: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for city in cities:
        # « Aken (Elbe) » is Aken to whoever lives there.
        for name in filter(None, {fold(city["name"]), fold(city["name"].split(" (")[0])}):
            bearers[city["countrycode"], name].append(city)
    larger = _larger_bearers(cities, partners)
    rows: list[dict[str, object]] = []
    for iso2, name in sorted(bearers.keys() | larger):
        towns = _apart(bearers.get((iso2, name), []))
        if (iso2, name) in larger:
            rows.append({"iso2": iso2, "name": name, "towns": 2, "lon": "", "lat": ""})
        elif len(towns) > 1:
            first, second = towns[:2]
            large = first["population"] >= _DOMINANT * max(second["population"], 500)
            rows.append(
                {
                    "iso2": iso2,
                    "name": name,
                    "towns": len(towns),
                    "lon": degrees(first["longitude"], 2) if large else "",
                    "lat": degrees(first["latitude"], 2) if large else "",
                }
            )
    return rows


def _larger_bearers(
    cities: Iterable[Mapping[str, Any]], partners: Mapping[str, Sequence[str]]
) -> set[tuple[str, str]]:
    """Return the other names of partners that a larger town of their country has among its own.

    One that is the proper name of another town, even a small one, is of this kind too.
    """
    cities = list(cities)
    known = {str(city["geonameid"]): city for city in cities}
    wanted: dict[tuple[str, str], Mapping[str, Any]] = {}
    for number, names in partners.items():
        town = known.get(number)
        for name in names if town is not None else ():
            if town is not None and fold(name) != fold(town["name"]):
                wanted[town["countrycode"], fold(name)] = town
    found = set()
    for city in cities:
        proper = {fold(city["name"]), fold(city["name"].split(" (")[0])}
        for name in {*proper, *map(fold, city["alternatenames"])}:
            key = (city["countrycode"], name)
            town = wanted.get(key)
            if town is None or town["geonameid"] == city["geonameid"]:
                continue
            if name in proper or city["population"] > town["population"]:
                found.add(key)
    return found


def _apart(towns: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the towns, the largest first, without second records of one of them."""
    kept: list[Mapping[str, Any]] = []
    for town in sorted(towns, key=lambda one: (-one["population"], one["geonameid"])):
        here = (town["longitude"], town["latitude"])
        if all(distance_km(here, (t["longitude"], t["latitude"])) > _APART for t in kept):
            kept.append(town)
    return kept


def _build_towns(sources: Sources, folder: Path) -> None:
    cities = sources.geonames("cities15000").values()
    rows = [
        {
            "geonames_id": city["geonameid"],
            "name": city["name"],
            "iso2": city["countrycode"],
            "admin1": city["admin1code"],
            "lon": degrees(city["longitude"], 3),
            "lat": degrees(city["latitude"], 3),
            "population": city["population"],
        }
        for city in sorted(cities, key=lambda city: city["geonameid"])
        if city["countrycode"] != "FR"
    ]
    write_csv(folder / "lieux.csv", COLUMNS, rows)
