"""Measuring what is said of duplicates, against pairs that people labelled."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geodata.reconciling.doubles import double_authorities
from geodata.reconciling.duplicates import compare
from geodata.reconciling.links import Link, Partner
from geodata.reconciling.matching import CERTAIN
from geodata.reconciling.measure import UNSURE, Half, Outcome, half_of
from geodata.reconciling.places import Gazetteer, Place

#: What a person says of a pair.
SAME, DISTINCT = "same", "distinct"


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two records, what a person says of them, and the score that they were given (0: none)."""

    case: str
    half: Half
    truth: str
    score: float
    said: str

    @property
    def outcome(self) -> Outcome:
        """What becomes of the pair: nothing is merged below certainty, all the rest is shown."""
        if self.score >= CERTAIN:
            return Outcome.RIGHT if self.truth == SAME else Outcome.WRONG
        if self.truth != SAME:
            return Outcome.LEFT
        return Outcome.SHOWN if self.score else Outcome.MISSED

    @property
    def answer(self) -> str:
        """The truth as :func:`geodata.reconciling.measure.figures` reads it."""
        return {SAME: SAME, DISTINCT: ""}.get(self.truth, UNSURE)

    @property
    def needless(self) -> bool:
        """Whether a person is shown the pair for nothing."""
        return bool(self.score) and self.truth == DISTINCT


def labelled_partnerships(path: Path, foreign: Gazetteer) -> Iterator[LabelledPair]:
    """Yield the pairs of partnerships of a file, compared; ``foreign`` gives kinds of partners."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            one, other = (_link(row, side, foreign) for side in ("first", "second"))
            pair = compare(one, other)
            yield LabelledPair(
                row["case"],
                half_of("|".join(row.values())),
                row["truth"],
                pair.score if pair is not None else 0.0,
                f"{row['first_french']} – {row['first_foreign']}, {row['first_type']} | "
                f"{row['second_french']} – {row['second_foreign']}, {row['second_type']}",
            )


def _link(row: Mapping[str, str], side: str, foreign: Gazetteer) -> Link:
    french: set[str] = set()
    merged: set[str] = set()
    intercommunal: set[str] = set()
    for word in row[f"{side}_french"].split():
        # « 50129<50602 » was written as a commune that is a part of 50129 today;
        # « 44109^244400404 » belongs to that EPCI.
        word, _, epci = word.partition("^")
        heir, _, former = word.partition("<")
        french.add(heir)
        merged.update(filter(None, (former,)))
        intercommunal.update(filter(None, (epci,)))
    partners = set()
    for word in row[f"{side}_foreign"].split():
        code, _, one = word.partition("=")
        position = foreign.number.get(one or code)
        known = foreign.places[position] if position is not None else None
        partners.add(
            Partner(
                code,
                one or code,
                known.kind if known else "municipality",
                code[:2].upper(),
                known.admin1 if known else "",
            )
        )
    return Link(
        number=1 if side == "first" else 2,
        link_type=row[f"{side}_type"],
        name=row[f"{side}_name"],
        french=frozenset(french),
        foreign=frozenset(partners),
        start=int(row[f"{side}_start"]) if row[f"{side}_start"] else None,
        end=int(row[f"{side}_end"]) if row[f"{side}_end"] else None,
        merged=frozenset(merged),
        intercommunal=frozenset(intercommunal),
    )


def labelled_doubles(path: Path) -> Iterator[LabelledPair]:
    """Yield the pairs of foreign authorities of a file, compared."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found = double_authorities(_two(row), {})
            yield LabelledPair(
                row["case"],
                half_of("|".join(row.values())),
                row["truth"],
                found[0].score if found else 0.0,
                f"{row['first_name']} | {row['second_name']} ({row['country']})",
            )


def _two(row: Mapping[str, str]) -> Gazetteer:
    places = [
        Place(
            code=side,
            heir=side,
            name=row[f"{side}_name"].split("|")[0],
            kind=row["kind"],
            country=row["country"],
            departement="",
            population=0,
            precise=row["kind"] == "municipality",
        )
        for side in ("first", "second")
    ]
    points = [
        (float(row[f"{side}_lon"]), float(row[f"{side}_lat"])) for side in ("first", "second")
    ]
    gazetteer = Gazetteer(places, np.array(points))
    for position, side in enumerate(("first", "second")):
        for number, name in enumerate(row[f"{side}_name"].split("|")):
            gazetteer.name(position, name, proper=number == 0)
    return gazetteer
