"""The atlas served as ``./scripts/serve`` does, on the national set, and what it weighs."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from atlas.settings import PROJECT_ROOT, load_settings
from scripts.benchmarks.bodies import BenchmarkError
from scripts.lib.server import LOOPBACK, fetch, free_port, running_server

_ANSWER_SECONDS = 60.0
_REST_SECONDS = 60.0


@dataclass(frozen=True)
class Memory:
    """Memory of one worker, in megabytes (10⁶ bytes).

    ``resident`` counts pages shared with other processes in full, ``proportional`` its share of
    them; ``peak`` is the highest that ``resident`` ever was.
    """

    resident: float
    peak: float
    proportional: float


@dataclass(frozen=True)
class Site:
    """A running site: the port it listens on and the process that minds the workers."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """The site's root, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def memory(self) -> list[Memory]:
        """Return the memory of each worker, from ``/proc``."""
        return [_memory(pid) for pid in self.workers()]


@contextmanager
def running_site(database: Path) -> Iterator[Site]:
    """Serve a copy of ``database`` on a free loopback port, with the usual number of workers.

    Raises :class:`ServerError` when the server does not come up, :class:`BenchmarkError` when it
    does but cannot read that database.
    """
    log = PROJECT_ROOT / "build" / "logs" / "bench.log"
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        copy = Path(folder) / "national.sqlite"
        shutil.copyfile(database, copy)
        port = free_port()
        settings = {"ATLAS_DATABASE_URL": f"sqlite:///{copy}"}
        workers = load_settings({}).workers
        with running_server(port, log, workers=workers, settings=settings) as process:
            status, _ = fetch(port, "/healthz")
            if status != 200:
                raise BenchmarkError(
                    "/healthz répond {status} ; voir {log}.", status=status, log=log
                )
            site = Site(port, process)
            _await_rest(site)
            yield site


def _await_rest(site: Site) -> None:
    """Wait until the workers have read ahead: no figure is of a server that has just started."""
    before, deadline = -1, time.monotonic() + _REST_SECONDS
    while time.monotonic() < deadline:
        used = sum(_processor_ticks(pid) for pid in site.workers())
        if used == before:
            return
        before = used
        time.sleep(0.5)
    raise BenchmarkError(
        "Le serveur travaille encore {seconds} s après son démarrage.", seconds=_REST_SECONDS
    )


def _processor_ticks(pid: int) -> int:
    # The name of the process, in parentheses, may hold spaces; user and system time are the
    # fourteenth and fifteenth fields (proc_pid_stat(5)).
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def timed_get(port: int, address: str) -> tuple[float, int]:
    """Return how long ``GET address`` takes, connection included (ms), and the bytes of its body.

    The answer is asked for with Brotli, as browsers do. Raises :class:`BenchmarkError` when it is
    not 200.
    """
    connection = HTTPConnection(LOOPBACK, port, timeout=_ANSWER_SECONDS)
    started = time.perf_counter()
    try:
        connection.request("GET", address, headers={"Accept-Encoding": "br"})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException) as error:
        raise BenchmarkError(
            "{address} ne répond pas ({reason}).", address=address, reason=error
        ) from error
    finally:
        connection.close()
    took = (time.perf_counter() - started) * 1000
    if answer.status != 200:
        raise BenchmarkError("{address} répond {status}.", address=address, status=answer.status)
    return took, len(body)


def _memory(pid: int) -> Memory:
    def kilobytes(file: str, field: str) -> float:
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1.024 / 1000
        raise BenchmarkError("/proc ne donne pas {field}.", field=field)

    return Memory(
        kilobytes("status", "VmRSS"), kilobytes("status", "VmHWM"), kilobytes("smaps_rollup", "Pss")
    )
