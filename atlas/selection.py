"""One selection of partnerships, as one query string describes it everywhere (DESIGN §4).

Values of a field are alternatives (OR), fields add up (AND). An unknown field or value is an
error, never ignored: :class:`InvalidSelectionError` carries the field and a sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlencode

from atlas.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from atlas.errors import InvalidSelectionError
from atlas.spatial import BoundingBox

#: Fields that may be repeated, in the order in which addresses spell them.
REPEATABLE = (
    "epoque",
    "theme",
    "financement",
    "type",
    "statut",
    "pays",
    "region",
    "departement",
    "collectivite",
    "echelon",
)
SINGLE = ("q", "de", "a", "date", "bbox")
#: Every field of a selection, in the order of the canonical query string.
FIELDS = ("q", *REPEATABLE, "de", "a", "date", "bbox")

#: The value of ``theme`` and ``financement`` that selects what no source tells.
UNKNOWN = "non_renseigne"

MAX_QUERY_LENGTH = 200
#: Vocabularies up to this size are listed whole to whoever names a value that does not exist.
_FEW = 20
MAX_VALUES = 300
#: What no text of an address holds.
CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")


def named_values(values: Collection[str]) -> str:
    """Return ``values`` as a list to read, those of a mapping with their label.

    « Avant 1945 (avant_1945), Après-guerre (apres_guerre) ».
    """
    if isinstance(values, Mapping):
        return ", ".join(f"{label} ({value})" for value, label in values.items())
    return ", ".join(values)


@dataclass(frozen=True)
class KnownValues:
    """The values that exist, by field; what a selection is checked against.

    ``collectivite`` is left out: codes are many and are looked up one by one. A mapping gives
    each value the label that readers know it by.
    """

    values: Mapping[str, Collection[str]]

    def check(self, name: str, value: str) -> str:
        """Return ``value`` when ``name`` knows it; raise :class:`InvalidSelectionError` if not."""
        known = self.values.get(name)
        if known is not None and value not in known:
            if "," in value and set(value.split(",")) <= set(known):
                raise InvalidSelectionError(
                    name,
                    "Pour plusieurs valeurs, répétez le champ « {field} »\N{NO-BREAK SPACE}: "
                    "{example}.",
                    example="&".join(f"{name}={part}" for part in value.split(",")[:3]),
                )
            raise unknown_value(name, value, known)
        return value


def unknown_value(name: str, value: str, known: Collection[str]) -> InvalidSelectionError:
    """Return the refusal of a value of a field; it names the others where there are few."""
    if len(known) > _FEW:
        return InvalidSelectionError(
            name,
            "La valeur « {value} » est inconnue pour le champ « {field} ».",
            value=_shown(value),
        )
    return InvalidSelectionError(
        name,
        "La valeur « {value} » est inconnue pour le champ « {field} ». "
        "Valeurs possibles\N{NO-BREAK SPACE}: {values}.",
        value=_shown(value),
        values=named_values(known),
    )


@dataclass(frozen=True)
class Selection:
    """A checked selection; the default is everything."""

    q: str = ""
    epoque: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    financement: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    statut: tuple[str, ...] = ()
    pays: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    departement: tuple[str, ...] = ()
    collectivite: tuple[str, ...] = ()
    echelon: tuple[str, ...] = ()
    de: int | None = None
    a: int | None = None
    date: PartialDate | None = None
    bbox: BoundingBox | None = field(default=None)

    @classmethod
    def parse(cls, items: Iterable[tuple[str, str]], known: KnownValues) -> Selection:
        """Read the ``(field, value)`` pairs of a query string.

        Empty values are those of an empty form field and are left out. Order and repetition do not
        matter. Raises :class:`InvalidSelectionError`.
        """
        several: dict[str, set[str]] = {name: set() for name in REPEATABLE}
        single: dict[str, str] = {}
        for name, raw in items:
            value = raw.strip()
            if name not in FIELDS:
                raise InvalidSelectionError(
                    name,
                    "Le champ « {name} » n’existe pas. "
                    "Champs possibles\N{NO-BREAK SPACE}: {fields}.",
                    name=_shown(name),
                    fields=", ".join(FIELDS),
                )
            if not value:
                continue
            if CONTROL_CHARACTER.search(value):
                raise InvalidSelectionError(
                    name, "Le champ « {field} » contient un caractère de contrôle."
                )
            if name in several:
                several[name].add(known.check(name, value))
                if len(several[name]) > MAX_VALUES:
                    raise InvalidSelectionError(
                        name,
                        "Le champ « {field} » a plus de {most} valeurs.",
                        most=MAX_VALUES,
                    )
            elif name in single and single[name] != value:
                raise InvalidSelectionError(
                    name, "Le champ « {field} » ne peut avoir qu’une seule valeur."
                )
            else:
                single[name] = value
        selection = cls(
            **{name: tuple(sorted(values)) for name, values in several.items()},
            q=_query(single.get("q", "")),
            de=_year("de", single.get("de")),
            a=_year("a", single.get("a")),
            date=_date(single.get("date")),
            bbox=_bbox(single.get("bbox")),
        )
        if selection.de is not None and selection.a is not None and selection.de > selection.a:
            raise InvalidSelectionError(
                "de",
                "L’année de début ({de}) est après l’année de fin ({a}).",
                de=selection.de,
                a=selection.a,
            )
        return selection

    def items(self) -> list[tuple[str, str]]:
        """Return the selection as ``(field, value)`` pairs in canonical order."""
        pairs: list[tuple[str, str]] = []
        for name in FIELDS:
            value = getattr(self, name)
            if isinstance(value, tuple):
                pairs += [(name, item) for item in value]
            elif isinstance(value, BoundingBox):
                corners = (value.west, value.south, value.east, value.north)
                pairs.append((name, ",".join(f"{corner:g}" for corner in corners)))
            elif isinstance(value, PartialDate):
                pairs.append((name, value.isoformat()))
            elif value not in (None, ""):
                pairs.append((name, str(value)))
        return pairs

    def query_string(self, extra: Sequence[tuple[str, str]] = ()) -> str:
        """Return the canonical query string, without ``?``, followed by ``extra`` pairs."""
        return urlencode([*self.items(), *extra])

    def without(self, name: str, value: str | None = None) -> Selection:
        """Return the selection without a field, or without one of its values."""
        current = getattr(self, name)
        if isinstance(current, tuple) and value is not None:
            return self.with_values(name, tuple(item for item in current if item != value))
        return self.with_values(name, _DEFAULTS[name])

    def with_values(self, name: str, value: object) -> Selection:
        """Return the selection with a field replaced by an already checked value."""
        changes: dict[str, object] = {name: value}
        return replace(self, **changes)  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        """Tell whether anything is selected at all."""
        return bool(self.items())


_DEFAULTS = {f.name: f.default for f in fields(Selection)}


def _shown(value: str) -> str:
    """Return a value short enough to be quoted in a sentence."""
    return value if len(value) <= 60 else value[:59] + "…"


def _query(value: str) -> str:
    if len(value) > MAX_QUERY_LENGTH:
        raise InvalidSelectionError(
            "q",
            "La recherche dépasse {most} caractères.",
            most=MAX_QUERY_LENGTH,
        )
    return " ".join(value.split())


def _year(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{4}", value) or not FIRST_YEAR <= int(value) <= LAST_YEAR:
        raise InvalidSelectionError(
            name,
            "Le champ « {field} » attend une année entre {first} et {last}, et non « {value} ».",
            first=FIRST_YEAR,
            last=LAST_YEAR,
            value=_shown(value),
        )
    return int(value)


def _date(value: str | None) -> PartialDate | None:
    if value is None:
        return None
    try:
        return PartialDate.parse(value)
    except ValueError:
        raise InvalidSelectionError(
            "date",
            "Le champ « {field} » attend une année (1975) ou une date (1975-06-30) entre {first} "
            "et {last}, et non « {value} ».",
            first=FIRST_YEAR,
            last=LAST_YEAR,
            value=_shown(value),
        ) from None


def _bbox(value: str | None) -> BoundingBox | None:
    if value is None:
        return None
    try:
        west, south, east, north = (float(part) for part in value.split(","))
        numbers = (west, south, east, north)
        valid = (
            all(math.isfinite(number) for number in numbers)
            and -180 <= west <= 180
            and -180 <= east <= 180
            and -90 <= south < north <= 90
            and west != east
        )
    except ValueError:
        valid = False
    if not valid:
        raise InvalidSelectionError(
            "bbox",
            "Le champ « {field} » attend quatre nombres en degrés, « ouest,sud,est,nord », avec "
            "l’ouest et l’est entre -180 et 180, le sud sous le nord, et non « {value} ».",
            value=_shown(value),
        )
    return BoundingBox(west, south, east, north)
