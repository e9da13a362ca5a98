"""What a plan holds, kept in a file: a hundred thousand rows must not fill the memory."""

from __future__ import annotations

import tempfile
import weakref
from typing import TypeVar

import msgspec

from geodata.imports.sources import ImportFileError

#: A small file never sees the disk (bytes).
_IN_MEMORY = 4 * 1024 * 1024
Value = TypeVar("Value")


class Spool:
    """Values written one after the other to a temporary file, read back by their place."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="atlas-import-")  # noqa: SIM115
        #: Closes the file, at the latest when nobody holds the plan any more.
        self.close = weakref.finalize(self, self._file.close)
        self._end = 0

    def put(self, value: object) -> int:
        """Keep a value; return its place. Raises :class:`ImportFileError` on a full disk."""
        data = msgspec.msgpack.encode(value)
        place = self._end
        try:
            self._file.seek(place)
            self._file.write(len(data).to_bytes(4, "big") + data)
        except OSError as error:
            raise ImportFileError(
                "Le disque n’a plus la place de lire ce fichier ({reason}) ; rien n’est écrit.",
                reason=error.strerror or error,
            ) from None
        self._end += 4 + len(data)
        return place

    def get(self, place: int, kind: type[Value]) -> Value:
        """Return the value at ``place``."""
        self._file.seek(place)
        size = int.from_bytes(self._file.read(4), "big")
        return msgspec.msgpack.decode(self._file.read(size), type=kind)
