"""Eras decided by hand: a source places a link in its time without giving a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata import manifests
from geodata.facts.merging import Link
from geodata.facts.tables import DECISIONS, CurationError, read_table

COLUMNS = ("fact", "era", "reason_fr", "reason_en")


@dataclass(frozen=True, slots=True)
class ChosenEra:
    """The primary era that the words of ``fact`` give to its partnership, and the reason."""

    fact: str
    era: str
    reason_fr: str
    reason_en: str


def read_chosen_eras(
    links: Sequence[Link], path: Path = DECISIONS / "epoques.csv"
) -> dict[str, ChosenEra]:
    """Return the eras decided, by key of partnership.

    Raises CurationError for an unknown fact or era, a missing reason, a link that the rules can
    place since it is dated, or a link decided twice.
    """
    link_of = {fact.id: link for link in links for fact in link.facts}
    eras = {
        row["code"]
        for row in manifests.read_rows(manifests.DATASETS / "vocabulaires", "eres.csv")
        if row["code"] != "non_date"
    }
    chosen: dict[str, ChosenEra] = {}
    for number, row in enumerate(read_table(path, COLUMNS), start=2):
        place = f"{path.name}, ligne {number}"
        link = link_of.get(row["fact"])
        if link is None:
            raise CurationError(f"{place} : aucun fait retenu ne s’appelle {row['fact']}.")
        if row["era"] not in eras:
            raise CurationError(f"{place} : « {row['era']} » n’est pas une époque.")
        if not (row["reason_fr"] and row["reason_en"]):
            raise CurationError(f"{place} : une raison est attendue dans les deux langues.")
        if link.shown["year_start"]:
            raise CurationError(f"{place} : ce lien est daté, les règles lui donnent son époque.")
        if link.key in chosen:
            raise CurationError(f"{place} : l’époque de ce lien est déjà décidée.")
        chosen[link.key] = ChosenEra(row["fact"], row["era"], row["reason_fr"], row["reason_en"])
    return chosen
