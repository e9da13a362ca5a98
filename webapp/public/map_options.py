"""The parameters of the map that say how a selection is shown, and nothing of what is selected."""

from __future__ import annotations

import re

from flask import request

from atlas.dates import FIRST_YEAR, LAST_YEAR
from atlas.errors import InvalidSelectionError
from atlas.selection import named_values
from atlas.vocabulary import Vocabulary, labels
from webapp.i18n import language
from webapp.params import read_choice

COLOURS = ("epoque", "theme", "financement")
GROUNDS = ("pays", "departements")
PARAMS = ("couleur", "comparer", "fond", "ratio")
_YEAR = re.compile(r"[0-9]{4}")
#: What a comparison chooses for each of its maps.
_OF_A_SIDE = ("epoque", "date")


def check_map_options(vocabulary: Vocabulary) -> None:
    """Refuse what the map would not understand; its scripts read the address themselves.

    Raises :class:`InvalidSelectionError`.
    """
    read_choice("couleur", COLOURS, COLOURS[0])
    _check_comparison(vocabulary)
    _check_ground()


def _check_comparison(vocabulary: Vocabulary) -> None:
    """``comparer=guerre_froide,mondialisation`` or ``comparer=1975,2005``: eras or years."""
    values = [value for value in request.args.getlist("comparer") if value]
    if not values:
        return
    sides = values[0].split(",")
    if len(values) > 1 or len(sides) != 2:
        raise InvalidSelectionError(
            "comparer",
            "Le champ « {field} » attend deux époques, ou deux années, séparées par une virgule"
            "\N{NO-BREAK SPACE}: guerre_froide,mondialisation ou 1975,2005.",
        )
    if sides[0] == sides[1]:
        raise InvalidSelectionError(
            "comparer", "Le champ « {field} » attend deux époques, ou deux années, différentes."
        )
    for side in sides:
        if side in vocabulary.eras:
            continue
        if not _YEAR.fullmatch(side) or not FIRST_YEAR <= int(side) <= LAST_YEAR:
            raise InvalidSelectionError(
                "comparer",
                "« {value} » n’est ni une époque ni une année entre {first} et {last}. "
                "Époques\N{NO-BREAK SPACE}: {eras}.",
                value=side[:60],
                first=FIRST_YEAR,
                last=LAST_YEAR,
                eras=named_values(labels(vocabulary.eras, language())),
            )
    for name in _OF_A_SIDE:
        if any(request.args.getlist(name)):
            raise InvalidSelectionError(
                name,
                "Le champ « {field} » ne va pas avec « comparer », qui donne à chaque carte son "
                "époque ou son année.",
            )


def _check_ground() -> None:
    """``fond=pays|departements`` colours areas, ``ratio=habitants`` for their inhabitants."""
    ground = read_choice("fond", GROUNDS, "")
    ratio = read_choice("ratio", ("habitants",), "")
    if ground and any(request.args.getlist("comparer")):
        raise InvalidSelectionError("fond", "Le champ « {field} » ne va pas avec « comparer ».")
    if ratio and ground != "departements":
        raise InvalidSelectionError(
            "ratio",
            "Le champ « {field} » ne va qu’avec « fond=departements »"
            "\N{NO-BREAK SPACE}: l’atlas n’a pas la population des pays.",
        )
