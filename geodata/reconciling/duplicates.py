"""Partnerships that may be one: under another spelling, declared twice, or split in two.

Nothing is merged here: what is found is shown to people. One relation is one record
(docs/adr/0007), yet two records of one pair may both be right, a twinning and a project.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from sqlalchemy.orm import Session

from atlas.text import fold
from geodata.reconciling.doubles import (
    DoubleAuthority,
    double_authorities,
    find_double_authorities,
)
from geodata.reconciling.links import Link, Partner, read_links
from geodata.reconciling.matching import CERTAIN, DOUBTFUL, Reasons

__all__ = [
    "DoubleAuthority", "DuplicateKind", "DuplicatePair", "Link", "Partner", "compare",
    "double_authorities", "find_double_authorities", "find_duplicates",
]  # fmt: skip

#: Kinds of partners that name nobody yet: a whole country or region, or some town of it.
_VAGUE = frozenset({"state", "province_region", "other"})
#: Two records of one signature are at most so many years apart.
_SLIP = 1
#: One life follows another when so few years are between them.
_PAUSE = 3
#: Natures that are said of one link, one for the other; those that are of their moment.
_TWINNINGS = frozenset({"jumelage", "jumelage_cooperation", "amitie"})
_OF_A_MOMENT = frozenset({"action_ponctuelle", "urgence", "un_pourcent"})
_PROJECTS = frozenset({"cooperation", "jumelage_cooperation", "transfrontalier"})


class DuplicateKind(StrEnum):
    """Why two records may be one."""

    SAME = "same"  # The same authorities, nature and dates.
    SPELLING = "spelling"  # The same pair, one of them under another code.
    DECLARED_TWICE = "declared_twice"  # The same pair and nature, other dates.
    SPLIT = "split"  # The same pair, one after the other or with another nature.
    VAGUE_PARTNER = "vague_partner"  # One names a country or a region, the other the town.
    TAKEN_OVER = "taken_over"  # The same partner, of a commune and of the EPCI that it belongs to.


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two partnerships, by number, that may be one; ``reasons`` are (code, value) pairs."""

    first: int
    second: int
    kind: DuplicateKind
    score: float
    reasons: Reasons


def find_duplicates(
    session: Session, doubles: Iterable[DoubleAuthority] | None = None
) -> list[DuplicatePair]:
    """Return the partnerships that may be one, the surest first.

    ``doubles`` are the authorities that may be one, looked for where they are not given.
    """
    doubles = find_double_authorities(session) if doubles is None else doubles
    links = list(read_links(session, same_as(doubles)))
    of_member: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        for code in (*link.french, *_ones(link)):
            of_member[code].append(link)
    found: dict[tuple[int, int], DuplicatePair] = {}
    for together in of_member.values():
        for one, other in combinations(together, 2):
            pair = compare(one, other)
            if pair is not None:
                found[pair.first, pair.second] = pair
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.first, pair.second))


def same_as(doubles: Iterable[DoubleAuthority]) -> dict[str, str]:
    """Return, for each authority that may be another, the code that stands for all of them."""
    heads: dict[str, str] = {}

    def head(code: str) -> str:
        while heads.get(code, code) != code:
            code = heads[code]
        return code

    for double in doubles:
        first, second = sorted((head(double.first), head(double.second)))
        heads[second] = first
    return {code: head(code) for double in doubles for code in (double.first, double.second)}


def compare(one: Link, other: Link) -> DuplicatePair | None:
    """Return why two partnerships may be one, None when nothing says so."""
    one, other = sorted((one, other), key=lambda link: link.number)
    if one.french == other.french and _ones(one) == _ones(other):
        kind, score, reasons = _same_members(one, other)
    elif one.french == other.french and len(one.foreign) == len(other.foreign) == 1:
        kind, score, reasons = _vague_partner(one, other)
    elif _ones(one) == _ones(other) and (
        one.french == other.intercommunal or other.french == one.intercommunal
    ):
        kind, score, reasons = _taken_over(one, other)
    else:
        return None
    if one.name and other.name and fold(one.name) != fold(other.name):
        score -= 0.15
        reasons = (*reasons, ("other_title", f"{one.name} | {other.name}"))
    if score < DOUBTFUL:
        return None
    return DuplicatePair(one.number, other.number, kind, round(score, 3), reasons)


def _ones(link: Link) -> frozenset[str]:
    return frozenset(partner.one for partner in link.foreign)


def _same_members(one: Link, other: Link) -> tuple[DuplicateKind, float, Reasons]:
    reasons: list[tuple[str, str]] = []
    kind, score = _by_dates(one, other, reasons)
    if one.link_type != other.link_type:
        reasons.insert(0, ("nature", f"{one.link_type} | {other.link_type}"))
        moments = len({one.link_type, other.link_type} & _OF_A_MOMENT)
        close = {one.link_type, other.link_type} <= _TWINNINGS
        close = close or {one.link_type, other.link_type} <= _PROJECTS
        # Two records of different natures may both be right: never certain.
        score = min(score, 0.84 if close else 0.76) - 0.10 * moments
        kind = DuplicateKind.SPLIT
    elif one.link_type in _OF_A_MOMENT and one.start != other.start:
        score -= 0.25
    codes = {partner.code for partner in one.foreign} ^ {p.code for p in other.foreign}
    if codes:
        reasons.insert(0, ("double", " | ".join(sorted(codes))))
        score = min(score - 0.04, CERTAIN - 0.01)
    for code in sorted(one.merged ^ other.merged):
        reasons.insert(0, ("merged", code))
    if (codes or one.merged ^ other.merged) and kind is DuplicateKind.SAME:
        kind = DuplicateKind.SPELLING
    return kind, score, tuple(reasons)


def _by_dates(
    one: Link, other: Link, reasons: list[tuple[str, str]]
) -> tuple[DuplicateKind, float]:
    """Return what the dates of two records of one pair say."""
    if one.start is None or other.start is None:
        reasons.append(("year_unknown", str(one.start or other.start or "")))
        return DuplicateKind.SAME, 0.91
    reasons.append(("year", f"{one.start} | {other.start}"))
    if one.start == other.start:
        return DuplicateKind.SAME, 0.95
    if abs(one.start - other.start) <= _SLIP:
        return DuplicateKind.SAME, 0.91
    early, late = sorted((one, other), key=lambda link: link.start or 0)
    if early.end is not None and late.start is not None and late.start >= early.end:
        pause = late.start - early.end
        reasons.append(("pause", str(pause)))
        return DuplicateKind.SPLIT, 0.80 if pause <= _PAUSE else 0.72
    return DuplicateKind.DECLARED_TWICE, 0.82


def _vague_partner(one: Link, other: Link) -> tuple[DuplicateKind, float, Reasons]:
    kind = DuplicateKind.VAGUE_PARTNER
    (mine,), (theirs,) = one.foreign, other.foreign
    vague, town = (mine, theirs) if mine.kind in _VAGUE else (theirs, mine)
    if mine.country != theirs.country or vague.kind not in _VAGUE or town.kind in _VAGUE:
        return kind, 0.0, ()
    score, reasons = 0.74, _where("country", vague.country)
    if vague.kind != "state":
        if not vague.admin1 or vague.admin1 != town.admin1:
            return kind, 0.0, ()
        score, reasons = 0.78, _where("region", vague.admin1)
    if one.start is not None and other.start is not None:
        reasons = (*reasons, ("year", f"{one.start} | {other.start}"))
        score += 0.06 if abs(one.start - other.start) <= _SLIP else -0.10
    if one.link_type != other.link_type:
        reasons = (*reasons, ("nature", f"{one.link_type} | {other.link_type}"))
        score -= 0.03
        if {one.link_type, other.link_type} & _OF_A_MOMENT:
            score -= 0.10
    return kind, score, reasons


def _where(code: str, value: str) -> Reasons:
    return ((code, value),)


def _taken_over(one: Link, other: Link) -> tuple[DuplicateKind, float, Reasons]:
    """Return whether an EPCI may carry on what its commune began: both may well do as they do."""
    reasons = [("intercommunal", " | ".join(sorted(one.intercommunal | other.intercommunal)))]
    score = 0.73
    if one.start is not None and other.start is not None:
        reasons.append(("year", f"{one.start} | {other.start}"))
        score += 0.07 if abs(one.start - other.start) <= _SLIP else -0.10
    if one.link_type != other.link_type:
        reasons.append(("nature", f"{one.link_type} | {other.link_type}"))
        score -= 0.03
    return DuplicateKind.TAKEN_OVER, score, tuple(reasons)
