"""The files that a page offers, each with its address and what it is good for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext

from atlas.exports.formats import FORMATS
from atlas.exports.tables import PARTNERSHIPS, TABLES
from webapp.i18n import language


@dataclass(frozen=True)
class Download:
    """A file: what its format is called, what it is good for, its address."""

    name: str
    extension: str
    use: str
    url: str


@dataclass(frozen=True)
class Offers:
    """The files of a selection, by what readers come for, and those of the other tables."""

    spreadsheets: tuple[Download, ...]
    maps: tuple[Download, ...]
    programs: tuple[Download, ...]
    others: tuple[tuple[str, tuple[Download, ...]], ...]


def offers(query: str) -> Offers:
    """Return the files of the selection that ``query`` describes."""
    reader = language()

    def file(extension: str, table: str = PARTNERSHIPS.name, use: str = "") -> Download:
        form = FORMATS[extension]
        return Download(form.name, extension, use or form.use(reader), address(table, extension))

    def address(table: str, extension: str, *more: tuple[str, str]) -> str:
        url = url_for("public.fichier", name=f"{table}.{extension}")
        asked = "&".join(part for part in (query, urlencode(more)) if part)
        return f"{url}?{asked}" if asked else url

    french_csv = Download(
        gettext("CSV pour tableur français"),
        "csv",
        gettext("Points-virgules et marque d’encodage\N{NO-BREAK SPACE}: s’ouvre d’un double clic"),
        address(PARTNERSHIPS.name, "csv", ("separateur", "point-virgule"), ("bom", "oui")),
    )
    return Offers(
        spreadsheets=(file("xlsx"), file("ods"), french_csv),
        maps=(file("gpkg"), file("geojson"), file("kml"), file("shp.zip")),
        programs=(file("csv"), file("json"), file("parquet")),
        others=tuple(
            (
                table.title(reader),
                tuple(file(each, table.name) for each in ("csv", "json", "parquet")),
            )
            for table in TABLES.values()
            if table is not PARTNERSHIPS
        ),
    )
