"""Where a partnership is drawn: straight lines between its members, cut at the antimeridian."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from atlas.geodesy import Point, wrapped
from atlas.queries.records import MemberRecord, PartnershipRecord

Line = tuple[Point, Point]
GeometryType = Literal["MultiLineString", "Point"]
#: Those of a MultiLineString, or of a Point, in degrees WGS 84, longitude first.
Coordinates = list[Line] | Point


def point_of(member: MemberRecord | None) -> Point | None:
    """Return where a member is, in degrees WGS 84, None when nothing says it."""
    if member is None or member.lon is None or member.lat is None:
        return None
    return member.lon, member.lat


def located(members: Iterable[MemberRecord]) -> MemberRecord | None:
    """Return the first of ``members`` that has a position."""
    return next((member for member in members if point_of(member) is not None), None)


def lines_of(record: PartnershipRecord) -> list[Line]:
    """Return a line from each French member to each foreign one, as the map draws them.

    Members without a position have none; neither have two members in one place. A line that
    crosses the antimeridian is cut there in two (RFC 7946, 3.1.9).
    """
    french = _points(record.french_members)
    foreign = _points(record.foreign_members)
    return [line for start in french for end in foreign for line in cut(start, end)]


def _points(members: Iterable[MemberRecord]) -> list[Point]:
    return [point for member in members if (point := point_of(member)) is not None]


def cut(start: Point, end: Point) -> list[Line]:
    """Return the line from ``start`` to ``end`` by the shorter way around, within ±180 degrees."""
    span = wrapped(end[0] - start[0])
    reached = start[0] + span
    if -180 <= reached <= 180:
        # The antimeridian has two names, and the end takes that of the side that it is met on.
        met = end if abs(reached - end[0]) < 1 else (reached, end[1])
        return [(start, met)] if start != met else []
    edge = 180.0 if span > 0 else -180.0
    lat = start[1] + (end[1] - start[1]) * (edge - start[0]) / span
    halves = ((start, (edge, lat)), ((-edge, lat), end))
    # A member that stands on the antimeridian itself leaves one half without length.
    return [half for half in halves if half[0] != half[1]]
