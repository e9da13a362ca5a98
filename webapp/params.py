"""Reading query strings: the selection, and the few parameters that only say how to show it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import request

from atlas.errors import InvalidSelectionError
from atlas.queries.partnerships import DEFAULT_SORT, SORTS
from atlas.selection import CONTROL_CHARACTER, Selection, unknown_value
from webapp.database import get_vocabulary
from webapp.embedding import EMBEDDED
from webapp.i18n import language

PAGE_SIZES = (25, 50, 100)
DEFAULT_PAGE_SIZE = 50
_MOST_PAGES = 1_000_000


@dataclass(frozen=True)
class Listing:
    """How a list is cut and sorted."""

    number: int
    size: int
    sort: str
    descending: bool
    default_sort: str = DEFAULT_SORT

    def pairs(self) -> list[tuple[str, str]]:
        """Return what an address must say of it, page excepted: only what is not the default."""
        said = []
        if self.sort != self.default_sort:
            said.append(("tri", self.sort))
        if self.descending:
            said.append(("ordre", "desc"))
        if self.size != DEFAULT_PAGE_SIZE:
            said.append(("par_page", str(self.size)))
        return said


def read_selection(view_params: Collection[str] = ()) -> Selection:
    """Return the selection of the current address.

    ``view_params`` are the other parameters that the page understands; any more is an error.
    """
    own = {*view_params, EMBEDDED}
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in own]
    return Selection.parse(pairs, get_vocabulary().known_values(language()))


LISTING_PARAMS = ("page", "par_page", "tri", "ordre")


def read_listing(
    *, default_size: int = DEFAULT_PAGE_SIZE, most: int = 100, default_sort: str = DEFAULT_SORT
) -> Listing:
    """Return how the current address wants its list cut and sorted."""
    return Listing(
        number=read_number("page", 1, 1, _MOST_PAGES),
        size=read_number("par_page", default_size, 1, most),
        sort=read_choice("tri", SORTS, default_sort),
        descending=read_choice("ordre", ("asc", "desc"), "asc") == "desc",
        default_sort=default_sort,
    )


def refuse_other_params(known: Collection[str] = ()) -> None:
    """Refuse the parameters that a page does not understand, rather than ignore them."""
    for name in request.args:
        if name not in known and name != EMBEDDED:
            raise InvalidSelectionError(
                name,
                "Le champ « {name} » n’existe pas. Champs possibles\N{NO-BREAK SPACE}: {fields}.",
                name=name[:60],
                fields=", ".join(known) or "aucun",
            )


def read_text(name: str, longest: int = 200) -> str:
    """Return the text of a parameter, its spaces single; raise when it is too long or no text."""
    value = " ".join((_single(name) or "").split())
    if CONTROL_CHARACTER.search(value):
        raise InvalidSelectionError(name, "Le champ « {field} » contient un caractère de contrôle.")
    if len(value) > longest:
        raise InvalidSelectionError(
            name, "Le champ « {field} » est limité à {most} caractères.", most=longest
        )
    return value


def read_number(name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of the query string; raise :class:`InvalidSelectionError`."""
    value = _single(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdecimal() and len(value) <= 9) or not (
        least <= int(value) <= most
    ):
        raise InvalidSelectionError(
            name,
            "Le champ « {field} » attend un nombre entier entre {least} et {most}, "
            "et non « {value} ».",
            least=least,
            most=most,
            value=value[:60],
        )
    return int(value)


def read_choice(name: str, choices: Collection[str], default: str) -> str:
    """Return one of ``choices`` from the query string.

    A mapping gives each choice the label that a refusal names it by. Raises
    :class:`InvalidSelectionError`.
    """
    value = _single(name)
    if value is None:
        return default
    if value not in choices:
        raise unknown_value(name, value, choices)
    return value


def _single(name: str) -> str | None:
    values = {value.strip() for value in request.args.getlist(name)} - {""}
    if len(values) > 1:
        raise InvalidSelectionError(name, "Le champ « {field} » ne peut avoir qu’une seule valeur.")
    return values.pop() if values else None
