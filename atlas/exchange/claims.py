"""What the links of an authority are worth to an advert: reasons, each with its points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel.languages import get_official_languages

from atlas.exchange.connections import Body, Link, Places
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.matching import Party, Reason, Why, fits, theme_points
from atlas.geodesy import distance_km

POINTS: Mapping[Why, int] = {
    Why.WORKS_THERE: 35,
    Why.WORKS_IN_REGION: 25,
    Why.IN_FORCE: 15,
    Why.LONG_STANDING: 10,
    Why.NEAR: 10,
    Why.LIKE_ME: 5,
    Why.LOST_LINK: 25,
    Why.LINKED: 5,
    Why.SPEAKS: 10,
    Why.SIZE: 5,
}
#: Statuses of a link that is no longer lived. One that is suspended is not: it waits, often for a
#: war to end, and nobody is invited to take its place.
_LOST = frozenset({"termine", "rompu", "en_sommeil"})
_SUSPENDED = "suspendu"
IN_FORCE = "actif"
#: A link of this many years has a story to tell.
LONG = 10
_NEAR_KM = 60.0
#: Two sizes are alike when neither is more than this many times the other.
_ALIKE = 2.5


def where(links: list[Link], places: Places, there: Why, region: Why) -> list[Reason]:
    """Return that links lead to a country that is named, told as ``there``, or to its region."""
    countries = tuple(dict.fromkeys(link.country for link in links))
    named = tuple(country for country in countries if country in places.named)
    if named:
        return [Reason(there, POINTS[Why.WORKS_THERE], named)]
    if any(country in places.around for country in countries):
        return [Reason(region, POINTS[Why.WORKS_IN_REGION], countries[:1])]
    return []


def about(links: list[Link], content: AdvertContent) -> list[Reason]:
    """Return the themes of the advert that links are about."""
    held = {theme for link in links for theme in link.themes}
    themes = tuple(theme for theme in content.themes if theme in held)
    return [Reason(Why.WORKS_ON_THEME, theme_points(len(themes)), themes)] if themes else []


def free_or_linked(links: list[Link]) -> list[Reason]:
    """Return that no link is lived any more, or how many authorities there are links with."""
    alive = not_over(links)
    lost = [link for link in links if link.status in _LOST]
    if lost and len(lost) == len(links):
        last = max((link.over for link in lost if link.over is not None), default=None)
        return [Reason(Why.LOST_LINK, POINTS[Why.LOST_LINK], number=last)]
    number = len({link.other for link in alive})
    return [Reason(Why.LINKED, POINTS[Why.LINKED], number=number)] if number else []


@lru_cache(maxsize=1000)
def spoken(country: str, wanted: tuple[str, ...]) -> tuple[Reason, ...]:
    """Return the wanted languages that are official in a country, by the Unicode CLDR."""
    official = get_official_languages(country, de_facto=True)
    codes = tuple(code for code in wanted if code in official)
    return (Reason(Why.SPEAKS, POINTS[Why.SPEAKS], codes),) if codes else ()


def not_over(links: Iterable[Link]) -> list[Link]:
    """Return the links that nobody says are over or suspended."""
    return [link for link in links if link.status not in (*_LOST, _SUSPENDED)]


def since(links: Iterable[Link]) -> int | None:
    """Return the year of the oldest of the links that are not over, None when none is dated."""
    return min((link.start for link in not_over(links) if link.start is not None), default=None)


def beside(body: Body, me: Party, here: tuple[float, float] | None) -> list[Reason]:
    """Return that an adviser is near the advert's authority, or of a size like its own."""
    reasons = []
    if here is not None and body.place is not None:
        distance = distance_km(here, body.place)
        if distance <= _NEAR_KM:
            reasons.append(Reason(Why.NEAR, POINTS[Why.NEAR], number=round(distance)))
    if body.population and me.population:
        ratio = body.population / me.population
        if 1 / _ALIKE <= ratio <= _ALIKE:
            reasons.append(Reason(Why.LIKE_ME, POINTS[Why.LIKE_ME], number=body.population))
    return reasons


def sized(body: Body, content: AdvertContent) -> list[Reason]:
    """Return that a partner is of the size that is wanted."""
    if asks_size(content) and body.population is not None and fits(content, body.population):
        return [Reason(Why.SIZE, POINTS[Why.SIZE], number=body.population)]
    return []


def asks_size(content: AdvertContent) -> bool:
    """Tell whether an advert wants a partner of some size."""
    return content.population_from is not None or content.population_to is not None
