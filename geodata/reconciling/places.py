"""The authorities that names are compared with, and where they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.geodesy import EARTH_RADIUS_KM, Point
from atlas.model import Authority, AuthorityName, AuthorityPoint
from geodata.reconciling.matching import plain


@dataclass(frozen=True, slots=True)
class Place:
    """An authority: ``heir`` is the code of the one that succeeded it, or its own.

    ``precise`` tells that its point is its own, not that of the country or of a chief town.
    """

    code: str
    heir: str
    name: str
    kind: str
    country: str
    departement: str
    population: int
    admin1: str = ""
    precise: bool = True
    epci: str = ""


class Gazetteer:
    """Authorities by name and by place. Longitudes and latitudes are in degrees WGS 84."""

    def __init__(self, places: list[Place], points: NDArray[np.float64]) -> None:
        self.places = places
        self._radians = np.radians(points)
        #: Positions by plain name, with whether it is their proper name or another.
        self.by_name: defaultdict[str, list[tuple[int, bool]]] = defaultdict(list)
        #: All the names of each place, plain, in the order given.
        self.names: list[list[str]] = [[] for _ in places]
        #: The names of each place as they are written.
        self.written: list[list[str]] = [[] for _ in places]
        self.number = {place.code: position for position, place in enumerate(places)}

    def name(self, position: int, name: str, *, proper: bool) -> None:
        """Add a name of a place: its ``proper`` one, or another."""
        key = plain(name)
        if not key:
            return
        self.written[position].append(name)
        if key not in self.names[position]:
            self.names[position].append(key)
            self.by_name[key].append((position, proper))

    def point(self, position: int) -> Point | None:
        """Return where a place is, None when that is unknown."""
        lon, lat = np.degrees(self._radians[position])
        return None if np.isnan(lon) else (float(lon), float(lat))

    def distance(self, position: int, point: Point | None) -> float | None:
        """Return the distance in km from a place to ``point``; None when either is unknown."""
        if point is None or np.isnan(self._radians[position, 0]):
            return None
        return float(self._distances(point, np.array([position]))[0])

    def near(self, point: Point, km: float) -> list[tuple[int, float]]:
        """Return the places within ``km`` of ``point`` with their distance, the nearest first."""
        lat = np.radians(point[1])
        reach = km / EARTH_RADIUS_KM
        rough = np.flatnonzero(np.abs(self._radians[:, 1] - lat) <= reach)
        apart = self._distances(point, rough)
        close = np.flatnonzero(apart <= km)
        order = close[np.argsort(apart[close])]
        return [(int(rough[n]), float(apart[n])) for n in order]

    def _distances(self, point: Point, positions: NDArray[Any]) -> NDArray[np.float64]:
        lon, lat = np.radians(point)
        lons, lats = self._radians[positions, 0], self._radians[positions, 1]
        half = (
            np.sin((lats - lat) / 2) ** 2
            + np.cos(lats) * np.cos(lat) * np.sin((lons - lon) / 2) ** 2
        )
        found: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
        return found


def load_gazetteer(session: Session, side: str) -> Gazetteer:
    """Return the French or the foreign authorities.

    French ones of before are included; a foreign one that was united with another gives it its
    names, as it is the same one.
    """
    everything = session.execute(
        select(
            Authority.id, Authority.code, Authority.name, Authority.name_fr, Authority.name_en,
            Authority.kind, Authority.country_iso2, Authority.departement_code,
            Authority.population, Authority.successor_id, Authority.admin1,
            Authority.location_precision, Authority.epci_siren, Authority.siren,
        )
        .where(Authority.side == side)
        .order_by(Authority.id)
    ).all()  # fmt: skip
    codes = {row.id: row.code for row in everything}
    heirs = {row.id: row.successor_id for row in everything}
    rows = [row for row in everything if side == "french" or row.successor_id is None]
    points = {
        number: (lon, lat)
        for number, lon, lat in session.execute(
            select(
                AuthorityPoint.authority_id,
                spatial.longitude(AuthorityPoint.geom),
                spatial.latitude(AuthorityPoint.geom),
            )
        )
    }
    gazetteer = Gazetteer(
        [
            Place(
                code=row.code,
                heir=codes[_last(row.id, heirs)],
                name=row.name_fr or row.name,
                kind=row.kind,
                country=row.country_iso2,
                departement=row.departement_code or "",
                population=row.population or 0,
                admin1=row.admin1 or "",
                precise=row.location_precision not in ("admin", "country", "none"),
                epci=row.epci_siren or "",
            )
            for row in rows
        ],
        np.array([points.get(row.id, (np.nan, np.nan)) for row in rows]).reshape(-1, 2),
    )
    positions = {row.id: position for position, row in enumerate(rows)}
    for row in everything:
        positions.setdefault(row.id, positions[_last(row.id, heirs)])
    for row in rows:
        # A body answers to its SIREN too, unless another bears it as its code.
        if row.siren:
            gazetteer.number.setdefault(row.siren, positions[row.id])
    for row in rows:
        for name in filter(None, (row.name, row.name_fr, row.name_en)):
            gazetteer.name(positions[row.id], name, proper=True)
    for number, name in session.execute(select(AuthorityName.authority_id, AuthorityName.name)):
        if number in positions:
            gazetteer.name(positions[number], name, proper=False)
    return gazetteer


def _last(number: int, heirs: dict[int, int | None]) -> int:
    seen = {number}
    while (following := heirs.get(number)) is not None and following not in seen:
        seen.add(following)
        number = following
    return number
