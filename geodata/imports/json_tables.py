"""JSON files as rows of text: lists of objects, read one by one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import ijson

from geodata.imports.cells import Row, cell_text, require_encoding
from geodata.imports.sources import ImportFileError, Source


def read_json(path: Path, source: Source) -> Iterator[Row]:
    """Yield the objects of a list as rows; headings are the names of the first one, then others."""
    require_encoding(path, "utf-8-sig", "utf-8")
    with path.open("rb") as stream:
        if stream.read(3) != codecs.BOM_UTF8:
            stream.seek(0)
        start = stream.tell()
        first = stream.read(1 << 10).lstrip()[:1]
        stream.seek(start)
        reader = ijson.get_backend("python") if has_halves(path) else ijson
        where = "item" if first == b"[" else f"{source.items or 'lignes'}.item"
        names: list[str] = []
        number = 0
        try:
            _require_flat(reader, stream, path)
            stream.seek(start)
            # The headings must be known before the first row: they are those of all the objects.
            for found in reader.items(stream, where):
                if not isinstance(found, Mapping):
                    raise ImportFileError(
                        "{file} : chaque ligne doit être un objet « nom : valeur ».", file=path.name
                    )
                names += [name for name in found if name not in names]
                if len(names) > _MOST_NAMES:
                    raise ImportFileError(
                        "{file} a plus de {most} colonnes.", file=path.name, most=_MOST_NAMES
                    )
            if not names:
                raise ImportFileError(
                    "{file} ne contient aucune ligne (une liste d’objets, ou « {items} »).",
                    file=path.name,
                    items=source.items or "lignes",
                )
            yield 0, names
            stream.seek(start)
            for found in reader.items(stream, where):
                number += 1
                yield number, [cell_text(found.get(name)) for name in names]
        except ijson.JSONError as error:
            raise ImportFileError(
                "{file} n’est pas du JSON ({reason}).", file=path.name, reason=str(error)[:200]
            ) from None


#: Half of a character that JSON writes in two: one without the other. The fast reader would put a
#: question mark in its place.
_HALF = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
#: Bytes of a whole character written in two.
_WHOLE = 12
#: Bytes read at once.
BLOCK = 1 << 20


def has_halves(path: Path) -> bool:
    """Tell whether a JSON text may hold halves of characters."""
    before, seen = b"", 0
    with path.open("rb") as stream:
        while True:
            block = stream.read(BLOCK)
            text = before + block
            for found in _HALF.finditer(text):
                # What the end of a block cuts is seen whole with the next one, and was seen there.
                is_cut = bool(block) and found.end() + _WHOLE > len(text)
                if found.start() >= seen and not is_cut:
                    return True
            if not block:
                return False
            before = text[-2 * _WHOLE :]
            seen = _WHOLE // 2 if len(text) > len(before) else 0


def _require_flat(reader: Any, stream: IO[bytes], path: Path) -> None:
    """Refuse what is nested deeper than any table: building it would take for ever."""
    depth = 0
    for event, _ in reader.basic_parse(stream):
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
        if depth > _DEEPEST:
            raise ImportFileError(
                "{file} n’est pas un tableau : il est trop imbriqué.", file=path.name
            )


#: The deepest that rows, their values and lists of lists go.
_DEEPEST = 12
#: A table has fewer columns than this.
_MOST_NAMES = 200
