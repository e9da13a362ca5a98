"""The raw facts: the seven files as they were gathered, and the corrections made to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from geodata.facts.tables import DECISIONS, RAW, CurationError, read_table

#: Files of facts, in the order in which their rows are numbered and merged.
STEMS = (
    "partenariats_lecture",
    "grandes_villes",
    "petites_communes",
    "cooperation",
    "complements",
    "complements_dates",
    "complements_sans_date",
)
COLUMNS = (
    "fr_body", "fr_type", "fr_code", "partner", "partner_type", "country", "country_then",
    "link_type", "year_start", "year_end", "status", "themes", "funding", "funding_detail",
    "amount_eur", "amount_kind", "source_url", "source_title", "confidence", "note",
)  # fmt: skip
CORRECTION_COLUMNS = ("file", "line", "column", "before", "after", "reason", "source")


@dataclass(slots=True)
class Fact:
    """One row of a raw file: ``original`` as gathered, ``values`` after the corrections.

    ``line`` is the line in the file, the header being line 1 (the files have one row per line).
    """

    stem: str
    line: int
    original: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the identifier of the fact, e.g. ``cooperation:12``."""
        return f"{self.stem}:{self.line}"

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def error(self, column: str, reason: str) -> CurationError:
        """Return the refusal of one value of this fact: file, line, column, value and reason."""
        return CurationError(
            f"{self.stem}.csv, ligne {self.line}, colonne « {column} », "
            f"valeur « {self[column]} » : {reason}."
        )


def read_facts(folder: Path = RAW) -> list[Fact]:
    """Return every row of the raw files, uncorrected, with outer spaces removed in ``values``."""
    facts = []
    for stem in STEMS:
        rows = read_table(folder / f"{stem}.csv", COLUMNS)
        for line, row in enumerate(rows, start=2):
            values = {column: value.strip() for column, value in row.items()}
            facts.append(Fact(stem, line, row, values))
    return facts


def apply_corrections(facts: list[Fact], path: Path = DECISIONS / "corrections.csv") -> list[dict]:
    """Apply the visible corrections to ``values`` and return them, in the order of the file.

    A line written ``182-249`` is one correction of all those lines; it is returned once, with its
    first line and a reason that names them all.

    Raises CurationError when a correction names an unknown row, or when the row does not hold the
    value that the correction says it replaces: a correction never hides a change of the raw file.
    """
    corrections = read_table(path, CORRECTION_COLUMNS)
    by_id = {fact.id: fact for fact in facts}
    for number, row in enumerate(corrections, start=2):
        place = f"{path.name}, ligne {number} :"
        if not row["reason"]:
            raise CurationError(f"{place} une correction demande un motif.")
        for line in _lines(row["line"]):
            fact = by_id.get(f"{row['file'].removesuffix('.csv')}:{line}")
            if fact is None or row["column"] not in fact.values:
                raise CurationError(
                    f"{place} la colonne « {row['column']} » de la ligne {line} de "
                    f"{row['file']} n’existe pas."
                )
            if fact[row["column"]] != row["before"]:
                raise CurationError(
                    f"{place} {fact.id} porte « {fact[row['column']]} », "
                    f"et non « {row['before']} »."
                )
            fact.values[row["column"]] = row["after"]
        first, dash, last = row["line"].partition("-")
        if dash:
            row["line"] = first
            row["reason"] += f" (lignes {first} à {last})"
    return corrections


def _lines(written: str) -> list[str]:
    first, dash, last = written.partition("-")
    if dash and first.isdigit() and last.isdigit():
        return [str(line) for line in range(int(first), int(last) + 1)]
    return [written]
