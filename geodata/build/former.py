"""Communes that merged, districts of the three largest cities, and names of the past."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geodata.build.names import ARTICLES, name_article
from geodata.build.points import Place, Point
from geodata.build.sources import EDITIONS, Sources
from geodata.build.writing import degrees, write_csv

FORMER_KINDS = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}


def write_former(
    path: Path,
    communes: list[dict[str, Any]],
    places: list[Place],
    points: Mapping[str, Point],
    sources: Sources,
) -> None:
    """Write communes that merged, and districts of Paris, Lyon, Marseille, with their successor."""
    current = {row["code"]: row for row in communes if row["type"] == "commune-actuelle"}
    own = {place.code: place for place in places if place.kind in ("COMD", "COMA", "ARM")}
    ends = _ends(sources, set(current))
    names = _past_names(sources)
    found: dict[str, tuple[str, str, str, str, str]] = {}
    for row in communes:
        kind = FORMER_KINDS.get(row["type"])
        if kind is not None:
            article, linking = name_article(row)
            successor = row.get("chefLieu") or row["commune"]
            found[row["code"]] = (row["nom"], article, linking, kind, successor)
    for code, row in current.items():
        for old in row.get("anciensCodes", []):
            if old not in found:
                name, kind_of_name = names[old]
                article, linking = ARTICLES[kind_of_name]
                found[old] = (name, article, linking, "ancienne", code)
    rows = []
    for code in sorted(found):
        name, article, linking, kind, successor = found[code]
        seat = points[successor]
        point = own[code].point() if code in own else None
        if point is None:
            point = Point(seat.lon, seat.lat, "successeur")
        rows.append(
            {
                "code": code,
                "name": name,
                "name_article": article,
                "charniere": linking,
                "kind": kind,
                "successor": successor,
                "departement": current[successor]["departement"],
                "end_date": "" if kind == "arrondissement" else ends.get(code, ""),
                "lon": degrees(point.lon),
                "lat": degrees(point.lat),
                "point_method": point.method,
            }
        )
    write_csv(path, list(rows[0]), rows)


def _ends(sources: Sources, current: set[str]) -> dict[str, str]:
    """Return when each code ceased to be a commune: a day until 2019, then a year.

    After 2019 only yearly editions (1 January) are known: the first without the code is given.
    """
    ends: dict[str, str] = {}
    for event in sources.cog_history():
        if event["type"] == "COM" and "dateFin" in event:
            ends[event["code"]] = max(event["dateFin"], ends.get(event["code"], ""))
    seen: set[str] = set()
    for edition in EDITIONS:
        codes = {
            row["code"]
            for row in sources.cog("communes", edition)
            if row["type"] == "commune-actuelle"
        }
        for code in seen - codes:
            ends[code] = str(edition)
        for code in codes:
            ends.pop(code, None)
        seen = codes
    return {code: end for code, end in ends.items() if code not in current}


def _past_names(sources: Sources) -> dict[str, tuple[str, int]]:
    """Return the last known name and TNCC of every code that was once given.

    Some codes never belonged to a commune of its own (Pont-Farcy became a delegated commune when
    it changed département): a name as a commune goes before a name as a part of one.
    """
    names: dict[str, tuple[str, int]] = {}
    last: dict[str, tuple[bool, str]] = {}
    for event in sources.cog_history():
        weight = (event["type"] == "COM", event.get("dateFin", "9999"))
        if weight >= last.get(event["code"], (False, "")):
            last[event["code"]] = weight
            names[event["code"]] = (event["nom"], event["typeLiaison"])
    for edition in EDITIONS[:-1]:
        for row in sources.cog("communes", edition):
            if row["type"] == "commune-actuelle" and "typeLiaison" in row:
                names[row["code"]] = (row["nom"], row["typeLiaison"])
    return names


def write_old_names(path: Path, current: list[dict[str, Any]], sources: Sources) -> None:
    """Write the names that today's communes had before (Châlons-sur-Marne), with their last day."""
    today = {row["code"]: row["nom"] for row in current}
    found: dict[tuple[str, str], str] = {}
    for event in sources.cog_history():
        code, name = event["code"], event["nom"]
        if event["type"] == "COM" and "dateFin" in event and today.get(code, name) != name:
            found[code, name] = max(event["dateFin"], found.get((code, name), ""))
    for edition, following in itertools.pairwise(EDITIONS):
        for row in sources.cog("communes", edition):
            code, name = row["code"], row["nom"]
            if row["type"] == "commune-actuelle" and today.get(code, name) != name:
                found[code, name] = str(following)
    rows = [
        {"code": code, "name": name, "end_date": end} for (code, name), end in sorted(found.items())
    ]
    write_csv(path, ["code", "name", "end_date"], rows)
