"""A SPARQL service on loopback: pages of twin towns, busy when it is told to be."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Service:
    """What it answers: ``rows`` page after page; ``before`` are statuses that it gives first."""

    rows: list[dict[str, Any]]
    before: list[int] = field(default_factory=list)
    body: bytes | None = None
    agents: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def sparql_service(service: Service) -> Iterator[Service]:
    """Serve ``service`` while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(told)["query"][0]
            service.queries.append(query)
            service.agents.append(self.headers["User-Agent"])
            if service.before:
                self.send_response(service.before.pop(0))
                self.send_header("Retry-After", "0")
                self.end_headers()
                return
            page = re.search(r"LIMIT (\d+) OFFSET (\d+)", query)
            assert page is not None
            limit, offset = map(int, page.groups())
            found = {"results": {"bindings": service.rows[offset : offset + limit]}}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(service.body or json.dumps(found).encode())

        def log_message(self, *_told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    service.address = f"http://127.0.0.1:{server.server_port}/sparql"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def twin(french: str, code: str, foreign: str, country: str, **told: str) -> dict[str, Any]:
    """Return a row of results: two towns, and what else is ``told`` of them."""
    cells = {
        "french": f"http://www.wikidata.org/entity/{french}",
        "insee": code,
        "frenchLabel": french,
        "foreign": f"http://www.wikidata.org/entity/{foreign}",
        "foreignLabel": foreign,
        "country": country,
        **told,
    }
    return {name: {"type": "literal", "value": value} for name, value in cells.items()}
