"""What becomes of each line of the files, and what partnerships have to follow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of a line; the outcomes add up to the lines of the year."""

    MERGED = "merged"
    RENAMED = "renamed"
    RESTORED = "restored"
    CREATED = "created"
    RECODED = "recoded"
    ENDED = "ended"
    MEMBERS = "members"
    #: A part of a commune, déléguée or associée, whose status or name changes.
    PART = "part"
    #: A line that says how another one is meant, or that nothing changes.
    DETAIL = "detail"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """A line of a file (``communes`` or ``epci``), what it is about and what becomes of it."""

    file: str
    line: int
    outcome: Outcome
    about: str
    reason: str = ""


class RefusedError(Exception):
    """A line that cannot be applied, with the French sentence that says why."""


@dataclass(frozen=True)
class Move:
    """Partnerships of ``old`` pass to ``new`` on a day; ``note`` tells it, ``name`` is the former.

    The two are the same code where a commune gives its code to the one that it founds.
    """

    date: str
    old: str
    new: str
    name: str
    note: str
    file: str


@dataclass(frozen=True)
class Split:
    """A body leaves ``parent``, or it ceases without heir: ``restored`` is then empty."""

    date: str
    parent: str
    restored: str
    names: tuple[str, ...]
    note: str
    file: str


@dataclass(frozen=True)
class Left:
    """A partnership that a person must look at, and why."""

    number: int
    title: str
    reason: str
