"""The public codes of French territories whose authority is not « its INSEE code, then D or R ».

Sources: INSEE, « Code officiel géographique » and « Collectivités territoriales ayant des
compétences départementales » (laws of 2010–2019); ISO 3166-1 for the letters.
"""

from __future__ import annotations

import re

#: Départements, then régions, whose authority has a code of its own.
DEPARTEMENT_AUTHORITY = {
    "2A": "20R",
    "2B": "20R",
    "67": "6AE",
    "68": "6AE",
    # One body since the law of 2017: the Ville de Paris, which the COG lists a second time as 75C.
    "75": "75056",
    "75C": "75056",
    "972": "972R",
    "973": "973R",
}
REGION_AUTHORITY = {"94": "20R", "02": "972R", "03": "973R", "06": "976D"}
#: Collectivités of the Pacific, of the Atlantic and of the seas: INSEE code, ISO code.
OVERSEAS_ISO = {
    "975": "PM",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
    "989": "",
}
#: The authority of what ISO counts as a country and France does not.
AUTHORITY_OF_ISO = {
    "GP": "01R",
    "MQ": "972R",
    "GF": "973R",
    "RE": "04R",
    "YT": "976D",
    **{iso: code for code, iso in OVERSEAS_ISO.items() if iso not in ("", "TF")},
}
#: France, and what ISO counts as countries of their own and France governs.
FRENCH_ISO = frozenset({"FR", "TF", *AUTHORITY_OF_ISO})
#: Authorities of several départements, and the EPCI that lies in one without being its authority's.
SEVERAL_DEPARTEMENTS = {"6AE": ("67", "68")}
CARVED_OUT = {"69D": "200046977"}


def authority_of_territory(code: str) -> str | None:
    """Return the code of the authority of a département (``67``, ``67D``) or région (``94R``).

    Only where it is another than the code with D or R; None for any other code.
    """
    found = re.fullmatch(r"(\w{2,3}?)([DR]?)", code.upper())
    if found is None:
        return None
    territory, letter = found.groups()
    if letter == "R":
        return REGION_AUTHORITY.get(territory)
    return DEPARTEMENT_AUTHORITY.get(territory)
