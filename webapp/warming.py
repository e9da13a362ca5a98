"""Reading ahead: what the first visitor after a start, or after a change of data, would wait for.

Outlines, facets, the search index and the figures of the whole atlas take from a tenth of a second
to one second to make; they are then kept (see :mod:`webapp.database`). A quiet thread asks for the
pages that need them as soon as the worker is up, and again whenever the data change.
"""

from __future__ import annotations

import gc
import logging
from threading import Event, Thread

from flask import Flask
from werkzeug.test import Client

from atlas.errors import AtlasError
from webapp.database import revision_token
from webapp.presentation.charts import ERAS, OUTSIDE_ERAS
from webapp.public import outlines

#: Pages that, together, have made everything that several pages share; the lightest first.
PAGES = (
    "/",
    "/carte",
    "/carte/lieux.json",
    "/carte/donnees.json",
    "/liste",
    "/api/v1/recherche?q=a",
    *(f"/epoques/{era}" for era in (*ERAS, *OUTSIDE_ERAS)),
    "/pays/DE",
    "/themes/eau",
    "/financements",
    "/acteurs",
    "/methode",
    "/chiffres",
    "/comparer",
    "/signaler",
    "/apercu.png",
    "/en/",
    "/en/carte",
)
#: How often the revision of the data is looked at (seconds): one short query.
_EVERY = 5.0
_log = logging.getLogger(__name__)


def warm(app: Flask) -> None:
    """Read the outlines, then ask for each of :data:`PAGES`; what they answer is not looked at."""
    with app.app_context():
        outlines.coasts(fine=True)
    client = Client(app)
    for page in PAGES:
        client.get(page, headers={"Accept-Encoding": "br"}).close()
    # What lasts is not looked through again by every full collection of garbage: those took a tenth
    # of a second off any page.
    gc.collect()
    gc.freeze()


def keep_warm(app: Flask, stop: Event | None = None, every: float = _EVERY) -> Thread:
    """Start a thread that warms ``app`` now and after each change of data, until ``stop`` is set.

    While the database cannot be read it waits; visitors are told by the pages themselves.
    """
    stop = stop or Event()

    def run() -> None:
        warmed = ""
        while True:
            token = _token(app)
            if token not in ("", warmed):
                warm(app)
                warmed = token
            if stop.wait(every):
                return

    thread = Thread(target=run, name="atlas-warming", daemon=True)
    thread.start()
    return thread


def _token(app: Flask) -> str:
    try:
        with app.app_context():
            return revision_token()
    except AtlasError as error:
        _log.debug("Nothing to read ahead: %s", error)
        return ""
