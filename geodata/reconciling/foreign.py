"""Foreign names to authorities, in whatever language they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from atlas.geodesy import Point
from geodata.reconciling.foreign_index import MUNICIPALITY, ForeignIndex
from geodata.reconciling.foreign_words import (
    DEPARTMENT,
    DISTRICT,
    PREFECTURE,
    PROVINCE,
    REGION,
    TOWN,
    ForeignWording,
    read_foreign,
)
from geodata.reconciling.matching import (
    CERTAIN,
    Candidate,
    Match,
    Reasons,
    best_of,
    decide,
    likeness,
    plain,
)
from geodata.reconciling.namesakes import Namesakes, world_namesakes
from geodata.reconciling.places import Gazetteer, Place
from geodata.reconciling.spelling import beginnings, loose

#: Two sources put one town at most so far apart (km); a far one of the same name is a namesake.
_HERE, _THERE = 10.0, 40.0
#: A region reaches so far from its point (km); one that is put by its chief town, a town so far.
_REGION_REACH, _ROUGH_REACH = 250.0, 120.0
_AROUND, _ALIKE = 20.0, 0.82
#: A name in another script than all that is known is this town when it is so near (km).
_UNREADABLE_REACH = 5.0
#: What a name is worth: the name itself, another, one written otherwise.
_NAME, _OTHER, _LOOSE = 0.92, 0.90, 0.90
#: A part of a name; the name of a body without its kind, or with another kind; a slip at best.
_PART, _UNSAID, _UNLIKE, _KIND, _SLIP = 0.80, 0.76, 0.82, 0.74, 0.85
#: What is taken off when another town may be meant, or is said to be elsewhere.
_NAMESAKE, _ELSEWHERE = 0.10, 0.40
_DOUBT = 0.89
#: What words mean the same, and the kinds of authorities that may bear them.
_KINDS = {
    REGION: frozenset({"province_region"}),
    PROVINCE: frozenset({"province_region", "department"}),
    PREFECTURE: frozenset({"department", "province_region"}),
    DEPARTMENT: frozenset({"department"}),
    DISTRICT: frozenset({"department", "province_region"}),
}


@dataclass(frozen=True, slots=True)
class _Search:
    """A name to look for in a country: what it says and where it is put."""

    said: ForeignWording
    country: str
    point: Point | None
    kinds: frozenset[str] | None

    def allows(self, kind: str) -> bool:
        """Tell whether an authority of this kind is looked for."""
        return self.kinds is None or kind in self.kinds


class ForeignMatcher:
    """Finds the foreign authority that a name means, among those of a country."""

    def __init__(self, gazetteer: Gazetteer, namesakes: Namesakes | None = None) -> None:
        self._places = gazetteer
        self._index = ForeignIndex(gazetteer)
        self._world = namesakes or world_namesakes()

    def match(
        self,
        name: str,
        country: str,
        *,
        point: Point | None = None,
        kinds: frozenset[str] | None = None,
    ) -> Match:
        """Return what ``name`` means in ``country`` (ISO code), near ``point`` (lon, lat).

        The words of the name say whether a town or a region is meant (« Land de Hesse »); a bare
        name means a town first. ``kinds`` restricts the authorities further.
        """
        search = _Search(read_foreign(name), country, point, kinds)
        found: list[Candidate] = []
        for look in (self._exact, self._rewritten, self._guessed):
            found = best_of([*found, *look(search)])
            if any(one.score >= CERTAIN for one in found):
                break
        return decide(found)

    def _exact(self, search: _Search) -> Iterator[Candidate]:
        said, country = search.said, search.country
        whole = list(self._borne(said.whole, search, town=False))
        yield from whole
        if any(one.score >= CERTAIN for one in whole):
            return
        if said.meaning == TOWN:
            yield from self._borne(said.core, search, town=True)
        elif said.meaning:
            yield from self._bodies(search)
        for position in self._index.cores.get((country, said.whole), {}):
            # « Gabès » is a town first, and the governorate only if somebody says so.
            yield from self._one(position, _UNSAID, "unsaid_kind", search)
        if said.head:
            yield from self._located(search)

    def _borne(self, key: str, search: _Search, *, town: bool) -> Iterator[Candidate]:
        for position, proper in self._index.exact.get((search.country, key), ()):
            place = self._places.places[position]
            if town and place.kind != MUNICIPALITY:
                continue
            if place.kind != MUNICIPALITY:
                score = _NAME if proper else _PART
                if self._world.has_town(search.country, key):
                    # Siem Reap is a province of the atlas, and a town that it does not have.
                    score = _PART
            elif proper:
                score = _NAME
            else:
                known = self._places.names[position]
                short = any(name.startswith(f"{key} ") for name in known)
                score = _PART if short else _OTHER
            reason = ("name" if proper else "other_name", place.name)
            yield from self._scored(position, score, (reason,), search, key)

    def _bodies(self, search: _Search) -> Iterator[Candidate]:
        """Find regions, provinces, districts by what they are called without these words."""
        said = search.said
        found = self._index.cores.get((search.country, said.core), {})
        for position, meaning in found.items():
            fits = self._places.places[position].kind in _KINDS.get(said.meaning, {"other"})
            same = said.meaning == meaning or (meaning == "" and fits)
            score = _NAME if same and fits else _UNLIKE
            yield from self._one(position, score, "name" if same else "other_kind", search)
        if found:
            return
        for position, _ in self._index.exact.get((search.country, said.core), ()):
            yield from self._one(position, _KIND, "other_kind", search)
            # « Région de Kiev » is the oblast of the town that is written Kyiv too.
            for name in self._places.names[position]:
                for body in self._index.cores.get((search.country, name), {}):
                    yield from self._one(body, _UNLIKE, "other_name", search)

    def _located(self, search: _Search) -> Iterator[Candidate]:
        """Find towns by the first part of a name whose second part says where they are."""
        said = search.said
        known = self._index.subdivisions[search.country]
        for position, proper in self._index.exact.get((search.country, said.head), ()):
            place = self._places.places[position]
            if place.kind != MUNICIPALITY or not proper:
                continue
            if plain(place.admin1) == said.tail:
                where: Reasons = (("name", place.name), ("subdivision", place.admin1))
                yield from self._scored(position, _NAME, where, search, "")
            elif said.tail not in known:
                yield from self._one(position, _PART, "inside", search)

    def _rewritten(self, search: _Search) -> Iterator[Candidate]:
        said = search.said
        for key in filter(None, (said.whole, said.core if said.meaning == TOWN else "")):
            for position in self._index.loose.get((search.country, loose(key)), ()):
                if key not in self._places.names[position]:
                    town = self._places.places[position].kind == MUNICIPALITY
                    score = _LOOSE if town else _UNLIKE
                    yield from self._one(position, score, "spacing", search)

    def _guessed(self, search: _Search) -> Iterator[Candidate]:
        """Find names of which this one may be a part, or a slip."""
        said = search.said
        for key in filter(None, (said.whole, said.core, said.head)):
            for position in self._index.parts.get((search.country, key), ()):
                yield from self._one(position, _PART, "inside", search, cap=_DOUBT)
            for position, qualified in self._index.beginnings.get(
                (search.country, key), {}
            ).items():
                score = _PART + 0.04 if qualified and search.point is not None else _PART
                cap = 1.0 if qualified else _DOUBT
                yield from self._one(position, score, "inside", search, cap=cap)
            if search.point is not None:
                for beginning in beginnings(key):
                    for position, _ in self._index.exact.get((search.country, beginning), ()):
                        yield from self._one(position, _PART, "inside", search, cap=_DOUBT)
                yield from self._around(key, search)
            if len(key) > 3 and not self._world.has_town(search.country, key):
                for position, alike in self._index.alike(search.country, key):
                    if search.point is not None and self._places.places[position].precise:
                        continue
                    score = _SLIP - (1 - alike)
                    reason = (("alike", f"{alike:.2f}"),)
                    yield from self._scored(position, score, reason, search, "")

    def _around(self, key: str, search: _Search) -> Iterator[Candidate]:
        assert search.point is not None  # noqa: S101 - for the type checker
        readable = any("a" <= letter <= "z" for letter in key)
        for position, km in self._places.near(search.point, _AROUND):
            place = self._places.places[position]
            if place.country != search.country or place.kind != MUNICIPALITY:
                continue
            if not search.allows(place.kind):
                continue
            names = self._places.names[position]
            alike = max(likeness(key, name) for name in names)
            away = ("distance", f"{km:.0f}")
            if alike >= _ALIKE:
                score = 0.66 + alike * 0.25 - km / 60
                if search.said.meaning not in ("", TOWN):
                    score = min(score, _DOUBT)
                yield _candidate(place, score, (("alike", f"{alike:.2f}"), away))
            elif not readable and km <= _UNREADABLE_REACH:
                yield _candidate(place, _UNSAID, (("place", place.name), away))

    def _one(
        self, position: int, score: float, reason: str, search: _Search, *, cap: float = 1.0
    ) -> Iterator[Candidate]:
        place = self._places.places[position]
        for one in self._scored(position, score, ((reason, place.name),), search, ""):
            yield replace(one, score=min(one.score, cap))

    def _scored(
        self,
        position: int,
        score: float,
        reasons: Reasons,
        search: _Search,
        key: str,
    ) -> Iterator[Candidate]:
        """Yield a candidate, if it is of a kind that is looked for, with what its place is worth.

        Without a point, ``key`` is asked for among the towns of the world, unless it is empty.
        """
        place = self._places.places[position]
        if not search.allows(place.kind):
            return
        town = place.kind == MUNICIPALITY
        km = self._places.distance(position, search.point)
        if km is not None:
            reasons = (*reasons, ("distance", f"{km:.0f}"))
            if not town:
                score -= 0.0 if km <= _REGION_REACH else _ELSEWHERE
            elif km <= _HERE:
                score += 0.10
            elif km <= _THERE:
                score += 0.02
            elif not place.precise and km <= _ROUGH_REACH:
                score -= 0.06
            else:
                score -= _ELSEWHERE
        elif town and key and search.point is None:
            here = self._places.point(position) if place.precise else None
            names = self._places.names[position]
            if self._world.may_be_another(search.country, key, here, names):
                reasons = (*reasons, ("namesake", search.country))
                score -= _NAMESAKE
        yield _candidate(place, score, reasons)


def _candidate(place: Place, score: float, reasons: Reasons) -> Candidate:
    bounded = round(max(0.0, min(score, 1.0)), 3)
    return Candidate(place.code, place.name, bounded, reasons, place.population)
