"""The foreign names in the orders in which they are looked up."""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz import fuzz, process

from geodata.reconciling.foreign_words import TOWN, read_foreign
from geodata.reconciling.matching import likeness, plain
from geodata.reconciling.places import Gazetteer
from geodata.reconciling.spelling import beginnings, loose

MUNICIPALITY = "municipality"
#: How alike a name with slips is at least, in all of a country.
_ALIKE = 0.84
_SLIPS = 6


class ForeignIndex:
    """Where a key leads among the foreign authorities: positions, by country and key."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        pair = tuple[str, str]
        self.exact: defaultdict[pair, list[tuple[int, bool]]] = defaultdict(list)
        self.loose: defaultdict[pair, set[int]] = defaultdict(set)
        #: Towns by the first words of their names, with whether the rest only says where.
        self.beginnings: defaultdict[pair, dict[int, bool]] = defaultdict(dict)
        #: Bodies that are no towns by what their names say without the words for their kind, with
        #: what these words mean.
        self.cores: defaultdict[pair, dict[int, str]] = defaultdict(dict)
        self._names: defaultdict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        #: Places by a part of their names: « Beuel » of Bonn-Beuel, « Baléares » of Îles Baléares.
        self.parts: defaultdict[pair, set[int]] = defaultdict(set)
        #: First subdivisions that are known in a country.
        self.subdivisions: defaultdict[str, set[str]] = defaultdict(set)
        for key, bearers in gazetteer.by_name.items():
            for position, proper in bearers:
                self.exact[gazetteer.places[position].country, key].append((position, proper))
        for position, place in enumerate(gazetteer.places):
            country = place.country
            self.subdivisions[country].add(plain(place.admin1))
            for key in gazetteer.names[position]:
                self.loose[country, loose(key)].add(position)
                self._names[country][0].append(key)
                self._names[country][1].append(position)
                if place.kind == MUNICIPALITY:
                    for beginning in beginnings(key):
                        self.beginnings[country, beginning].setdefault(position, False)
            for name in gazetteer.written[position]:
                said = read_foreign(name)
                for part in _parts(name, town=place.kind == MUNICIPALITY):
                    self.parts[country, part].add(position)
                if place.kind == MUNICIPALITY and said.head:
                    self.beginnings[country, said.head][position] = True
                elif place.kind != MUNICIPALITY and said.meaning != TOWN:
                    self.cores[country, said.core or said.whole].setdefault(position, said.meaning)
                    if said.head:
                        self.parts[country, said.head].add(position)

    def alike(self, country: str, key: str) -> list[tuple[int, float]]:
        """Return the authorities of a country whose names are like ``key``, and how alike."""
        names, positions = self._names[country]
        return [
            (positions[index], alike)
            for name, _, index in process.extract(
                key, names, scorer=fuzz.ratio, score_cutoff=_ALIKE * 100, limit=_SLIPS
            )
            if (alike := likeness(key, name)) >= _ALIKE
        ]


def _parts(name: str, *, town: bool) -> set[str]:
    """Return what a compound name may be shortened to, besides its first words."""
    if town:
        return {plain(part) for part in name.split("-")[1:] if len(part) > 3}
    words = plain(name).split()
    return {" ".join(words[start:]) for start in range(1, len(words)) if len(words[start]) > 3}
