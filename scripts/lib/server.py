"""Serving the atlas with gunicorn, and checking that it answers.

``python -m scripts.lib.server`` replaces itself by gunicorn; ``--check`` starts it on a free port,
asks for the pages that matter, stops it and returns 0 or 1.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from atlas.errors import AtlasError
from atlas.settings import PROJECT_ROOT, Settings, load_settings

#: Longest request line read, in bytes; a longer one is answered 414 (see ``http_worker``).
REQUEST_LINE_BYTES = 8190
#: Requests that one worker answers at once: more would only take turns and hold more memory.
THREADS = 3
START_SECONDS = 60.0
ANSWER_SECONDS = 30.0
STOP_SECONDS = 10.0
LOOPBACK = "127.0.0.1"


class ServerError(AtlasError):
    """The server cannot be started, or does not answer as it must."""


def gunicorn_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command that serves the atlas on ``host``:``port``."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        sys.executable,
        *("-P", "-m", "gunicorn"),
        *("--chdir", str(PROJECT_ROOT)),
        *("--bind", address),
        *("--workers", str(workers)),
        *("--worker-class", "scripts.lib.http_worker.AtlasWorker"),
        *("--threads", str(THREADS)),
        *("--limit-request-line", str(REQUEST_LINE_BYTES)),
        *("--log-level", "warning"),
        "--no-control-socket",
        "webapp:create_app()",
    ]


def ensure_port_is_free(host: str, port: int) -> None:
    """Raise :class:`ServerError` with a sentence when nothing can listen on ``host``:``port``."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise ServerError(
            "L’adresse ATLAS_HOST = « {host} » n’existe pas sur cette machine.", host=host
        ) from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise _why_not(error, host, port) from None


def _why_not(error: OSError, host: str, port: int) -> ServerError:
    if error.errno == errno.EADDRINUSE:
        return ServerError(
            "Le port {port} de {host} est déjà pris : arrêtez le programme qui l’occupe, ou "
            "choisissez-en un autre, par exemple ATLAS_PORT={other} ./scripts/serve.",
            port=port,
            host=host,
            other=port + 1 if port < 65535 else 8000,
        )
    if error.errno == errno.EACCES:
        return ServerError(
            "Le port {port} est réservé au compte root : choisissez-en un au-dessus de 1023, "
            "par exemple ATLAS_PORT=8000.",
            port=port,
        )
    return ServerError(
        "Impossible d’écouter sur {host}:{port} ({reason}).",
        host=host,
        port=port,
        reason=error.strerror,
    )


def free_port(host: str = LOOPBACK) -> int:
    """Return a TCP port of ``host`` on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def server_environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment that the server runs in: that of this process, and what it needs more.

    ``settings``, where given, are all its settings (``ATLAS_…``): those of this process are left
    out.
    """
    inherited = dict(os.environ)
    if settings is not None:
        inherited = {k: v for k, v in inherited.items() if not k.startswith("ATLAS_")}
    # One heap for each thread, as glibc would have, keeps tens of megabytes that nobody uses.
    return {
        "MALLOC_ARENA_MAX": "2",
        # What large answers took goes back to the system instead of staying between two small ones.
        "MALLOC_MMAP_THRESHOLD_": "500000",
        "MALLOC_TRIM_THRESHOLD_": "1000000",
        **inherited,
        **(settings or {}),
        "PYTHONPATH": str(PROJECT_ROOT),
    }


def serve(settings: Settings) -> None:
    """Replace this process by the server. Raises :class:`ServerError` when the port is taken."""
    ensure_port_is_free(settings.host, settings.port)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"• L’atlas est sur http://{shown}:{settings.port} (Ctrl+C pour l’arrêter)", flush=True)
    command = gunicorn_command(settings.host, settings.port, settings.workers)
    os.execve(command[0], command, server_environment())  # noqa: S606 - no shell wanted


def _is_page(body: bytes) -> bool:
    return b"<html" in body.lower()


def _is_map_data(body: bytes) -> bool:
    """Tell whether ``body`` is the feed of the map and holds at least one partnership."""
    try:
        feed = json.loads(body)
    except ValueError:
        return False
    return isinstance(feed, dict) and isinstance(feed.get("total"), int) and feed["total"] > 0


#: What the check asks for: address, what a good answer holds, and its name in a sentence.
CHECKS: tuple[tuple[str, Callable[[bytes], bool], str], ...] = (
    ("/healthz", bool, "l’état de santé"),
    ("/", _is_page, "l’accueil"),
    ("/carte", _is_page, "la carte"),
    ("/carte/donnees.json", _is_map_data, "les données de la carte"),
)


def fetch(port: int, address: str) -> tuple[int, bytes]:
    """Return the status and body of ``GET address`` on the loopback ``port``."""
    connection = HTTPConnection(LOOPBACK, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@contextmanager
def running_server(
    port: int, log: Path, *, workers: int = 1, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the atlas on the loopback ``port`` with its noise in ``log``; stop it on the way out.

    ``settings`` are those of :func:`server_environment`.

    Raises :class:`ServerError` when it stops by itself or does not listen in time.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as noise:
        process = subprocess.Popen(
            gunicorn_command(LOOPBACK, port, workers),
            stdin=subprocess.DEVNULL,
            stdout=noise,
            stderr=subprocess.STDOUT,
            env=server_environment(settings),
        )
        try:
            _wait_until_listening(process, port, log)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError("Le serveur s’est arrêté en démarrant ; voir {log}.", log=log)
        try:
            fetch(port, "/healthz")
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    raise ServerError(
        "Le serveur ne répond pas après {seconds:.0f} secondes ; voir {log}.",
        seconds=START_SECONDS,
        log=log,
    )


def check() -> None:
    """Start the atlas, ask for every address of :data:`CHECKS`, stop it.

    Raises :class:`ServerError` with one sentence at the first answer that is not good.
    """
    log = PROJECT_ROOT / "build" / "logs" / "check.log"
    port = free_port()
    with running_server(port, log):
        for address, is_good, name in CHECKS:
            started = time.monotonic()
            try:
                status, body = fetch(port, address)
            except (OSError, HTTPException) as error:
                raise ServerError(
                    "{address} ne répond pas ({reason}) ; voir {log}.",
                    address=address,
                    reason=error,
                    log=log,
                ) from error
            if status != 200 or not is_good(body):
                raise ServerError(
                    "{address} ({name}) répond {status} avec un contenu inattendu ; voir {log}.",
                    address=address,
                    name=name,
                    status=status,
                    log=log,
                )
            milliseconds = (time.monotonic() - started) * 1000
            size = len(body) / 1000
            print(f"  {address} : {status}, {size:.0f} ko, {milliseconds:.0f} ms", flush=True)
    print("• Tout répond.", flush=True)


def main(arguments: list[str]) -> int:
    """Serve, or check with ``--check``. Returns the exit code of a check."""
    try:
        if arguments == ["--check"]:
            check()
        else:
            serve(load_settings(os.environ))
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
