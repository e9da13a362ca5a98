"""Files that a library writes at once, on disk, and that are then handed on in parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_PART = 256 * 1024  # bytes


def parts_of(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, part after part."""
    with path.open("rb") as file:
        while part := file.read(_PART):
            yield part
