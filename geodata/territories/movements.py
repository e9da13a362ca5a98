"""The file of movements of communes of the Insee: « v_mvt_commune_2027.csv ».

It holds every movement since 1943, of communes (``COM``), of the parts that they keep (``COMD``
déléguées, ``COMA`` associées) and of arrondissements (``ARM``): what a body was, and what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geodata.territories.tables import Line, read_table

COMMUNE, DELEGUEE, ASSOCIEE, ARRONDISSEMENT = "COM", "COMD", "COMA", "ARM"
TYPES = frozenset({COMMUNE, DELEGUEE, ASSOCIEE, ARRONDISSEMENT})
#: Insee, « Documentation du fichier des événements survenus aux communes », variable MOD.
RENAMED, CREATED, RESTORED, SUPPRESSED = "10", "20", "21", "30"
MERGERS = frozenset({"31", "32", "33"})
NEW_COMMUNE = "32"
NEW_CODES = frozenset({"41", "50"})
#: What happens to the parts of a commune only: they become déléguées, or cease to be.
PARTS = frozenset({"34", "35", "70", "71", "72"})
MODS = frozenset({RENAMED, CREATED, RESTORED, SUPPRESSED}) | MERGERS | NEW_CODES | PARTS
WANTED = "le fichier des mouvements de communes de l’Insee (v_mvt_commune_AAAA.csv)"
_COLUMNS = (
    "mod", "date_eff", "typecom_av", "com_av", "libelle_av", "typecom_ap", "com_ap", "libelle_ap",
)  # fmt: skip
_CODE = re.compile(r"(?:\d\d|2[AB])\d{3}")


@dataclass(frozen=True)
class Side:
    """A body before or after a movement; ``tncc`` tells its article (see ``build/names.py``)."""

    type: str
    code: str
    name: str
    tncc: str = ""

    @property
    def is_commune(self) -> bool:
        """Whether it is a commune of its own."""
        return self.type == COMMUNE


@dataclass(frozen=True)
class Movement:
    """A line of the file. ``date`` is the day from which the body is what comes after."""

    line: int
    mod: str
    date: str
    before: Side
    after: Side


def read_movements(path: Path) -> Iterator[Movement]:
    """Yield the movements of a file; raise :class:`ImportFileError` for what is no such file."""
    for line in read_table(path, _COLUMNS, WANTED):
        line.require_whole()
        yield Movement(
            line.number,
            line.text("mod"),
            line.day("date_eff"),
            _side(line, "av"),
            _side(line, "ap"),
        )


def _side(line: Line, suffix: str) -> Side:
    kind, code = line.text(f"typecom_{suffix}"), line.text(f"com_{suffix}")
    if kind not in TYPES:
        raise line.error(f"« {kind[:20]} » n’est pas un type.")
    # A spreadsheet takes « 01033 » for a number.
    code = code.rjust(5, "0").upper()
    if not _CODE.fullmatch(code):
        raise line.error(f"« {code[:20]} » n’est pas un code de commune.")
    name = line.text(f"libelle_{suffix}")
    if not name:
        raise line.error("une commune n’a pas de nom.")
    return Side(kind, code, name, line.text(f"tncc_{suffix}"))


def is_of_year(movement: Movement, year: int) -> bool:
    """Return whether a movement belongs to the official geography of a year.

    That of 2027 describes 1 January 2027: it holds what took effect since 2 January 2026.
    """
    return f"{year - 1}-01-01" < movement.date <= f"{year}-01-01"
