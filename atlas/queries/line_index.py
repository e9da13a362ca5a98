"""Which partnerships are drawn through a box: an index in memory of the lines of them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.exports.geometry import cut
from atlas.geodesy import Point
from atlas.model import Authority, PartnershipMember
from atlas.queries.bodies import LATITUDE, LONGITUDE, with_point
from atlas.spatial import BoundingBox


class LineIndex:
    """The lines of all partnerships, as :func:`atlas.exports.geometry.lines_of` draws them."""

    def __init__(self, lines: Iterable[tuple[int, tuple[Point, Point]]]) -> None:
        drawn = list(lines)
        self._owners = np.array([number for number, _ in drawn], dtype=np.int64)
        points = np.array([line for _, line in drawn], dtype=float).reshape(-1, 2, 2)
        self._tree = shapely.STRtree(shapely.linestrings(points))

    def through(self, box: BoundingBox) -> frozenset[int]:
        """Return the numbers of the partnerships of which a line meets ``box``."""
        found: set[int] = set()
        for part in box.parts():
            area = shapely.box(part.west, part.south, part.east, part.north)
            found.update(self._owners[self._tree.query(area, predicate="intersects")].tolist())
        return frozenset(found)


def build_line_index(session: Session) -> LineIndex:
    """Read where all members are, and return the index of the lines between them."""
    rows = session.execute(
        with_point(
            select(PartnershipMember.partnership_id, Authority.side, LONGITUDE, LATITUDE)
            .select_from(PartnershipMember)
            .join(Authority, Authority.id == PartnershipMember.authority_id)
            .where(LONGITUDE.is_not(None))
        )
    )
    sides: dict[int, tuple[list[Point], list[Point]]] = defaultdict(lambda: ([], []))
    for number, side, lon, lat in rows:
        sides[number][side != "french"].append((lon, lat))
    return LineIndex(
        (number, line)
        for number, (french, foreign) in sides.items()
        for start in french
        for end in foreign
        for line in cut(start, end)
    )
