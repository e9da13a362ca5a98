"""States of the past: which State a place belonged to when a link began."""

from __future__ import annotations

from dataclasses import dataclass

from geodata import manifests
from geodata.facts.partners import Partner
from geodata.facts.raw import Fact

COUNTRIES = manifests.DATASETS / "pays"


@dataclass(frozen=True, slots=True)
class Reign:
    """Years, both included, in which a country of today (or a division of it) was a past State."""

    iso2: str
    admin1: str
    year_from: int
    year_to: int
    code: str


class PastStates:
    """What ``datasets/pays`` says of the States that no longer exist."""

    def __init__(self) -> None:
        states = manifests.read_rows(COUNTRIES, "pays_historiques.csv")
        self._names = {row["code"]: row["name_fr"] for row in states}
        self._codes = {
            label: row["code"]
            for row in states
            for label in (row["name_fr"], *row["aliases"].split("|"))
            if label
        }
        self._reigns = [
            Reign(
                row["iso2"], row["admin1"], int(row["year_from"]), int(row["year_to"]), row["state"]
            )
            for row in manifests.read_rows(COUNTRIES, "pays_succession.csv")
        ]

    def then(self, fact: Fact, partner: Partner) -> tuple[str, str]:
        """Return the code of the State at the time and how it is known, or two empty strings.

        What the source says is kept (``source``). Otherwise it is deduced from the country of
        today, the first-level division of the partner and the first year (``deduced:<why>``).
        Raises CurationError when the source names a State that ``datasets/pays`` does not list.
        """
        label = fact["country_then"]
        if label:
            if label not in self._codes:
                raise fact.error(
                    "country_then",
                    f"l’État « {label} » n’est pas dans pays_historiques.csv ; ajoutez-le, ou "
                    "corrigez le fait",
                )
            corrected = label != fact.original["country_then"].strip()
            return self._codes[label], "deduced:correction" if corrected else "source"
        if not fact["year_start"]:
            return "", ""
        year = int(fact["year_start"])
        for reign in self._reigns:
            if reign.iso2 != partner.country or not reign.year_from <= year <= reign.year_to:
                continue
            if reign.admin1 and reign.admin1 != partner.admin1_code:
                continue
            where = partner.admin1 if reign.admin1 else reign.iso2
            state = f"{self._names[reign.code]} jusqu’en {reign.year_to}"
            why = f"{where} en {year}\N{NO-BREAK SPACE}: {state}"
            return reign.code, f"deduced:{why}"
        return "", ""
