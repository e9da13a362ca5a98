"""The tables of an export set down on disk, as Arrow record batches, read once and for all.

Formats that hold several tables one after the other, and those that a library writes from batches,
take them from there: memory holds a batch at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import shapely

from atlas.exports.columns import Kind, Value
from atlas.exports.formats.base import Export
from atlas.exports.geometry import Coordinates
from atlas.exports.tables import Table

GEOMETRY = "geometry"
_ROWS_AT_ONCE = 2000
_TYPES: dict[Kind, Any] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "string": pa.string(),
    "uri": pa.string(),
}


class Spool:
    """The tables of an export in a folder of its own, that goes with the spool."""

    def __init__(self, folder: Path, tables: Iterable[Table]) -> None:
        self.folder = folder
        self.tables = tuple(tables)

    def path(self, table: Table) -> Path:
        """Return the file that holds ``table``."""
        return self.folder / f"{table.name}.arrows"

    @contextmanager
    def reader(self, table: Table) -> Iterator[pa.RecordBatchReader]:
        """Yield a reader of ``table``, batch after batch."""
        with pa.OSFile(str(self.path(table))) as source, pa.ipc.open_stream(source) as reader:
            yield reader

    def rows(self, table: Table) -> Iterator[tuple[Value, ...]]:
        """Yield the rows of ``table`` without their geometries."""
        count = len(table.columns)
        with self.reader(table) as reader:
            for batch in reader:
                columns = [batch.column(number).to_pylist() for number in range(count)]
                yield from zip(*columns, strict=True)


@contextmanager
def spooled(export: Export, tables: Iterable[Table]) -> Iterator[Spool]:
    """Read the partnerships of ``export`` and yield ``tables``, set down on disk."""
    with TemporaryDirectory(prefix="atlas-export-") as folder:
        spool = Spool(Path(folder), tables)
        with ExitStack() as stack:
            writers = [stack.enter_context(_Writer(spool, table)) for table in spool.tables]
            for record in export.records:
                for writer in writers:
                    for row, coordinates in writer.table.read(export.scribe, record):
                        writer.add(row, coordinates)
        yield spool


def arrow_schema(table: Table) -> pa.Schema:
    """Return the schema of ``table``, its geometry last, as WKB."""
    fields = [pa.field(c.name, _TYPES[c.kind], nullable=not c.required) for c in table.columns]
    if table.geometry is not None:
        fields.append(pa.field(GEOMETRY, pa.binary()))
    return pa.schema(fields)


class _Writer:
    """Writes one table, a batch as soon as there are rows enough."""

    def __init__(self, spool: Spool, table: Table) -> None:
        self.table = table
        self._schema = arrow_schema(table)
        self._columns: list[list[Any]] = [[] for _ in self._schema]
        self._names = [column.name for column in table.columns]
        self._path = spool.path(table)

    def __enter__(self) -> _Writer:
        self._sink = pa.OSFile(str(self._path), "wb")
        self._stream = pa.ipc.new_stream(self._sink, self._schema)
        return self

    def __exit__(self, *raised: object) -> None:
        if raised[0] is None:
            self._flush()
        self._stream.close()
        self._sink.close()

    def add(self, row: dict[str, Value], coordinates: Coordinates | None) -> None:
        for column, name in zip(self._columns, self._names, strict=False):
            column.append(row[name])
        if self.table.geometry is not None:
            self._columns[-1].append(coordinates and well_known_binary(coordinates))
        if len(self._columns[0]) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        arrays = [
            pa.array(values, type=field.type)
            for values, field in zip(self._columns, self._schema, strict=True)
        ]
        self._stream.write_batch(pa.record_batch(arrays, schema=self._schema))
        for column in self._columns:
            column.clear()


def well_known_binary(coordinates: Coordinates) -> bytes:
    """Return coordinates as WKB (ISO 19125)."""
    shape = (
        shapely.Point(coordinates)
        if isinstance(coordinates, tuple)
        else shapely.MultiLineString(coordinates)
    )
    return bytes(shapely.to_wkb(shape, flavor="iso"))
