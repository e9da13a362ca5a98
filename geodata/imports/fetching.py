"""Asking Wikidata for the twin towns of France, page after page, without pressing it.

Wikidata asks its clients to name themselves, to ask for one thing at a time and to wait when it
says so (https://www.wikidata.org/wiki/Wikidata:SPARQL_query_service/query_limits).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import urllib3
from urllib3.util import Retry

from geodata.imports.sources import ImportFileError

#: Rows of a page, and seconds between two of them.
PAGE, PAUSE = 2000, 1.0
#: A service that goes on for so many pages is not answering what it was asked.
_MOST_PAGES = 200
_TIMEOUT = urllib3.Timeout(connect=10, read=90)
#: Twin towns (P190) of French bodies that have an INSEE (P374) or SIREN (P1616) code, or their
#: partners' statement of it. Ordered, so that pages follow each other.
_QUERY = """
SELECT DISTINCT ?french ?insee ?siren ?frenchLabel ?frenchLat ?frenchLon
  ?foreign ?foreignLabel ?foreignLat ?foreignLon ?country ?population ?start ?end
WHERE {
  {
    SELECT DISTINCT ?french ?foreign ?link WHERE {
      { ?french p:P190 ?link . ?link ps:P190 ?foreign . }
      UNION { ?foreign p:P190 ?link . ?link ps:P190 ?french . }
      ?french wdt:P17 wd:Q142 .
      ?foreign wdt:P17 ?state . FILTER(?state != wd:Q142)
      FILTER EXISTS { ?french wdt:P374|wdt:P1616 [] }
    }
    ORDER BY ?french ?foreign
    LIMIT %(limit)d OFFSET %(offset)d
  }
  OPTIONAL { ?french wdt:P374 ?insee . }
  OPTIONAL { ?french wdt:P1616 ?siren . }
  OPTIONAL { ?french p:P625/psv:P625 [ wikibase:geoLatitude ?frenchLat ;
                                       wikibase:geoLongitude ?frenchLon ] . }
  OPTIONAL { ?foreign p:P625/psv:P625 [ wikibase:geoLatitude ?foreignLat ;
                                        wikibase:geoLongitude ?foreignLon ] . }
  ?foreign wdt:P17/wdt:P297 ?country .
  OPTIONAL { ?foreign wdt:P1082 ?population . }
  OPTIONAL { ?link pq:P580 ?start . }
  OPTIONAL { ?link pq:P582 ?end . }
  SERVICE wikibase:label { bd:serviceParam wikibase:language "fr,en,de,es,it". }
}
ORDER BY ?french ?foreign
"""


def fetch(
    endpoint: str,
    target: Path,
    *,
    contact: str,
    pause: float = PAUSE,
    page: int = PAGE,
    progress: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Write the answers of ``endpoint`` to ``target`` as SPARQL JSON results; return the rows.

    A page is asked again when the service is busy, after as long as it says. ``contact`` is told to
    the service. Raises :class:`ImportFileError` when it does not answer, or not with results; then
    nothing is written.
    """
    http = urllib3.PoolManager(
        headers={
            "User-Agent": f"AtlasDesLiens/1.0 ({contact or 'import'})",
            "Accept": "application/sparql-results+json",
        },
        retries=Retry(
            total=4,
            backoff_factor=max(pause, 0.05),
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=None,
            respect_retry_after_header=True,
            retry_after_max=120,
        ),
        timeout=_TIMEOUT,
    )
    rows: list[dict[str, Any]] = []
    unfinished = target.with_name(f"{target.name}.part")
    for number in range(_MOST_PAGES):
        if number:
            time.sleep(pause)
        found = _page(http, endpoint, limit=page, offset=number * page)
        rows += found
        progress(len(rows))
        if not found:
            break
    else:
        raise ImportFileError(
            "« {endpoint} » n’en finit pas de répondre ({rows} lignes) : est-ce bien un service "
            "SPARQL ?",
            endpoint=endpoint,
            rows=len(rows),
        )
    unfinished.write_text(
        json.dumps({"results": {"bindings": _once(rows)}}, ensure_ascii=False), encoding="utf-8"
    )
    unfinished.replace(target)
    return len(rows)


def _page(
    http: urllib3.PoolManager, endpoint: str, *, limit: int, offset: int
) -> list[dict[str, Any]]:
    query = _QUERY % {"limit": limit, "offset": offset}
    try:
        answer = http.request("POST", endpoint, fields={"query": query}, encode_multipart=False)
    except urllib3.exceptions.HTTPError as error:
        raise _no_answer(endpoint, str(error)) from None
    if answer.status != 200:
        raise _no_answer(endpoint, f"HTTP {answer.status}")
    try:
        bindings: list[dict[str, Any]] = answer.json()["results"]["bindings"]
    except (ValueError, LookupError, TypeError):
        raise _no_answer(endpoint, "ce n’est pas un résultat SPARQL en JSON") from None
    return bindings


def _no_answer(endpoint: str, reason: str) -> ImportFileError:
    return ImportFileError(
        "« {endpoint} » n’a pas répondu ({reason}). Rien n’est écrit ; réessayez plus tard.",
        endpoint=endpoint,
        reason=reason[:200],
    )


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows, one for each pair: several populations make several answers of one link."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        pair = tuple(row.get(name, {}).get("value", "") for name in ("french", "foreign"))
        found.setdefault((pair[0], pair[1]), row)
    return list(found.values())
