"""Foreign authorities that may be one and the same town under two codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.doubts.content import AuthorityPairContent, key_of
from atlas.doubts.queue import DROPPED, states
from atlas.model import Authority
from geodata.reconciling.foreign_words import TOWN, read_foreign
from geodata.reconciling.matching import DOUBTFUL, Reasons, likeness
from geodata.reconciling.places import Gazetteer, load_gazetteer
from geodata.reconciling.spelling import loose

#: Two points of one town are at most so far apart (km); of two names that differ, much less.
_SAME, _CLOSE = 15.0, 4.0
#: How alike two names of one place are at least.
_ALIKE = 0.80
#: What it is worth that two records have one GeoNames number, one name, two that are alike,
#: or one inside the other.
_NUMBER, _NAME, _PART = 0.94, 0.92, 0.74
_APART = re.compile(
    r"\d+|[ivx]+|east|west|north|south|est|ouest|nord|sud|ost|norte|este|oeste|haut|bas"
)


@dataclass(frozen=True, slots=True)
class DoubleAuthority:
    """Two foreign authorities, by code, that may be one; ``reasons`` are (code, value) pairs."""

    first: str
    second: str
    score: float
    reasons: Reasons


def find_double_authorities(session: Session) -> list[DoubleAuthority]:
    """Return the foreign authorities that may be one, the surest first.

    Those that a person said to be two are not among them.
    """
    numbers = {
        code: number
        for code, number in session.execute(
            select(Authority.code, Authority.geonames_id).where(
                Authority.side == "foreign", Authority.location_precision == "place"
            )
        )
        if number is not None
    }
    found = double_authorities(load_gazetteer(session, "foreign"), numbers)
    told = states(session, map(_key, found))
    return [double for double in found if told.get(_key(double)) != DROPPED]


def question_about(double: DoubleAuthority) -> AuthorityPairContent:
    """Return the question whether two authorities are one."""
    return AuthorityPairContent((double.first, double.second), double.score, double.reasons)


def _key(double: DoubleAuthority) -> str:
    return key_of(question_about(double))


def double_authorities(places: Gazetteer, numbers: dict[str, int]) -> list[DoubleAuthority]:
    """Return the authorities that may be one; ``numbers`` are those of GeoNames, by code."""
    found = []
    for one, other in _worth_comparing(places):
        double = _compare(places, one, other, numbers)
        if double is not None and double.score >= DOUBTFUL:
            found.append(double)
    return sorted(found, key=lambda double: (-double.score, double.first, double.second))


def _worth_comparing(places: Gazetteer) -> Iterable[tuple[int, int]]:
    """Return the pairs of one kind and country that share a name, or stand close together."""
    pairs: set[tuple[int, int]] = set()
    sharing: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    for position, place in enumerate(places.places):
        for key in _keys(places, position):
            sharing[place.country, place.kind, key].add(position)
    for bearers in sharing.values():
        pairs.update(combinations(sorted(bearers), 2))
    for position, place in enumerate(places.places):
        point = places.point(position)
        if point is None or not place.precise:
            continue
        for other, _ in places.near(point, _CLOSE):
            neighbour = places.places[other]
            alike = (neighbour.country, neighbour.kind) == (place.country, place.kind)
            if other > position and neighbour.precise and alike:
                pairs.add((position, other))
    return sorted(pairs)


def _keys(places: Gazetteer, position: int) -> Iterator[str]:
    """Yield the keys under which an authority is the same as another, spaces and accents aside."""
    for name in places.written[position]:
        said = read_foreign(name)
        yield loose(said.whole)
        if said.meaning == TOWN or places.places[position].kind != "municipality":
            yield loose(said.core or said.whole)


def _compare(
    places: Gazetteer, one: int, other: int, numbers: dict[str, int]
) -> DoubleAuthority | None:
    first, second = places.places[one], places.places[other]
    point = places.point(other)
    km = places.distance(one, point) if first.precise and second.precise else None
    away: Reasons = (("distance", f"{km:.0f}"),) if km is not None else ()
    score = 0.0
    reasons: Reasons = ()
    number = numbers.get(first.code)
    if number is not None and number == numbers.get(second.code):
        score, reasons = _NUMBER, (("geonames", str(number)),)
    elif shared := sorted(set(_keys(places, one)) & set(_keys(places, other)), key=len):
        proper = loose(places.names[one][0]) == loose(places.names[other][0])
        if km is not None and km > _SAME:
            return None
        # A name that both bear, in some language, is weaker than the name that both go by.
        score = _NAME if proper else _NAME - 0.10
        score -= 0.0 if km is not None else 0.10
        reasons = (("name", shared[-1]), *away)
    else:
        if km is None or km > _CLOSE:
            return None
        score, reasons = _by_likeness(places.names[one], places.names[other], km)
        reasons = (*reasons, *away)
    codes = sorted((first.code, second.code))
    return DoubleAuthority(codes[0], codes[1], round(score, 3), reasons)


def _by_likeness(names: list[str], others: list[str], km: float) -> tuple[float, Reasons]:
    compared = [(likeness(a, b), a) for a in names for b in others if not _are_told_apart(a, b)]
    alike, best = max(compared, default=(0.0, ""))
    if alike >= _ALIKE:
        return 0.70 + (alike - _ALIKE) - km / 100, (("alike", f"{alike:.2f}"), ("name", best))
    short, long = sorted((names[0], others[0]), key=len)
    if len(short) > 3 and f" {short} " in f" {long} ":
        return _PART - km / 100, (("inside", long),)
    return 0.0, ()


def _are_told_apart(one: str, other: str) -> bool:
    """Tell whether two names differ by a number or a point of the compass: two parts of a town."""
    words = set(one.split()) ^ set(other.split())
    return any(_APART.fullmatch(word) for word in words)
