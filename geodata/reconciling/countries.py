"""Names of countries, as sources write them, to ISO codes."""

from __future__ import annotations

from babel import Locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Country
from geodata.reconciling.matching import plain

#: What sources write and neither ISO nor CLDR lists among the names of a country.
_ALSO = {
    "united states of america": "US",
    "usa": "US",
    "etats unis d amerique": "US",
    "vereinigte staaten": "US",
    "people s republic of china": "CN",
    "republique populaire de chine": "CN",
    "volksrepublik china": "CN",
    "bosnia and herzegovina": "BA",
    "republic of macedonia": "MK",
    "turkey": "TR",
    "turkei": "TR",
    "trinidad and tobago": "TT",
    "palestinian national authority": "PS",
    "palestinian territories": "PS",
    "state of palestine": "PS",
    "czech republic": "CZ",
    "ivory coast": "CI",
    "republic of ireland": "IE",
    "kingdom of the netherlands": "NL",
    "kingdom of denmark": "DK",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "grande bretagne": "GB",
    "grossbritannien": "GB",
    "angleterre": "GB",
    "ecosse": "GB",
}


#: Languages in which directories of partner towns name countries, besides French and English.
_LANGUAGES = ("de", "es", "it", "nl", "pl", "pt")


class CountryNames:
    """Finds the ISO code that the name of a country, in any language that is known, means."""

    def __init__(self, session: Session) -> None:
        self._codes: dict[str, str] = {}
        rows = session.execute(
            select(Country.iso2, Country.name_fr, Country.name_en, Country.other_names)
        ).all()
        known = {row.iso2 for row in rows}
        for iso2, french, english, others in rows:
            for name in (iso2, french, english, *others.split("|")):
                if name:
                    self._codes.setdefault(plain(name), iso2)
        for language in _LANGUAGES:
            for iso2, name in Locale.parse(language).territories.items():
                if iso2 in known:
                    self._codes.setdefault(plain(name), iso2)
        for name, iso2 in _ALSO.items():
            self._codes.setdefault(plain(name), iso2)

    def code(self, name: str) -> str | None:
        """Return the ISO code of a country, or None when the name is that of none."""
        return self._codes.get(plain(name))
