"""Places of GeoNames that the partners may be: an extract that ships with the facts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from geodata.facts.tables import HERE, read_table
from geodata.facts.text import key

GAZETTEER = HERE / "gazetteer" / "places.csv"
COLUMNS = (
    "query", "match", "iso2", "geonames_id", "name", "admin1_code", "admin1", "population",
    "lon", "lat",
)  # fmt: skip
#: A namesake counts as the place meant, without a decision, when it has at least this population
#: and this many times the population of every other namesake in the country.
DOMINANT_POPULATION = 15_000
DOMINANT_RATIO = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place: WGS 84 degrees as text, so that they are written as they were read."""

    geonames_id: str
    name: str
    iso2: str
    admin1_code: str
    admin1: str
    population: int
    lon: str
    lat: str


@dataclass(frozen=True, slots=True)
class Found:
    """Outcome of a search: a place or None, how it was found, and how many bear the name."""

    place: Place | None
    match: str
    candidates: int


class Gazetteer:
    """Search by country and name, or by GeoNames identifier."""

    def __init__(self, path: Path = GAZETTEER) -> None:
        self._by_name: dict[tuple[str, str], list[tuple[str, Place]]] = defaultdict(list)
        self._by_id: dict[str, Place] = {}
        self._admin1: dict[tuple[str, str], str] = {}
        for row in read_table(path, COLUMNS):
            place = Place(
                row["geonames_id"], row["name"], row["iso2"], row["admin1_code"], row["admin1"],
                int(row["population"]), row["lon"], row["lat"],
            )  # fmt: skip
            self._by_id[place.geonames_id] = place
            self._admin1[place.iso2, place.admin1_code] = place.admin1
            self._by_name[place.iso2, row["query"]].append((row["match"], place))

    def admin1_name(self, iso2: str, admin1_code: str) -> str:
        """Return the name of a first-level division, or an empty string when it is not known."""
        return self._admin1.get((iso2, admin1_code), "")

    def by_id(self, geonames_id: str) -> Place | None:
        """Return the place with this identifier, if the extract holds it."""
        return self._by_id.get(geonames_id)

    def search(self, iso2: str, name: str) -> Found:
        """Return the one place of a country that bears the name, or clearly the one meant.

        Namesakes are told apart by population only (see ``DOMINANT_RATIO``); otherwise no place
        is returned, with the number of candidates.
        """
        found = sorted(
            self._by_name.get((iso2, key(name)), []),
            key=lambda item: (-item[1].population, int(item[1].geonames_id)),
        )
        if not found:
            return Found(None, "", 0)
        match, first = found[0]
        if len(found) > 1:
            second = found[1][1].population
            if first.population < max(DOMINANT_POPULATION, DOMINANT_RATIO * second):
                return Found(None, match, len(found))
        return Found(first, match, len(found))
