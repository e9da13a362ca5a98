"""How well names are matched, measured against labels that people made.

A label says which authority a name means: a code, :data:`UNSURE` when nobody can tell (several
bear it and nothing tells them apart), or nothing when it is the name of no authority.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from atlas.geodesy import Point
from geodata.reconciling.matching import Match, Verdict

#: Whoever is asked can only answer « it depends »: an automatic match is then a mistake.
UNSURE = "?"


class Half(StrEnum):
    """Half of a set of labels: rules were tuned on one, the other is only ever reported."""

    TUNING = "tuning"
    REPORTED = "reported"


class Outcome(StrEnum):
    """What became of a label."""

    RIGHT = "right"  # Applied without asking, rightly.
    WRONG = "wrong"  # Applied without asking, wrongly.
    SHOWN = "shown"  # Left to a person, who finds the answer among the candidates.
    MISSED = "missed"  # The answer is not among what a person is shown.
    LEFT = "left"  # There is no answer, and none was given.


@dataclass(frozen=True, slots=True)
class Label:
    """A name as somebody wrote it; ``within`` is a département code, or an ISO country code."""

    case: str
    name: str
    within: str
    point: Point | None
    truth: str

    @property
    def half(self) -> Half:
        """The half that it belongs to, the same for ever."""
        return half_of("|".join((self.name, self.within, repr(self.point))))


@dataclass(frozen=True, slots=True)
class Digest:
    """The label of a row of a file that is not ours: its line (from 1), its digest, the truth."""

    line: int
    digest: str
    truth: str

    @property
    def half(self) -> Half:
        """The half that it belongs to, the same for ever."""
        return half_of(self.digest)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of labels by what became of them."""

    right: int = 0
    wrong: int = 0
    shown: int = 0
    missed: int = 0
    left: int = 0
    #: Of the wrong ones, those that have an answer, another one.
    mistaken: int = 0

    @property
    def labels(self) -> int:
        """How many labels there are."""
        return self.right + self.wrong + self.shown + self.missed + self.left

    @property
    def certain(self) -> int:
        """How many were applied without asking."""
        return self.right + self.wrong

    @property
    def answerable(self) -> int:
        """How many have an answer."""
        return self.right + self.shown + self.missed + self.mistaken

    @property
    def precision(self) -> float:
        """The part of the automatic matches that is right, from 0 to 1; 1 when there are none."""
        return self.right / self.certain if self.certain else 1.0

    @property
    def recall(self) -> float:
        """The part of the answers that is found, by itself or by a person in the queue."""
        return (self.right + self.shown) / self.answerable if self.answerable else 1.0

    @property
    def automatic(self) -> float:
        """The part of the answers that is found without asking anybody."""
        return self.right / self.answerable if self.answerable else 1.0

    def __add__(self, other: Figures) -> Figures:
        """Return the counts of both."""
        return Figures(
            self.right + other.right,
            self.wrong + other.wrong,
            self.shown + other.shown,
            self.missed + other.missed,
            self.left + other.left,
            self.mistaken + other.mistaken,
        )


def half_of(key: str) -> Half:
    """Return the half of a label, by a hash of what it is about."""
    return Half.TUNING if hashlib.sha256(key.encode()).digest()[0] % 2 else Half.REPORTED


def judge(truth: str, match: Match) -> Outcome:
    """Return what became of a label; a queue shows the candidates of doubtful matches only."""
    if match.code is not None:
        return Outcome.RIGHT if match.code == truth else Outcome.WRONG
    if truth in ("", UNSURE):
        return Outcome.LEFT
    shown = match.verdict is Verdict.DOUBTFUL and any(c.code == truth for c in match.candidates)
    return Outcome.SHOWN if shown else Outcome.MISSED


def figures(judged: Iterable[tuple[str, Outcome]]) -> Figures:
    """Return the counts of (truth, outcome) pairs."""
    total = dict.fromkeys(Outcome, 0)
    mistaken = 0
    for truth, outcome in judged:
        total[outcome] += 1
        mistaken += outcome is Outcome.WRONG and truth not in ("", UNSURE)
    return Figures(**{outcome.value: count for outcome, count in total.items()}, mistaken=mistaken)


def read_labels(path: Path) -> list[Label]:
    """Return the labels of a file with the columns case, name, departement or country…, truth."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Label(
                row["case"],
                row["name"],
                row.get("departement") or row.get("country") or "",
                (float(row["lon"]), float(row["lat"])) if row["lon"] else None,
                row["truth"],
            )
            for row in csv.DictReader(stream)
        ]


def read_digests(path: Path) -> list[Digest]:
    """Return the labels of the rows of a file that is not ours."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Digest(int(row["line"]), row["digest"], row["truth"]) for row in csv.DictReader(stream)
        ]


class ChangedRowError(Exception):
    """The row of a label is not the one that was labelled."""


def labelled_rows(path: Path, labels: Iterable[Digest]) -> list[tuple[Digest, dict[str, str]]]:
    """Return each label with its row of ``path``, a table separated by tabs.

    Raises :class:`ChangedRowError` when a row differs from the one that was labelled.
    """
    lines = [line.rstrip("\r") for line in path.read_text("utf-8").split("\n")]
    header = lines[0].split("\t")
    found = []
    for label in labels:
        line = lines[label.line - 1]
        if hashlib.sha256(line.encode()).hexdigest()[:12] != label.digest:
            raise ChangedRowError(f"{path.name}, line {label.line}: another row was labelled")
        found.append((label, dict(zip(header, line.split("\t"), strict=True))))
    return found
