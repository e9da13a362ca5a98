"""gunicorn's worker, saying in French what it refuses before the site sees it.

gunicorn answers by itself the requests that it cannot read (a line too long, broken headers), in
English, and closes at once: a client that is still sending then sees a broken connection instead of
the answer. Here the sentence is ours and what remains of the request is read before closing.
"""

from __future__ import annotations

import socket
import time
from typing import Any

from gunicorn.http.errors import (
    ConfigurationProblem,
    InvalidRequestLine,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker

from webapp.warming import keep_warm

TOO_LONG = (414, "URI Too Long", "L’adresse demandée est trop longue.")
HEADERS_TOO_LARGE = (
    431,
    "Request Header Fields Too Large",
    "Les en-têtes de la requête sont trop longs.",
)
NOT_ENCODED = (
    400,
    "Bad Request",
    (
        "L’adresse contient des lettres accentuées telles quelles\N{NO-BREAK SPACE}: elles "
        "s’écrivent encodées, É devient %C3%89 "
        "(avec curl\N{NO-BREAK SPACE}: curl -G --data-urlencode 'q=Évry')."
    ),
)
BAD_REQUEST = (400, "Bad Request", "La requête n’est pas du HTTP que ce serveur comprenne.")

#: Errors that are ours and not the request's, though gunicorn files them in the same family.
OUR_FAULT = (ConfigurationProblem, InvalidResponseHeader, InvalidResponseHeaderName)

#: How much of a refused request is read, and for how long, so that its sender hears the answer.
DRAIN_BYTES = 32 * 1024 * 1024
DRAIN_SECONDS = 5.0

_PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>{status}</title></head>
<body><h1>{status}</h1><p>{sentence}</p></body></html>
"""


def refusal(error: Exception) -> bytes | None:
    """Return the whole HTTP answer to a request that broke with ``error``.

    ``None`` when the error is not of the request's making and gunicorn must treat it.
    """
    if isinstance(error, LimitRequestLine):
        status, reason, sentence = TOO_LONG
    elif isinstance(error, LimitRequestHeaders):
        status, reason, sentence = HEADERS_TOO_LARGE
    elif isinstance(error, InvalidRequestLine) and not str(error.req).isascii():
        status, reason, sentence = NOT_ENCODED
    elif isinstance(error, ParseException) and not isinstance(error, OUR_FAULT):
        status, reason, sentence = BAD_REQUEST
    else:
        return None
    body = _PAGE.format(status=status, sentence=sentence).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\n"
        "Connection: close\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        "Content-Security-Policy: default-src 'none'\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def answer_and_drain(client: socket.socket, answer: bytes) -> None:
    """Send ``answer``, then read what the client still sends, within bounds."""
    deadline = time.monotonic() + DRAIN_SECONDS
    remaining = DRAIN_BYTES
    client.settimeout(1.0)
    client.sendall(answer)
    client.shutdown(socket.SHUT_WR)
    while remaining > 0 and time.monotonic() < deadline:
        received = client.recv(65536)
        if not received:
            return
        remaining -= len(received)


class AtlasWorker(ThreadWorker):
    """A threaded worker whose refusals are sentences, and whose first visitor does not wait."""

    def run(self) -> None:
        keep_warm(self.wsgi)
        super().run()

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        answer = refusal(exc)
        if answer is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Refused a request from %s: %s", addr[0] if addr else "-", exc)
        try:
            answer_and_drain(client, answer)
        except OSError as error:
            self.log.debug("The client of a refused request is gone: %s", error)
