"""Dated events that notes tell: second signatures, renewals, suspensions, resumptions, ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas.dates import PartialDate
from atlas.events import EVENT_KINDS
from geodata.facts.raw import Fact
from geodata.facts.tables import DECISIONS, CurationError, read_table

COLUMNS = ("fact", "kind", "date", "circa", "note_fr")


@dataclass(frozen=True, slots=True)
class Told:
    """An event read in the note of a fact; ``date`` is partial ISO, ``note_fr`` may be empty."""

    fact: str
    kind: str
    date: str
    circa: bool
    note_fr: str

    @property
    def year(self) -> str:
        """Return the four digits of the year."""
        return self.date[:4]


def read_events(
    facts: list[Fact], path: Path = DECISIONS / "evenements.csv"
) -> Mapping[str, list[Told]]:
    """Return the events decided, by fact id, in the order of the file.

    Raises CurationError for an unknown fact or kind, a date that is not partial ISO, a line that is
    there twice, or a year that neither the note nor the years of the fact give.
    """
    by_id = {fact.id: fact for fact in facts}
    told: dict[str, list[Told]] = defaultdict(list)
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(read_table(path, COLUMNS), start=2):
        place = f"{path.name}, ligne {number}"
        fact = by_id.get(row["fact"])
        if fact is None:
            raise CurationError(f"{place} : aucun fait ne s’appelle {row['fact']}.")
        if row["kind"] not in EVENT_KINDS:
            raise CurationError(f"{place} : « {row['kind']} » n’est pas une sorte d’événement.")
        try:
            PartialDate.parse(row["date"])
        except ValueError as error:
            raise CurationError(f"{place} : « {row['date']} » n’est pas une date.") from error
        if row["date"][:4] not in f"{fact['note']} {fact['year_start']} {fact['year_end']}":
            raise CurationError(f"{place} : {fact.id} ne dit rien de {row['date'][:4]}.")
        key = (row["fact"], row["kind"], row["date"])
        if key in seen:
            raise CurationError(f"{place} : cet événement y est deux fois.")
        seen.add(key)
        event = Told(row["fact"], row["kind"], row["date"], row["circa"] == "1", row["note_fr"])
        told[fact.id].append(event)
    return dict(told)
