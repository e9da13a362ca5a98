"""Every format, by the extension that asks for it.

The modules that need large libraries are imported when a file is asked for, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from atlas.exports.formats.base import Export, Format, UnknownFormatError
from atlas.exports.tables import Table


def _later(module: str, function: str) -> Callable[[Export], Iterator[bytes]]:
    def write(export: Export) -> Iterator[bytes]:
        writer = getattr(import_module(f"atlas.exports.formats.{module}"), function)
        yield from writer(export)

    return write


_ALL = (
    Format(
        "csv",
        "text/csv",
        "CSV",
        "Un tableau en texte, que tous les logiciels lisent",
        "A table as text, which every program reads",
        _later("delimited", "write"),
    ),
    Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel",
        "Un classeur pour Excel, avec les membres, les financements et les événements",
        "A workbook for Excel, with members, fundings and events",
        _later("sheets", "write_xlsx"),
        whole=True,
    ),
    Format(
        "ods",
        "application/vnd.oasis.opendocument.spreadsheet",
        "OpenDocument",
        "Le même classeur pour LibreOffice",
        "The same workbook for LibreOffice",
        _later("sheets", "write_ods"),
        whole=True,
    ),
    Format(
        "json",
        "application/json",
        "JSON",
        "Un tableau pour les programmes, avec la description de ses colonnes",
        "A table for programs, with the description of its columns",
        _later("structured", "write_json"),
    ),
    Format(
        "geojson",
        "application/geo+json",
        "GeoJSON",
        "Des lignes entre les partenaires, pour les cartes sur le web",
        "Lines between partners, for maps on the web",
        _later("structured", "write_geojson"),
        drawn=True,
    ),
    Format(
        "gpkg",
        "application/geopackage+sqlite3",
        "GeoPackage",
        "Des couches pour QGIS et les autres systèmes d’information géographique",
        "Layers for QGIS and other geographic information systems",
        _later("geographic", "write_geopackage"),
        whole=True,
    ),
    Format(
        "shp.zip",
        "application/zip",
        "Shapefile",
        "Pour les logiciels anciens\N{NO-BREAK SPACE}: noms de colonnes de dix lettres, textes "
        "coupés à 254 octets",
        "For older programs: names of columns of ten letters, texts cut at 254 bytes",
        _later("geographic", "write_shapefile"),
        drawn=True,
    ),
    Format(
        "parquet",
        "application/vnd.apache.parquet",
        "GeoParquet",
        "Pour l’analyse de données\N{NO-BREAK SPACE}: Python, R, DuckDB",
        "For data analysis: Python, R, DuckDB",
        _later("geographic", "write_geoparquet"),
    ),
    Format(
        "kml",
        "application/vnd.google-earth.kml+xml",
        "KML",
        "Des lignes colorées par époque, pour Google Earth",
        "Lines coloured by era, for Google Earth",
        _later("keyhole", "write"),
        drawn=True,
    ),
)

FORMATS = {each.extension: each for each in _ALL}


def find_format(extension: str, table: Table) -> Format:
    """Return the format of ``extension`` for ``table``; raise :class:`UnknownFormatError`."""
    usable = [each.extension for each in _ALL if each.holds(table)]
    if extension not in usable:
        raise UnknownFormatError(
            "Aucun fichier « {table}.{extension} » n’est produit. "
            "Formats de cette table\N{NO-BREAK SPACE}: {formats}.",
            table=table.name,
            extension=extension[:20],
            formats=", ".join(usable),
        )
    return FORMATS[extension]
