"""Requests that gunicorn cannot read are refused in French, and their sender hears it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from gunicorn.http.errors import InvalidResponseHeader, LimitRequestLine

from atlas.settings import PROJECT_ROOT
from scripts.lib.http_worker import refusal
from scripts.lib.server import REQUEST_LINE_BYTES, free_port


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with the worker of the atlas, and the standard library's demonstration site."""
    number = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--no-control-socket"),
            *("--bind", f"127.0.0.1:{number}", "--chdir", str(PROJECT_ROOT)),
            *("--worker-class", "scripts.lib.http_worker.AtlasWorker", "--threads", "2"),
            *("--limit-request-line", str(REQUEST_LINE_BYTES)),
            "wsgiref.simple_server:demo_app",
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.05)
        yield number
    finally:
        process.terminate()
        process.wait(10)


def get(port: int, address: str, **headers: str) -> tuple[int, str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read().decode()
    finally:
        connection.close()


def test_an_ordinary_request_is_served(port: int) -> None:
    status, _, body = get(port, "/carte?q=essen")

    assert status == 200
    assert "Hello world!" in body


@pytest.mark.parametrize("length", [REQUEST_LINE_BYTES + 1, 200_000, 10_000_000])
def test_an_address_too_long_is_refused_in_french(port: int, length: int) -> None:
    status, kind, body = get(port, "/carte?q=" + "a" * length)

    assert status == 414
    assert kind == "text/html; charset=utf-8"
    assert "trop longue" in body
    assert '<html lang="fr">' in body


def test_headers_too_large_are_refused_in_french(port: int) -> None:
    status, _, body = get(port, "/", **{"X-Long": "a" * 20_000})

    assert status == 431
    assert "trop longs" in body


def test_what_is_no_http_is_refused_in_french_and_not_echoed(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"<script>alert(1)</script>\r\n\r\n")
        answer = b""
        while part := client.recv(4096):
            answer += part

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"alert" not in answer


def test_letters_sent_without_encoding_are_told_how_to_be_written(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall("GET /liste?q=Évry HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        received = b"".join(iter(lambda: client.recv(65536), b""))

    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert "s’écrivent encodées" in body.decode()


def test_a_client_that_leaves_does_not_stop_the_server(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"GET /" + b"a" * 50_000)

    assert get(port, "/")[0] == 200


def test_an_error_of_the_site_is_not_blamed_on_the_request() -> None:
    assert refusal(InvalidResponseHeader("X")) is None
    assert refusal(ValueError("x")) is None
    answer = refusal(LimitRequestLine(9000, 8190))
    assert answer is not None
    assert answer.startswith(b"HTTP/1.1 414 ")
