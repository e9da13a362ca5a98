"""How long the files of the national set take, and what memory ten times as many links take."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from atlas.exports.formats import FORMATS
from atlas.settings import PROJECT_ROOT
from scripts.benchmarks.bodies import BenchmarkError
from scripts.benchmarks.links import NATIONAL
from scripts.benchmarks.national import cached_database
from scripts.benchmarks.report import Measure
from scripts.benchmarks.site import Site

_TARGETS = {"csv": 2.0, "gpkg": 5.0, "parquet": 5.0}
#: The formats whose memory is compared: the one that streams and those made on disk.
_WEIGHED = ("csv", "gpkg", "parquet", "xlsx")
_MANY = 100_000
#: The most that ten times as many links may add to the memory.
_GROWTH = 1.5
_PATIENCE = 120  # seconds


def measure_exports(site: Site, database: Path) -> list[Measure]:
    """Download every format of ``site``, then write some at two sizes; return times and memory."""
    measures = [_timed(site, extension) for extension in FORMATS]
    many = cached_database(NATIONAL.scaled(_MANY))
    for extension in _WEIGHED:
        few_mb, many_mb = _weighed(database, extension), _weighed(many, extension)
        name = FORMATS[extension].name
        measures.append(
            Measure(
                f"export_{extension}_memory_ratio",
                f"mémoire de {name} pour dix fois plus de liens",
                many_mb / few_mb,
                "×",
                _GROWTH,
                2,
            )
        )
        measures.append(
            Measure(
                f"export_{extension}_100k_mb", f"mémoire de {name}, 100 000 liens", many_mb, "Mo"
            )
        )
    return measures


def _timed(site: Site, extension: str) -> Measure:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=_PATIENCE)
    try:
        started = time.perf_counter()
        connection.request("GET", f"/export/partenariats.{extension}")
        answer = connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - started
    finally:
        connection.close()
    if answer.status != 200 or not body:
        raise BenchmarkError(
            "« partenariats.{extension} » a répondu {status}",
            extension=extension,
            status=answer.status,
        )
    return Measure(
        f"export_{extension.replace('.', '_')}_s",
        f"export national {FORMATS[extension].name}",
        took,
        "s",
        _TARGETS.get(extension),
        2,
    )


def _weighed(database: Path, extension: str) -> float:
    """Return the peak memory of the command that writes a file of all of ``database`` (MB)."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "scripts.cli", "export", f"{folder}/atlas.{extension}"],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(PROJECT_ROOT),
                "ATLAS_DATABASE_URL": f"sqlite:///{database}",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise BenchmarkError("« export » a échoué pour {extension}", extension=extension)
        return used.ru_maxrss * 1024 / 1e6  # Linux counts in kilobytes
