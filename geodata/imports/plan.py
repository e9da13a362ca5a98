"""What a file would do, row by row and record by record, ready to be done."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import Struct

from atlas.database import in_batches
from atlas.doubts.content import RowContent
from atlas.doubts.queue import NewDoubt
from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.documents import PartnershipDocument
from atlas.services.import_rows import Entry, Outcome
from geodata.imports.sources import Source
from geodata.imports.spooling import Spool

#: The outcomes of rows that were not used, and that a person may want to read.
LEFT = (Outcome.DOUBTFUL, Outcome.REFUSED)


class _Asked(Struct, frozen=True):
    content: RowContent
    line: int


@dataclass(frozen=True)
class Part:
    """A share of what is to be written: new authorities, records, questions."""

    authorities: dict[str, AuthorityDocument] = field(default_factory=dict)
    partnerships: dict[int, PartnershipDocument | None] = field(default_factory=dict)
    doubts: list[NewDoubt] = field(default_factory=list)


class Plan:
    """What a file would do. ``token`` is that of the data it was made for."""

    def __init__(self, source: Source, token: str) -> None:
        self.source = source
        self.token = token
        self.counts: Counter[Outcome] = Counter()
        self._spool = Spool()
        self._entries = array("q")
        self._partnerships: dict[int, int] = {}
        self._authorities: dict[str, int] = {}
        self._doubts = array("q")

    def note(self, entry: Entry) -> None:
        """Note what becomes of a row."""
        self.counts[entry.outcome] += 1
        self._entries.extend((entry.line, self._spool.put(entry)))

    def set_partnership(self, number: int, document: PartnershipDocument) -> None:
        """Plan that a record becomes ``document``."""
        self._partnerships[number] = self._spool.put(document)

    def partnership(self, number: int) -> PartnershipDocument | None:
        """Return what a record becomes, None when the file does not change it."""
        place = self._partnerships.get(number)
        return None if place is None else self._spool.get(place, PartnershipDocument)

    def add_authority(self, code: str, document: AuthorityDocument) -> None:
        """Plan that an authority is made."""
        self._authorities[code] = self._spool.put(document)

    def authority(self, code: str) -> AuthorityDocument | None:
        """Return an authority that is made, None for one that the atlas has."""
        place = self._authorities.get(code)
        return None if place is None else self._spool.get(place, AuthorityDocument)

    def ask(self, content: RowContent, line: int) -> None:
        """Plan that a question is asked."""
        self._doubts.append(self._spool.put(_Asked(content, line)))

    @property
    def read(self) -> int:
        """How many rows were read: the outcomes add up to it."""
        return self.counts.total()

    @property
    def authorities(self) -> int:
        """How many authorities are made."""
        return len(self._authorities)

    @property
    def size(self) -> int:
        """How many records, authorities and questions are to be written."""
        return len(self._partnerships) + len(self._authorities) + len(self._doubts)

    @property
    def looks_wrong(self) -> bool:
        """Whether so many rows are refused that the file is probably not of this source."""
        used = self.read - self.counts[Outcome.SKIPPED]
        refused = self.counts[Outcome.REFUSED]
        return refused >= _ENOUGH and refused > used * self.source.most_refused

    def entries(self) -> Iterator[Entry]:
        """Yield what becomes of each row, in the order of the file."""
        lines = zip(self._entries[::2], self._entries[1::2], strict=True)
        return (self._spool.get(place, Entry) for _, place in sorted(lines))

    def left(self) -> Iterator[Entry]:
        """Yield the rows that were not used, in the order of the file."""
        return (entry for entry in self.entries() if entry.outcome in LEFT)

    def parts(self) -> Iterator[Part]:
        """Yield what is to be written, authorities before the records that name them."""
        get = self._spool.get
        for codes in in_batches(list(self._authorities.items())):
            yield Part(authorities={code: get(at, AuthorityDocument) for code, at in codes})
        for numbers in in_batches(list(self._partnerships.items())):
            yield Part(partnerships={n: get(at, PartnershipDocument) for n, at in numbers})
        for places in in_batches(self._doubts):
            asked = [get(place, _Asked) for place in places]
            yield Part(doubts=[NewDoubt(one.content, one.line) for one in asked])

    def close(self) -> None:
        """Give the disk back."""
        self._spool.close()


#: A handful of refused rows says nothing of the file.
_ENOUGH = 5
