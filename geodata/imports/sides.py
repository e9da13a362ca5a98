"""What a row says of its two sides: names, countries, points, in the cells of one or the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from atlas.geodesy import Point
from atlas.services.import_rows import Reason
from atlas.text import to_translate
from geodata.imports.reading import ImportRow
from geodata.imports.values import RefusedError

#: Several members of one side in one cell.
_SEVERAL = re.compile(r"\s*;\s*")
#: « Chinon, Étaules – Tenkodogo (BF) »: the French ones, a dash, the foreign ones, their country.
_BOTH = re.compile(r"(?P<french>.+?)\s+[–—-]\s+(?P<foreign>.+?)\s*\((?P<country>[^()]+)\)")
#: What Wikidata answers for what has no label in a language that was asked for.
_ITEM = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?Q[1-9]\d*")
MISSING = {
    "french": to_translate("La collectivité française n’est pas nommée."),
    "foreign": to_translate("Le partenaire étranger n’est pas nommé."),
}


def several(text: str) -> list[str]:
    """Return the names that one cell holds."""
    return [name for name in _SEVERAL.split(text) if name]


def require_name(name: str) -> None:
    """Raise :class:`RefusedError` for what stands where a partner is named, and is no name."""
    if _ITEM.fullmatch(name):
        raise RefusedError(
            "« {value} » est un identifiant de Wikidata, et non un nom : écrivez le nom.",
            value=name[:60],
        )
    if not any(letter.isalpha() for letter in name):
        raise RefusedError("« {value} » n’est pas un nom : il n’a aucune lettre.", value=name[:60])


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
    """Return the point of a side; None where the row tells none, or none that can be."""
    try:
        lon, lat = (float(text.replace(",", ".")) for text in _coordinates(row, side))
    except ValueError:
        return None
    # Spreadsheets write 0 where a position is not known: nobody lives there.
    if not (lon or lat):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def position_remarks(row: ImportRow) -> list[Reason]:
    """Return a remark for each position that a row tells, and that cannot be one."""
    return [
        Reason(
            to_translate(
                "La position (longitude « {lon} », latitude « {lat} ») n’en est pas une : elle "
                "n’est pas lue."
            ),
            {"lon": lon[:20], "lat": lat[:20]},
        )
        for side in MISSING
        for lon, lat in [_coordinates(row, side)]
        if (lon or lat) and point_told(row, side) is None
    ]


def _coordinates(row: ImportRow, side: str) -> tuple[str, str]:
    return row.text(f"{side}_lon"), row.text(f"{side}_lat")
