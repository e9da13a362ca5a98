"""Authorities that the atlas knows and that an advert may turn to, with the reasons.

*Advisers* are of the advert's own country and already work where it wants to go. *Partners* are
over there: linked with the advert's country, or once linked and free again. For an advert of a
foreign authority, « there » is the country of the French ones, seen from its own.

Everything is read from the links of the atlas: what no source says is no reason.

Of equal scores, who knows more of the wanted themes comes first; then the nearer of two advisers;
then who is closest in size to the advert's authority; then whose last link is the latest. What is
not known comes after what is. Only then, so that the order is always the same, the code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from math import inf, log

from sqlalchemy.orm import Session

from atlas.exchange.claims import (
    IN_FORCE,
    LONG,
    POINTS,
    about,
    asks_size,
    beside,
    free_or_linked,
    not_over,
    since,
    sized,
    spoken,
    where,
)
from atlas.exchange.connections import (
    Body,
    Link,
    Places,
    read_bodies,
    read_links,
    read_places,
)
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.matching import Party, Reason, Why, suits
from atlas.geodesy import distance_km
from atlas.queries.authorities import AuthorityRecord, family_ids, read_authorities
from atlas.queries.country_names import FRANCE

ADVISER, PARTNER = "adviser", "partner"

_SHOWN = 6
#: Reasons without which nobody is suggested; where an advert says no more than a region of the
#: world, being there is enough.
_CLOSELY = frozenset({Why.WORKS_THERE, Why.THERE, Why.WORKS_ON_THEME})
_WIDELY = _CLOSELY | {Why.WORKS_IN_REGION, Why.IN_REGION}


@dataclass(frozen=True)
class Acquaintance:
    """An authority that the atlas suggests, with the links that speak for it.

    ``with_authorities`` are those it is linked with, three at most, those of the wanted themes
    first; ``partnerships`` are the links themselves, in the same order, and ``since`` the year of
    the oldest of them that is not known to be over, ``themes`` those of the advert that they are
    about.
    """

    role: str
    authority: AuthorityRecord
    with_authorities: tuple[AuthorityRecord, ...]
    partnerships: tuple[int, ...]
    since: int | None
    themes: tuple[str, ...]
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
    # Seen from abroad, what is sought is in France, and those there are known by their links with
    # the advert's own country.
    from_abroad = me.side == "foreign"
    advisers = _advisers(mine, content, places, own, today.year, FRANCE if from_abroad else "")
    found += _best(session, ADVISER, advisers, content, me, home)
    partners = _partners(
        theirs, content, places, own | linked_with_me, FRANCE if from_abroad else ""
    )
    found += _best(session, PARTNER, partners, content, me, home)
    return _told(session, found)


def _advisers(
    links: Mapping[int, list[Link]],
    content: AdvertContent,
    places: Places,
    left_out: Collection[int],
    year: int,
    sought: str,
) -> dict[int, _Known]:
    """Return who works there already, each with what its links say."""
    found = {}
    for number, held in links.items():
        known = _Known(_best_first(held))
        if number in left_out:
            continue
        if sought:
            known.reasons.append(Reason(Why.WORKS_THERE, POINTS[Why.WORKS_THERE], (sought,)))
        else:
            known.reasons += where(known.links, places, Why.WORKS_THERE, Why.WORKS_IN_REGION)
        known.reasons += about(known.links, content)
        if not any(link.status == IN_FORCE for link in known.links):
            continue  # Whoever stopped has a story, but no partner to introduce.
        known.reasons.append(Reason(Why.IN_FORCE, POINTS[Why.IN_FORCE]))
        first = since(link for link in known.links if link.status == IN_FORCE)
        if first is not None and year - first >= LONG:
            known.reasons.append(Reason(Why.LONG_STANDING, POINTS[Why.LONG_STANDING], number=first))
        if _says_enough(known, content):
            found[number] = known
    return found


def _partners(
    links: Mapping[int, list[Link]],
    content: AdvertContent,
    places: Places,
    left_out: Collection[int],
    sought: str,
) -> dict[int, _Known]:
    """Return who over there is linked with my side, or was."""
    found = {}
    for number, held in links.items():
        known = _Known(_best_first(held))
        if number in left_out:
            continue
        there = Why.WORKS_THERE if sought else Why.THERE
        known.reasons += where(known.links, places, there, Why.IN_REGION)
        known.reasons += about(known.links, content)
        known.reasons += free_or_linked(known.links)
        known.reasons += spoken(sought or known.links[0].country, content.languages)
        if _says_enough(known, content):
            found[number] = known
    return found


def _best_first(links: list[Link]) -> list[Link]:
    """Return links in force and on the wanted themes first, then the oldest."""
    if len(links) < 2:
        return links
    return sorted(
        links,
        key=lambda link: (
            -len(link.themes), link.status != IN_FORCE, link.start or 9999,
            link.partnership, link.other,
        ),
    )  # fmt: skip


def _says_enough(known: _Known, content: AdvertContent) -> bool:
    """Tell whether a place or a theme that was asked for is among the reasons."""
    by_region = content.continents and not content.themes
    wanted = _WIDELY if by_region else _CLOSELY
    return any(reason.why in wanted for reason in known.reasons)


def _best(
    session: Session,
    role: str,
    known: Mapping[int, _Known],
    content: AdvertContent,
    me: Party,
    home: Mapping[int, Body],
) -> list[tuple[str, Body, _Known]]:
    """Return the best of one group, with what only their row says: place, size, kind."""
    scores = {number: one.score for number, one in known.items()}
    # What a row adds cannot bring those further behind forward: they are not read. Partners of
    # another kind or size than wanted are left out, so that where some are wanted all are read.
    choosy = bool(content.partners) or asks_size(content)
    more = POINTS[Why.NEAR] + POINTS[Why.LIKE_ME] if role == ADVISER else 0
    least = 0
    if role == ADVISER or not choosy:
        least = min(nlargest(_SHOWN, scores.values()), default=0) - more
    bodies = read_bodies(session, [number for number, score in scores.items() if score >= least])
    here = next((body.place for body in home.values() if body.code == me.code), None)
    kept = []
    for body in bodies.values():
        one = known[body.id]
        if role == ADVISER:
            more_reasons = beside(body, me, here)
        elif suits(content, _party(body)):
            more_reasons = sized(body, content)
        else:
            continue
        one.reasons += more_reasons
        near = here if role == ADVISER else None
        kept.append(((-one.score, *_closeness(body, one, me, near)), body, one))
    first = nsmallest(_SHOWN, kept, key=lambda item: item[0])
    return [(role, body, one) for _, body, one in first]


def _closeness(
    body: Body, known: _Known, me: Party, here: tuple[float, float] | None
) -> tuple[int, float, float, int, str]:
    """Return what settles a tie, the closest first (see the module's words)."""
    themes = next((r.codes for r in known.reasons if r.why is Why.WORKS_ON_THEME), ())
    return (
        -len(themes),
        distance_km(here, body.place) if here and body.place else inf,
        abs(log(body.population / me.population)) if body.population and me.population else inf,
        -max((link.start or link.over or 0 for link in known.links), default=0),
        body.code,
    )


def _party(body: Body) -> Party:
    return Party(body.code, "", body.kind, body.country, "", body.population)


def _told(session: Session, found: Iterable[tuple[str, Body, _Known]]) -> list[Acquaintance]:
    """Return what was found with the names that readers see."""
    kept = list(found)
    shown = {body.id: _links_shown(role, known.links) for role, body, known in kept}
    others = read_bodies(session, {link.other for links in shown.values() for link in links})
    codes = {body.code for _, body, _ in kept} | {other.code for other in others.values()}
    records = {record.code: record for record in read_authorities(session, sorted(codes))}
    return [
        Acquaintance(
            role=role,
            authority=records[body.code],
            with_authorities=tuple(records[others[link.other].code] for link in shown[body.id]),
            partnerships=tuple(link.partnership for link in shown[body.id]),
            since=since(shown[body.id]),
            themes=tuple(dict.fromkeys(code for link in shown[body.id] for code in link.themes)),
            reasons=tuple(known.reasons),
        )
        for role, body, known in kept
    ]


def _links_shown(role: str, links: list[Link]) -> list[Link]:
    """Return the best links, one for each authority, three at most.

    An adviser is named for links in force; a partner for those that last, if there are any.
    """
    if role == ADVISER:
        lasting = [link for link in links if link.status == IN_FORCE]
    else:
        lasting = not_over(links)
    first: dict[int, Link] = {}
    for link in lasting or links:
        first.setdefault(link.other, link)
    return list(first.values())[:3]
