"""Outlines of the authorities that govern a région, a département or an overseas territory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from shapely.geometry import shape
from sqlalchemy import Connection

from atlas import spatial
from geodata.loading.reading import read_rows

#: The files of territories, with the column of ``cog/`` that gives the code of the authority.
_TERRITORIES = (
    ("regions", "public_code"),
    ("departements", "ctcd"),
    ("outre_mer", "code"),
)


def load_outlines(connection: Connection, contours: Path, cog: Path, ids: dict[str, int]) -> int:
    """Load ``contours/`` for the authorities that govern each territory; return how many.

    The code of each territory gives the public code of its authority through ``cog/``. A body that
    governs a région and a département (Martinique) has one outline.
    """
    wkts: dict[int, str] = {}
    for name, column in _TERRITORIES:
        public = {row.required("code"): row.text(column) for row in read_rows(cog / f"{name}.csv")}
        for code, wkt in _outlines(contours / f"{name}.geojson"):
            authority_id = ids.get(public.get(code, ""))
            if authority_id is not None:
                wkts.setdefault(authority_id, wkt)
    spatial.insert_outlines(
        connection, [{"authority_id": number, "wkt": wkt} for number, wkt in wkts.items()]
    )
    return len(wkts)


def _outlines(path: Path) -> Iterator[tuple[str, str]]:
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        yield str(feature["properties"]["code"]), shape(feature["geometry"]).wkt
