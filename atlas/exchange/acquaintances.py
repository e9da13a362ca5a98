"""Authorities that the atlas knows and that an advert may turn to, with the reasons.

*Advisers* are of the advert's own country and already work where it wants to go. *Partners* are
over there: linked with the advert's country, or once linked and free again. For an advert of a
foreign authority, « there » is the country of the French ones, seen from its own.

Everything is read from the links of the atlas: what no source says is no reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from babel.languages import get_official_languages
from sqlalchemy.orm import Session

from atlas.exchange.connections import (
    Body,
    Link,
    Places,
    read_bodies,
    read_links,
    read_places,
)
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.matching import Party, Reason, Why, fits, suits, theme_points
from atlas.geodesy import distance_km
from atlas.queries.authorities import AuthorityRecord, family_ids, read_authorities

ADVISER, PARTNER = "adviser", "partner"

_POINTS: Mapping[Why, int] = {
    Why.WORKS_THERE: 35,
    Why.WORKS_IN_REGION: 25,
    Why.IN_FORCE: 15,
    Why.LONG_STANDING: 10,
    Why.NEAR: 10,
    Why.LIKE_ME: 5,
    Why.LOST_LINK: 20,
    Why.LINKED: 10,
    Why.SPEAKS: 10,
    Why.SIZE: 10,
}
#: Statuses of a link that is no longer lived. One that is suspended is not: it waits, often for a
#: war to end, and nobody is invited to take its place.
_LOST = frozenset({"termine", "rompu", "en_sommeil"})
_SUSPENDED = "suspendu"
_IN_FORCE = "actif"
#: A link of this many years has a story to tell.
_LONG = 10
_NEAR_KM = 60.0
#: Two sizes are alike when neither is more than this many times the other.
_ALIKE = 2.5
_SHOWN = 6


@dataclass(frozen=True)
class Acquaintance:
    """An authority that the atlas suggests, with the links that speak for it.

    ``with_authorities`` are those it is linked with, three at most, those of the wanted themes
    first; ``partnerships`` are the links themselves, in the same order.
    """

    role: str
    authority: AuthorityRecord
    with_authorities: tuple[AuthorityRecord, ...]
    partnerships: tuple[int, ...]
    since: int | None
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """Its points together, 100 at most."""
        return sum(reason.points for reason in self.reasons)


@dataclass
class _Known:
    """What the links of one authority say so far."""

    links: list[Link] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)


def acquaintances(
    session: Session, content: AdvertContent, me: Party, *, today: dt.date
) -> list[Acquaintance]:
    """Return the advisers, then the partners, that the atlas suggests for an advert.

    The best come first in each group, six at most. Empty when it names neither place nor theme.
    """
    places = read_places(session, content, me)
    if places is None:
        return []
    own = frozenset(family_ids(session, [me.code]))
    mine, theirs = read_links(session, content, me, places)
    linked_with_me = {link.other for number in own for link in mine.get(number, ())}
    home = read_bodies(session, own)
    found = []
    advisers = _advisers(mine, content, places, own, today.year)
    found += _best(session, ADVISER, advisers, content, me, home)
    partners = _partners(theirs, content, places, own | linked_with_me)
    found += _best(session, PARTNER, partners, content, me, home)
    return _told(session, found)


def _advisers(
    links: Mapping[int, list[Link]],
    content: AdvertContent,
    places: Places,
    left_out: Collection[int],
    year: int,
) -> dict[int, _Known]:
    """Return who works there already, each with what its links say."""
    found = {}
    for number, held in links.items():
        known = _Known(_best_first(held))
        if number in left_out:
            continue
        known.reasons += _where(known.links, places, Why.WORKS_THERE, Why.WORKS_IN_REGION)
        known.reasons += _about(known.links, content)
        if not any(link.status == _IN_FORCE for link in known.links):
            continue  # Whoever stopped has a story, but no partner to introduce.
        known.reasons.append(Reason(Why.IN_FORCE, _POINTS[Why.IN_FORCE]))
        since = _since(known.links)
        if since is not None and year - since >= _LONG:
            known.reasons.append(
                Reason(Why.LONG_STANDING, _POINTS[Why.LONG_STANDING], number=since)
            )
        if _says_enough(known, content):
            found[number] = known
    return found


def _partners(
    links: Mapping[int, list[Link]],
    content: AdvertContent,
    places: Places,
    left_out: Collection[int],
) -> dict[int, _Known]:
    """Return who over there is linked with my side, or was."""
    found = {}
    for number, held in links.items():
        known = _Known(_best_first(held))
        if number in left_out:
            continue
        known.reasons += _where(known.links, places, Why.THERE, Why.SAME_REGION)
        known.reasons += _about(known.links, content)
        known.reasons += _free_or_linked(known.links)
        known.reasons += _spoken(known.links[0].country, content.languages)
        if _says_enough(known, content):
            found[number] = known
    return found


def _best_first(links: Iterable[Link]) -> list[Link]:
    """Return links in force and on the wanted themes first, then the oldest."""
    return sorted(
        links,
        key=lambda link: (
            -len(link.themes), link.status != _IN_FORCE, link.start or 9999, link.partnership
        ),
    )  # fmt: skip


def _where(links: list[Link], places: Places, there: Why, region: Why) -> list[Reason]:
    countries = tuple(dict.fromkeys(link.country for link in links))
    named = tuple(country for country in countries if country in places.named)
    if named:
        return [Reason(there, _POINTS[Why.WORKS_THERE], named)]
    if any(country in places.around for country in countries):
        return [Reason(region, _POINTS[Why.WORKS_IN_REGION], countries[:1])]
    return []


def _about(links: list[Link], content: AdvertContent) -> list[Reason]:
    held = {theme for link in links for theme in link.themes}
    themes = tuple(theme for theme in content.themes if theme in held)
    return [Reason(Why.WORKS_ON_THEME, theme_points(len(themes)), themes)] if themes else []


def _free_or_linked(links: list[Link]) -> list[Reason]:
    alive = [link for link in links if link.status not in (*_LOST, _SUSPENDED)]
    lost = [link for link in links if link.status in _LOST]
    if lost and len(lost) == len(links):
        last = max((link.over for link in lost if link.over is not None), default=None)
        return [Reason(Why.LOST_LINK, _POINTS[Why.LOST_LINK], number=last)]
    number = len({link.other for link in alive})
    return [Reason(Why.LINKED, _POINTS[Why.LINKED], number=number)] if number else []


def _spoken(country: str, wanted: tuple[str, ...]) -> list[Reason]:
    """Return the wanted languages that are official in a country, by the Unicode CLDR."""
    official = get_official_languages(country, de_facto=True)
    spoken = tuple(code for code in wanted if code in official)
    return [Reason(Why.SPEAKS, _POINTS[Why.SPEAKS], spoken)] if spoken else []


def _says_enough(known: _Known, content: AdvertContent) -> bool:
    """Tell whether a place or a theme that was asked for is among the reasons."""
    wanted = {Why.WORKS_THERE, Why.THERE, Why.WORKS_ON_THEME}
    if content.continents and not content.themes:
        wanted |= {Why.WORKS_IN_REGION, Why.SAME_REGION}
    return any(reason.why in wanted for reason in known.reasons)


def _since(links: Iterable[Link]) -> int | None:
    years = [link.start for link in links if link.status == _IN_FORCE and link.start is not None]
    return min(years, default=None)


def _best(
    session: Session,
    role: str,
    known: Mapping[int, _Known],
    content: AdvertContent,
    me: Party,
    home: Mapping[int, Body],
) -> list[tuple[str, Body, _Known]]:
    """Return the best of one group, with what only their row says: place, size, kind."""
    more = _POINTS[Why.NEAR] + _POINTS[Why.LIKE_ME] if role == ADVISER else _POINTS[Why.SIZE]
    # Those who would stay behind whatever their row says are not read.
    scores = sorted((one.score for one in known.values()), reverse=True)
    least = scores[_SHOWN - 1] - more if len(scores) >= _SHOWN and role == ADVISER else 0
    bodies = read_bodies(session, [number for number, one in known.items() if one.score >= least])
    here = next((body.place for body in home.values() if body.code == me.code), None)
    kept = []
    for body in bodies.values():
        one = known[body.id]
        if role == ADVISER:
            one.reasons += _beside(body, me, here)
        elif suits(content, _party(body)):
            one.reasons += _sized(body, content)
        else:
            continue
        kept.append((role, body, one))
    return sorted(kept, key=lambda item: (-item[2].score, item[1].name, item[1].code))[:_SHOWN]


def _party(body: Body) -> Party:
    return Party(body.code, "", body.kind, body.country, "", body.population)


def _beside(body: Body, me: Party, here: tuple[float, float] | None) -> list[Reason]:
    reasons = []
    if here is not None and body.place is not None:
        distance = distance_km(here, body.place)
        if distance <= _NEAR_KM:
            reasons.append(Reason(Why.NEAR, _POINTS[Why.NEAR], number=round(distance)))
    if body.population and me.population:
        ratio = body.population / me.population
        if 1 / _ALIKE <= ratio <= _ALIKE:
            reasons.append(Reason(Why.LIKE_ME, _POINTS[Why.LIKE_ME], number=body.population))
    return reasons


def _sized(body: Body, content: AdvertContent) -> list[Reason]:
    asked = content.population_from is not None or content.population_to is not None
    if asked and body.population is not None and fits(content, body.population):
        return [Reason(Why.SIZE, _POINTS[Why.SIZE], number=body.population)]
    return []


def _told(session: Session, found: Iterable[tuple[str, Body, _Known]]) -> list[Acquaintance]:
    """Return what was found with the names that readers see."""
    kept = list(found)
    shown = {body.id: _partners_shown(known.links) for _, body, known in kept}
    others = read_bodies(session, {link.other for links in shown.values() for link in links})
    codes = {body.code for _, body, _ in kept} | {other.code for other in others.values()}
    records = {record.code: record for record in read_authorities(session, sorted(codes))}
    return [
        Acquaintance(
            role=role,
            authority=records[body.code],
            with_authorities=tuple(records[others[link.other].code] for link in shown[body.id]),
            partnerships=tuple(link.partnership for link in shown[body.id]),
            since=_since(known.links),
            reasons=tuple(known.reasons),
        )
        for role, body, known in kept
    ]


def _partners_shown(links: list[Link]) -> list[Link]:
    """Return the best links, one for each authority, three at most."""
    first: dict[int, Link] = {}
    for link in links:
        first.setdefault(link.other, link)
    return list(first.values())[:3]
