"""What a data file really holds: its hash, how many rows, which columns."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geodata.refusals import ManifestError, missing_file, not_utf8, other_width

_JSON_SUFFIXES = (".geojson", ".topojson", ".json")


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


def sha256_of(path: Path) -> str:
    """Return the SHA-256 hash of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def measure(path: Path) -> DataFile:
    """Return the hash, rows and columns that a file really has (no description, min_rows 0)."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise missing_file(path) from error
    digest = hashlib.sha256(content).hexdigest()
    if path.suffix == ".csv":
        rows, columns = _measure_csv(path)
    elif path.suffix in _JSON_SUFFIXES:
        rows, columns = _measure_json(path, content)
    else:
        raise ManifestError(
            f"{path} : l’atlas ne sait pas compter les lignes d’un fichier « {path.suffix} » ; "
            "il connaît .csv, .geojson et .topojson."
        )
    return DataFile(path.name, digest, rows, 0, columns, "")


def _measure_csv(path: Path) -> tuple[int, tuple[str, ...]]:
    rows = 0
    header: tuple[str, ...] = ()
    for line, record in read_records(path):
        if not header:
            header = tuple(record)
            if len(set(header)) != len(header) or not all(header):
                raise ManifestError(
                    f"{path}, ligne {line} : une colonne n’a pas de nom, ou deux ont le même ; "
                    "corrigez l’en-tête."
                )
        elif len(record) != len(header):
            raise other_width(path, line, len(record), len(header))
        else:
            rows += 1
    if not header:
        raise ManifestError(
            f"{path} : ce fichier est vide, un en-tête au moins est attendu ; remettez son contenu."
        )
    return rows, header


def read_records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, values) for each CSV record, the header first."""
    line = 0
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            for record in reader:
                line = reader.line_num
                yield line, record
    except FileNotFoundError as error:
        raise missing_file(path) from error
    except UnicodeDecodeError as error:
        raise not_utf8(path, error) from error
    except csv.Error as error:
        raise ManifestError(
            f"{path} : ce n’est pas du CSV lisible après la ligne {line} ; "
            "vérifiez les guillemets et les fins de ligne."
        ) from error


def _measure_json(path: Path, content: bytes) -> tuple[int, tuple[str, ...]]:
    try:
        document = json.loads(content)
    except UnicodeDecodeError as error:
        raise not_utf8(path, error) from error
    except json.JSONDecodeError as error:
        raise ManifestError(
            f"{path} : ce n’est pas du JSON lisible (ligne {error.lineno}, "
            f"colonne {error.colno}) ; "
            "corrigez ce fichier, ou construisez-le à nouveau."
        ) from error
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
        raise ManifestError(
            f"{path} : un objet « FeatureCollection » ou « Topology » est attendu, "
            f"« {kind or '?'} » a été trouvé ; construisez ce fichier à nouveau."
        )
    names = {name for feature in features for name in feature.get("properties") or {}}
    return len(features), tuple(sorted(names))
