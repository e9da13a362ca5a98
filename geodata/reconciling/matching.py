"""What a match is: who, how sure, and why; and how names are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from atlas.text import fold, spellings

#: From this score on a match is applied without asking; between the two it waits for a person.
CERTAIN, DOUBTFUL = 0.90, 0.70
#: The least by which the best candidate must beat the next one to be certain.
_MARGIN = 0.08


class Verdict(StrEnum):
    """What is done with a name."""

    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Candidate:
    """An authority that a name may mean: ``reasons`` are (code, value) pairs, for the screen."""

    code: str
    name: str
    score: float
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Match:
    """The outcome for one name: the verdict, the best candidate first."""

    verdict: Verdict
    candidates: tuple[Candidate, ...]

    @property
    def code(self) -> str | None:
        """The code of the authority, when it is certain."""
        return self.candidates[0].code if self.verdict is Verdict.CERTAIN else None


def decide(candidates: Sequence[Candidate]) -> Match:
    """Return the verdict on ``candidates``: certain only when one is good and alone."""
    ranked = tuple(sorted(candidates, key=lambda one: (-one.score, one.code))[:5])
    if not ranked or ranked[0].score < DOUBTFUL:
        return Match(Verdict.UNKNOWN, ranked)
    alone = len(ranked) == 1 or ranked[0].score - ranked[1].score >= _MARGIN
    certain = ranked[0].score >= CERTAIN and alone
    return Match(Verdict.CERTAIN if certain else Verdict.DOUBTFUL, ranked)


#: What people put before or after the name of a place, folded.
_HEADING = re.compile(
    r"^(?:ville|commune|mairie|municipalite|city|town|municipality|gemeinde|stadt|comune|"
    r"ayuntamiento|district|canton|departement|region|province)\s+(?:de|d|du|des|of|di)\s+"
)


def plain(name: str) -> str:
    """Return a name folded, its abbreviations in full, without what only announces it."""
    folded = " ".join(spellings(word)[-1] for word in fold(name).split())
    return _HEADING.sub("", folded) or folded


def likeness(one: str, other: str) -> float:
    """Return how alike two plain names are, from 0 to 1."""
    return float(fuzz.ratio(one, other)) / 100
