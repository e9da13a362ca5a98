"""KML 2.2 (OGC 07-147r2): for globes, where lines follow the ground and eras have colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from atlas.exports.formats.base import Export
from atlas.exports.geometry import Coordinates
from atlas.exports.tables import Row

#: The colours of the eras on the map (docs/developer/design.md), as KML writes them: aabbggrr.
_COLOURS = {
    "apres_guerre": "ff207ab7",
    "decolonisation": "ff303cb1",
    "guerre_froide": "ff7c372e",
    "mondialisation": "ff759d00",
    "avant_1945": "ff48515b",
    "non_date": "ff7b7570",
}
#: Characters that XML 1.0 cannot hold.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROWS_AT_ONCE = 200


def without_controls(text: str) -> str:
    """Return a text with a mark in the place of each character that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def xml_text(value: object) -> str:
    """Return a value as the text of an XML element."""
    return escape(without_controls(str(value)))


def write(export: Export) -> Iterator[bytes]:
    """Yield a document of placemarks; those without a position have no geometry."""
    about = export.about
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"<name>{xml_text(about.title)}</name>\n"
        f"<description>{xml_text(about.readme)}</description>\n"
    ).encode()
    for era, colour in _COLOURS.items():
        yield (
            f"<Style id={quoteattr(era)}><LineStyle><color>{colour}</color><width>2</width>"
            "</LineStyle></Style>\n"
        ).encode()
    part: list[str] = []
    for row, coordinates in export.rows():
        part.append(_placemark(row, coordinates))
        if len(part) == _ROWS_AT_ONCE:
            yield "".join(part).encode()
            part.clear()
    yield "".join([*part, "</Document></kml>\n"]).encode()


def _placemark(row: Row, coordinates: Coordinates | None) -> str:
    title = row.get("titre") or row.get("nom")
    era = row.get("epoque")
    data = "".join(
        f"<Data name={quoteattr(name)}><value>{xml_text(_said(value))}</value></Data>"
        for name, value in row.items()
        if value is not None
    )
    style = f"<styleUrl>#{era}</styleUrl>" if era else ""
    return (
        f"<Placemark><name>{xml_text(title)}</name>{style}"
        f"<ExtendedData>{data}</ExtendedData>{_geometry(coordinates)}</Placemark>\n"
    )


def _said(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _geometry(coordinates: Coordinates | None) -> str:
    if coordinates is None:
        return ""
    if isinstance(coordinates, tuple):
        lon, lat = coordinates
        return f"<Point><coordinates>{lon},{lat}</coordinates></Point>"
    lines = "".join(
        "<LineString><tessellate>1</tessellate><coordinates>"
        + " ".join(f"{lon},{lat}" for lon, lat in line)
        + "</coordinates></LineString>"
        for line in coordinates
    )
    return f"<MultiGeometry>{lines}</MultiGeometry>"
