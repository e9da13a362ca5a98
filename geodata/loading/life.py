"""The events of a partnership, from its row of ``liens.csv`` and those that its notes date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from atlas.dates import PartialDate
from atlas.events import EVENT_KINDS, ONE_OFF_LINK_TYPES, START_KINDS, Event, derive_status
from geodata.loading.reading import Row

#: Link types whose first year is the engagement's own; a cooperation's may be a project's.
SIGNED_LINK_TYPES = frozenset({"jumelage", "jumelage_cooperation", "amitie"})
#: What a source's status tells of the life of a link.
STATUS_EVENTS = {
    "en_preparation": "prepared",
    "actif": "confirmed",
    "en_sommeil": "dormant",
    "suspendu": "suspended",
    "termine": "ended",
    "rompu": "broken_off",
    "repris": "taken_over",
    "inconnu": None,
}
ENDING_STATUSES = frozenset({"termine", "rompu"})
#: The kind of date of a fact that dates a project rather than the link.
PROJECT_DATE = "projet"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """An event of a partnership and the fact whose source tells it."""

    kind: str
    fact: Row
    date: str | None = None
    circa: bool = False
    note: str = ""

    @property
    def year(self) -> int | None:
        """The year of the event, or None when it is undated."""
        return int(self.date[:4]) if self.date else None


def life_events(link: Row, facts: Sequence[Row], dated: Sequence[Row]) -> list[LifeEvent]:
    """Return the events of a partnership: its beginning, projects, dated events and status.

    ``facts`` are its rows of ``faits.csv``, the shown one first, and ``dated`` its rows of
    ``evenements.csv``. A dated event takes the place of the beginning or of the undated status
    that it tells more exactly. Raises :class:`DataFileError` when a row is wrong, when a signature
    would move the beginning, or when the dated events amount to another status than the link's.
    """
    by_fact = {row.required("fait"): row for row in facts}
    told = [_told(row, by_fact) for row in dated]
    events = [*_beginning(link, by_fact, told), *_projects(link, facts), *told]
    events += _status(link, by_fact, told)
    if told:
        _check(link, dated[0], events)
    return events


def _told(row: Row, by_fact: Mapping[str, Row]) -> LifeEvent:
    kind = row.choice("kind", EVENT_KINDS)
    date = row.required("date")
    try:
        PartialDate.parse(date)
    except ValueError:
        raise row.error("date", "une date ISO, entière ou non, est attendue") from None
    fact = by_fact[row.choice("fait", by_fact)]
    circa = row.text("circa") == "1"
    return LifeEvent(kind, fact, date, circa=circa, note=row.text("note_fr"))


def _beginning(link: Row, by_fact: Mapping[str, Row], told: Sequence[LifeEvent]) -> list[LifeEvent]:
    start = link.year("year_start")
    if start is None or any(e.kind in START_KINDS and e.year == start for e in told):
        return []
    chosen = by_fact[link.choice("year_start_fact", by_fact)]
    # The same year may stand on several pages: the surest of them is the one that is cited.
    origin = min(
        (
            row
            for row in (chosen, *by_fact.values())
            if row.text("year_start") == chosen.text("year_start")
            and row.text("date_kind") == chosen.text("date_kind")
        ),
        key=lambda row: row.text("confidence") != "haute",
    )
    signed = link.text("link_type") in SIGNED_LINK_TYPES
    of_project = origin.text("date_kind") == PROJECT_DATE
    kind = "signed" if signed and not of_project else "first_known"
    return [LifeEvent(kind, origin, str(start), circa=link.text("circa") == "1")]


def _projects(link: Row, facts: Sequence[Row]) -> list[LifeEvent]:
    start = link.year("year_start")
    projects: dict[tuple[int, int], Row] = {}
    for row in facts:
        year, until = row.year("year_start"), row.year("year_end")
        if year is not None and year != start and row.text("date_kind") == PROJECT_DATE:
            projects.setdefault((year, until or 0), row)
    return [
        LifeEvent("project", row, str(year), note=_span(year, until))
        for (year, until), row in sorted(projects.items(), key=lambda item: item[0][0])
    ]


def _span(year: int, until: int) -> str:
    if not until:
        return ""
    return str(year) if until == year else f"{year}–{until}"


def _status(link: Row, by_fact: Mapping[str, Row], told: Sequence[LifeEvent]) -> list[LifeEvent]:
    status = link.choice("status", STATUS_EVENTS)
    start, end = link.year("year_start"), link.year("year_end")
    if end is not None and start is not None and end < start:
        raise link.error("year_end", "la fin précède le début")
    origin = by_fact[link.choice("status_fact", by_fact)]
    one_off = link.text("link_type") in ONE_OFF_LINK_TYPES
    ending = status in ENDING_STATUSES or (end is not None and one_off)
    kind = "ended" if ending and status not in ENDING_STATUSES else STATUS_EVENTS[status]
    events = []
    if end is not None and not ending and not any(e.kind == kind and e.year == end for e in told):
        events.append(LifeEvent("term", origin, str(end)))
    if kind is None or any(event.kind == kind for event in told):
        return events
    if ending and end is None and one_off:
        return events  # An action of one year: its source tells the action, not an end.
    events.append(LifeEvent(kind, origin, str(end) if ending and end is not None else None))
    return events


def _check(link: Row, row: Row, events: Sequence[LifeEvent]) -> None:
    start = link.year("year_start")
    signed = [event.year for event in events if event.kind in ("opened", "signed") and event.year]
    if signed and min(signed) != start:
        raise row.error("date", f"cette signature déplacerait le début du partenariat ({start})")
    found = derive_status(Event(event.kind, event.date, event.circa) for event in events)
    if found != link.text("status"):
        raise row.error("kind", f"les événements disent « {found} » et liens.csv un autre statut")
