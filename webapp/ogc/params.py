"""What the addresses of the OGC API may ask, read with its rules rather than those of pages."""

from __future__ import annotations

import math
import re
from collections.abc import Collection as Names

from flask import request
from flask_babel import gettext

from atlas.errors import InvalidSelectionError
from atlas.features.collections import Collection, Period, Query
from atlas.selection import FIELDS, Selection
from atlas.spatial import BoundingBox
from webapp.database import get_vocabulary
from webapp.i18n import language

HTML, JSON = "html", "json"
#: What one page holds when nothing is asked, and at most; more is cut, as the standard has it.
USUAL, MOST = 100, 1000
#: Selections have these two under the names of the standard, about geometries and periods.
_OURS = tuple(name for name in FIELDS if name not in ("bbox", "date"))
_PAGING = ("limit", "offset", "bbox", "datetime")
_TIME = re.compile(r"(\d{4})(-\d{2}(-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?)?)?")
_FARTHEST = 10**9


def wanted_format() -> str:
    """Return ``json``, or ``html`` for whoever asks by ``?f=`` or by what their browser accepts."""
    asked = request.args.get("f", "")
    if asked not in ("", HTML, JSON):
        raise InvalidSelectionError(
            "f", "Le champ « f » vaut json ou html, et non « {value} ».", value=asked[:60]
        )
    if asked:
        return asked
    best = request.accept_mimetypes.best_match(
        ["application/json", "application/geo+json", "text/html"], "application/json"
    )
    return HTML if best == "text/html" else JSON


def refuse_others(known: Names[str] = ()) -> None:
    """Refuse the parameters that an address does not have, as the standard asks."""
    for name in request.args:
        if name != "f" and name not in known:
            raise InvalidSelectionError(
                name,
                "Le champ « {name} » n’existe pas. Champs possibles\N{NO-BREAK SPACE}: {fields}.",
                name=name[:60],
                fields=", ".join(("f", *known)),
            )


def names_of(collection: Collection) -> tuple[str, ...]:
    """Return the parameters that the features of a collection are asked with."""
    return (*_PAGING, *(_OURS if collection.selects else ()))


def read_query(collection: Collection) -> Query:
    """Return which features the current address asks for; refuse what is malformed."""
    refuse_others(names_of(collection))
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k in _OURS]
    selection = Selection.parse(pairs, get_vocabulary().known_values(language()))
    return Query(
        selection=selection,
        box=_box(_one("bbox")),
        period=_period(_one("datetime")),
        offset=_number("offset", 0, 0),
        limit=min(MOST, _number("limit", USUAL, 1)),
    )


def _one(name: str) -> str:
    values = request.args.getlist(name)
    if len(values) > 1:
        raise InvalidSelectionError(name, "Le champ « {field} » ne peut avoir qu’une seule valeur.")
    return values[0].strip() if values else ""


def _number(name: str, usual: int, least: int) -> int:
    text = _one(name)
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= least):
        raise InvalidSelectionError(
            name,
            "Le champ « {field} » attend un nombre entier d’au moins {least}, et non « {value} ».",
            least=least,
            value=text[:60],
        )
    return min(int(text), _FARTHEST)


def _box(text: str) -> BoundingBox | None:
    """Read four corners, or six with heights, which nothing here has."""
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [numbers[0], numbers[1], numbers[3], numbers[4]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)) or not _is_box(*numbers):
        raise InvalidSelectionError(
            "bbox",
            "Le champ « {field} » attend quatre nombres en degrés, « ouest,sud,est,nord », avec "
            "l’ouest et l’est entre -180 et 180, le sud sous le nord, et non « {value} ».",
            value=text[:60],
        )
    return BoundingBox(*numbers)


def _is_box(west: float, south: float, east: float, north: float) -> bool:
    return -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90


def _period(text: str) -> Period | None:
    """Read an instant or an interval (RFC 3339); links are dated by the year."""
    if not text:
        return None
    ends = text.split("/")
    years = [_year(part) for part in ends]
    if len(ends) > 2 or any(year == -1 for year in years) or (len(ends) == 1 and years[0] is None):
        raise InvalidSelectionError(
            "datetime",
            "Le champ « {field} » attend une date (1975-06-30T00:00:00Z, ou 1975), ou deux que "
            "sépare « / », « .. » pour un bout ouvert, et non « {value} ».",
            value=text[:60],
        )
    first, last = years[0], years[-1]
    if first is not None and last is not None and first > last:
        raise InvalidSelectionError(
            "datetime",
            "Le champ « {field} » finit avant de commencer\N{NO-BREAK SPACE}: « {value} ».",
            value=text[:60],
        )
    return first, last


def _year(text: str) -> int | None:
    """Return the year of an end of a period, None for an open one, -1 for what is neither."""
    if text in ("", ".."):
        return None
    found = _TIME.fullmatch(text)
    return int(found[1]) if found else -1


def described() -> dict[str, str]:
    """Return what each parameter of the features means, for the definition of the API."""
    return {
        "limit": gettext("Combien d’éléments, %(most)s au plus.", most=MOST),
        "offset": gettext("Combien d’éléments passer avant le premier."),
        "bbox": gettext("Un cadre en degrés, « ouest,sud,est,nord », que la géométrie rencontre."),
        "datetime": gettext(
            "Une date ou une période (« 1960/1970 », « ../1970 ») où le lien est connu en vigueur."
        ),
    }
