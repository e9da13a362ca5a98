"""What happens to a partnership, and the status that its events amount to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: What the State does to the map of authorities; it tells nothing of whether a link is alive.
TERRITORIAL_CHANGE = "territorial_change"
#: Every kind of event, with the status in which it leaves a partnership; None changes nothing.
#:
#: ``signed`` dates the engagement itself, ``opened`` an act of another sort that came before it (a
#: friendship pact that became a twinning). ``first_known`` is the oldest year that a source gives
#: for a cooperation, which may be a project's and not the link's. ``confirmed`` is a source that
#: calls the link active without dating anything, ``term`` the end that a convention foresees,
#: ``territorial_change`` that a member became another body (communes that merge, a new code).
EVENT_KINDS: dict[str, str | None] = {
    "prepared": "en_preparation",
    "opened": None,
    "signed": None,
    "first_known": None,
    "project": None,
    "term": None,
    "renewed": "actif",
    "confirmed": "actif",
    "dormant": "en_sommeil",
    "suspended": "suspendu",
    "resumed": "actif",
    "ended": "termine",
    "broken_off": "rompu",
    "taken_over": "repris",
    TERRITORIAL_CHANGE: None,
}
#: Kinds that can date the beginning of a partnership, best first.
START_KINDS = ("opened", "signed", "first_known", "project")
#: Kinds that may be dated after today: they say what is planned, not what has happened.
FORESEEN_KINDS = frozenset({"prepared", "term"})
#: Statuses in which a partnership is no longer in force.
ENDED_STATUSES = frozenset({"termine", "rompu"})
#: Link types that last only as long as the action itself, unless a source says otherwise.
ONE_OFF_LINK_TYPES = frozenset({"action_ponctuelle", "urgence"})


def is_over(status: str, link_type: str) -> bool:
    """Return whether a link of that status and type is no longer in force."""
    return status in ENDED_STATUSES or link_type in ONE_OFF_LINK_TYPES


@dataclass(frozen=True)
class Event:
    """An event as the rules below see it: its kind, its partial ISO date if known, circa or not."""

    kind: str
    date: str | None
    circa: bool = False

    @property
    def year(self) -> int | None:
        """The year of the event, or None when it is undated."""
        return int(self.date[:4]) if self.date else None


def derive_status(events: Iterable[Event]) -> str:
    """Return the status code that ``events`` amount to.

    The last dated event that changes the status wins; undated ones come after all dated ones, for
    they tell what a source saw when it was written. An undated ``confirmed`` gives way to any dated
    event, though: « actif » is often what a source takes for granted, and who dates an end knows
    it. A partnership of which no event says more than its beginning is ``inconnu``: silence is not
    activity.
    """
    telling = [event for event in events if EVENT_KINDS[event.kind] is not None]
    if any(event.date for event in telling):
        telling = [event for event in telling if event.date or event.kind != "confirmed"]
    if not telling:
        return "inconnu"
    last = max(enumerate(telling), key=lambda pair: (pair[1].date or "9999", pair[0]))[1]
    return EVENT_KINDS[last.kind] or "inconnu"


@dataclass(frozen=True)
class Span:
    """When a partnership begins and ends, in years; None is unknown, or still running.

    ``active_to`` is the last year in which the link is known to have been in force, None while
    nothing says that it ended.
    """

    start: int | None
    circa: bool
    end: int | None
    active_to: int | None


def derive_span(events: Iterable[Event], *, link_type: str, last_evidence: int | None) -> Span:
    """Return the years of a partnership from its ``events``.

    ``last_evidence`` is the last year that a funding line or another fact attests. A link known to
    have ended in an unknown year, or a one-off action, is held to be in force up to the last year
    that anything attests, and no longer. A suspended link is in force up to its suspension, where
    that is dated.
    """
    known = list(events)
    start, circa = _start(known)
    ends = [e.year for e in known if e.kind in ("ended", "broken_off") and e.year is not None]
    end = max(ends) if ends else None
    if end is not None:
        return Span(start, circa, end, end)
    if derive_status(known) == "suspendu":
        stops = [e.year for e in known if e.kind == "suspended" and e.year is not None]
        return Span(start, circa, None, max(stops) if stops else None)
    if not is_over(derive_status(known), link_type):
        return Span(start, circa, None, None)
    # That communes merged attests nothing of a link that was over before.
    years = [e.year for e in known if e.year is not None and e.kind != TERRITORIAL_CHANGE]
    evidence = [*years, *([last_evidence] if last_evidence is not None else [])]
    return Span(start, circa, None, max(evidence) if evidence else None)


def _start(events: list[Event]) -> tuple[int | None, bool]:
    for kind in START_KINDS:
        dated = [e for e in events if e.kind == kind and e.date]
        if dated:
            first = min(dated, key=lambda e: e.date or "")
            return first.year, first.circa
    return None, False
