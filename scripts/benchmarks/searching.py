"""Searching as people type: names begun, misspelled or foreign, and how long it takes."""

from __future__ import annotations

from pathlib import Path
from random import Random
from string import ascii_lowercase
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import open_engine
from atlas.model import Authority, AuthorityName, PartnershipMember
from atlas.text import fold
from scripts.benchmarks.report import Measure, percentile
from scripts.benchmarks.site import Site, timed_get

_SEED = 7
_TARGET_MS = 50.0
#: Queries of each kind; the search box asks for this many suggestions per group.
_EACH = 60
_PER_GROUP = 5
#: Requests that each worker answers before the clock runs: the first one reads the index.
_WARM_UP = 12
_SUBJECTS = (
    "allemagne", "germany", "rda", "haute-volta", "urss", "eau", "water", "culture",
    "guerre froide", "cold war", "decolonisation", "saint", "st", "sainte colombe", "de", "la",
)  # fmt: skip


def queries(database: Path) -> list[str]:
    """Return what people may type, always the same for one database, no two alike."""
    rng = Random(_SEED)
    engine = open_engine(f"sqlite:///{database}")
    try:
        with Session(engine) as session:
            linked = select(PartnershipMember.authority_id)
            names = list(
                session.scalars(
                    select(Authority.name).where(Authority.id.in_(linked)).order_by(Authority.code)
                )
            )
            others = list(session.scalars(select(AuthorityName.name).order_by(AuthorityName.id)))
    finally:
        engine.dispose()
    typed = [fold(name) for name in rng.sample(names, _EACH)]
    begun = [name[: rng.randint(2, len(name))] for name in rng.sample(names, 2 * _EACH)]
    slipped = [_slip(rng, fold(name)) for name in rng.sample(names, 2 * _EACH)]
    asked = [*typed, *begun, *slipped, *rng.sample(others, _EACH), *_SUBJECTS, "x" * 60, "qzwv"]
    asked = list(dict.fromkeys(query for query in asked if query.strip()))
    rng.shuffle(asked)
    return asked


def _slip(rng: Random, name: str) -> str:
    place = rng.randrange(len(name))
    kept = rng.choice((0, 1))
    return name[:place] + rng.choice(ascii_lowercase) + name[place + kept :]


def measure_search(site: Site, asked: list[str]) -> list[Measure]:
    """Return the p50 and p95 of the suggestions of ``asked``, one after the other, none cached."""
    for number in range(_WARM_UP):
        timed_get(site.port, _address(f"ville {number}"))
    times = [timed_get(site.port, _address(query))[0] for query in asked]
    return [
        Measure(
            "search_p95_ms", "recherche pendant la frappe, p95", percentile(times, 0.95), "ms",
            _TARGET_MS, decimals=1,
        ),
        Measure(
            "search_p50_ms", "recherche pendant la frappe, p50", percentile(times, 0.5), "ms",
            decimals=1,
        ),
    ]  # fmt: skip


def _address(query: str) -> str:
    return "/api/v1/recherche?" + urlencode({"q": query, "limite": _PER_GROUP})
