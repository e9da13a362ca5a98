"""What a row says of its two sides: names, countries, points, in the cells of one or the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from atlas.geodesy import Point
from atlas.text import to_translate
from geodata.imports.reading import ImportRow
from geodata.imports.values import RefusedError

#: Several members of one side in one cell.
_SEVERAL = re.compile(r"\s*;\s*")
#: « Chinon, Étaules – Tenkodogo (BF) »: the French ones, a dash, the foreign ones, their country.
_BOTH = re.compile(r"(?P<french>.+?)\s+[–—-]\s+(?P<foreign>.+?)\s*\((?P<country>[^()]+)\)")
MISSING = {
    "french": to_translate("La collectivité française n’est pas nommée."),
    "foreign": to_translate("Le partenaire étranger n’est pas nommé."),
}


def several(text: str) -> list[str]:
    """Return the names that one cell holds."""
    return [name for name in _SEVERAL.split(text) if name]


def with_countries(names: Sequence[str], countries: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Return each name with its country: the one of all of them, or one for each in their order."""
    if len(countries) == 1:
        countries = [*countries] * len(names)
    if len(countries) != len(names):
        raise RefusedError("Dites un seul pays, ou autant de pays que de partenaires.")
    return zip(names, countries, strict=True)


def names_told(row: ImportRow, side: str) -> str:
    """Return the names or the code of a side; raise :class:`RefusedError` when there are none."""
    told = row.text(f"{side}_name") or row.text(f"{side}_code")
    if not told:
        raise RefusedError(MISSING[side])
    return told


def parted(row: ImportRow) -> ImportRow:
    """Return a row whose members are named in one cell with a cell for each side."""
    told = row.text("parties")
    if not told or row.text("french_name"):
        return row
    if sum(1 for link in several(told) if _BOTH.fullmatch(link)) > 1:
        raise RefusedError(
            "« {value} » dit plusieurs partenariats : donnez à chacun sa ligne.", value=told[:60]
        )
    match = _BOTH.fullmatch(told)
    if match is None:
        raise RefusedError(
            "« {value} » ne se lit pas : écrivez « Chinon – Tenkodogo (Burkina Faso) ».",
            value=told[:60],
        )
    cells = {
        "french_name": match["french"].replace(", ", " ; "),
        "foreign_name": match["foreign"].replace(", ", " ; "),
        "foreign_country": match["country"],
    }
    return ImportRow(row.line, {**row.cells, **cells})


def turned(row: ImportRow) -> ImportRow:
    """Return a row whose French side is the other one."""
    other = {"french": "foreign", "foreign": "french"}
    cells = {}
    for name, value in row.cells.items():
        side, _, what = name.partition("_")
        cells[f"{other[side]}_{what}" if side in other else name] = value
    return ImportRow(row.line, cells)


def point_told(row: ImportRow, side: str) -> Point | None:
    try:
        lon, lat = (float(row.text(f"{side}_{a}").replace(",", ".")) for a in ("lon", "lat"))
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None
