"""The dataset ``lieux``: towns abroad of 15,000 inhabitants and more, from GeoNames (CC BY 4.0)."""

from __future__ import annotations

from pathlib import Path

from geodata.build.sources import Sources
from geodata.build.writing import degrees, write_csv

COLUMNS = ("geonames_id", "name", "iso2", "admin1", "lon", "lat", "population")


def build(sources: Sources, folder: Path) -> None:
    """Write ``lieux.csv`` into ``folder``, sorted by GeoNames number.

    France is left out: its places are communes, which the dataset ``cog`` knows better.
    """
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
