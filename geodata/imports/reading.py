"""Reading a file of a source, row by row, under the names that the atlas gives to columns."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas.errors import AtlasError
from atlas.text import fold

SOURCES = Path(__file__).parent / "sources"
#: A cell longer than this is no cell of a table.
_LONGEST_CELL = 10_000
_DELIMITERS = ";,\t"


class ImportFileError(AtlasError):
    """A file cannot be imported as it stands; nothing of it is kept."""


@dataclass(frozen=True)
class Source:
    """A kind of file that can be imported: its publisher and how its columns are called."""

    name: str
    title_fr: str
    publisher: str
    licence: str
    url: str
    delimiter: str
    encoding: str
    link_type: str
    confidence: str
    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]


@dataclass(frozen=True)
class ImportRow:
    """A row of a file: its line, counted from 1 with the header, and its cells by our names."""

    line: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a cell without the spaces around it; empty when the file has no such column."""
        return " ".join(self.cells.get(name, "").split())


def list_sources() -> list[Source]:
    """Return the sources, by name."""
    return sorted((_read_source(path) for path in SOURCES.glob("*.toml")), key=lambda s: s.name)


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
        publisher=table["publisher"],
        licence=table["licence"],
        url=table["url"],
        delimiter=table["delimiter"],
        encoding=table["encoding"],
        link_type=table["link_type"],
        confidence=table["confidence"],
        columns=table["columns"],
        required=table["required"]["columns"],
    )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_rows(path: Path, source: Source) -> Iterator[ImportRow]:
    """Yield the rows of a file; raise :class:`ImportFileError` for what is no such file."""
    text = _decoded(path, source.encoding)
    delimiter = source.delimiter or _guessed(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
        places = _places(header, source, path)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise ImportFileError(
                    "{file}, ligne {line} : {found} cellules pour {wanted} colonnes.",
                    file=path.name,
                    line=reader.line_num,
                    found=len(cells),
                    wanted=len(header),
                )
            if max(map(len, cells)) > _LONGEST_CELL:
                raise ImportFileError(
                    "{file}, ligne {line} : une cellule dépasse {most} signes.",
                    file=path.name,
                    line=reader.line_num,
                    most=_LONGEST_CELL,
                )
            yield ImportRow(
                reader.line_num,
                {name: cells[place] for name, place in places.items() if place < len(cells)},
            )
    except csv.Error as error:
        raise ImportFileError(
            "{file}, ligne {line} : ce tableau est mal formé ({reason}).",
            file=path.name,
            line=reader.line_num,
            reason=error,
        ) from None


def _decoded(path: Path, encoding: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImportFileError(
            "Le fichier « {file} » ne peut pas être lu ({reason}).",
            file=path.name,
            reason=error.strerror,
        ) from None
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise ImportFileError(
            "Le fichier « {file} » n’est pas en {encoding} (octet {place}) : enregistrez-le à "
            "nouveau en choisissant « UTF-8 ».",
            file=path.name,
            encoding=encoding.upper(),
            place=error.start,
        ) from None


def _guessed(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(_DELIMITERS, key=first.count)


def _places(header: Sequence[str], source: Source, path: Path) -> dict[str, int]:
    """Return where each of our columns is; names match whatever their case and accents."""
    known = {fold(name): place for place, name in reversed(list(enumerate(header)))}
    places = {
        ours: known[fold(alias)]
        for ours, aliases in source.columns.items()
        for alias in reversed(aliases)
        if fold(alias) in known
    }
    missing = [source.columns[name][0] for name in source.required if name not in places]
    if missing:
        raise ImportFileError(
            "{file} n’a pas la colonne « {missing} » que demande la source « {source} ». Colonnes "
            "trouvées : {found}.",
            file=path.name,
            missing=missing[0],
            source=source.name,
            found=", ".join(header)[:300] or "aucune",
        )
    return places
