"""Which instrument paid: the rules that recognise the ones that a source names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata import manifests
from geodata.facts.tables import DECISIONS, CurationError, read_table

COLUMNS = ("pattern", "family", "instrument", "reason")


@dataclass(frozen=True, slots=True)
class InstrumentRule:
    """A whole ``funding_detail`` of a family that names an instrument; case does not count."""

    pattern: re.Pattern[str]
    family: str
    instrument: str
    place: str

    def names(self, family: str, detail: str) -> bool:
        """Tell whether a funding line of ``family`` with ``detail`` names the instrument."""
        return family == self.family and self.pattern.fullmatch(detail.strip()) is not None


def read_rules(path: Path = DECISIONS / "instruments_regles.csv") -> tuple[InstrumentRule, ...]:
    """Return the rules, in order.

    Raises CurationError for a pattern that is no regular expression, a family or an instrument
    that the vocabularies lack, or a missing reason.
    """
    families, instruments = _codes("familles_financement"), _codes("instruments")
    rules = []
    for number, row in enumerate(read_table(path, COLUMNS), start=2):
        place = f"{path.name}, ligne {number}"
        if row["family"] not in families:
            raise CurationError(f"{place} : « {row['family']} » n’est pas un financement.")
        if row["instrument"] not in instruments:
            raise CurationError(f"{place} : « {row['instrument']} » n’est pas un dispositif.")
        if not row["reason"]:
            raise CurationError(f"{place} : une raison est attendue.")
        try:
            pattern = re.compile(row["pattern"], re.IGNORECASE)
        except re.error as error:
            raise CurationError(
                f"{place} : « {row['pattern']} » n’est pas une expression régulière."
            ) from error
        rules.append(InstrumentRule(pattern, row["family"], row["instrument"], place))
    return tuple(rules)


def _codes(name: str) -> Collection[str]:
    rows = manifests.read_rows(manifests.DATASETS / "vocabulaires", f"{name}.csv")
    return frozenset(row["code"] for row in rows)


def instrument_of(rules: Iterable[InstrumentRule], family: str, detail: str) -> str:
    """Return the code of the instrument that a funding line names, or an empty string."""
    return next((rule.instrument for rule in rules if rule.names(family, detail)), "")


def check_rules(rules: Sequence[InstrumentRule], lines: Iterable[tuple[str, str]]) -> None:
    """Check the rules against ``lines``, the (family, detail) pairs of all facts.

    Raises CurationError for a rule that no line needs, or a line that two rules claim.
    """
    used: set[InstrumentRule] = set()
    for family, detail in sorted(set(lines)):
        found = [rule for rule in rules if rule.names(family, detail)]
        if len(found) > 1:
            raise CurationError(
                f"{found[1].place} : « {detail} » est déjà reconnu par {found[0].place}."
            )
        used.update(found)
    for rule in rules:
        if rule not in used:
            raise CurationError(f"{rule.place} : cette règle ne reconnaît aucun financement.")


def funding_lines(families: str, detail: str) -> list[tuple[str, str]]:
    """Return the (family, detail) pairs of the columns ``funding`` and ``funding_detail``."""
    return [(family, detail) for family in families.split(";") if family and detail]


def named_instruments(rules: Iterable[InstrumentRule], families: str, detail: str) -> str:
    """Return the column ``instruments`` of a fact: ``family:instrument``, ``;``-separated."""
    known = tuple(rules)
    return ";".join(
        f"{family}:{found}"
        for family, words in funding_lines(families, detail)
        if (found := instrument_of(known, family, words))
    )
