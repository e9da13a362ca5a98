"""The funding lines of a fact: who pays, through which instrument, how much, when."""

from __future__ import annotations

import re
from typing import Any

from geodata.loading.life import SIGNED_LINK_TYPES
from geodata.loading.reading import Row
from geodata.loading.vocabularies import Vocabularies

AMOUNT_KINDS = {"subvention": "committed", "budget_total": "total_budget", "annuel": "yearly"}
AMOUNT_SCOPES = ("lien", "programme")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def funding_values(row: Row, known: Vocabularies) -> list[dict[str, Any]]:
    """Return the columns of each funding line of a fact; raise :class:`DataFileError`."""
    families = row.several("funding", known.fundings)
    instruments = _instruments(row, families, known)
    amount = row.integer("amount_eur", least=1)
    if not families and amount is None and not row.text("funding_detail"):
        return []
    # An amount that a source gives for several families together is not shared out: it stands
    # on a line of its own, whose family is unknown.
    alone = len(families) == 1
    lines: list[tuple[str | None, int | None]] = [
        (family, amount if alone else None) for family in families
    ]
    if (amount is not None and not alone) or not families:
        lines.append((None, amount))
    year_from, year_to = _years(row)
    return [
        {
            "family_code": family,
            "instrument_code": instruments.get(family or ""),
            "detail": row.text("funding_detail"),
            "year_from": year_from,
            "year_to": year_to,
            "amount": value,
            "currency": "EUR",
            "kind": AMOUNT_KINDS.get(row.text("amount_kind"), "") if value is not None else "",
            "scope": row.choice("amount_scope", AMOUNT_SCOPES, empty=True) if value else "",
        }
        for family, value in lines
    ]


def _instruments(row: Row, families: tuple[str, ...], known: Vocabularies) -> dict[str, str]:
    """Return the instrument that the source names, for each family of a fact that has one."""
    named = [pair.partition(":") for pair in row.text("instruments").split(";") if pair]
    for family, _, instrument in named:
        if family not in families:
            raise row.error("instruments", f"ce fait n’a pas de financement « {family} »")
        if instrument not in known.instruments:
            raise row.error("instruments", f"« {instrument} » n’est pas un dispositif")
    return {family: instrument for family, _, instrument in named}


def _years(row: Row) -> tuple[int | None, int | None]:
    """Return the years of a funding line, None where the source does not tell.

    They are those that the name of the fund gives (« FICOL 2019 »), else those of a cooperation
    dated by a beginning and an end; a twinning's year says nothing of who pays today.
    """
    named = sorted({int(year) for year in _YEAR.findall(row.text("funding_detail"))})
    if named:
        return named[0], named[-1]
    start, end = row.year("year_start"), row.year("year_end")
    if row.text("link_type") in SIGNED_LINK_TYPES or end is None:
        return None, None
    return start, end
