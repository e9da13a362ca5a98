"""French names to codes: spellings, slips, former communes, homonyms told apart by place."""

from __future__ import annotations

from atlas.geodesy import Point
from geodata.reconciling.matching import Candidate, Match, decide, likeness, plain
from geodata.reconciling.places import Gazetteer, Place

#: A commune is at most so far from where a source puts it (km); beyond, it is somebody else.
_HERE, _THERE = 6.0, 25.0
#: Around a point, names with slips are looked for so far (km), and must be so alike.
_AROUND, _ALIKE = 15.0, 0.80
#: What a name alone is worth: the name itself, another name, one of several homonyms.
_NAME, _OTHER = 0.92, 0.86
_COMMUNES = frozenset({"commune", "deleguee", "associee", "arrondissement"})


class FrenchMatcher:
    """Finds the French authority that a name means."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._places = gazetteer
        self._departements = {
            plain(place.name): place.departement
            for place in gazetteer.places
            if place.kind == "departement"
        }

    def by_code(self, code: str) -> str | None:
        """Return the code of today of the body that bears or bore ``code``, None when none does."""
        position = self._places.number.get(code.upper())
        return self._places.places[position].heir if position is not None else None

    def match(
        self,
        name: str,
        *,
        point: Point | None = None,
        departement: str = "",
        kinds: frozenset[str] = _COMMUNES,
    ) -> Match:
        """Return what ``name`` means; ``point`` (lon, lat) and ``departement`` tell homonyms apart.

        A name that is borne by a commune of before means the commune of today.
        """
        name, departement = self._without_departement(name, departement)
        found: dict[str, Candidate] = {}
        for position, proper in self._places.by_name.get(plain(name), ()):
            place = self._places.places[position]
            if place.kind in kinds:
                self._keep(found, self._by_name(position, place, point, departement, proper=proper))
        best = max((one.score for one in found.values()), default=0.0)
        if point is not None and best < _NAME:
            for position, km in self._places.near(point, _AROUND):
                place = self._places.places[position]
                if place.kind in kinds:
                    self._keep(found, self._by_place(place, plain(name), km))
        return decide(list(found.values()))

    def _without_departement(self, name: str, departement: str) -> tuple[str, str]:
        """Take the département out of « Gray, Haute-Saône »."""
        head, comma, tail = name.rpartition(",")
        code = self._departements.get(plain(tail)) if comma else None
        return (head.strip(), departement or code) if code else (name, departement)

    def _by_name(
        self,
        position: int,
        place: Place,
        point: Point | None,
        departement: str,
        *,
        proper: bool,
    ) -> Candidate:
        score = _NAME if proper else _OTHER
        reasons = [("name" if proper else "other_name", place.name)]
        km = self._places.distance(position, point)
        if km is not None:
            reasons.append(("distance", f"{km:.0f}"))
            score += 0.08 if km <= _HERE else 0.04 if km <= _THERE else -0.40
        if departement and place.departement:
            same = departement == place.departement
            reasons.append(("departement" if same else "other_departement", place.departement))
            score += 0.06 if same else -0.30
        return self._candidate(place, score, reasons)

    def _by_place(self, place: Place, wanted: str, km: float) -> Candidate:
        alike = likeness(wanted, plain(place.name))
        reasons = [("alike", f"{alike:.2f}"), ("distance", f"{km:.0f}")]
        if alike < _ALIKE:
            # One name inside the other: « Essarts » for « Essarts en Bocage », at the same place.
            if not _holds(wanted, plain(place.name)) or km > _HERE:
                return self._candidate(place, 0.0, reasons)
            return self._candidate(place, 0.80, [("inside", place.name), *reasons])
        return self._candidate(place, 0.70 + alike * 0.25 - km / 200, reasons)

    def _candidate(self, place: Place, score: float, reasons: list[tuple[str, str]]) -> Candidate:
        if place.heir != place.code:
            reasons.append(("merged", place.name))
        heir = self._places.places[self._places.number[place.heir]]
        return Candidate(heir.code, heir.name, round(max(0.0, min(score, 1.0)), 3), tuple(reasons))

    @staticmethod
    def _keep(found: dict[str, Candidate], one: Candidate) -> None:
        if one.score and one.score > getattr(found.get(one.code), "score", 0.0):
            found[one.code] = one


def _holds(one: str, other: str) -> bool:
    """Tell whether one of two names is a part of the other, word by word."""
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and f" {short} " in f" {long} "
