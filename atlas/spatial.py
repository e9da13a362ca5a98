"""The only module that writes SQL which differs between SpatiaLite and PostGIS.

Geometries are WGS 84 (EPSG:4326), longitude first, in degrees, and live in narrow tables of their
own whose integer primary key is the authority's. SpatiaLite never uses its R-tree by itself, so
:func:`in_bbox` asks the index table for the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    SQLColumnExpression,
    Table,
    and_,
    or_,
    text,
)
from sqlalchemy.sql import bindparam, column, func, insert, select, table

WGS84 = 4326
LAMBERT_93 = 2154

#: Our geometry columns: (table, column, type).
GEOMETRY_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("authority_point", "geom", "POINT"),
    ("authority_outline", "geom", "MULTIPOLYGON"),
)


@dataclass(frozen=True)
class BoundingBox:
    """A box in degrees WGS 84; ``west > east`` means that it crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def parts(self) -> tuple[BoundingBox, ...]:
        """Return the box as one, or as two boxes on either side of the antimeridian."""
        if self.west <= self.east:
            return (self,)
        return (
            BoundingBox(self.west, self.south, 180.0, self.north),
            BoundingBox(-180.0, self.south, self.east, self.north),
        )


def initialise(connection: Connection) -> None:
    """Give an empty database its spatial machinery, with the reference systems that we use only.

    The complete EPSG registry would cost ten seconds and five megabytes. A database that has the
    machinery already, as one that was downgraded to nothing does, is left alone.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
        return
    if connection.scalar(text("SELECT 1 FROM sqlite_master WHERE name = 'spatial_ref_sys'")):
        return
    connection.execute(text("SELECT InitSpatialMetaData(0, 'EMPTY')"))
    for srid in (WGS84, LAMBERT_93):
        connection.execute(text("SELECT InsertEpsgSrid(:srid)"), {"srid": srid})


def add_geometry_column(connection: Connection, table_name: str, name: str, kind: str) -> None:
    """Add an indexed geometry column to an existing table of ours."""
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.quote
        connection.execute(
            text(
                f"ALTER TABLE {quote(table_name)} "
                f"ADD COLUMN {quote(name)} geometry({kind}, {WGS84}) NOT NULL"
            )
        )
        connection.execute(
            text(
                f"CREATE INDEX {quote(f'idx_{table_name}_{name}')} "
                f"ON {quote(table_name)} USING gist ({quote(name)})"
            )
        )
        return
    arguments = {"table": table_name, "column": name, "srid": WGS84, "kind": kind}
    added = connection.scalar(
        text("SELECT AddGeometryColumn(:table, :column, :srid, :kind, 'XY', 1)"), arguments
    )
    indexed = connection.scalar(text("SELECT CreateSpatialIndex(:table, :column)"), arguments)
    if added != 1 or indexed != 1:
        raise RuntimeError(f"SpatiaLite refused the geometry column {table_name}.{name}")


def drop_geometry_column(connection: Connection, table_name: str, name: str) -> None:
    """Forget a geometry column and its index before its table is dropped."""
    if connection.dialect.name == "postgresql":
        return
    arguments = {"table": table_name, "column": name}
    connection.execute(text("SELECT DisableSpatialIndex(:table, :column)"), arguments)
    connection.execute(text("SELECT DiscardGeometryColumn(:table, :column)"), arguments)
    connection.execute(text(f'DROP TABLE IF EXISTS "idx_{table_name}_{name}"'))


def forbid_changes(connection: Connection, table_name: str) -> None:
    """Make the database itself refuse to change or delete a row of a table of ours."""
    quote = connection.dialect.identifier_preparer.quote
    for act in ("UPDATE", "DELETE"):
        trigger = quote(f"{table_name}_no_{act.lower()}")
        if connection.dialect.name == "postgresql":
            function = quote(f"{table_name}_is_append_only")
            connection.execute(
                text(
                    f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$ BEGIN "
                    f"RAISE EXCEPTION '{table_name} is append-only'; END; $$ LANGUAGE plpgsql"
                )
            )
            body = f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{table_name} is append-only'); END"
        connection.execute(
            text(f"CREATE TRIGGER {trigger} BEFORE {act} ON {quote(table_name)} {body}")
        )


def allow_changes(connection: Connection, table_name: str) -> None:
    """Undo :func:`forbid_changes`."""
    quote = connection.dialect.identifier_preparer.quote
    postgresql = connection.dialect.name == "postgresql"
    for act in ("UPDATE", "DELETE"):
        trigger = quote(f"{table_name}_no_{act.lower()}")
        where = f" ON {quote(table_name)}" if postgresql else ""
        connection.execute(text(f"DROP TRIGGER {trigger}{where}"))
    if postgresql:
        connection.execute(text(f"DROP FUNCTION {quote(f'{table_name}_is_append_only')}()"))


_MACHINERY = frozenset(
    {
        "data_licenses", "geom_cols_ref_sys", "elementarygeometries", "geometry_columns",
        "geometry_columns_auth", "geometry_columns_field_infos", "geometry_columns_statistics",
        "geometry_columns_time",
        "knn", "knn2", "spatial_ref_sys", "spatial_ref_sys_all", "spatial_ref_sys_aux",
        "spatialindex", "spatialite_history", "sql_statements_log", "sqlite_sequence",
        "vector_layers", "vector_layers_auth", "vector_layers_field_infos",
        "vector_layers_statistics", "views_geometry_columns", "views_geometry_columns_auth",
        "views_geometry_columns_field_infos", "views_geometry_columns_statistics",
        "virts_geometry_columns", "virts_geometry_columns_auth",
        "virts_geometry_columns_field_infos", "virts_geometry_columns_statistics",
    }
)  # fmt: skip


def is_spatial_machinery(name: str | None) -> bool:
    """Tell whether a table belongs to SpatiaLite or PostGIS rather than to the atlas."""
    if name is None:
        return False
    lowered = name.lower()
    return lowered in _MACHINERY or lowered.startswith("idx_authority_")


def insert_points(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert points given as ``{"authority_id", "lon", "lat"}`` in degrees."""
    lon_lat: tuple[ColumnElement[Any], ...] = (bindparam("lon"), bindparam("lat"))
    if connection.dialect.name == "postgresql":
        geometry = func.ST_SetSRID(func.ST_MakePoint(*lon_lat), WGS84)
    else:
        geometry = func.MakePoint(*lon_lat, WGS84)
    _insert_geometries(connection, "authority_point", geometry, rows)


def insert_outlines(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert polygons or multipolygons given as ``{"authority_id", "wkt"}``."""
    polygon = func.ST_GeomFromText(bindparam("wkt"), WGS84)
    if connection.dialect.name == "postgresql":
        geometry = func.ST_Multi(polygon)
    else:
        geometry = func.CastToMulti(polygon)
    _insert_geometries(connection, "authority_outline", geometry, rows)


def _insert_geometries(
    connection: Connection,
    table_name: str,
    geometry: ColumnElement[Any],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    target = table(table_name, column("authority_id"), column("geom"))
    batch = [dict(row) for row in rows]
    if batch:
        connection.execute(
            insert(target).values(authority_id=bindparam("authority_id"), geom=geometry), batch
        )


def longitude(geometry: SQLColumnExpression[Any]) -> ColumnElement[float]:
    """Return the SQL for the longitude of a point, in degrees."""
    return func.ST_X(geometry)


def latitude(geometry: SQLColumnExpression[Any]) -> ColumnElement[float]:
    """Return the SQL for the latitude of a point, in degrees."""
    return func.ST_Y(geometry)


def points_in_bbox(dialect_name: str, box: BoundingBox) -> Select[int]:
    """Return a query of the ids of the authorities whose point lies in ``box``, by its index."""
    if dialect_name == "postgresql":
        points = table("authority_point", column("authority_id"), column("geom"))
        return select(points.c.authority_id).where(
            or_(
                *(
                    points.c.geom.op("&&")(
                        func.ST_MakeEnvelope(part.west, part.south, part.east, part.north, WGS84)
                    )
                    for part in box.parts()
                )
            )
        )
    index = Table(
        "idx_authority_point_geom",
        MetaData(),
        *(Column(name) for name in ("pkid", "xmin", "xmax", "ymin", "ymax")),
    )
    # The R-tree keeps 32-bit floats rounded outwards: its box may exceed the point by a metre.
    return select(index.c.pkid).where(
        or_(
            *(
                and_(
                    index.c.xmin <= part.east,
                    index.c.xmax >= part.west,
                    index.c.ymin <= part.north,
                    index.c.ymax >= part.south,
                )
                for part in box.parts()
            )
        )
    )


def library_versions(connection: Connection) -> dict[str, str]:
    """Return the versions of the spatial libraries in use, by name."""
    if connection.dialect.name == "postgresql":
        return {"PostGIS": str(connection.scalar(text("SELECT postgis_full_version()")))}
    row = connection.execute(
        text("SELECT sqlite_version(), spatialite_version(), geos_version(), proj_version()")
    ).one()
    names = ("SQLite", "SpatiaLite", "GEOS", "PROJ")
    return {name: str(value) for name, value in zip(names, row, strict=True)}


def broken_indexes(connection: Connection) -> list[str]:
    """Return the geometry columns (``table.column``) whose spatial index is missing or stale."""
    if connection.dialect.name == "postgresql":
        return []
    return [
        f"{table_name}.{name}"
        for table_name, name, _ in GEOMETRY_COLUMNS
        if connection.scalar(
            text("SELECT CheckSpatialIndex(:table, :column)"),
            {"table": table_name, "column": name},
        )
        != 1
    ]
