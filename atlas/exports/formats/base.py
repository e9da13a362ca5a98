"""What every format is given, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from atlas.errors import AtlasError
from atlas.exports.about import About
from atlas.exports.tables import TABLES, Item, Scribe, Table
from atlas.language import in_language
from atlas.queries.records import PartnershipRecord

#: What may part the columns of a delimited text.
Separator = Literal[",", ";", "\t"]


class UnknownFormatError(AtlasError):
    """No file of that name is made: the format, the table, or both together are unknown."""


@dataclass(frozen=True)
class Options:
    """What a delimited text lets its reader choose."""

    separator: Separator = ","
    byte_order_mark: bool = False


@dataclass(frozen=True)
class Export:
    """A file to be written: its table, what it says of itself, and the partnerships, read once.

    A format of several tables writes them all, whatever ``table`` is.
    """

    table: Table
    scribe: Scribe
    about: About
    records: Iterator[PartnershipRecord]
    options: Options = field(default_factory=Options)

    def rows(self) -> Iterator[Item]:
        """Yield the rows of the table, with their coordinates."""
        for record in self.records:
            yield from self.table.read(self.scribe, record)


@dataclass(frozen=True)
class Format:
    """A format: ``write`` yields the bytes of a file.

    ``drawn`` is true of formats that hold nothing but what has a place on a map; ``whole`` of
    those that hold every table at once, and are made for partnerships only.
    """

    extension: str
    mimetype: str
    name: str
    use_fr: str
    use_en: str
    write: Callable[[Export], Iterator[bytes]]
    drawn: bool = False
    whole: bool = False

    def use(self, language: str) -> str:
        """Return what the format is good for, in ``language``."""
        return in_language(language, self.use_fr, self.use_en)

    def holds(self, table: Table) -> bool:
        """Tell whether a file of this format is made of ``table``."""
        if self.whole:
            return table is next(iter(TABLES.values()))
        return table.geometry is not None or not self.drawn
