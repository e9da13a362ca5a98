"""JSON and GeoJSON (RFC 7946), written row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from atlas.exports.about import table_schema
from atlas.exports.formats.base import Export

_ROWS_AT_ONCE = 200


def write_json(export: Export) -> Iterator[bytes]:
    """Yield one object: what the file says of itself, its schema, then the rows."""
    yield from _document(
        {
            "a_propos": export.about.as_mapping(),
            "schema": table_schema(export.table, export.scribe.language),
        },
        export.table.name,
        (_json(row) for row, _ in export.rows()),
    )


def write_geojson(export: Export) -> Iterator[bytes]:
    """Yield a FeatureCollection; a partnership whose members are nowhere has a null geometry."""
    table = export.table

    def features() -> Iterator[str]:
        for row, coordinates in export.rows():
            feature: dict[str, Any] = {
                "type": "Feature",
                "geometry": coordinates and {"type": table.geometry, "coordinates": coordinates},
                "properties": row,
            }
            if table.key:
                feature["id"] = row[table.key]
            yield _json(feature)

    yield from _document(
        {"type": "FeatureCollection", "a_propos": export.about.as_mapping()}, "features", features()
    )


def _document(head: dict[str, Any], name: str, rows: Iterator[str]) -> Iterator[bytes]:
    yield f"{_json(head)[:-1]},{_json(name)}:[\n".encode()
    part: list[str] = []
    before = ""
    for row in rows:
        part.append(before + row)
        before = ",\n"
        if len(part) == _ROWS_AT_ONCE:
            yield "".join(part).encode()
            part.clear()
    yield "".join([*part, "\n]}\n"]).encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
