"""Adverts that answer an advert: a score out of 100, and the reasons that add up to it.

A score is a sum of points that are each told to the reader. What is not known counts for nothing,
neither for nor against. The weights are ours: what is sought against what is offered and where
count most, then the themes, then a language in common and the size of the partner. Of equal scores,
more themes in common come first, then the latest advert.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.terms import OFFER, PARTNERS, SEEK


class Why(StrEnum):
    """Why an advert, or somebody, is suggested."""

    #: One seeks what the other offers; both seek, across a border; both seek the same.
    ANSWERS = "answers"
    MUTUAL = "mutual"
    TOGETHER = "together"
    #: Their country is wanted; mine is wanted by them; both want the same; the same region.
    THERE = "there"
    WANTS_MINE = "wants_mine"
    SAME_COUNTRY = "same_country"
    SAME_REGION = "same_region"
    THEMES = "themes"
    LANGUAGES = "languages"
    SIZE = "size"
    #: Of authorities that the atlas knows (:mod:`atlas.exchange.acquaintances`).
    WORKS_THERE = "works_there"
    WORKS_IN_REGION = "works_in_region"
    IN_REGION = "in_region"
    WORKS_ON_THEME = "works_on_theme"
    IN_FORCE = "in_force"
    LONG_STANDING = "long_standing"
    NEAR = "near"
    LIKE_ME = "like_me"
    LOST_LINK = "lost_link"
    LINKED = "linked"
    SPEAKS = "speaks"


#: The points of each reason; several themes in common are worth more (:func:`theme_points`).
POINTS: Mapping[Why, int] = {
    Why.ANSWERS: 30,
    Why.MUTUAL: 25,
    Why.TOGETHER: 10,
    Why.THERE: 25,
    Why.WANTS_MINE: 25,
    Why.SAME_COUNTRY: 20,
    Why.SAME_REGION: 12,
    Why.LANGUAGES: 10,
    Why.SIZE: 10,
}
_FIRST_THEME, _OTHER_THEMES, MOST_FOR_THEMES = 15, 5, 25
#: The most adverts that are suggested.
_SHOWN = 6


# Thousands are made for one page, which a tuple does three times as fast.
class Reason(NamedTuple):
    """One reason: its points, and the codes, number or year that its sentence is about."""

    why: Why
    points: int
    codes: tuple[str, ...] = ()
    number: int | None = None


@dataclass(frozen=True)
class Party:
    """The authority of an advert, as matching knows it; ``population`` None when unknown."""

    code: str
    side: str
    kind: str
    country: str
    continent: str
    population: int | None


@dataclass(frozen=True)
class Match:
    """An advert that answers another one."""

    advert: AdvertRecord
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """Its points together, 100 at most."""
        return sum(reason.points for reason in self.reasons)


def theme_points(number: int) -> int:
    """Return the points of ``number`` themes in common."""
    if not number:
        return 0
    return min(MOST_FOR_THEMES, _FIRST_THEME + _OTHER_THEMES * (number - 1))


def matches(
    mine: AdvertRecord,
    others: Iterable[AdvertRecord],
    parties: Mapping[str, Party],
    continents: Mapping[str, str],
) -> list[Match]:
    """Return the adverts of ``others`` that answer ``mine``, the best first, the latest of equals.

    ``parties`` are the authorities of all of them by code; an advert whose authority is not there
    is left out. ``continents`` gives the continent of each country.
    """
    me = parties.get(mine.content.authority)
    if me is None:
        return []
    found = []
    for other in others:
        them = parties.get(other.content.authority)
        if them is None or them.code == me.code or other.id == mine.id:
            continue
        reasons = compare(mine.content, me, other.content, them, continents)
        if reasons:
            found.append(Match(other, reasons))
    return sorted(found, key=_best_first)[:_SHOWN]


def _best_first(match: Match) -> tuple[float, ...]:
    """Return the place of a match: its score, then the themes in common, then the latest advert.

    Whoever wrote last is the likeliest to be waiting for an answer still.
    """
    themes = next((reason.codes for reason in match.reasons if reason.why is Why.THEMES), ())
    published = match.advert.published_at
    moment = dt.datetime.fromisoformat(published).timestamp() if published else 0.0
    return -match.score, -len(themes), -moment, -match.advert.id


def compare(
    mine: AdvertContent,
    me: Party,
    other: AdvertContent,
    them: Party,
    continents: Mapping[str, str],
) -> tuple[Reason, ...]:
    """Return why ``other`` answers ``mine``; nothing when it does not."""
    purpose = _purpose(mine, me, other, them)
    if purpose is None:
        return ()
    abroad = me.country != them.country
    if abroad and not (suits(mine, them) and suits(other, me)):
        return ()
    aim = set(mine.countries) & set(other.countries)
    if abroad and not aim and not (_accepts(mine, them) and _accepts(other, me)):
        return ()
    place = _place(mine, me, other, them, continents)
    themes = tuple(theme for theme in mine.themes if theme in other.themes)
    if place is None and (not themes or (_says_where(mine) and _says_where(other))):
        return ()
    reasons = [purpose]
    if place is not None:
        reasons.append(place)
    if themes:
        reasons.append(Reason(Why.THEMES, theme_points(len(themes)), themes))
    languages = tuple(code for code in mine.languages if code in other.languages)
    if languages:
        reasons.append(Reason(Why.LANGUAGES, POINTS[Why.LANGUAGES], languages))
    if them.population is not None and _has_size(mine) and fits(mine, them.population):
        reasons.append(Reason(Why.SIZE, POINTS[Why.SIZE], number=them.population))
    return tuple(reasons)


def _purpose(mine: AdvertContent, me: Party, other: AdvertContent, them: Party) -> Reason | None:
    if {mine.kind, other.kind} == {SEEK, OFFER}:
        why = Why.ANSWERS
    elif mine.kind == SEEK:
        why = Why.MUTUAL if me.country != them.country else Why.TOGETHER
    else:
        return None  # Two offers have nothing to ask of each other.
    return Reason(why, POINTS[why])


def _place(
    mine: AdvertContent,
    me: Party,
    other: AdvertContent,
    them: Party,
    continents: Mapping[str, str],
) -> Reason | None:
    """Return the closest thing that both say of places."""
    if them.country in mine.countries:
        return Reason(Why.THERE, POINTS[Why.THERE], (them.country,))
    if me.country in other.countries:
        return Reason(Why.WANTS_MINE, POINTS[Why.WANTS_MINE], (me.country,))
    shared = tuple(country for country in mine.countries if country in other.countries)
    if shared:
        return Reason(Why.SAME_COUNTRY, POINTS[Why.SAME_COUNTRY], shared)
    regions, theirs = _regions(mine, continents), _regions(other, continents)
    if me.country != them.country:
        regions, theirs = regions | {me.continent}, theirs | {them.continent}
    # A country and its region meet where one of the two adverts names the region as such.
    named = set(mine.continents) | set(other.continents)
    common = sorted(regions & theirs & named)
    if common:
        return Reason(Why.SAME_REGION, POINTS[Why.SAME_REGION], tuple(common))
    return None


def _regions(content: AdvertContent, continents: Mapping[str, str]) -> set[str]:
    found = {continents[code] for code in content.countries if code in continents}
    return found | set(content.continents)


def _says_where(content: AdvertContent) -> bool:
    return bool(content.countries or content.continents)


def _accepts(content: AdvertContent, party: Party) -> bool:
    """Tell whether a party is where an advert looks."""
    if not _says_where(content):
        return True
    return party.country in content.countries or party.continent in content.continents


def suits(content: AdvertContent, party: Party) -> bool:
    """Tell whether a party is of a kind and a size that an advert wants, as far as is known."""
    wanted = frozenset().union(*(PARTNERS[code] for code in content.partners))
    if wanted and party.kind not in wanted:
        return False
    return party.population is None or fits(content, party.population)


def fits(content: AdvertContent, population: int) -> bool:
    """Tell whether a number of inhabitants is within what an advert wants."""
    smallest, largest = content.population_from, content.population_to
    return (smallest is None or population >= smallest) and (
        largest is None or population <= largest
    )


def _has_size(content: AdvertContent) -> bool:
    return content.population_from is not None or content.population_to is not None
