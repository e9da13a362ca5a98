"""The public note of a partnership, written from the working notes of its facts.

A note is read piece by piece (they are separated by semicolons). A rule rewrites a piece or drops
it; a piece that only gives years which dated events already tell is dropped; any other becomes a
sentence as it stands. ``decisions/notes.csv`` gives the whole note of a partnership instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from geodata.facts.events import Told
from geodata.facts.merging import Link
from geodata.facts.normalise import dates_a_project
from geodata.facts.tables import DECISIONS, CurationError, read_table

RULE_COLUMNS = ("pattern", "note_fr", "reason")
NOTE_COLUMNS = ("partenariat", "note_fr")
#: No public note is longer, in sentences.
LONGEST = 3
_PIECES = re.compile(r"\s*;\s*")
_YEAR = re.compile(r"\b(?:1[89]|20)\d{2}\b")
_SPAN = re.compile(r"\b((?:1[89]|20)\d{2})-((?:1[89]|20)?\d{2})\b")
_UNIT = re.compile(r"(?<=\d) (?=(?:€|M€|%|km|ans\b|°))")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")


@dataclass(frozen=True, slots=True)
class Rule:
    """How a piece of note that ``pattern`` matches wholly is published; empty: not at all."""

    pattern: re.Pattern[str]
    note_fr: str


def read_rules(path: Path = DECISIONS / "notes_regles.csv") -> list[Rule]:
    """Return the rules in order; CurationError when a pattern is wrong or a reason is missing."""
    rules = []
    for number, row in enumerate(read_table(path, RULE_COLUMNS), start=2):
        if not row["reason"]:
            raise CurationError(f"{path.name}, ligne {number} : une règle demande un motif.")
        try:
            rules.append(Rule(re.compile(row["pattern"]), row["note_fr"]))
        except re.error as error:
            raise CurationError(f"{path.name}, ligne {number} : motif illisible.") from error
    return rules


def read_notes(path: Path = DECISIONS / "notes.csv") -> dict[int, str]:
    """Return the notes written by hand, by partnership; an empty one says nothing on purpose."""
    rows = read_table(path, NOTE_COLUMNS)
    notes = {int(row["partenariat"]): row["note_fr"] for row in rows}
    if len(notes) != len(rows):
        raise CurationError(f"{path.name} : un partenariat y est deux fois.")
    return notes


def sentence(text: str) -> str:
    """Return ``text`` as one French sentence: capital, typographic marks, full stop."""
    text = text.strip().rstrip(".").replace("'", "’")
    if not text:
        return ""
    text = _SPAN.sub(r"\1–\2", text)
    text = _THOUSANDS.sub("\u202f", _UNIT.sub("\u00a0", text))
    text = re.sub(r"«\s*", "«\u00a0", re.sub(r"\s*»", "\u00a0»", text))
    text = re.sub(r"\s*:\s+", "\u00a0: ", text)
    return f"{text[0].upper()}{text[1:]}."


def public_note(link: Link, rules: list[Rule], told: list[Told]) -> str:
    """Return the public note of a partnership, at most ``LONGEST`` sentences, or nothing.

    The notes of facts that date a project tell of the project, not of the link, unless the fact is
    the one shown.
    """
    others = (f for f in link.facts if f is not link.shown and not dates_a_project(f))
    years = {event.year for event in told}
    sentences: dict[str, None] = {}
    for fact in (link.shown, *others):
        for piece in _PIECES.split(fact["note"]):
            found = set(_YEAR.findall(piece))
            if found and found <= years:
                continue
            sentences.setdefault(sentence(_rewritten(piece, rules)))
    return " ".join([text for text in sentences if text][:LONGEST])


def _rewritten(piece: str, rules: list[Rule]) -> str:
    for rule in rules:
        match = rule.pattern.fullmatch(piece)
        if match:
            return match.expand(rule.note_fr)
    return piece
