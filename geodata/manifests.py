"""Manifests: what a dataset is, where it comes from, and the counts and hashes that it must have.

Each folder of ``geodata/datasets/`` holds data files and one ``manifest.toml``. The people who
keep a dataset write its description there; the hash, row count and columns of each file are
written by :func:`refresh` after the files changed, and checked by :func:`verify` before anything
is loaded. A dataset that does not match its manifest is refused with one sentence: the atlas
never loads half a file.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from geodata.measuring import DataFile, measure, read_records
from geodata.refusals import (
    ChangedFileError,
    ManifestError,
    names_said,
    not_utf8,
    other_columns,
    other_width,
    remedy,
    require_rows,
    rows_said,
)

__all__ = [
    "DATASETS", "MANIFEST", "ChangedFileError", "DataFile", "Manifest", "ManifestError", "measure",
    "read_all", "read_manifest", "read_rows", "refresh", "render", "verify",
]  # fmt: skip

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
        raise ManifestError(
            f"{self.folder / MANIFEST} : le fichier « {path} » n’y est pas décrit ; "
            "ajoutez-lui une entrée [[files]]."
        )


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a dataset folder, without looking at its data files.

    Raises ManifestError when the manifest is missing, is not TOML, or lacks a required entry.
    """
    path = folder / MANIFEST
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ManifestError(
            f"{path} : ce jeu de données n’a pas de manifeste ; écrivez-le, ou retirez le dossier."
        ) from error
    except UnicodeDecodeError as error:
        raise not_utf8(path, error) from error
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(
            f"{path} : le manifeste n’est pas du TOML lisible{_toml_place(error)} ; corrigez-le."
        ) from error
    missing = [key for key in _REQUIRED if key not in raw]
    if missing:
        raise ManifestError(f"{path} : il manque {names_said(missing)} ; complétez le manifeste.")
    if raw["name"] != folder.name:
        raise ManifestError(
            f"{path} : « name » vaut « {raw['name']} » et le dossier s’appelle « {folder.name} » ; "
            "donnez-leur le même nom."
        )
    if not isinstance(raw["date"], date):
        raise ManifestError(
            f"{path} : « date » doit être une date comme 2026-01-31, sans guillemets, "
            f"et vaut « {raw['date']} »."
        )
    files = tuple(_read_entry(path, entry) for entry in raw.get("files", []))
    if not files:
        raise ManifestError(
            f"{path} : aucun fichier n’y est décrit ; ajoutez une entrée [[files]] par fichier."
        )
    paths = [entry.path for entry in files]
    twice = sorted({name for name in paths if paths.count(name) > 1})
    if twice:
        raise ManifestError(
            f"{path} : {names_said(twice)} y est décrit deux fois ; retirez une des deux entrées."
        )
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
        raise ManifestError(
            f"{path} : l’entrée [[files]] de « {raw.get('path', '?')} » n’a pas de "
            f"{names_said(missing)} ; complétez-la."
        )
    if not isinstance(raw["rows"], int) or not isinstance(raw["min_rows"], int):
        raise ManifestError(
            f"{path} : dans l’entrée [[files]] de « {raw['path']} », « rows » et « min_rows » "
            f"doivent être des nombres entiers, et valent « {raw['rows']} » et "
            f"« {raw['min_rows']} »."
        )
    if "/" in raw["path"] or raw["path"].startswith("."):
        raise ManifestError(
            f"{path} : « {raw['path']} » doit être le nom d’un fichier du même dossier."
        )
    return DataFile(
        path=raw["path"],
        sha256=raw["sha256"],
        rows=raw["rows"],
        min_rows=raw["min_rows"],
        columns=tuple(raw["columns"]),
        description_fr=raw["description_fr"],
    )


def _toml_place(error: tomllib.TOMLDecodeError) -> str:
    """Return where the reader stopped, in French; its own sentence is English."""
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f" (ligne {found[1]}, colonne {found[2]})" if found else ""


def read_all(datasets: Path = DATASETS) -> list[Manifest]:
    """Return the manifests of every dataset folder, sorted by name."""
    return [read_manifest(path.parent) for path in sorted(datasets.glob(f"*/{MANIFEST}"))]


def verify(folder: Path) -> Manifest:
    """Check every file of a dataset against its manifest and return the manifest.

    Raises ManifestError on the first difference: missing or unlisted file, hash, number of rows
    (exact and minimum), columns. Another hash or number of rows is a ChangedFileError.
    """
    manifest = read_manifest(folder)
    listed = {entry.path for entry in manifest.files}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != MANIFEST and path.name not in listed:
            raise ManifestError(
                f"{path} : ce fichier n’est pas décrit dans {MANIFEST} ; "
                "ajoutez-lui une entrée [[files]], ou retirez-le."
            )
    for entry in manifest.files:
        _verify_file(folder / entry.path, entry)
    return manifest


def _verify_file(path: Path, entry: DataFile) -> None:
    found = measure(path)
    require_rows(path, found.rows, entry.min_rows)
    if found.rows != entry.rows:
        raise ChangedFileError(
            f"{path} : {rows_said(found.rows)}, le manifeste en annonce {entry.rows} ; "
            f"{remedy(path)}."
        )
    if found.columns != entry.columns:
        raise other_columns(path, found.columns, entry.columns)
    if found.sha256 != entry.sha256:
        raise ChangedFileError(
            f"{path} : l’empreinte SHA-256 est {found.sha256}, le manifeste annonce "
            f"{entry.sha256 or 'une empreinte vide'} ; {remedy(path)}."
        )


def read_rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the records of one CSV file of a dataset, one dictionary per row.

    Raises ManifestError when the file is not listed, is missing or has other columns than its
    manifest says. Hashes are not computed here: call :func:`verify` once before loading.
    """
    entry = read_manifest(folder).file(name)
    path = folder / name
    records = read_records(path)
    header = next((record for _, record in records), [])
    if tuple(header) != entry.columns:
        raise other_columns(path, header, entry.columns)
    rows = []
    for line, record in records:
        if len(record) != len(header):
            raise other_width(path, line, len(record), len(header))
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
        require_rows(folder / entry.path, found.rows, entry.min_rows)
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
