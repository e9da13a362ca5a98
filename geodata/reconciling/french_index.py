"""The French names in the orders in which they are looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from geodata.reconciling.french_words import COMMUNES, intercommunal_cores
from geodata.reconciling.matching import likeness, plain
from geodata.reconciling.places import Gazetteer
from geodata.reconciling.spelling import bare, beginnings, joined
from geodata.reconciling.territories import ALIASES, DEPARTEMENTS, UNSAID

#: How alike a name with slips is at least: near a point, in a département, in all of France.
ALIKE, ALIKE_WITHIN, ALIKE_ANYWHERE = 0.80, 0.72, 0.85
#: So many names with slips are looked at.
_SLIPS = 8
_TERRITORIES = frozenset({"departement", "region", "statut_particulier"})

#: A position in the gazetteer, the name that is alike, and how alike from 0 to 1.
Slip = tuple[int, str, float]
Positions = defaultdict[str, list[int]]


class FrenchIndex:
    """Where a key leads among the French authorities: positions in the gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._places = gazetteer
        #: By name without spaces, without its article, by its first words; communes only for these.
        self.joined: Positions = defaultdict(list)
        self.bare: Positions = defaultdict(list)
        self.beginnings: Positions = defaultdict(list)
        #: EPCI by what they are called without the words for their kind.
        self.cores: Positions = defaultdict(list)
        #: Other names of large bodies: position, kind that they are said with, and whether the
        #: name alone is enough.
        self.aliases: defaultdict[str, list[tuple[int, str, bool]]] = defaultdict(list)
        #: Codes of départements by plain name.
        self.departements = {plain(name): code for name, code in DEPARTEMENTS.items()}
        self._everywhere: tuple[list[str], list[int]] = ([], [])
        self._within: defaultdict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        self._seen: dict[str, list[Slip]] = {}
        self._read_communes()
        self._read_bodies()
        for name, kind, code in ALIASES:
            if code in gazetteer.number:
                entry = (gazetteer.number[code], kind, name not in UNSAID)
                self.aliases[plain(name)].append(entry)

    def _read_communes(self) -> None:
        largest: dict[str, tuple[int, int]] = {}
        for position, place in enumerate(self._places.places):
            for name in self._places.names[position]:
                _add(self.joined, joined(name), position)
                _add(self.bare, bare(name), position)
                if place.kind not in COMMUNES:
                    continue
                for beginning in beginnings(name):
                    _add(self.beginnings, beginning, position)
                for names, positions in (self._everywhere, self._within[place.departement]):
                    names.append(name)
                    positions.append(position)
            if place.kind == "commune" and place.epci:
                largest[place.epci] = max(
                    largest.get(place.epci, (0, 0)), (place.population, position)
                )
        #: The EPCI of which a commune is the largest member, by the position of the commune.
        self.epci_of = {
            position: self._places.number[code]
            for code, (_, position) in largest.items()
            if code in self._places.number
        }

    def _read_bodies(self) -> None:
        self._bodies: tuple[list[str], list[int]] = ([], [])
        self._territories: tuple[list[str], list[int]] = ([], [])
        for position, place in enumerate(self._places.places):
            if place.kind in ("departement", "statut_particulier") and place.departement:
                self.departements.setdefault(plain(place.name), place.departement)
            names: Sequence[str] = ()
            if place.kind == "epci" and place.heir == place.code:
                names = [
                    core
                    for name in self._places.written[position]
                    for core in intercommunal_cores(name)
                ]
                for core in names:
                    _add(self.cores, core, position)
            elif place.kind in _TERRITORIES:
                names = self._places.names[position]
            for kept in (self._bodies, *([self._territories] if place.kind != "epci" else [])):
                kept[0].extend(names)
                kept[1].extend([position] * len(names))

    def alike_within(self, key: str, departement: str) -> Iterator[Slip]:
        """Yield the communes of a département whose names are like ``key``."""
        if departement in self._within:
            yield from _alike(key, *self._within[departement], ALIKE_WITHIN)

    def alike_anywhere(self, key: str) -> list[Slip]:
        """Return the communes of France whose names are like ``key``; kept, as files repeat."""
        if key not in self._seen:
            self._seen[key] = list(_alike(key, *self._everywhere, ALIKE_ANYWHERE))
        return self._seen[key]

    def alike_bodies(self, key: str, *, intercommunal: bool) -> Iterator[Slip]:
        """Yield the départements, régions and perhaps EPCI whose names are like ``key``."""
        yield from _alike(key, *(self._bodies if intercommunal else self._territories), ALIKE)


def _add(index: Positions, key: str, position: int) -> None:
    # Positions come in order: one that is there is the last one. A list takes a third of a set.
    bearers = index[key]
    if not bearers or bearers[-1] != position:
        bearers.append(position)


def _alike(key: str, names: list[str], positions: list[int], least: float) -> Iterator[Slip]:
    for name, _, index in process.extract(
        key, names, scorer=fuzz.ratio, score_cutoff=least * 100, limit=_SLIPS
    ):
        alike = likeness(key, name)
        if alike >= least:
            yield positions[index], name, alike
