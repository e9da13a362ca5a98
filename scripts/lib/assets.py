"""Copy the browser's files into ``webapp/static/vendor/``, each with its compressed siblings.

The list is ``scripts/vendor_assets.toml``. The folder is made anew beside the old one and put in
its place at the end, so that a running server never shows half of it.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import brotli

from atlas.errors import AtlasError
from atlas.settings import PROJECT_ROOT

LIST = PROJECT_ROOT / "scripts" / "vendor_assets.toml"
DESTINATION = PROJECT_ROOT / "webapp" / "static" / "vendor"

#: Text formats; images and fonts are compressed already.
COMPRESSIBLE = {".css", ".csv", ".geojson", ".js", ".json", ".mjs", ".svg", ".topojson", ".txt"}
#: Under this size (bytes) a compressed answer saves no packet.
SMALLEST_COMPRESSED = 1000


class AssetError(AtlasError):
    """An entry of the list cannot be copied."""


@dataclass(frozen=True)
class Copy:
    """One ``[[copy]]``: a glob from the project's root, a file or folder of the vendor folder."""

    source: str
    target: str


def read_list(path: Path) -> tuple[Copy, ...]:
    """Return the entries of the list at ``path``. Raises :class:`AssetError` on unknown keys."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    copies = []
    for entry in document.get("copy", []):
        if set(entry) != {"from", "to"}:
            raise AssetError(
                "{file} : une entrée [[copy]] a les clés « from » et « to », et non {keys}.",
                file=path.name,
                keys=", ".join(sorted(entry)),
            )
        copies.append(Copy(entry["from"], entry["to"]))
    return tuple(copies)


def vendor(copies: tuple[Copy, ...], root: Path, destination: Path) -> int:
    """Make ``destination`` from ``copies`` (sources under ``root``) and return its number of files.

    Compressed siblings are not counted. Raises :class:`AssetError` when a source matches no file or
    a target leaves the folder; the former content of ``destination`` is then untouched.
    """
    fresh = destination.with_name(destination.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        made = [file for copy in copies for file in _copy(copy, root, fresh)]
    except AssetError:
        shutil.rmtree(fresh)
        raise
    for file in made:
        compress(file)
    if destination.exists():
        former = destination.with_name(destination.name + ".old")
        shutil.rmtree(former, ignore_errors=True)
        destination.rename(former)
        fresh.rename(destination)
        shutil.rmtree(former)
    else:
        fresh.rename(destination)
    return len(made)


def _copy(copy: Copy, root: Path, fresh: Path) -> list[Path]:
    sources = sorted(path for path in root.glob(copy.source) if path.is_file())
    if not sources:
        raise AssetError(
            "{source} ne désigne aucun fichier (liste : scripts/vendor_assets.toml).",
            source=copy.source,
        )
    base = (fresh / copy.target).resolve()
    if not base.is_relative_to(fresh.resolve()):
        raise AssetError("{target} sort de webapp/static/vendor/.", target=copy.target)
    made = []
    for source in sources:
        target = base / source.name if copy.target.endswith("/") else base
        if target.exists():
            raise AssetError("{target} serait écrit deux fois.", target=copy.target)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        made.append(target)
    return made


def compress(file: Path) -> None:
    """Write ``file``.gz and ``file``.br beside a text file where they are smaller than it.

    The bytes depend on the content only (no date inside), so that a rebuild gives the same files.
    """
    if file.suffix not in COMPRESSIBLE:
        return
    content = file.read_bytes()
    if len(content) < SMALLEST_COMPRESSED:
        return
    for suffix, packed in (
        (".gz", gzip.compress(content, compresslevel=9, mtime=0)),
        (".br", brotli.compress(content, quality=11)),
    ):
        if len(packed) < len(content):
            file.with_name(file.name + suffix).write_bytes(packed)


def main() -> int:
    """Vendor the files of the project; returns 0, or 1 after one sentence on stderr."""
    try:
        count = vendor(read_list(LIST), PROJECT_ROOT, DESTINATION)
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{count} fichiers dans {DESTINATION}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
