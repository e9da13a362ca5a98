"""The links of the atlas between the side of an advert and the places where it looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from atlas.database import in_batches
from atlas.exchange.drafts import AdvertContent
from atlas.exchange.matching import Party
from atlas.model import Authority, Country, Partnership, PartnershipMember, PartnershipTheme
from atlas.queries.bodies import LATITUDE, LONGITUDE, with_point
from atlas.queries.figures import NO_AUTHORITIES


# Ten thousand are made for one page, which a tuple does three times as fast.
class Link(NamedTuple):
    """A link of the atlas seen from one of its members; ``other`` is the id of another one.

    ``start`` is the year it began, ``over`` the year it ended or was last in force; ``themes`` are
    those of the advert that it is about.
    """

    partnership: int
    status: str
    start: int | None
    over: int | None
    other: int
    country: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Body:
    """What ranking needs of an authority; ``place`` in degrees WGS 84, longitude first."""

    id: int
    code: str
    name: str
    kind: str
    country: str
    population: int | None
    place: tuple[float, float] | None


@dataclass(frozen=True)
class Places:
    """The countries where partners are: those named, and those of a region that is named."""

    named: frozenset[str]
    around: frozenset[str]

    def __contains__(self, country: str) -> bool:
        return country in self.named or country in self.around


def read_places(session: Session, content: AdvertContent, me: Party) -> Places | None:
    """Return where the other side is; None when neither places nor themes say anything."""
    if me.side == "foreign":
        return Places(frozenset({me.country}), frozenset())
    named = frozenset(content.countries) - {me.country}
    around = frozenset(
        session.scalars(
            select(Country.iso2).where(
                Country.continent.in_(content.continents), Country.iso2 != me.country
            )
        )
    )
    if not named and not around and not content.themes:
        return None
    return Places(named, around - named)


def read_links(
    session: Session, content: AdvertContent, me: Party, places: Places
) -> tuple[dict[int, list[Link]], dict[int, list[Link]]]:
    """Return the links between both sides, by authority of mine and by authority of theirs.

    Former communes count for that of today. They come in no order: sorting them all takes longer
    than reading them.
    """
    one, other = aliased(PartnershipMember), aliased(PartnershipMember)
    french, foreign = aliased(Authority), aliased(Authority)
    today = func.coalesce(french.successor_id, french.id)
    conditions: list[ColumnElement[bool]] = [
        french.side == "french",
        foreign.side == "foreign",
        french.kind.not_in(NO_AUTHORITIES),
        foreign.kind.not_in(NO_AUTHORITIES),
    ]
    wanted = (*sorted(places.named), *sorted(places.around))
    if wanted:
        conditions.append(foreign.country_iso2.in_(wanted))
    else:
        about = select(PartnershipTheme.partnership_id).where(
            PartnershipTheme.theme_code.in_(content.themes)
        )
        conditions.append(Partnership.id.in_(about))
    rows = session.execute(
        select(
            Partnership.id,
            Partnership.status_code,
            Partnership.year_start,
            func.coalesce(Partnership.year_end, Partnership.active_to),
            today,
            foreign.id,
            foreign.country_iso2,
        )
        .join(one, one.partnership_id == Partnership.id)
        .join(french, french.id == one.authority_id)
        .join(other, other.partnership_id == Partnership.id)
        .join(foreign, foreign.id == other.authority_id)
        .where(*conditions)
    ).all()
    themes = _themes(session, {row[0] for row in rows}, content.themes)
    by_french: dict[int, list[Link]] = defaultdict(list)
    by_foreign: dict[int, list[Link]] = defaultdict(list)
    for number, status, start, over, here, there, country in rows:
        about_it = themes.get(number, ())
        by_french[here].append(Link(number, status, start, over, there, country, about_it))
        by_foreign[there].append(Link(number, status, start, over, here, country, about_it))
    return (by_foreign, by_french) if me.side == "foreign" else (by_french, by_foreign)


def _themes(
    session: Session, partnerships: Collection[int], wanted: tuple[str, ...]
) -> dict[int, tuple[str, ...]]:
    """Return which of the ``wanted`` themes each partnership is about, in their order."""
    if not wanted or not partnerships:
        return {}
    held: dict[int, set[str]] = defaultdict(set)
    for number, code in session.execute(
        select(PartnershipTheme.partnership_id, PartnershipTheme.theme_code).where(
            PartnershipTheme.theme_code.in_(wanted)
        )
    ):
        if number in partnerships:
            held[number].add(code)
    return {number: tuple(c for c in wanted if c in codes) for number, codes in held.items()}


def read_bodies(session: Session, ids: Collection[int]) -> dict[int, Body]:
    """Return the authorities of ``ids`` by id."""
    found = {}
    for batch in in_batches(sorted(ids)):
        for row in session.execute(
            with_point(
                select(
                    Authority.id,
                    Authority.code,
                    Authority.folded_name,
                    Authority.kind,
                    Authority.country_iso2,
                    Authority.population,
                    LONGITUDE,
                    LATITUDE,
                )
            ).where(Authority.id.in_(batch))
        ):
            number, code, name, kind, country, population, lon, lat = row
            # The point is joined from the outside: there may be none.
            place = None if None in (lon, lat) else (lon, lat)
            found[number] = Body(number, code, name, kind, country, population, place)
    return found
