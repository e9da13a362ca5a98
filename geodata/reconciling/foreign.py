"""Foreign names to authorities, in whatever language they are written."""

from __future__ import annotations

from collections import defaultdict

from atlas.geodesy import Point, distance_km
from geodata.reconciling.matching import Candidate, Match, decide, likeness, plain
from geodata.reconciling.places import Gazetteer, Place

#: Two sources put one town at most so far apart (km); a far one of the same name is a namesake.
_HERE, _THERE = 10.0, 40.0
_AROUND, _ALIKE = 20.0, 0.82
_NAME, _OTHER = 0.90, 0.86


class ForeignMatcher:
    """Finds the foreign authority that a name means, among those of a country."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._places = gazetteer
        self._of_country: defaultdict[str, set[int]] = defaultdict(set)
        for position, place in enumerate(gazetteer.places):
            self._of_country[place.country].add(position)

    def match(
        self,
        name: str,
        country: str,
        *,
        point: Point | None = None,
        kinds: frozenset[str] = frozenset({"municipality"}),
    ) -> Match:
        """Return what ``name`` means in ``country`` (ISO code), near ``point`` (lon, lat)."""
        mine = self._of_country.get(country, set())
        found: dict[str, Candidate] = {}
        wanted = plain(name)
        for position, proper in self._places.by_name.get(wanted, ()):
            if position in mine and self._places.places[position].kind in kinds:
                _keep(found, self._by_name(position, point, proper=proper))
        best = max((one.score for one in found.values()), default=0.0)
        if point is not None and best < _OTHER:
            for position, km in self._places.near(point, _AROUND):
                if position in mine and self._places.places[position].kind in kinds:
                    _keep(found, self._by_place(self._places.places[position], wanted, km))
        return decide(list(found.values()))

    def _by_name(self, position: int, point: Point | None, *, proper: bool) -> Candidate:
        place = self._places.places[position]
        score = _NAME if proper else _OTHER
        reasons = [("name" if proper else "other_name", place.name)]
        km = self._places.distance(position, point)
        if km is not None:
            reasons.append(("distance", f"{km:.0f}"))
            score += 0.10 if km <= _HERE else 0.02 if km <= _THERE else -0.40
        return Candidate(place.code, place.name, round(max(score, 0.0), 3), tuple(reasons))

    def _by_place(self, place: Place, wanted: str, km: float) -> Candidate:
        alike = likeness(wanted, plain(place.name))
        score = 0.66 + alike * 0.25 - km / 60 if alike >= _ALIKE else 0.0
        reasons = (("alike", f"{alike:.2f}"), ("distance", f"{km:.0f}"))
        return Candidate(place.code, place.name, round(max(score, 0.0), 3), reasons)


def is_one_place(one: Point | None, other: Point | None) -> bool:
    """Tell whether two towns of one name may be one: near enough, or one of them is nowhere."""
    return one is None or other is None or distance_km(one, other) <= _THERE


def _keep(found: dict[str, Candidate], one: Candidate) -> None:
    if one.score and one.score > getattr(found.get(one.code), "score", 0.0):
        found[one.code] = one
