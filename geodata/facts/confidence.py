"""What a kind of source is worth at most: a ceiling on the confidence of the facts it gives."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from geodata.facts.normalise import CONFIDENCES
from geodata.facts.raw import Fact
from geodata.facts.tables import DECISIONS, CurationError, read_table

COLUMNS = ("host", "ceiling", "reason")
#: Best first.
_ORDER = ("haute", "moyenne")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The best confidence that a fact read on a host may have; ``host`` holds ``*`` wildcards."""

    host: str
    ceiling: str
    reason: str


def read_ceilings(path: Path = DECISIONS / "confiance.csv") -> list[Ceiling]:
    """Return the ceilings; CurationError when one is unknown or gives no reason."""
    ceilings = []
    for number, row in enumerate(read_table(path, COLUMNS), start=2):
        if row["ceiling"] not in CONFIDENCES or not row["host"] or not row["reason"]:
            raise CurationError(
                f"{path.name}, ligne {number} : un site, une confiance et un motif sont attendus."
            )
        ceilings.append(Ceiling(**row))
    return ceilings


def lower_confidence(facts: list[Fact], ceilings: list[Ceiling]) -> dict[str, str]:
    """Lower ``confidence`` to the ceiling of the source; return why, by fact id.

    A ceiling never raises what the reader of the page judged.
    """
    reasons: dict[str, str] = {}
    for fact in facts:
        host = (urlsplit(fact["source_url"]).hostname or "").rstrip(".")
        for rule in ceilings:
            lower = _ORDER.index(rule.ceiling) > _ORDER.index(fact["confidence"])
            if lower and fnmatchcase(host, rule.host):
                fact.values["confidence"] = rule.ceiling
                reasons[fact.id] = rule.reason
    return reasons
