"""Changes of EPCI: a small table of ours, as the State publishes lists and not movements.

Columns: ``changement`` (:data:`CHANGES`), ``siren_avant``, ``siren_apres``, ``nom_apres``,
``date``, and optionally ``membres``: the INSEE codes of all the communes of the body afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from atlas.text import fold
from geodata.territories.outcomes import Entry, Outcome
from geodata.territories.tables import Line, LineError, read_table

#: What lines of the table are told to be of.
FILE = "epci"
MERGED, CREATED, DISSOLVED, RENAMED, RECODED, MEMBERS = (
    "fusion", "creation", "dissolution", "nom", "siren", "membres",
)  # fmt: skip
#: What each change needs besides its date.
CHANGES: dict[str, tuple[str, ...]] = {
    MERGED: ("siren_avant", "siren_apres"),
    CREATED: ("siren_apres", "nom_apres"),
    DISSOLVED: ("siren_avant",),
    RENAMED: ("siren_avant", "nom_apres"),
    RECODED: ("siren_avant", "siren_apres"),
    MEMBERS: ("siren_apres", "membres"),
}
WANTED = "le tableau des changements d’intercommunalités (docs/guides/gerer.md)"
_COLUMNS = ("changement", "siren_avant", "siren_apres", "nom_apres", "date")
_SIREN = re.compile(r"\d{9}")
_MEMBER = re.compile(r"(?:\d\d|2[AB])\d{3}")


@dataclass(frozen=True)
class EpciChange:
    """A line of the table; ``members`` is None where it does not say who is in the body."""

    line: int
    change: str
    before: str
    after: str
    name: str
    date: str
    members: tuple[str, ...] | None


def read_epci_changes(path: Path) -> tuple[list[EpciChange], list[Entry]]:
    """Return the changes of a table, and the lines that make no sense, refused with their reason.

    People write this table by hand: a slip must not keep the other lines out. Raises
    :class:`ImportFileError` for what is no such table.
    """
    changes, refused = [], []
    for line in read_table(path, _COLUMNS, WANTED):
        try:
            changes.append(_change(line))
        except LineError as error:
            about = " → ".join(
                filter(None, (line.text("siren_avant")[:20], line.text("siren_apres")[:20]))
            )
            refused.append(Entry(FILE, line.number, Outcome.REFUSED, about or "—", error.reason))
    return changes, refused


def _change(line: Line) -> EpciChange:
    line.require_whole()
    change = fold(line.text("changement"))
    if change not in CHANGES:
        raise line.error(f"« {change[:40]} » n’est pas un changement ({', '.join(CHANGES)}).")
    for column in CHANGES[change]:
        if not line.text(column):
            raise line.error(f"la colonne « {column} » est vide.")
    if change == DISSOLVED and line.text("siren_apres"):
        raise line.error(
            "une dissolution n’a pas de siren_apres : si un organisme en reçoit tout, c’est une "
            "fusion."
        )
    return EpciChange(
        line.number,
        change,
        _siren(line, "siren_avant"),
        _siren(line, "siren_apres"),
        line.text("nom_apres"),
        line.day("date"),
        _members(line),
    )


def _siren(line: Line, column: str) -> str:
    text = line.text(column).replace(" ", "")
    if text and not _SIREN.fullmatch(text):
        raise line.error(f"« {text[:20]} » n’est pas un SIREN (neuf chiffres).")
    return text


def _members(line: Line) -> tuple[str, ...] | None:
    codes = re.findall(r"[^\s|/;,]+", line.text("membres"))
    for code in codes:
        if not _MEMBER.fullmatch(code):
            raise line.error(f"« {code[:20]} » n’est pas un code de commune.")
    return tuple(dict.fromkeys(codes)) or None
