"""Files for geographic information systems: GeoPackage, Shapefile and GeoParquet.

GDAL writes the first two from batches (pyogrio, in a process of its own), Arrow the third. All are
in degrees WGS 84.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from atlas.exports.about import dictionary
from atlas.exports.formats.base import Export
from atlas.exports.formats.files import parts_of
from atlas.exports.formats.gdal_process import Layer, write_layers
from atlas.exports.formats.spool import GEOMETRY, Spool, spooled
from atlas.exports.tables import TABLES, Table

_README = "lisez_moi"
_COLUMNS = "colonnes"
#: GeoParquet (OGC 24-013); without a ``crs``, coordinates are those of OGC:CRS84.
_GEOPARQUET = "1.1.0"
#: The longest text of a Shapefile, in bytes (dBASE III).
_LONGEST_TEXT = 254


def write_geopackage(export: Export) -> Iterator[bytes]:
    """Yield a GeoPackage: a layer for each table, those without geometry as attribute tables."""
    with TemporaryDirectory(prefix="atlas-export-") as folder:
        path = Path(folder) / "atlas.gpkg"
        with spooled(export, TABLES.values()) as spool:
            layers = [_layer(table, spool.path(table)) for table in spool.tables]
            for name, told in _documentation(export, spool).items():
                batches = spool.folder / f"{name}.arrows"
                with (
                    pa.OSFile(str(batches), "wb") as sink,
                    pa.ipc.new_stream(sink, told.schema) as stream,
                ):
                    stream.write_table(told)
                layers.append(Layer(name, str(batches)))
            write_layers(layers, path, "GPKG")
        yield from parts_of(path)


def write_shapefile(export: Export) -> Iterator[bytes]:
    """Yield a zipped Shapefile with a text that tells its limits.

    Names of columns have ten characters, texts 254 bytes.
    """
    table = export.table
    with TemporaryDirectory(prefix="atlas-export-") as folder:
        path = Path(folder) / f"{table.name}.shp"
        short = Path(folder) / "short.arrows"
        with spooled(export, [table]) as spool, spool.reader(table) as reader:
            _shorten(reader, table, short)
        write_layers([_layer(table, short)], path, "ESRI Shapefile")
        packed = Path(folder) / "atlas.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).glob(f"{table.name}.*")):
                archive.write(part, part.name)
            archive.writestr("LISEZMOI.txt", export.about.readme)
            names = {c.short: c.description(export.scribe.language) for c in table.columns}
            archive.writestr("colonnes.json", json.dumps(names, ensure_ascii=False, indent=1))
        yield from parts_of(packed)


def write_geoparquet(export: Export) -> Iterator[bytes]:
    """Yield a GeoParquet file; what it says of itself is in its metadata."""
    table = export.table
    with TemporaryDirectory(prefix="atlas-export-") as folder:
        path = Path(folder) / "atlas.parquet"
        with spooled(export, [table]) as spool, spool.reader(table) as reader:
            told = {"atlas": json.dumps(export.about.as_mapping(), ensure_ascii=False)}
            if table.geometry is not None:
                told["geo"] = json.dumps(
                    {
                        "version": _GEOPARQUET,
                        "primary_column": GEOMETRY,
                        "columns": {
                            GEOMETRY: {"encoding": "WKB", "geometry_types": [table.geometry]}
                        },
                    }
                )
            with pq.ParquetWriter(
                path, reader.schema.with_metadata(told), compression="zstd"
            ) as writer:
                for batch in reader:
                    writer.write_batch(batch)
        yield from parts_of(path)


def _layer(table: Table, batches: Path) -> Layer:
    drawn = table.geometry is not None
    return Layer(table.name, str(batches), GEOMETRY if drawn else None, table.geometry)


def _documentation(export: Export, spool: Spool) -> dict[str, pa.Table]:
    """Return what a GeoPackage says of itself as two tables: texts and columns."""
    lines = export.about.readme.splitlines()
    tables, columns, descriptions = zip(
        *dictionary(spool.tables, export.scribe.language), strict=True
    )
    return {
        _README: pa.table({"texte": pa.array(lines, pa.string())}),
        _COLUMNS: pa.table(
            {"table": list(tables), "colonne": list(columns), "description": list(descriptions)}
        ),
    }


def _shorten(reader: pa.RecordBatchReader, table: Table, path: Path) -> None:
    """Write the batches of ``reader`` again with the names and texts that a Shapefile holds."""
    names = [*(column.short for column in table.columns), GEOMETRY]
    schema = pa.schema(
        [field.with_name(name) for field, name in zip(reader.schema, names, strict=True)]
    )
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, schema) as stream:
        for batch in reader:
            columns = [_cut_texts(column) for column in batch.columns]
            stream.write_batch(pa.record_batch(columns, schema=schema))


def _cut_texts(column: Any) -> Any:
    if not pa.types.is_string(column.type):
        return column
    return pa.array([_cut(text) for text in column.to_pylist()], pa.string())


def _cut(text: str | None) -> str | None:
    """Return a text of at most 254 bytes, without half a letter at its end."""
    if text is None or len(text.encode()) <= _LONGEST_TEXT:
        return text
    return text.encode()[: _LONGEST_TEXT - 3].decode(errors="ignore") + "…"
