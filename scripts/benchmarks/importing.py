"""How long a national file takes to import, and how much memory; then ten times as many rows.

The files are made of real communes and of towns that do not exist: each row makes a partnership and
a partner, which is the most that a row can cost.
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import open_engine
from atlas.model import Authority, Country
from atlas.settings import PROJECT_ROOT
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.report import Measure

ROWS, MORE_ROWS = 10_440, 100_000
_TARGET_SECONDS, _TARGET_MB = 60.0, 500.0
#: The most that ten times as many rows may add to the memory.
_GROWTH = 1.5
_SYLLABLES = tuple(f"{start}{end}" for start in "bdklmnrstv" for end in "aeio")
_HEADER = ("Collectivité", "Département", "Partenaire", "Pays", "Année", "Source")


def measure_import(database: Path) -> list[Measure]:
    """Import files of two sizes into copies of ``database``; return times and memory.

    Raises :class:`BenchmarkError` with the last line that the command said when it fails.
    """
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        seconds, memory = _imported(database, Path(folder), ROWS)
        more_seconds, more_memory = _imported(database, Path(folder), MORE_ROWS)
    return [
        Measure("import_s", f"import de {ROWS} lignes", seconds, "s", _TARGET_SECONDS, 1),
        Measure("import_mb", f"mémoire de l’import de {ROWS} lignes", memory, "Mo", _TARGET_MB),
        Measure("import_100k_memory_ratio", "mémoire pour dix fois plus de lignes",
                more_memory / memory, "×", _GROWTH, 2),
        Measure("import_100k_s", f"import de {MORE_ROWS} lignes", more_seconds, "s", decimals=1),
        Measure("import_100k_mb", f"mémoire de l’import de {MORE_ROWS} lignes", more_memory, "Mo"),
    ]  # fmt: skip


def _imported(database: Path, folder: Path, rows: int) -> tuple[float, float]:
    """Import ``rows`` rows; return seconds and megabytes."""
    file, copy = folder / f"{rows}.csv", folder / "atlas.sqlite"
    _write(database, file, rows)
    shutil.copyfile(database, copy)
    started = time.perf_counter()
    told = folder / "told.log"
    with told.open("w", encoding="utf-8") as log:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "scripts.cli", "import", str(file), "--source", "modele"],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(PROJECT_ROOT),
                "ATLAS_DATABASE_URL": f"sqlite:///{copy}",
            },
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        lines = told.read_text(encoding="utf-8").strip().splitlines() or ["aucun message"]
        raise BenchmarkError("« import » a échoué : {line}", line=lines[-1])
    return took, _megabytes(used)


def _megabytes(used: resource.struct_rusage) -> float:
    # Linux counts in kilobytes.
    return used.ru_maxrss * 1024 / 1e6


def _write(database: Path, file: Path, rows: int) -> None:
    engine = open_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        communes = session.execute(
            select(Authority.name, Authority.departement_code)
            .where(Authority.kind == "commune", Authority.valid_to.is_(None))
            .order_by(Authority.code)
        ).all()
        countries = session.scalars(
            select(Country.name_fr).where(Country.iso2 != "FR").order_by(Country.iso2)
        ).all()
    engine.dispose()
    rng = Random(2026)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(_HEADER)
        for number in range(rows):
            name, departement = rng.choice(communes)
            town = "".join(rng.choice(_SYLLABLES) for _ in range(5)).title()
            source = f"Bulletin {number % 500}"
            writer.writerow(
                (name, departement, town, rng.choice(countries), rng.randint(1950, 2020), source)
            )
