"""Manifests: what a dataset is, where it comes from, and the counts and hashes that it must have.

Each folder of ``geodata/datasets/`` holds data files and one ``manifest.toml``. The people who
keep a dataset write its description there; the hash, row count and columns of each file are
written by :func:`refresh` after the files changed, and checked by :func:`verify` before anything
is loaded. A dataset that does not match its manifest is refused with one sentence: the atlas
never loads half a file.
"""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from atlas.errors import AtlasError

DATASETS = Path(__file__).parent / "datasets"
MANIFEST = "manifest.toml"

_REQUIRED = (
    "name",
    "title_fr",
    "title_en",
    "publisher",
    "licence",
    "licence_url",
    "source_url",
    "source_version",
    "date",
)
_FILE_REQUIRED = ("path", "sha256", "rows", "min_rows", "columns", "description_fr")
_JSON_SUFFIXES = (".geojson", ".topojson", ".json")


class ManifestError(AtlasError):
    """A dataset and its manifest disagree, or one of them cannot be read.

    The message is one sentence that names the file, what was expected and what was found.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__("{sentence}", sentence=sentence)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a dataset.

    ``rows`` counts CSV records without the header, GeoJSON features, or the geometries of all
    TopoJSON objects. ``columns`` are CSV columns in order, or sorted feature properties.
    """

    path: str
    sha256: str
    rows: int
    min_rows: int
    columns: tuple[str, ...]
    description_fr: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Description of one dataset; ``attribution`` is the sentence its licence asks us to show."""

    folder: Path
    name: str
    title_fr: str
    title_en: str
    publisher: str
    licence: str
    licence_url: str
    source_url: str
    source_version: str
    date: date
    files: tuple[DataFile, ...]
    description_fr: str = ""
    attribution: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def file(self, path: str) -> DataFile:
        """Return the entry of one file; ManifestError when the manifest does not list it."""
        for entry in self.files:
            if entry.path == path:
                return entry
        raise ManifestError(f"{self.folder / MANIFEST}: the file {path!r} is not listed.")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a dataset folder, without looking at its data files.

    Raises ManifestError when the manifest is missing, is not TOML, or lacks a required entry.
    """
    path = folder / MANIFEST
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ManifestError(f"{path}: the dataset has no manifest.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: not a readable TOML file ({error}).") from error
    missing = [key for key in _REQUIRED if key not in raw]
    if missing:
        raise ManifestError(f"{path}: missing {', '.join(missing)}.")
    if raw["name"] != folder.name:
        raise ManifestError(f"{path}: name is {raw['name']!r}, its folder is {folder.name!r}.")
    if not isinstance(raw["date"], date):
        raise ManifestError(f"{path}: date must be an ISO date, found {raw['date']!r}.")
    files = tuple(_read_entry(path, entry) for entry in raw.get("files", []))
    if not files:
        raise ManifestError(f"{path}: lists no file.")
    paths = [entry.path for entry in files]
    if len(set(paths)) != len(paths):
        raise ManifestError(f"{path}: a file is listed twice.")
    known = {*_REQUIRED, "files", "description_fr", "attribution"}
    return Manifest(
        folder=folder,
        files=files,
        description_fr=str(raw.get("description_fr", "")),
        attribution=str(raw.get("attribution", "")),
        extra={key: str(value) for key, value in raw.items() if key not in known},
        date=raw["date"],
        **{key: str(raw[key]) for key in _REQUIRED if key != "date"},
    )


def _read_entry(path: Path, raw: Mapping[str, Any]) -> DataFile:
    missing = [key for key in _FILE_REQUIRED if key not in raw]
    if missing:
        raise ManifestError(f"{path}: [[files]] {raw.get('path', '?')}: no {', '.join(missing)}.")
    if not isinstance(raw["rows"], int) or not isinstance(raw["min_rows"], int):
        raise ManifestError(f"{path}: [[files]] {raw['path']}: rows and min_rows are integers.")
    if "/" in raw["path"] or raw["path"].startswith("."):
        raise ManifestError(f"{path}: {raw['path']!r} must be a plain file name of the folder.")
    return DataFile(
        path=raw["path"],
        sha256=raw["sha256"],
        rows=raw["rows"],
        min_rows=raw["min_rows"],
        columns=tuple(raw["columns"]),
        description_fr=raw["description_fr"],
    )


def read_all(datasets: Path = DATASETS) -> list[Manifest]:
    """Return the manifests of every dataset folder, sorted by name."""
    return [read_manifest(path.parent) for path in sorted(datasets.glob(f"*/{MANIFEST}"))]


def verify(folder: Path) -> Manifest:
    """Check every file of a dataset against its manifest and return the manifest.

    Raises ManifestError on the first difference: missing or unlisted file, hash, number of rows
    (exact and minimum), columns.
    """
    manifest = read_manifest(folder)
    listed = {entry.path for entry in manifest.files}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != MANIFEST and path.name not in listed:
            raise ManifestError(f"{path}: the file is not listed in {MANIFEST}.")
    for entry in manifest.files:
        _verify_file(folder / entry.path, entry)
    return manifest


def _verify_file(path: Path, entry: DataFile) -> None:
    found = measure(path)
    if found.rows < entry.min_rows:
        raise ManifestError(f"{path}: {found.rows} rows, at least {entry.min_rows} are expected.")
    if found.rows != entry.rows:
        raise ManifestError(f"{path}: {found.rows} rows, the manifest says {entry.rows}.")
    if found.columns != entry.columns:
        raise ManifestError(
            f"{path}: columns {', '.join(found.columns)}; "
            f"the manifest says {', '.join(entry.columns)}."
        )
    if found.sha256 != entry.sha256:
        raise ManifestError(
            f"{path}: SHA-256 is {found.sha256}, the manifest says {entry.sha256}; "
            f"after a wanted change run scripts/build_geodata --manifests."
        )


def measure(path: Path) -> DataFile:
    """Return the hash, rows and columns that a file really has (no description, min_rows 0)."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ManifestError(f"{path}: the file is missing.") from error
    digest = hashlib.sha256(content).hexdigest()
    if path.suffix == ".csv":
        rows, columns = _measure_csv(path)
    elif path.suffix in _JSON_SUFFIXES:
        rows, columns = _measure_json(path, content)
    else:
        raise ManifestError(f"{path}: no rule to count the rows of a {path.suffix!r} file.")
    return DataFile(path.name, digest, rows, 0, columns, "")


def _measure_csv(path: Path) -> tuple[int, tuple[str, ...]]:
    rows = 0
    header: tuple[str, ...] = ()
    for line, record in _records(path):
        if not header:
            header = tuple(record)
            if len(set(header)) != len(header) or not all(header):
                raise ManifestError(f"{path}: line {line}: a column is empty or named twice.")
        elif len(record) != len(header):
            raise ManifestError(
                f"{path}: line {line}: {len(record)} values for {len(header)} columns."
            )
        else:
            rows += 1
    if not header:
        raise ManifestError(f"{path}: the file is empty.")
    return rows, header


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, values) for each CSV record, the header first."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            for record in reader:
                yield reader.line_num, record
    except FileNotFoundError as error:
        raise ManifestError(f"{path}: the file is missing.") from error
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: not UTF-8 at byte {error.start}.") from error
    except csv.Error as error:
        raise ManifestError(f"{path}: not a readable CSV file ({error}).") from error


def _measure_json(path: Path, content: bytes) -> tuple[int, tuple[str, ...]]:
    try:
        document = json.loads(content)
    except ValueError as error:
        raise ManifestError(f"{path}: not a readable JSON file ({error}).") from error
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection":
        features = document["features"]
    elif kind == "Topology":
        features = [
            geometry
            for name in sorted(document["objects"])
            for geometry in document["objects"][name]["geometries"]
        ]
    else:
        raise ManifestError(f"{path}: neither a FeatureCollection nor a Topology.")
    names = {name for feature in features for name in feature.get("properties") or {}}
    return len(features), tuple(sorted(names))


def read_rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the records of one CSV file of a dataset, one dictionary per row.

    Raises ManifestError when the file is not listed, is missing or has other columns than its
    manifest says. Hashes are not computed here: call :func:`verify` once before loading.
    """
    entry = read_manifest(folder).file(name)
    path = folder / name
    records = _records(path)
    header = next((record for _, record in records), [])
    if tuple(header) != entry.columns:
        raise ManifestError(
            f"{path}: columns {', '.join(header)}; the manifest says {', '.join(entry.columns)}."
        )
    rows = []
    for line, record in records:
        if len(record) != len(header):
            raise ManifestError(
                f"{path}: line {line}: {len(record)} values for {len(header)} columns."
            )
        rows.append(dict(zip(header, record, strict=True)))
    return rows


def refresh(folder: Path) -> Manifest:
    """Measure every listed file again, rewrite the manifest and return it.

    The descriptions and ``min_rows`` are kept. Raises ManifestError when a file is missing or
    has fewer rows than its ``min_rows``: a build that lost rows must not be recorded silently.
    """
    manifest = read_manifest(folder)
    files = []
    for entry in manifest.files:
        found = measure(folder / entry.path)
        if found.rows < entry.min_rows:
            raise ManifestError(
                f"{folder / entry.path}: {found.rows} rows, at least {entry.min_rows} expected."
            )
        files.append(replace(entry, sha256=found.sha256, rows=found.rows, columns=found.columns))
    manifest = replace(manifest, files=tuple(files))
    (folder / MANIFEST).write_text(render(manifest), encoding="utf-8", newline="\n")
    return manifest


def render(manifest: Manifest) -> str:
    """Return the TOML text of a manifest, always in the same order and layout."""
    lines = [f"{key} = {_toml(getattr(manifest, key))}" for key in _REQUIRED]
    lines += [
        f"{key} = {_toml(getattr(manifest, key))}"
        for key in ("description_fr", "attribution")
        if getattr(manifest, key)
    ]
    lines += [f"{key} = {_toml(value)}" for key, value in sorted(manifest.extra.items())]
    for entry in manifest.files:
        lines += ["", "[[files]]"]
        lines += [f"{key} = {_toml(getattr(entry, key))}" for key in _FILE_REQUIRED]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    # A JSON string is a TOML basic string, given that non-ASCII characters are kept as they are.
    return json.dumps(str(value), ensure_ascii=False)
