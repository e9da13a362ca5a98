"""Towns of the world that bear a name, whether the atlas knows them or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from atlas.geodesy import Point, distance_km
from geodata.manifests import DATASETS, read_rows
from geodata.reconciling.matching import plain

#: A town is the one that a list of towns puts at most so far away (km).
_SAME = 40.0
#: A name of one word and so few letters is seldom that of one place only.
_SHORT = 8


class Namesakes:
    """The towns of 15,000 inhabitants and more, and the names that several towns share."""

    def __init__(self, folder: Path) -> None:
        self._towns: defaultdict[tuple[str, str], list[Point]] = defaultdict(list)
        for row in read_rows(folder, "lieux.csv"):
            key = (row["iso2"], plain(row["name"]))
            self._towns[key].append((float(row["lon"]), float(row["lat"])))
        self._shared: dict[tuple[str, str], Point | None] = {
            (row["iso2"], plain(row["name"])): (float(row["lon"]), float(row["lat"]))
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
        if towns:
            return not any(_is(town, here) for town in towns)
        # No list has them all: a hamlet somewhere is called so too.
        return (
            len(key) <= _SHORT
            and " " not in key
            and not any(
                _is(t, here) for name in names for t in self._towns.get((country, name), ())
            )
        )


def _is(town: Point, here: Point | None) -> bool:
    return here is None or distance_km(town, here) <= _SAME


@cache
def world_namesakes() -> Namesakes:
    """Return the namesakes of the dataset ``lieux``, read once."""
    return Namesakes(DATASETS / "lieux")
