"""The kinds of files that can be imported: a manifest each, in ``sources/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas.errors import AtlasError

TEMPLATE = "modele"
SOURCES = Path(__file__).parent / "sources"


class ImportFileError(AtlasError):
    """A file cannot be imported as it stands; nothing of it is kept."""


@dataclass(frozen=True)
class Source:
    """A kind of file that can be imported: its publisher and how its columns are called.

    ``columns`` gives the headings that each of our columns may have, ``values`` what the words of a
    column mean to the atlas, both compared without case or accents. ``items`` says where the rows
    of a JSON file are (``results.bindings``), ``fixed`` what holds for every row. ``is_symmetric``
    tells that either side of a row may be the French one, ``country_is_enough`` that a row may name
    a country and no partner. ``most_refused`` is the share of refused
    rows above which the file is taken for another one.
    """

    name: str
    title_fr: str
    title_en: str
    help_fr: str
    help_en: str
    publisher: str
    licence: str
    url: str
    delimiter: str
    encoding: str
    items: str
    link_type: str
    confidence: str
    is_symmetric: bool
    country_is_enough: bool
    columns: Mapping[str, Sequence[str]]
    required: Sequence[Sequence[str]]
    values: Mapping[str, Mapping[str, str]]
    fixed: Mapping[str, str]
    most_refused: float


def list_sources() -> list[Source]:
    """Return the sources, our own template first, then by name."""
    found = (_read_source(path) for path in SOURCES.glob("*.toml"))
    return sorted(found, key=lambda source: (source.name != TEMPLATE, source.name))


def get_source(name: str) -> Source:
    """Return a source; raise :class:`ImportFileError` naming those that exist."""
    known = {source.name: source for source in list_sources()}
    if name not in known:
        raise ImportFileError(
            "La source « {name} » n’existe pas. Sources : {names}.",
            name=name[:60],
            names=", ".join(known),
        )
    return known[name]


def _read_source(path: Path) -> Source:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Source(
        name=table["name"],
        title_fr=table["title_fr"],
        title_en=table["title_en"],
        help_fr=table["help_fr"],
        help_en=table["help_en"],
        publisher=table["publisher"],
        licence=table["licence"],
        url=table["url"],
        delimiter=table.get("delimiter", ""),
        encoding=table.get("encoding", "utf-8"),
        items=table.get("items", ""),
        link_type=table["link_type"],
        confidence=table["confidence"],
        is_symmetric=table.get("is_symmetric", False),
        country_is_enough=table.get("country_is_enough", False),
        columns=table["columns"],
        required=[one.split("|") for one in table["assertions"]["required"]],
        values=table.get("values", {}),
        fixed=table.get("fixed", {}),
        most_refused=table["assertions"]["most_refused"],
    )
