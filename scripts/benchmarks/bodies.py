"""The real bodies between which the national set draws its links."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Protocol, TypeVar

from atlas.errors import AtlasError
from atlas.text import slug
from geodata.loading.reading import read_rows
from scripts.benchmarks.proportions import FRENCH_KINDS, GROUPS, NORTH_SHARE, Group

#: How strongly population draws links: a town ten times larger has about four times as many.
_PULL = 0.6


class BenchmarkError(AtlasError):
    """A bench cannot be prepared or measured; the message is one sentence."""


@dataclass(frozen=True)
class FrenchBody:
    """A French authority of ``cog/``, by its public code."""

    code: str
    kind: str
    name: str
    population: int

    @property
    def weight(self) -> float:
        """How likely it is to have links; most belong to communes, whatever stands above them."""
        return (self.population + 1) * (1.0 if self.kind == "commune" else 0.05)


@dataclass(frozen=True)
class ForeignBody:
    """A place of ``lieux/``: position in degrees WGS 84, population of GeoNames."""

    code: str
    name: str
    iso2: str
    admin1: str
    geonames_id: int
    lon: float
    lat: float
    population: int

    @property
    def weight(self) -> float:
        """How likely it is to have links."""
        return self.population + 1.0


class _Weighted(Protocol):
    @property
    def weight(self) -> float: ...


Body = TypeVar("Body", bound=_Weighted)


def group_of(iso2: str) -> Group:
    """Return the group of a country of the set."""
    return next(group for group in GROUPS if iso2 in group.countries)


def apportion(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Share ``total`` whole things in proportion to ``weights`` (largest remainders)."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: math.floor(value) for key, value in exact.items()}
    left = total - sum(shares.values())
    by_remainder = sorted(exact, key=lambda key: (shares[key] - exact[key], key))
    for key in by_remainder[:left]:
        shares[key] += 1
    return shares


def country_weights() -> dict[str, float]:
    """Return the share of the links that each country has, by ISO code; they sum to 1."""
    sums = {True: 0.0, False: 0.0}
    for group in GROUPS:
        sums[group.north] += sum(group.countries.values())
    return {
        iso2: weight / sums[group.north] * (NORTH_SHARE if group.north else 1 - NORTH_SHARE)
        for group in GROUPS
        for iso2, weight in group.countries.items()
    }


def read_french(folder: Path) -> list[FrenchBody]:
    """Return the French authorities of today that may have links, from ``cog/``."""
    special = {row.required("code") for row in read_rows(folder / "statuts_particuliers.csv")}
    populations = {
        row.required("code"): row.integer("population", least=0) or 0
        for row in read_rows(folder / "departements.csv")
    }
    bodies: list[FrenchBody] = []
    taken = set(special)
    for file, column, kind in (
        ("communes.csv", "code", "commune"),
        ("departements.csv", "ctcd", "departement"),
        ("regions.csv", "public_code", "region"),
        ("epci.csv", "siren", "epci"),
    ):
        for row in read_rows(folder / file):
            code = row.required(column)
            # Paris is a commune and a département in one, Mayotte a département and a région; the
            # Métropole de Lyon is special.
            if code in taken or (kind == "epci" and row.text("kind") == "MET69"):
                continue
            taken.add(code)
            population = row.integer("population", least=0) or 0
            bodies.append(FrenchBody(code, kind, row.required("name"), population))
    for row in read_rows(folder / "statuts_particuliers.csv"):
        population = sum(populations.get(d, 0) for d in row.required("departements").split(";"))
        bodies.append(
            FrenchBody(row.required("code"), "statut_particulier", row.required("name"), population)
        )
    return bodies


def read_foreign(folder: Path) -> dict[str, list[ForeignBody]]:
    """Return the places of ``lieux/`` in the countries of the set, by ISO code.

    Homonyms of one country have their first subdivision in their code, then their GeoNames number.
    """
    wanted = {iso2 for group in GROUPS for iso2 in group.countries}
    places: dict[str, list[ForeignBody]] = {iso2: [] for iso2 in sorted(wanted)}
    rows = [row for row in read_rows(folder / "lieux.csv") if row.required("iso2") in wanted]
    taken = Counter(f"{row.text('iso2').lower()}-{slug(row.text('name'))}" for row in rows)
    used: set[str] = set()
    for row in rows:
        iso2, number = row.required("iso2"), row.required("geonames_id")
        code = f"{iso2.lower()}-{slug(row.required('name'))}"
        if taken[code] > 1:
            code = f"{code}-{slug(row.text('admin1'))}"
        if code in used:
            code = f"{code}-{number}"
        used.add(code)
        point = row.point()
        if point is None:
            raise row.error("lon", "un point est attendu")
        places[iso2].append(
            ForeignBody(
                code,
                row.required("name"),
                iso2,
                row.text("admin1"),
                int(number),
                *point,
                row.integer("population", least=0) or 0,
            )
        )
    return places


def choose(rng: Random, bodies: Sequence[Body], count: int, pull: float = _PULL) -> list[Body]:
    """Return ``count`` different bodies; the heavier, the likelier.

    Efraimidis and Spirakis (2006): the smallest of exponential draws divided by the weights.
    """
    keyed = [
        (-math.log(1.0 - rng.random()) / body.weight**pull, place)
        for place, body in enumerate(bodies)
    ]
    return [bodies[place] for _, place in sorted(keyed)[:count]]


def choose_french(rng: Random, bodies: Sequence[FrenchBody], count: int) -> list[FrenchBody]:
    """Return ``count`` French bodies, in the proportions of kinds of the national set."""
    by_kind: dict[str, list[FrenchBody]] = {}
    for body in bodies:
        by_kind.setdefault(body.kind, []).append(body)
    wanted = apportion(count, FRENCH_KINDS)
    for kind in FRENCH_KINDS:
        spare = max(0, wanted[kind] - len(by_kind[kind]))
        wanted[kind] -= spare
        wanted["commune"] += spare
    if wanted["commune"] > len(by_kind["commune"]):
        raise BenchmarkError(
            "Il n’y a pas {count} collectivités françaises dans cog/.", count=count
        )
    return [body for kind in wanted for body in choose(rng, by_kind[kind], wanted[kind])]


def foreign_shares(
    places: Mapping[str, Sequence[ForeignBody]], links: int, bodies: int
) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many links and how many bodies each country has; both sums are exact.

    Raises :class:`BenchmarkError` when the countries do not have that many places.
    """
    weights = {iso2: weight for iso2, weight in country_weights().items() if places[iso2]}
    links_of = apportion(links, weights)
    most = {iso2: min(len(places[iso2]), count) for iso2, count in links_of.items()}
    if sum(most.values()) < bodies:
        raise BenchmarkError(
            "Les pays du jeu n’offrent que {most} lieux pour {links} liens, pas {bodies}.",
            most=sum(most.values()),
            links=links,
            bodies=bodies,
        )
    bodies_of = apportion(bodies, most)
    # A country cannot have links without a body to have them.
    for iso2 in [iso2 for iso2, count in bodies_of.items() if count == 0 and links_of[iso2]]:
        giver = max(links_of, key=lambda key: (bodies_of[key] > 0, most[key], key))
        links_of[giver] += links_of.pop(iso2)
    return links_of, bodies_of


def stubs(rng: Random, bodies: Sequence[Body], count: int, pull: float = _PULL) -> Iterator[Body]:
    """Yield ``count`` ends of links: each body once, then the heaviest again."""
    yield from bodies
    weights = [body.weight**pull for body in bodies]
    if count > len(bodies):
        yield from rng.choices(bodies, weights, k=count - len(bodies))
