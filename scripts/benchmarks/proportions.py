"""Proportions of the national set: how many links go where, began when, and are what.

Order of countries, link types, statuses, themes and funding families: that of the facts shipped in
``geodata/datasets/partenariats``, rounded. Share of links between countries of the North, numbers
of partnerships and of bodies: the Ministry's figures of 2021, in
``vocabulaires/chiffres_reference.csv``. The rest is a plausible spread, made for measuring; nothing
of it is shown to anyone as a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Share of the links whose partner is in a country of the North (``part_nord_nord``).
NORTH_SHARE = 0.67
#: Shares of links without a year, with an approximate one, with themes, with funding, with more
#: than two members.
UNDATED = 0.20
CIRCA = 0.06
WITH_THEMES = 0.40
WITH_FUNDING = 0.15
WITH_MORE_MEMBERS = 0.04
#: The last year in which a link of the set begins or ends.
LAST_YEAR = 2025


@dataclass(frozen=True)
class Wave:
    """A spell in which links were made: first year, busiest year, last year, and its weight."""

    weight: float
    first: int
    busiest: int
    last: int


@dataclass(frozen=True)
class Group:
    """Countries whose links look alike.

    ``countries`` gives each one's weight within the North or the South, by ISO code; the other
    tables give weights by code of the vocabularies, and ``ends`` by kind of event (``""``: none).
    """

    north: bool
    countries: Mapping[str, float]
    waves: tuple[Wave, ...]
    link_types: Mapping[str, float]
    fundings: Mapping[str, float]
    ends: Mapping[str, float]


_TWINNING = {
    "jumelage": 84, "amitie": 5, "cooperation": 6, "action_ponctuelle": 2, "reseau": 1,
    "jumelage_cooperation": 1, "urgence": 1,
}  # fmt: skip
_NEIGHBOURS = {
    "jumelage": 80, "transfrontalier": 8, "amitie": 5, "cooperation": 5, "action_ponctuelle": 2,
}  # fmt: skip
_COOPERATION = {
    "cooperation": 44, "jumelage": 21, "jumelage_cooperation": 15, "action_ponctuelle": 9,
    "amitie": 4, "urgence": 3, "un_pourcent": 4,
}  # fmt: skip
_EUROPEAN_MONEY = {
    "ue_europe_citoyens_cerv": 30, "ue_interreg": 22, "budget_propre": 22, "ue_erasmus": 12,
    "ue_autre": 6, "region": 5, "departement": 3,
}  # fmt: skip
_SOLIDARITY_MONEY = {
    "partenaire": 24, "meae_daect": 20, "budget_propre": 19, "un_pourcent_eau": 10,
    "fonds_conjoint": 8, "agence_eau": 7, "un_pourcent_dechets": 4, "afd_ficol": 4, "faceco": 3,
    "un_pourcent_energie": 1,
}  # fmt: skip
_LASTING = {
    "confirmed": 78, "": 13, "dormant": 4, "ended": 2, "broken_off": 1, "taken_over": 1,
    "prepared": 1,
}  # fmt: skip
_PROJECTS = {
    "confirmed": 55, "": 20, "ended": 18, "dormant": 3, "suspended": 3, "broken_off": 0.5,
    "prepared": 0.5,
}  # fmt: skip

GROUPS: tuple[Group, ...] = (
    Group(  # Germany
        north=True,
        countries={"DE": 170},
        waves=(Wave(7, 1958, 1966, 1989), Wave(3, 1975, 1990, 2012)),
        link_types=_NEIGHBOURS,
        fundings={**_EUROPEAN_MONEY, "ofaj_fonds_citoyen": 30},
        ends=_LASTING,
    ),
    Group(  # the other neighbours and Western Europe
        north=True,
        countries={
            "IT": 75, "ES": 55, "BE": 20, "PT": 22, "CH": 8, "LU": 2, "NL": 6, "AT": 5, "GR": 8,
            "SE": 3, "DK": 2, "FI": 2, "NO": 1, "MT": 0.5, "CY": 0.5,
        },
        waves=(Wave(3, 1953, 1964, 1985), Wave(7, 1978, 1992, 2022)),
        link_types=_NEIGHBOURS,
        fundings=_EUROPEAN_MONEY,
        ends=_LASTING,
    ),
    Group(  # the British Isles
        north=True,
        countries={"GB": 110, "IE": 8, "JE": 0.3, "GG": 0.2},
        waves=(Wave(8, 1950, 1982, 2004), Wave(2, 1947, 1957, 1975)),
        link_types=_TWINNING,
        fundings=_EUROPEAN_MONEY,
        ends={**_LASTING, "ended": 5, "dormant": 9},
    ),
    Group(  # Central and Eastern Europe
        north=True,
        countries={
            "PL": 32, "RO": 18, "CZ": 11, "HU": 11, "UA": 10, "RU": 10, "SK": 4, "BG": 4, "LT": 3,
            "LV": 1.5, "EE": 1.5, "SI": 1, "HR": 2, "RS": 3, "BY": 1, "MD": 1.5, "BA": 1,
            "MK": 1, "AL": 1, "ME": 0.4, "GE": 1, "AM": 4, "AZ": 1.5,
        },
        waves=(Wave(3, 1956, 1966, 1989), Wave(7, 1989, 1996, 2024)),
        link_types=_TWINNING,
        fundings=_EUROPEAN_MONEY,
        ends={**_LASTING, "suspended": 3},
    ),
    Group(  # the rest of the North
        north=True,
        countries={"US": 32, "CA": 24, "JP": 14, "IL": 9, "AU": 3, "KR": 3, "NZ": 1},
        waves=(Wave(2, 1946, 1958, 1980), Wave(8, 1975, 1992, 2023)),
        link_types={**_TWINNING, "cooperation": 14},
        fundings={"budget_propre": 60, "partenaire": 20, "meae_daect": 10, "fonds_conjoint": 10},
        ends=_LASTING,
    ),
    Group(  # Africa and the Indian Ocean
        north=False,
        countries={
            "MA": 24, "ML": 17, "SN": 17, "TN": 16, "BF": 16, "DZ": 16, "MG": 14, "CI": 12,
            "BJ": 11, "CM": 11, "TG": 5, "NE": 6, "GN": 5, "CG": 3, "CD": 5, "TD": 3, "MR": 4,
            "GA": 2, "RW": 3, "BI": 1.5, "CF": 1.5, "DJ": 0.5, "KM": 1, "ET": 2, "EG": 3, "ZA": 4,
            "MZ": 2, "CV": 0.5, "GW": 1, "GH": 2, "NG": 3, "KE": 2, "TZ": 2, "UG": 1.5, "MU": 1,
            "NA": 0.5, "AO": 1, "ZW": 0.5, "MW": 0.5, "LY": 0.5,
        },
        waves=(Wave(3, 1958, 1979, 1992), Wave(7, 1984, 2001, 2025)),
        link_types=_COOPERATION,
        fundings=_SOLIDARITY_MONEY,
        ends=_PROJECTS,
    ),
    Group(  # Asia, the Near East and the Pacific
        north=False,
        countries={
            "CN": 28, "VN": 14, "PS": 8, "LB": 4, "IN": 9, "TR": 7, "KH": 4, "LA": 2.5, "JO": 2,
            "IQ": 2, "ID": 3, "TH": 3, "PH": 2.5, "MY": 1, "MN": 1, "NP": 1, "BD": 1, "LK": 0.5,
            "UZ": 1.5, "KZ": 1, "VU": 0.5, "FJ": 0.3, "SY": 0.5, "IR": 1,
        },
        waves=(Wave(1, 1958, 1985, 1995), Wave(9, 1981, 2004, 2025)),
        link_types=_COOPERATION,
        fundings=_SOLIDARITY_MONEY,
        ends=_PROJECTS,
    ),
    Group(  # Latin America and the Caribbean
        north=False,
        countries={
            "BR": 12, "MX": 9, "HT": 6, "AR": 6, "CL": 5, "CU": 4, "CO": 4, "PE": 4, "NI": 3,
            "EC": 2, "BO": 2, "UY": 1.5, "SV": 1.5, "GT": 1.5, "CR": 1, "DO": 1.5, "LC": 0.2,
            "DM": 0.2, "SR": 0.5, "VE": 0.5, "PY": 0.5, "PA": 0.5,
        },
        waves=(Wave(2, 1955, 1984, 1995), Wave(8, 1985, 2004, 2025)),
        link_types=_COOPERATION,
        fundings=_SOLIDARITY_MONEY,
        ends=_PROJECTS,
    ),
)  # fmt: skip

#: French bodies of the national set, by kind.
FRENCH_KINDS = {
    "commune": 4400, "epci": 195, "departement": 86, "region": 14, "statut_particulier": 5,
}  # fmt: skip

#: Themes, with their weights; a link with themes has one to four of them.
THEMES = {
    "culture": 31, "education": 28, "economie": 18, "eau": 16, "gouvernance": 14, "jeunesse": 14,
    "sante": 13, "environnement": 13, "assainissement": 10, "tourisme": 9, "agriculture": 9,
    "sport": 9, "citoyennete": 8, "urbanisme": 7, "social": 6, "patrimoine": 6, "urgence": 5,
    "transports": 5, "dechets": 4, "energie": 4, "paix": 3, "recherche": 3, "numerique": 2,
    "egalite": 2, "formation": 2, "migrations": 1,
}  # fmt: skip
THEME_COUNTS = {1: 5, 2: 3, 3: 2, 4: 1}
#: How many members a link of several has beyond the first two.
MORE_MEMBERS = {1: 6, 2: 3, 3: 1, 6: 0.3}
