"""Comparing a query with every name: exactly, by beginnings of words, then with slips of the hand.

Names are ranked by how they match (:class:`Tier`), then those that have partnerships, then the most
populous. Slips are looked for only when what is spelled right leads to no partnership, so that
whoever types « Berlin » is not offered Merlin.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from atlas.search.index import Group, Numbers, SearchIndex, Small, Why, letters_of
from atlas.text import fold, spellings, without_heading

#: Beyond this many words a query is compared as a whole only, which bounds the time it takes.
MOST_WORDS = 8
#: Letters from which one slip is forgiven (a letter too many, missing, wrong, or two swapped).
_ONE_SLIP = 4
_TWO_SLIPS = 8
_MOST_SLIPS = 2
#: The distance of one slip, twice as wide and one more where words are compared one by one.
_ONE_WHOLE_SLIP = 3
#: Just after :attr:`Tier.EXACT`, in the scale of :func:`_standing`.
_LIKELY = 1
#: No word of the form is like the word of the query.
_FAR = 9
_AFTER = "\U0010ffff"


class Tier(IntEnum):
    """How a name matches, the best first."""

    EXACT = 0
    BEGINS = 1
    CONTAINS = 2
    SLIP = 3
    NONE = 9


@dataclass(frozen=True, slots=True)
class Hit:
    """A target found: its number, and the name that led there."""

    target: int
    name: int
    tier: Tier


@dataclass(slots=True)
class _Ranks:
    """The tier of each form, and how far it is from the query within its tier."""

    tier: Small
    distance: Small

    @classmethod
    def empty(cls, index: SearchIndex) -> _Ranks:
        count = len(index.forms)
        return cls(np.full(count, Tier.NONE, np.uint8), np.zeros(count, np.uint8))

    def improve(self, forms: Numbers, distances: NDArray[np.integer]) -> None:
        """Note slips: forms that match no better keep their smallest distance."""
        fresh = self.tier[forms] == Tier.NONE
        closer = (self.tier[forms] == Tier.SLIP) & (distances < self.distance[forms])
        wanted = fresh | closer
        self.tier[forms[wanted]] = Tier.SLIP
        self.distance[forms[wanted]] = distances[wanted]


def find(index: SearchIndex, query: str, *, limit: int) -> dict[Group, list[Hit]]:
    """Return at most ``limit`` hits per group, best first; the group of the best hit comes first.

    A query without any letter or digit finds nothing. « Ville de Paris » finds Paris, unless a name
    has these words.
    """
    words = fold(query).split()
    if not words or not index.forms:
        return {}
    ranks = _rank(index, words)
    bare = without_heading(words)
    if bare != words and not _is_said(ranks):
        ranks = _rank(index, bare)
    return _grouped(index, ranks, limit)


def _is_said(ranks: _Ranks) -> bool:
    """Tell whether some name holds the words of the query as they are."""
    return bool((ranks.tier <= Tier.CONTAINS).any())


def _rank(index: SearchIndex, words: Sequence[str]) -> _Ranks:
    ranks = _Ranks.empty(index)
    costs = [_beginnings(index, word) for word in words] if len(words) <= MOST_WORDS else []
    if costs:
        _match_words(index, costs, ranks)
    else:
        _match_whole(index, words, ranks, most=0)
    if not _leads_to_links(index, ranks):
        if costs:
            _match_slips(index, words, costs, ranks)
        _match_whole(index, words, ranks, most=_MOST_SLIPS)
        _keep_the_fewest_slips(index, ranks)
    return ranks


def _beginnings(index: SearchIndex, word: str) -> Small:
    """Return, for each word of the index, 0 when it is ``word``, 1 when it begins so."""
    cost = np.full(len(index.words), _FAR, np.uint8)
    for spelling in spellings(word):
        low = bisect_left(index.words, spelling)
        high = bisect_left(index.words, spelling + _AFTER, low)
        cost[low:high] = np.minimum(cost[low:high], 1)
        if low < high and index.words[low] == spelling:
            cost[low] = 0
    return cost


def _best_in_form(index: SearchIndex, cost: Small) -> Small:
    """Return, for each form, the smallest cost of one of its words."""
    best: Small = np.minimum.reduceat(cost[index.form_words], index.form_start)
    return best


def _match_words(index: SearchIndex, costs: Sequence[Small], ranks: _Ranks) -> None:
    """Rank the forms in which each word of the query is, or begins, a word."""
    worst = np.zeros(len(index.forms), np.uint8)
    for cost in costs:
        np.maximum(worst, _best_in_form(index, cost), out=worst)
    found = np.flatnonzero(worst <= 1)
    if not len(found):
        return
    ranks.tier[found] = Tier.CONTAINS
    ranks.distance[found] = worst[found]
    ends = np.append(index.form_start[1:], len(index.form_words))
    counts = ends[found] - index.form_start[found]
    in_order = counts >= len(costs)
    last = np.zeros(len(found), np.uint8)
    for place, cost in enumerate(costs):
        inside = np.flatnonzero(in_order)
        last[inside] = cost[index.form_words[index.form_start[found[inside]] + place]]
        in_order[inside] = last[inside] <= (1 if place == len(costs) - 1 else 0)
    ranks.tier[found[in_order]] = Tier.BEGINS
    ranks.distance[found[in_order]] = last[in_order]
    ranks.tier[found[in_order & (last == 0) & (counts == len(costs))]] = Tier.EXACT


def _match_slips(
    index: SearchIndex, words: Sequence[str], costs: Sequence[Small], ranks: _Ranks
) -> None:
    """Rank the forms that hold each word of the query, give or take slips."""
    slips = np.zeros(len(index.forms), np.uint8)
    for place, (word, cost) in enumerate(zip(words, costs, strict=True)):
        near = cost.copy()
        _note_slips(index, word, near)
        if place == len(words) - 1 and len(word) > _ONE_SLIP:
            _note_slips_in_beginnings(index, word, near)
        best = _best_in_form(index, near)
        slips += np.where(best == _FAR, _FAR, np.maximum(best, 1) - 1).astype(np.uint8)
    found = np.flatnonzero(slips <= _MOST_SLIPS)
    # After names that are close to the query as a whole.
    ranks.improve(found.astype(np.int32), slips[found] * 2 + 1)


def _note_slips(index: SearchIndex, word: str, cost: Small) -> None:
    """Write 1 + n into ``cost`` for a word at n slips from ``word``, if that is less."""
    allowed = _allowed(len(word))
    if allowed:
        # Each slip brings at most one letter that the other spelling lacks, and takes one away.
        apart = np.bitwise_count(index.word_letters ^ np.uint32(letters_of(word)))
        candidates = np.flatnonzero(apart <= 2 * allowed)
        known = [index.words[number] for number in candidates]
        _lower(cost, candidates, word, known, allowed)


def _note_slips_in_beginnings(index: SearchIndex, word: str, cost: Small) -> None:
    """Do the same for words that begin as ``word`` but for one slip: it may not be finished."""
    missing = np.bitwise_count(~index.word_letters & np.uint32(letters_of(word)))
    longer = [n for n in np.flatnonzero(missing <= 1) if len(index.words[n]) > len(word)]
    known = [index.words[number][: len(word)] for number in longer]
    _lower(cost, np.array(longer, np.intp), word, known, 1)


def _lower(
    cost: Small, places: NDArray[np.intp], word: str, known: list[str], allowed: int
) -> None:
    if known:
        far = _distances(word, known, allowed)
        near = far <= allowed
        cost[places[near]] = np.minimum(cost[places[near]], far[near] + 1)


def _allowed(length: int) -> int:
    return (length >= _ONE_SLIP) + (length >= _TWO_SLIPS)


def _distances(text: str, known: list[str], most: int) -> Small:
    far: Small = process.cdist(
        [text], known, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8
    )[0]
    return far


def _match_whole(index: SearchIndex, words: Sequence[str], ranks: _Ranks, *, most: int) -> None:
    """Rank the forms whose letters, spaces aside, are those of the query but ``most`` of them."""
    for text in {"".join(words), "".join(spellings(word)[-1] for word in words)}:
        allowed = min(most, _allowed(len(text)))
        low, high = np.searchsorted(
            index.form_length, (len(text) - allowed, len(text) + allowed + 1)
        )
        apart = np.bitwise_count(index.form_letters[low:high] ^ np.uint32(letters_of(text)))
        candidates = np.flatnonzero(apart <= 2 * allowed) + low
        if not len(candidates):
            continue
        far = _distances(text, [index.forms[number] for number in candidates], allowed)
        found = candidates[far <= allowed].astype(np.int32)
        if most:
            ranks.improve(found, far[far <= allowed] * 2)
        else:
            ranks.tier[found] = Tier.EXACT


def _keep_the_fewest_slips(index: SearchIndex, ranks: _Ranks) -> None:
    """Forget names at two slips when one slip leads to partnerships."""
    near = (ranks.tier == Tier.SLIP) & (ranks.distance <= _ONE_WHOLE_SLIP)
    if np.any(index.target_links[index.name_target[near[index.name_form]]] > 0):
        ranks.tier[(ranks.tier == Tier.SLIP) & ~near] = Tier.NONE


def _leads_to_links(index: SearchIndex, ranks: _Ranks) -> bool:
    names = ranks.tier[index.name_form] != Tier.NONE
    return bool(np.any(index.target_links[index.name_target[names]] > 0))


def _standing(tiers: Small, distances: Small, links: Numbers) -> Small:
    """Return the order of the tiers, twice as wide, with one more place in it.

    A name that has partnerships and is one slip away stands before the beginnings of names that
    have none: « renes » is Rennes rather than Renescure.
    """
    standing = tiers * 2
    standing[(tiers == Tier.SLIP) & (distances <= _ONE_WHOLE_SLIP) & (links > 0)] = _LIKELY
    return standing


def _grouped(index: SearchIndex, ranks: _Ranks, limit: int) -> dict[Group, list[Hit]]:
    names = np.flatnonzero(ranks.tier[index.name_form] != Tier.NONE)
    if not len(names):
        return {}
    forms, targets = index.name_form[names], index.name_target[names]
    links, why = index.target_links[targets], index.name_why[names]
    standing = _standing(ranks.tier[forms], ranks.distance[forms], links)
    order = np.lexsort(
        (
            index.target_key[targets],
            index.form_length[forms],
            -links,
            -index.target_population[targets],
            (why > Why.OTHER_NAME) & (why < Why.WORLD_NAME),
            links == 0,
            why == Why.WORLD_NAME,
            ranks.distance[forms],
            standing,
        )
    )
    _, first = np.unique(targets[order], return_index=True)
    kept = order[np.sort(first)]
    groups = index.target_group[targets[kept]]
    found: list[tuple[tuple[bool, bool, bool, int, int, int], Group, list[Hit]]] = []
    for group in Group:
        inside = kept[groups == group][:limit]
        if len(inside):
            best = inside[0]
            tier, distance = int(standing[best]), int(ranks.distance[forms[best]])
            # What leads to no partnership comes after what does, unless letters are forgiven there.
            rank = (
                tier == 2 * Tier.SLIP, not links[best],
                tier != 2 * Tier.EXACT and bool(why[best] == Why.WORLD_NAME),
                tier, distance, int(group),
            )  # fmt: skip
            hits = [
                Hit(int(targets[i]), int(names[i]), Tier(int(ranks.tier[forms[i]]))) for i in inside
            ]
            found.append((rank, group, hits))
    return {group: hits for _, group, hits in sorted(found, key=lambda item: item[0])}
