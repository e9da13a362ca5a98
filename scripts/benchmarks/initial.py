"""How long ``./scripts/atlas init`` takes on a machine that has no database yet."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from atlas.settings import PROJECT_ROOT
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.report import Measure

_TARGET_SECONDS = 60.0


def measure_init() -> list[Measure]:
    """Return how long loading the embedded set into a fresh file takes, start of Python included.

    Raises :class:`BenchmarkError` with the last line that ``init`` said when it fails.
    """
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        file = Path(folder) / "atlas.sqlite"
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-P", "-m", "scripts.cli", "init"],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(PROJECT_ROOT),
                "ATLAS_DATABASE_URL": f"sqlite:///{file}",
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        took = time.perf_counter() - started
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["aucun message"]
            raise BenchmarkError("« init » a échoué : {line}", line=lines[-1])
        size = file.stat().st_size / 1e6
    return [
        Measure("init_s", "« init » du jeu livré dans un fichier neuf", took, "s",
                _TARGET_SECONDS, 1),
        Measure("init_database_mb", "base du jeu livré", size, "Mo", decimals=1),
    ]  # fmt: skip
