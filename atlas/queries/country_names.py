"""Countries of today by the names that people type, and those whose names look alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Country
from atlas.text import fold

FRANCE = "FR"
#: How alike a name must be to be suggested (1 is the same), and how many are.
_ALIKE, _SUGGESTED = 0.6, 3
#: What people put before the name of a country, folded.
_ARTICLES = ("le", "la", "les", "l")


@dataclass(frozen=True)
class CountryNames:
    """Countries by folded name: French, English, ISO codes, and others that a search knows.

    ``names`` gives the French name of each code.
    """

    codes: Mapping[str, str]
    names: Mapping[str, str]

    def code(self, typed: str) -> str | None:
        """Return the ISO code of the country that was meant, None when none bears that name."""
        return self.codes.get(_bare(typed))

    def near(self, typed: str) -> list[str]:
        """Return the French names of the countries that may be meant, the likeliest first."""
        alike = get_close_matches(_bare(typed), self.codes, n=3 * _SUGGESTED, cutoff=_ALIKE)
        codes = dict.fromkeys(self.codes[name] for name in alike)
        return [self.names[code] for code in codes][:_SUGGESTED]


def read_country_names(session: Session) -> CountryNames:
    """Read the names of every country of today."""
    rows = session.scalars(select(Country).order_by(Country.iso2)).all()
    codes: dict[str, str] = {}
    for row in rows:
        for name in (row.name_fr, row.name_en):
            codes[fold(name)] = row.iso2
    for row in rows:
        for name in (row.iso2, row.iso3, *row.other_names.split("|")):
            codes.setdefault(fold(name), row.iso2)
    codes.pop("", None)
    return CountryNames(codes, {row.iso2: row.name_fr for row in rows})


def _bare(typed: str) -> str:
    first, _, rest = fold(typed).partition(" ")
    return rest if rest and first in _ARTICLES else f"{first} {rest}".strip()
