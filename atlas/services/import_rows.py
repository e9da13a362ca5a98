"""What becomes of each row of a file, and how it is kept beside the file for people to read.

A plan of a hundred thousand rows is written once, in the order of the file, and read by pages:
each outcome has a list of the places of its rows, of eight bytes each, so that a page costs what it
shows and no more.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from atlas.doubts.content import Choice
from atlas.editing.documents import PartnershipDocument
from atlas.errors import AtlasError
from atlas.text import to_translate


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    COMPLETED = "completed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    SKIPPED = "skipped"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


class Reason(Struct, frozen=True, omit_defaults=True):
    """A sentence about a row: a French template, translated when it is shown, and what fills it."""

    template: str
    params: dict[str, str] = {}

    @classmethod
    def of(cls, error: AtlasError) -> Reason:
        """Return the sentence of an error."""
        return cls(error.template, {name: str(value) for name, value in error.params.items()})

    def __str__(self) -> str:
        """Return the French sentence."""
        return str(AtlasError(self.template, **self.params))


class NewPlace(Struct, frozen=True):
    """A partner that a row makes: the code that it is given, its name, its country (ISO)."""

    code: str
    name: str
    country: str


class Entry(Struct, frozen=True, omit_defaults=True):
    """A row and what becomes of it.

    ``french`` and ``foreign`` are the names as the file writes them. ``number`` is the record that
    it is about, ``made_on`` the row of the same file that makes that record. ``before`` and
    ``after`` hold what it changes in the record and nothing else; a record that it makes has no
    ``before``. ``reason`` says why it is not used, ``remarks`` what was read otherwise than it
    looks. ``asks`` is the side of the question that ``candidates`` may answer
    (:class:`~atlas.doubts.content.Question`).
    """

    line: int
    outcome: Outcome
    french: str
    foreign: str
    number: int | None = None
    made_on: int | None = None
    before: PartnershipDocument | None = None
    after: PartnershipDocument | None = None
    places: tuple[NewPlace, ...] = ()
    reason: Reason | None = None
    remarks: tuple[Reason, ...] = ()
    candidates: tuple[Choice, ...] = ()
    asks: str = ""


#: Where all the rows are listed, whatever becomes of them.
_ALL, _ROWS = "all", "rows"
#: Bytes of a place in a list, and of the length before each row.
_PLACE, _LENGTH = 8, 4


def keep_rows(folder: Path, entries: Iterable[Entry]) -> None:
    """Keep what becomes of the rows of a file in ``folder``; what it held is replaced.

    Raises :class:`AtlasError` when the disk is full.
    """
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    encoder = msgspec.msgpack.Encoder()
    try:
        fresh.mkdir(parents=True)
        with ExitStack() as opened:
            rows = opened.enter_context((fresh / _ROWS).open("wb"))
            lists = {
                name: opened.enter_context((fresh / name).open("wb")) for name in (_ALL, *Outcome)
            }
            place = 0
            for entry in entries:
                data = encoder.encode(entry)
                rows.write(len(data).to_bytes(_LENGTH, "big") + data)
                for name in (_ALL, entry.outcome):
                    lists[name].write(place.to_bytes(_PLACE, "big"))
                place += _LENGTH + len(data)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise AtlasError(
            to_translate(
                "Le disque n’a plus la place de dire ce que ferait chaque ligne ({reason}) ; rien "
                "n’est écrit."
            ),
            reason=error.strerror or error,
        ) from None
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def count_rows(folder: Path, outcome: Outcome | None = None) -> int:
    """Return how many rows of a file have ``outcome``, or how many it has; 0 when none is kept."""
    try:
        return (folder / (outcome or _ALL)).stat().st_size // _PLACE
    except FileNotFoundError:
        return 0


def read_rows(
    folder: Path, outcome: Outcome | None = None, *, first: int = 0, most: int
) -> list[Entry]:
    """Return ``most`` rows at most with ``outcome``, or of all, from the one at ``first``."""
    return list(_rows(folder, outcome, first, most))


def _rows(folder: Path, outcome: Outcome | None, first: int, most: int) -> Iterator[Entry]:
    decoder = msgspec.msgpack.Decoder(Entry)
    try:
        with (folder / (outcome or _ALL)).open("rb") as places, (folder / _ROWS).open("rb") as rows:
            places.seek(first * _PLACE)
            for _ in range(most):
                place = places.read(_PLACE)
                if len(place) < _PLACE:
                    return
                rows.seek(int.from_bytes(place, "big"))
                yield decoder.decode(rows.read(int.from_bytes(rows.read(_LENGTH), "big")))
    except FileNotFoundError:
        return
