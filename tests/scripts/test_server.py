"""Starting the server, and what ``--check`` finds out about it."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.settings import PROJECT_ROOT
from scripts.lib import server

GOOD_FEED = json.dumps({"schema": 1, "total": 3})

#: A site of one file: it answers what the test wrote in ``answers.json``.
SITE = """
import json, pathlib

def app(environ, start_response):
    answers = json.loads((pathlib.Path(__file__).parent / "answers.json").read_text())
    status, body = answers[environ["PATH_INFO"]]
    start_response(f"{status} Said", [("Content-Type", "text/html")])
    return [body.encode()]
"""


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


class Site:
    """A site put in the place of the atlas."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "site_of_the_test.py").write_text(SITE)
        self.answers: dict[str, tuple[int, str]] = {
            "/healthz": (200, "ok"),
            "/": (200, "<!doctype html><html>"),
            "/carte": (200, "<!doctype html><html>"),
            "/carte/donnees.json": (200, GOOD_FEED),
        }

    def command(self, host: str, port: int, workers: int) -> list[str]:
        (self.folder / "answers.json").write_text(json.dumps(self.answers))
        return [
            *(sys.executable, "-m", "gunicorn", "--no-control-socket", "--chdir", str(self.folder)),
            *("--bind", f"{host}:{port}", "site_of_the_test:app"),
        ]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    site = Site(tmp_path)
    monkeypatch.setattr(server, "gunicorn_command", site.command)
    monkeypatch.setattr(server, "PROJECT_ROOT", tmp_path)
    return site


def test_a_busy_port_is_one_sentence_with_a_way_out(busy_port: int) -> None:
    with pytest.raises(server.ServerError) as caught:
        server.ensure_port_is_free("127.0.0.1", busy_port)

    assert str(busy_port) in str(caught.value)
    assert f"ATLAS_PORT={busy_port + 1}" in str(caught.value)


def test_a_busy_port_exits_1_with_that_sentence_only(
    busy_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_PORT", str(busy_port))

    assert server.main([]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1


def test_a_port_that_is_no_number_exits_1_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_PORT", "huit mille")

    assert server.main([]) == 1
    assert "ATLAS_PORT" in capsys.readouterr().err


def test_an_address_that_is_not_ours_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(server.ServerError, match=r"192\.0\.2\.1"):
        server.ensure_port_is_free("192.0.2.1", 8000)


def test_a_free_port_is_free() -> None:
    server.ensure_port_is_free("127.0.0.1", server.free_port())


def test_check_succeeds_when_everything_answers(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.main(["--check"]) == 0
    printed = capsys.readouterr().out
    assert all(address in printed for address, _, _ in server.CHECKS)


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("/", (500, "<html>")),
        ("/carte", (404, "<html>")),
        ("/carte", (200, "plain text")),
        ("/carte/donnees.json", (200, "<html>")),
        ("/carte/donnees.json", (200, '{"schema": 1, "total": 0}')),
        ("/healthz", (503, "base absente")),
    ],
)
def test_check_fails_with_the_address_that_does_not_answer_well(
    site: Site, capsys: pytest.CaptureFixture[str], address: str, answer: tuple[int, str]
) -> None:
    site.answers[address] = answer

    assert server.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(address)
    assert len(said.strip().splitlines()) == 1


def test_check_fails_when_the_server_stops_by_itself(
    site: Site, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "site_of_the_test.py").write_text("raise RuntimeError('broken')")

    assert server.main(["--check"]) == 1
    assert "check.log" in capsys.readouterr().err
    assert "broken" in (tmp_path / "build/logs/check.log").read_text()


def test_the_server_is_stopped_after_use(site: Site, tmp_path: Path) -> None:
    port = server.free_port()
    with server.running_server(port, tmp_path / "log") as process:
        assert server.fetch(port, "/healthz") == (200, b"ok")

    assert process.returncode is not None
    time.sleep(0.1)
    with pytest.raises(ConnectionRefusedError):
        server.fetch(port, "/healthz")


def test_settings_that_are_given_take_the_place_of_all_those_around(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ATLAS_PORT", "9000")
    monkeypatch.setenv("TZ", "Europe/Paris")

    assert server.server_environment()["ATLAS_PORT"] == "9000"
    given = server.server_environment({"ATLAS_DATABASE_URL": "sqlite:////tmp/x.sqlite"})
    assert {name for name in given if name.startswith("ATLAS_")} == {"ATLAS_DATABASE_URL"}
    assert given["TZ"] == "Europe/Paris"
    assert given["PYTHONPATH"] == str(PROJECT_ROOT)


def test_the_command_serves_the_application_from_any_folder() -> None:
    command = server.gunicorn_command("::1", 8000, 2)

    assert command[-1] == "webapp:create_app()"
    assert command[command.index("--bind") + 1] == "[::1]:8000"
    assert command[command.index("--chdir") + 1] == str(PROJECT_ROOT)
    # gunicorn would otherwise leave a socket file in the working folder.
    assert "--no-control-socket" in command
