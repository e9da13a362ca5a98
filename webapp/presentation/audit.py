"""The accessibility self-assessment as its page shows it.

The criteria are numbered as in RGAA 4.1 (https://accessibilite.numerique.gouv.fr/methode/); their
wording here is ours and shorter.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from flask_babel import gettext

GRID = Path(__file__).resolve().parent.parent / "audit" / "rgaa.csv"
#: How many criteria each theme of RGAA 4.1 has.
CRITERIA = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
#: Conforming, not conforming, not applicable, not checked yet.
CONFORMS, FAILS, NOT_APPLICABLE, UNCHECKED = "C", "NC", "NA", "NV"
STATUSES = (CONFORMS, FAILS, UNCHECKED, NOT_APPLICABLE)


@dataclass(frozen=True)
class Criterion:
    """One criterion with what was found, in the reader's language."""

    number: str
    status: str
    status_label: str
    subject: str
    note: str


@dataclass(frozen=True)
class Audit:
    """The grid by theme, and its counts by status."""

    themes: tuple[tuple[str, tuple[Criterion, ...]], ...]
    counts: dict[str, int]

    @property
    def share(self) -> float:
        """The share of the criteria that apply and were checked which are met, 0 to 1."""
        checked = self.counts[CONFORMS] + self.counts[FAILS]
        return self.counts[CONFORMS] / checked

    @property
    def failing(self) -> list[Criterion]:
        """The criteria that are not met, in order."""
        return [c for _, criteria in self.themes for c in criteria if c.status == FAILS]


@cache
def read_grid(path: Path = GRID) -> tuple[dict[str, str], ...]:
    """Return the rows of the grid; raise ValueError when it is not that of RGAA 4.1."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = tuple(csv.DictReader(stream))
    expected = [f"{theme}.{n}" for theme, count in CRITERIA.items() for n in range(1, count + 1)]
    if [row["criterion"] for row in rows] != expected:
        raise ValueError(f"{path.name}: the criteria are not those of RGAA 4.1, in order")
    if unknown := {row["status"] for row in rows} - set(STATUSES):
        raise ValueError(f"{path.name}: unknown status {sorted(unknown)}")
    return rows


def audit(language: str) -> Audit:
    """Return the self-assessment in ``language`` (French or English)."""
    side = "fr" if language == "fr" else "en"
    rows = read_grid()
    labels = status_labels()
    themes = []
    for theme, group in groupby(rows, key=lambda row: int(row["criterion"].split(".")[0])):
        themes.append(
            (
                _themes()[theme],
                tuple(
                    Criterion(
                        row["criterion"],
                        row["status"],
                        labels[row["status"]],
                        row[f"subject_{side}"],
                        row[f"note_{side}"],
                    )
                    for row in group
                ),
            )
        )
    counts = Counter(row["status"] for row in rows)
    return Audit(tuple(themes), {status: counts[status] for status in STATUSES})


def status_labels() -> dict[str, str]:
    """Return what each status is called on screen."""
    return {
        CONFORMS: gettext("Respecté"),
        FAILS: gettext("Non respecté"),
        UNCHECKED: gettext("Pas encore vérifié"),
        NOT_APPLICABLE: gettext("Sans objet"),
    }


def _themes() -> dict[int, str]:
    return dict(
        enumerate(
            (
                gettext("Images"),
                gettext("Cadres"),
                gettext("Couleurs"),
                gettext("Multimédia"),
                gettext("Tableaux"),
                gettext("Liens"),
                gettext("Scripts"),
                gettext("Éléments obligatoires"),
                gettext("Structuration"),
                gettext("Présentation"),
                gettext("Formulaires"),
                gettext("Navigation"),
                gettext("Consultation"),
            ),
            start=1,
        )
    )
