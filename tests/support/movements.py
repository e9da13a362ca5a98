"""Files of movements of communes that tests write, in the form of the Insee's."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

HEADER = (
    "MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TNCC_AV", "NCC_AV", "NCCENR_AV", "LIBELLE_AV",
    "TYPECOM_AP", "COM_AP", "TNCC_AP", "NCC_AP", "NCCENR_AP", "LIBELLE_AP",
)  # fmt: skip
Row = tuple[str, ...]


def line(mod: int, date: str, before: str, after: str, *, tncc: int = 0) -> Row:
    """Return a line; a side is written « COM 38169 Fontaine »."""
    sides = []
    for side in (before, after):
        kind, code, name = side.split(" ", 2)
        sides.append((kind, code, str(tncc), name.upper(), name, name))
    return (str(mod), date, *sides[0], *sides[1])


def write_movements(path: Path, rows: Iterable[Row], *, encoding: str = "utf-8") -> Path:
    """Write a file as the Insee does: every cell quoted, commas."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


def merger(
    date: str, whole: str, parts: Iterable[str], *, name: str = "", mod: int = 32
) -> list[Row]:
    """Return the lines by which ``parts`` (« 38185 Grenoble ») join ``whole``, each kept as a part.

    ``name`` is that of the commune nouvelle where it is another.
    """
    code, _, old = whole.partition(" ")
    after = f"COM {code} {name or old}"
    rows = [
        line(mod, date, f"COM {whole}", after),
        line(mod, date, f"COM {whole}", f"COMD {whole}"),
    ]
    for part in parts:
        rows.append(line(mod, date, f"COM {part}", after))
        rows.append(line(mod, date, f"COM {part}", f"COMD {part}"))
    return rows
