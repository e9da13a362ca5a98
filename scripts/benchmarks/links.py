"""Drawing the links of the national set: who with whom, since when, of what kind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

from geodata.loading.reading import read_rows
from scripts.benchmarks import proportions
from scripts.benchmarks.bodies import (
    BenchmarkError,
    Body,
    ForeignBody,
    FrenchBody,
    choose,
    choose_french,
    foreign_shares,
    group_of,
    read_foreign,
    read_french,
    stubs,
)

SEED = 2021
#: How far the two ends of a link are from being equals: standard deviation, in log of weight.
_INEQUALITY = 1.2
#: Kinds of events that end a link, and since when those with some countries are often suspended.
_ENDINGS = frozenset({"ended", "broken_off"})
_SUSPENDED_SINCE = {"RU": 2022, "BY": 2022}
_SOURCES = 400
Key = TypeVar("Key")


@dataclass(frozen=True)
class Size:
    """How many partnerships, between how many French and foreign bodies."""

    partnerships: int = 10_440
    french: int = 4_700
    foreign: int = 8_150

    def scaled(self, partnerships: int) -> Size:
        """Return the size of a set of ``partnerships`` links with bodies in proportion.

        The world has only so many towns: beyond, the bodies are as many as can be and have more
        links each.
        """
        factor = partnerships / self.partnerships
        return Size(
            partnerships,
            max(1, min(round(self.french * factor), 28_000)),
            max(1, min(round(self.foreign * factor), 11_000)),
        )


NATIONAL = Size()


@dataclass(frozen=True)
class Link:
    """A partnership of the set, before it is written: codes of bodies and of vocabularies.

    ``states_then`` gives the past State of a foreign body at the beginning of the link, by code of
    body. ``last_event`` is the kind of event that gives the status, empty when nothing is known.
    """

    french: tuple[str, ...]
    foreign: tuple[str, ...]
    link_type: str
    year: int | None
    circa: bool
    year_end: int | None
    last_event: str
    themes: tuple[str, ...]
    fundings: tuple[tuple[str, int | None], ...]
    confidence: str
    source: int
    states_then: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NationalSet:
    """The whole set: its bodies, all of them linked, and its links, all different."""

    french: tuple[FrenchBody, ...]
    foreign: tuple[ForeignBody, ...]
    links: tuple[Link, ...]


def draw(datasets: Path, size: Size = NATIONAL, seed: int = SEED) -> NationalSet:
    """Draw the set of ``size`` from the real bodies of ``datasets``; same seed, same set.

    Raises :class:`BenchmarkError` when there are not enough bodies for that size.
    """
    if size.partnerships < max(size.french, size.foreign):
        raise BenchmarkError("Il faut au moins un partenariat par collectivité.")
    rng = Random(seed)
    french = choose_french(rng, read_french(datasets / "cog"), size.french)
    places = read_foreign(datasets / "lieux")
    links_of, bodies_of = foreign_shares(places, size.partnerships, size.foreign)
    foreign: list[ForeignBody] = []
    away: list[ForeignBody] = []
    for iso2 in sorted(links_of):
        chosen = choose(rng, places[iso2], bodies_of[iso2], pull=0.3)
        foreign += chosen
        away += stubs(rng, chosen, links_of[iso2], pull=0.4)
    home = list(stubs(rng, french, size.partnerships))
    pairs = _pairs(rng, home, away)
    successions = _successions(datasets / "pays" / "pays_succession.csv")
    links = []
    seen: set[frozenset[str]] = set()
    for one, other in pairs:
        members = _members(rng, one, other, french, foreign, seen)
        links.append(_link(rng, *members, successions))
    return NationalSet(tuple(french), tuple(foreign), tuple(links))


def _pairs(
    rng: Random, home: Sequence[FrenchBody], away: Sequence[ForeignBody]
) -> list[tuple[FrenchBody, ForeignBody]]:
    """Pair the ends two by two, bodies of like size rather together, no pair twice."""

    def by_size(bodies: Sequence[Body]) -> list[Body]:
        keyed = [
            (math.log(body.weight) + rng.gauss(0, _INEQUALITY), place)
            for place, body in enumerate(bodies)
        ]
        return [bodies[place] for _, place in sorted(keyed)]

    ones, others = by_size(home), by_size(away)
    seen = {(one.code, other.code) for one, other in zip(ones, others, strict=True)}
    if len(seen) < len(ones):
        _part_twins(rng, ones, others)
    pairs = list(zip(ones, others, strict=True))
    rng.shuffle(pairs)
    return pairs


def _part_twins(rng: Random, ones: Sequence[FrenchBody], others: list[ForeignBody]) -> None:
    """Exchange foreign ends, in place, until no pair is there twice."""
    count: dict[tuple[str, str], int] = {}
    for one, other in zip(ones, others, strict=True):
        key = (one.code, other.code)
        count[key] = count.get(key, 0) + 1
    for i, one in enumerate(ones):
        attempts = 0
        while count[one.code, others[i].code] > 1:
            attempts += 1
            if attempts > 10_000:
                raise BenchmarkError("Trop de liens pour si peu de collectivités.")
            j = rng.randrange(len(ones))
            new = ((one.code, others[j].code), (ones[j].code, others[i].code))
            if new[0] == new[1] or any(count.get(key) for key in new):
                continue
            for key in ((one.code, others[i].code), (ones[j].code, others[j].code)):
                count[key] -= 1
            for key in new:
                count[key] = count.get(key, 0) + 1
            others[i], others[j] = others[j], others[i]


def _members(
    rng: Random,
    one: FrenchBody,
    other: ForeignBody,
    french: Sequence[FrenchBody],
    foreign: Sequence[ForeignBody],
    seen: set[frozenset[str]],
) -> tuple[list[FrenchBody], list[ForeignBody]]:
    """Return the members of a link that begins with a pair, unlike those in ``seen``."""
    while True:
        home, away = [one], [other]
        if rng.random() < proportions.WITH_MORE_MEMBERS:
            for _ in range(_pick(rng, proportions.MORE_MEMBERS)):
                if rng.random() < 0.4:
                    home.append(rng.choice(french))
                else:
                    away.append(rng.choice(foreign))
        codes = [*(body.code for body in home), *(body.code for body in away)]
        members = frozenset(codes)
        if len(members) == len(codes) and members not in seen:
            seen.add(members)
            return home, away


Successions = Mapping[str, Sequence[tuple[str, int, int, str]]]


def _successions(path: Path) -> Successions:
    found: dict[str, list[tuple[str, int, int, str]]] = {}
    for row in read_rows(path):
        span = (row.text("admin1"), row.integer("year_from"), row.integer("year_to"))
        found.setdefault(row.required("iso2"), []).append((*span, row.required("state")))  # type: ignore[arg-type]
    return found


def _state_then(body: ForeignBody, year: int | None, successions: Successions) -> str | None:
    if year is None:
        return None
    for admin1, first, last, state in successions.get(body.iso2, ()):
        if first <= year <= last and admin1 in ("", body.admin1):
            return state
    return None


def _link(
    rng: Random, home: list[FrenchBody], away: list[ForeignBody], successions: Successions
) -> Link:
    group = group_of(away[0].iso2)
    link_type = _pick(rng, group.link_types)
    year = _year(rng, group)
    last_event = _pick(rng, group.ends)
    since = _SUSPENDED_SINCE.get(away[0].iso2)
    if since is not None and (year is None or year < since) and rng.random() < 0.5:
        last_event = "suspended"
    year_end = None
    if last_event in _ENDINGS and year is not None and rng.random() < 0.7:
        year_end = min(proportions.LAST_YEAR, year + 1 + int(rng.expovariate(1 / 12)))
    states = {body.code: _state_then(body, year, successions) for body in away}
    return Link(
        french=tuple(body.code for body in home),
        foreign=tuple(body.code for body in away),
        link_type=link_type,
        year=year,
        circa=year is not None and rng.random() < proportions.CIRCA,
        year_end=year_end,
        last_event=last_event,
        themes=_themes(rng),
        fundings=_fundings(rng, group.fundings),
        confidence="haute" if rng.random() < 0.7 else "moyenne",
        source=rng.randrange(_SOURCES),
        states_then={code: state for code, state in states.items() if state is not None},
    )


def _year(rng: Random, group: proportions.Group) -> int | None:
    if rng.random() < proportions.UNDATED:
        return None
    wave = rng.choices(group.waves, [wave.weight for wave in group.waves])[0]
    year = rng.triangular(wave.first, min(wave.last, proportions.LAST_YEAR) + 1, wave.busiest)
    return min(int(year), proportions.LAST_YEAR)


def _themes(rng: Random) -> tuple[str, ...]:
    if rng.random() >= proportions.WITH_THEMES:
        return ()
    wanted = _pick(rng, proportions.THEME_COUNTS)
    chosen: dict[str, None] = {}
    while len(chosen) < wanted:
        chosen[_pick(rng, proportions.THEMES)] = None
    return tuple(chosen)


def _fundings(rng: Random, families: Mapping[str, float]) -> tuple[tuple[str, int | None], ...]:
    if rng.random() >= proportions.WITH_FUNDING:
        return ()
    chosen: dict[str, int | None] = {}
    for _ in range(_pick(rng, {1: 8, 2: 2})):
        known = rng.random() < 0.5
        chosen[_pick(rng, families)] = 500 * round(2 ** rng.uniform(2, 10)) if known else None
    return tuple(chosen.items())


def _pick(rng: Random, weights: Mapping[Key, float]) -> Key:
    return rng.choices(list(weights), list(weights.values()))[0]


def all_codes(links: Iterable[Link]) -> set[str]:
    """Return the codes of every body that has a link."""
    return {code for link in links for code in (*link.french, *link.foreign)}
