"""Towns of the world that bear a name, whether the atlas knows them or not."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from atlas.geodesy import Point, distance_km
from geodata.manifests import DATASETS, read_rows
from geodata.reconciling.matching import plain

#: A town is the one that a list of towns puts at most so far away (km).
_SAME = 40.0
#: A name of one word and so few letters is seldom that of one place only; it means the town that
#: is known for it, which has so many inhabitants at least.
_KNOWN_BY = ((5, 50_000), (8, 1))


class Namesakes:
    """The towns of 15,000 inhabitants and more, and the names that several towns share."""

    def __init__(self, folder: Path) -> None:
        self._towns: defaultdict[tuple[str, str], list[tuple[Point, int]]] = defaultdict(list)
        for row in read_rows(folder, "lieux.csv"):
            where = (float(row["lon"]), float(row["lat"]))
            country = sys.intern(row["iso2"])
            self._towns[country, plain(row["name"])].append((where, int(row["population"])))
        self._shared: dict[tuple[str, str], Point | None] = {
            (sys.intern(row["iso2"]), plain(row["name"])): (float(row["lon"]), float(row["lat"]))
            if row["lon"]
            else None
            for row in read_rows(folder, "homonymes.csv")
        }

    def has_town(self, country: str, key: str) -> bool:
        """Tell whether a town of some size bears a plain name in a country (ISO code)."""
        return (country, key) in self._towns

    def may_be_another(
        self, country: str, key: str, here: Point | None, names: Iterable[str]
    ) -> bool:
        """Tell whether a plain name may mean another town of the country than the one that is here.

        So it is when several bear it, unless one is far larger and it is here; when the one of
        some size that bears it is elsewhere; or when it is a short name and the town, which has
        these plain ``names``, is a small one.
        """
        if (country, key) in self._shared:
            largest = self._shared[country, key]
            return largest is None or not _is(largest, here)
        towns = self._towns.get((country, key), ())
        if towns and not any(_is(town, here) for town, _ in towns):
            return True
        # No list has them all: a hamlet somewhere is called so too.
        least = next((size for length, size in _KNOWN_BY if len(key) <= length), 0)
        return " " not in key and self._size(country, names, here) < least

    def _size(self, country: str, names: Iterable[str], here: Point | None) -> int:
        """Return the population of the town that is here under one of ``names``; 0 when small."""
        sizes = (
            population
            for name in names
            for town, population in self._towns.get((country, name), ())
            if _is(town, here)
        )
        return max(sizes, default=0)


def _is(town: Point, here: Point | None) -> bool:
    return here is None or distance_km(town, here) <= _SAME


def world_namesakes() -> Namesakes:
    """Return the namesakes of the dataset ``lieux``; whoever matches names keeps them meanwhile."""
    return Namesakes(DATASETS / "lieux")
