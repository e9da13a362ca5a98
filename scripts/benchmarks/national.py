"""The national set: as many partnerships as France has, in a SpatiaLite database, for measuring.

10,440 partnerships between 4,700 French and 8,150 foreign bodies (Ministry of Europe and Foreign
Affairs, 2021). The bodies are real; the links between them are drawn at random, always the same
ones, and belong on no public site.

    python -m scripts.benchmarks.national CHEMIN [--partenariats 100000]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from atlas.database import open_engine, transaction
from atlas.errors import AtlasError
from atlas.services import schema
from atlas.settings import PROJECT_ROOT
from geodata.manifests import DATASETS, verify
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.links import NATIONAL, SEED, NationalSet, Size, draw
from scripts.benchmarks.progress import show_progress
from scripts.benchmarks.writing import write

CACHE = PROJECT_ROOT / "build" / "benchmarks"
USED_DATASETS = ("cog", "contours", "lieux", "noms", "pays", "vocabulaires")
#: What the contents of the database follow from, besides the datasets.
_CODE = (
    *("scripts/benchmarks/bodies.py", "scripts/benchmarks/links.py"),
    *("scripts/benchmarks/proportions.py", "scripts/benchmarks/writing.py"),
    *("atlas/eras", "atlas/migrations", "atlas/model", "atlas/services/derivation.py"),
    *("atlas/dates.py", "atlas/events.py", "atlas/spatial.py", "atlas/text.py"),
    *("geodata/loading/authorities.py", "geodata/loading/bodies.py", "geodata/loading/cog.py"),
    *("geodata/loading/countries.py", "geodata/loading/outlines.py"),
    *("geodata/loading/reading.py", "geodata/loading/vocabularies.py"),
)


def digest(size: Size = NATIONAL, seed: int = SEED) -> str:
    """Return what names a set: a digest of its size, seed, datasets and code."""
    total = hashlib.sha256(repr((size, seed)).encode())
    for path in _files(_CODE):
        total.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for name in USED_DATASETS:
        for entry in verify(DATASETS / name).files:
            total.update(f"{name}/{entry.path}:{entry.sha256};".encode())
    return total.hexdigest()[:16]


def _files(names: Iterable[str]) -> list[Path]:
    paths = [PROJECT_ROOT / name for name in names]
    inside = [p for path in paths if path.is_dir() for p in path.rglob("*.py")]
    return sorted([*inside, *(path for path in paths if not path.is_dir())])


def cached_database(size: Size = NATIONAL, seed: int = SEED, cache: Path = CACHE) -> Path:
    """Return the database of the set kept in ``cache``, made first when it is not there.

    It is to be read only; :func:`national_database` gives a copy that may be changed.
    """
    wanted = cache / f"national-{size.partnerships}-{digest(size, seed)}.sqlite"
    if not wanted.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob(f"national-{size.partnerships}-*.sqlite*"):
            old.unlink()
        unfinished = wanted.with_suffix(f".{os.getpid()}.tmp")
        try:
            build(unfinished, draw(DATASETS, size, seed), wanted.stem)
            unfinished.replace(wanted)
        finally:
            for leftover in cache.glob(f"{unfinished.name}*"):
                leftover.unlink()
    return wanted


def national_database(
    path: Path, size: Size = NATIONAL, seed: int = SEED, cache: Path = CACHE
) -> Path:
    """Put the database of the national set at ``path``, in place of what is there; return it."""
    made = cached_database(size, seed, cache)
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        old.unlink(missing_ok=True)
    shutil.copyfile(made, path)
    return path


def build(path: Path, national: NationalSet, token: str, datasets: Path = DATASETS) -> None:
    """Make a database of ``national`` at ``path``: migrations, reference data, links, eras."""
    engine = open_engine(f"sqlite:///{path}", create=True)
    try:
        schema.upgrade(engine)
        with (
            show_progress(f"Jeu national ({len(national.links)} partenariats)") as progress,
            transaction(engine) as session,
        ):
            write(session, datasets, national, token, progress)
        with engine.connect() as connection:
            # One file, without the journal that goes with it while it is written.
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    finally:
        engine.dispose()


def main(arguments: list[str]) -> int:
    """Make the database at the path given; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.benchmarks.national",
        description="Écrit une base SpatiaLite du jeu national engendré, pour mesurer l’atlas.",
    )
    parser.add_argument("chemin", type=Path, help="fichier à écrire (remplacé s’il existe)")
    parser.add_argument("--partenariats", type=int, default=NATIONAL.partnerships, metavar="N")
    parser.add_argument("--graine", type=int, default=SEED, metavar="N")
    options = parser.parse_args(arguments)
    size = NATIONAL
    if options.partenariats != NATIONAL.partnerships:
        size = NATIONAL.scaled(options.partenariats)
    try:
        if options.partenariats < 1:
            raise BenchmarkError("Il faut au moins un partenariat.")
        print(national_database(options.chemin.resolve(), size, options.graine))
    except (AtlasError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
