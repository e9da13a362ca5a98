"""What a match is: who, how sure, and why; and how names are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from atlas.text import fold, spellings

#: From this score on a match is applied without asking; between the two it waits for a person.
CERTAIN, DOUBTFUL = 0.90, 0.70
#: The least by which the best candidate must beat the next one to be certain.
_MARGIN = 0.08
#: So many candidates are kept for a person to choose from.
_SHOWN = 12


#: Why somebody is a candidate: (code, value) pairs, for the screen.
Reasons = tuple[tuple[str, str], ...]


class Verdict(StrEnum):
    """What is done with a name."""

    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Candidate:
    """An authority that a name may mean, and why.

    Of two that are as good, the one with the larger ``population`` is shown first.
    """

    code: str
    name: str
    score: float
    reasons: Reasons
    population: int = 0


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
    ranked = tuple(
        sorted(candidates, key=lambda one: (-one.score, -one.population, one.code))[:_SHOWN]
    )
    if not ranked or ranked[0].score < DOUBTFUL:
        return Match(Verdict.UNKNOWN, ranked)
    alone = len(ranked) == 1 or round(ranked[0].score - ranked[1].score, 3) >= _MARGIN
    certain = ranked[0].score >= CERTAIN and alone
    return Match(Verdict.CERTAIN if certain else Verdict.DOUBTFUL, ranked)


def best_of(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the best candidate of each authority; those without any score are left out."""
    best: dict[str, Candidate] = {}
    for one in candidates:
        if one.score > 0 and one.score > getattr(best.get(one.code), "score", 0.0):
            best[one.code] = one
    return list(best.values())


#: What is written short in names of places, besides what a search knows (``atlas.text``).
_SHORT = {"mt": "mont", "nd": "notre dame", "lez": "les", "ss": "sous", "s": "sur"}


def plain(name: str) -> str:
    """Return a name folded, with its abbreviations in full.

    ``Villeneuve s/ Lot`` gives ``villeneuve sur lot``, and ``N.-D. de Bondeville``
    ``notre dame de bondeville``.
    """
    words = fold(name).replace("s s ", "ss ").replace("n d de ", "nd de ").split()
    last = len(words) - 1
    return " ".join(
        _SHORT[word] if word in _SHORT and (n not in (0, last) or word in ("mt", "nd")) else full
        for n, word in enumerate(words)
        for full in spellings(word)[-1:]
    )


def likeness(one: str, other: str) -> float:
    """Return how alike two plain names are, from 0 to 1.

    Names of as many words are as alike as their least alike words allow: « Saint-Martin » and
    « Saint-Marcel » share a word that half of France shares.
    """
    alike = float(fuzz.ratio(one, other)) / 100
    words, others = one.split(), other.split()
    if len(words) == len(others) > 1:
        weakest = min(float(fuzz.ratio(a, b)) / 100 for a, b in zip(words, others, strict=True))
        alike = min(alike, 0.55 + 0.45 * weakest)
    return alike
