"""States of the past: which State a place belonged to when a link began."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geodata.facts.gazetteer import Place
from geodata.facts.raw import Fact
from geodata.facts.tables import DECISIONS, CurationError, read_table

COLUMNS = ("code", "label", "iso2", "admin1_codes", "year_from", "year_to", "reason")


@dataclass(frozen=True, slots=True)
class Rule:
    """A State of the past, the countries (and divisions) it covered and its last full year."""

    code: str
    label: str
    iso2: str
    admin1_codes: frozenset[str]
    year_from: int
    year_to: int
    reason: str


def read_rules(path: Path = DECISIONS / "etats_disparus.csv") -> list[Rule]:
    """Return the rules in the order of the file."""
    return [
        Rule(
            row["code"], row["label"], row["iso2"],
            frozenset(row["admin1_codes"].split("|")) - {""},
            int(row["year_from"]), int(row["year_to"]), row["reason"],
        )
        for row in read_table(path, COLUMNS)
    ]  # fmt: skip


def country_then(fact: Fact, place: Place | None, rules: list[Rule]) -> tuple[str, str]:
    """Return the code of the State at the time and how it is known, or two empty strings.

    What the source says is kept (``source``). Otherwise it is deduced from the country of today,
    the division and the year, only for years that the State lasted to the end
    (``deduced:<reason>``). Raises CurationError when the source names an unknown State.
    """
    label = fact["country_then"]
    if label:
        codes = {rule.code for rule in rules if rule.label == label}
        if len(codes) != 1:
            raise CurationError(f"{fact.id}: unknown country_then {label!r}.")
        return codes.pop(), "source"
    if not fact["year_start"]:
        return "", ""
    year = int(fact["year_start"])
    for rule in rules:
        if fact["country"] != rule.iso2 or not rule.year_from <= year <= rule.year_to:
            continue
        if rule.admin1_codes and (place is None or place.admin1_code not in rule.admin1_codes):
            continue
        return rule.code, f"deduced:{rule.reason}"
    return "", ""
