"""Movements of communes tried on the ground, day after day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from atlas.typography import french_spaces
from geodata.build.names import ARTICLES
from geodata.territories import movements as mvt
from geodata.territories.ground import FORMER, Ground
from geodata.territories.movements import Movement, Side
from geodata.territories.outcomes import Entry, Move, Outcome, RefusedError, Split

FILE = "communes"
_KINDS = {mvt.DELEGUEE: "deleguee", mvt.ASSOCIEE: "associee"}


class _Step(Enum):
    """What is done of a day's lines, in this order."""

    UNKNOWN = 0
    RESTORE = 1
    RECODE = 2
    RENAME = 3
    MERGE = 4
    STAY = 5
    PART = 6


def _step(one: Movement) -> _Step:
    if one.mod not in mvt.MODS:
        return _Step.UNKNOWN
    if not (one.before.is_commune and one.after.is_commune):
        return _Step.PART
    if one.before.code == one.after.code:
        return _Step.RENAME if one.mod == mvt.RENAMED else _Step.STAY
    if one.mod in (mvt.CREATED, mvt.RESTORED):
        return _Step.RESTORE
    # That of Pont-Farcy, which changed département as its parts merged, is said by a « 34 ».
    return _Step.RECODE if one.mod in mvt.NEW_CODES | mvt.PARTS else _Step.MERGE


@dataclass(frozen=True)
class _Day:
    """What the other lines of a day say: kinds of the parts kept, communes that stay or are made of
    several.
    """

    parts: dict[str, str]
    standing: set[str]
    founded: set[str]


class CommuneChanges:
    """Applies movements to the ground, and notes what becomes of each and who must follow."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.entries: list[Entry] = []
        self.moves: list[Move] = []
        self.splits: list[Split] = []
        self._last_names: dict[str, str] = {}
        self._restored: set[str] = set()

    def apply(self, movements: Iterable[Movement]) -> None:
        """Apply the movements of a year, in the order of their days."""
        ordered = sorted(movements, key=lambda one: (one.date, one.line))
        self._last_names = {
            one.after.code: one.after.name for one in ordered if one.after.is_commune
        }
        for _date, day in groupby(ordered, key=lambda one: one.date):
            self._day(list(day))

    def _day(self, lines: list[Movement]) -> None:
        by_step: defaultdict[_Step, list[Movement]] = defaultdict(list)
        for one in lines:
            by_step[_step(one)].append(one)
        others = (*by_step[_Step.RENAME], *by_step[_Step.STAY], *by_step[_Step.PART])
        day = _Day(
            parts={
                one.after.code: _KINDS[one.after.type] for one in lines if one.after.type in _KINDS
            },
            standing={one.after.code for one in others if one.after.is_commune},
            founded={one.after.code for one in by_step[_Step.MERGE]},
        )
        for one in by_step[_Step.UNKNOWN]:
            self._note(one, Outcome.REFUSED, f"le mouvement « {one.mod[:20]} » est inconnu.")
        for one in by_step[_Step.RESTORE]:
            self._try(one, self._restore)
        for one in by_step[_Step.RECODE]:
            self._try(one, self._recode)
        for one in by_step[_Step.RENAME]:
            self._try(one, lambda line: self._stay(line, day))
        self._merge_all(by_step[_Step.MERGE], day)
        for one in by_step[_Step.STAY]:
            self._try(one, lambda line: self._stay(line, day))
        for one in by_step[_Step.PART]:
            self._note(one, self._part(one, day))

    def _try(self, one: Movement, change: Callable[[Movement], Outcome]) -> None:
        try:
            self._note(one, change(one))
        except RefusedError as refusal:
            self._note(one, Outcome.REFUSED, str(refusal))

    def _note(self, one: Movement, outcome: Outcome, reason: str = "") -> None:
        about = f"{one.before.name} ({one.before.code})"
        if (one.after.code, one.after.name) != (one.before.code, one.before.name):
            about += f" → {one.after.name} ({one.after.code})"
        self.entries.append(Entry(FILE, one.line, outcome, about, french_spaces(reason)))

    def _living(self, side: Side) -> None:
        """Refuse what the atlas does not know as a commune of today."""
        body = self._ground.get(side.code)
        if body is None:
            raise RefusedError(f"l’atlas ne connaît pas de commune {side.code}.")
        if body.successor is not None:
            heir = self._ground.heir(side.code)
            raise RefusedError(f"{side.code} est déjà réunie à {self._told(heir)}.")
        if body.kind != "commune":
            raise RefusedError(f"{side.code} n’est pas une commune.")

    def _told(self, code: str) -> str:
        body = self._ground.get(code)
        return f"{body.name} ({code})" if body is not None else code

    def _restore(self, one: Movement) -> Outcome:
        ground, parent, part = self._ground, one.before, one.after
        body = ground.get(part.code)
        again = part.code in self._restored
        if body is not None and body.successor is None and not again:
            return Outcome.KNOWN
        self._living(parent)
        if body is not None and body.successor not in (parent.code, None):
            raise RefusedError(
                f"{part.code} est dans l’atlas une part de {self._told(ground.heir(part.code))}."
            )
        self._restored.add(part.code)
        names = (part.name, *((body.name, *body.names) if body is not None else ()))
        ground.restore(part.code, parent.code, part.name, _article(part))
        self.splits.append(
            Split(
                one.date,
                parent.code,
                part.code,
                names,
                french_spaces(f"Commune rétablie : {part.name} ({part.code})."),
                FILE,
            )
        )
        if again:
            return Outcome.DETAIL
        return Outcome.CREATED if body is None else Outcome.RESTORED

    def _recode(self, one: Movement) -> Outcome:
        ground, old, new = self._ground, one.before, one.after
        if self._is_done(old.code, new.code):
            return Outcome.KNOWN
        self._living(old)
        taken = ground.get(new.code)
        if taken is not None and ground.heir(new.code) != old.code:
            raise RefusedError(f"{new.code} est déjà le code de {taken.name}.")
        name = self._told(old.code)
        ground.recode(old.code, new.code, one.date, new.name)
        ground.change(new.code, article=_article(new))
        note = f"Changement de code : {name} devient {new.name} ({new.code})."
        self._move(one, new, old.name, note)
        return Outcome.RECODED

    def _is_done(self, old: str, new: str) -> bool:
        body = self._ground.get(old)
        if body is None or body.successor is None:
            return False
        return self._ground.heir(old) == self._ground.heir(new)

    def _merge_all(self, mergers: list[Movement], day: _Day) -> None:
        targets: defaultdict[str, set[str]] = defaultdict(set)
        for one in mergers:
            targets[one.before.code].add(one.after.code)
        # The most populous first: it gives its place to a commune that takes a code of its own.
        for one in sorted(mergers, key=lambda one: (-self._population(one.before.code), one.line)):
            heirs = sorted(targets[one.before.code])
            if len(heirs) > 1:
                told = ", ".join(map(self._told, heirs))
                reason = f"son territoire va à plusieurs communes ({told}) : qui lui succède ?"
                self._note(one, Outcome.REFUSED, reason)
            else:
                self._try(one, lambda line: self._merge(line, day))

    def _population(self, code: str) -> int:
        body = self._ground.get(code)
        return (body.population if body is not None else None) or 0

    def _merge(self, one: Movement, day: _Day) -> Outcome:
        ground, part, whole = self._ground, one.before, one.after
        if one.mod not in mvt.MERGERS and one.mod != mvt.SUPPRESSED:
            raise RefusedError(f"un mouvement {one.mod} n’unit pas deux communes.")
        if self._is_done(part.code, whole.code):
            return Outcome.KNOWN
        self._living(part)
        name = self._told(part.code)
        if ground.heir(whole.code) == part.code:
            # The seat moves to a part that takes over the whole: the same commune, another code.
            ground.recode(part.code, whole.code, one.date, whole.name)
        else:
            if ground.get(whole.code) is None and whole.code not in day.standing:
                ground.found(whole.code, part.code, whole.name, _article(whole))
            self._living(whole)
            kind = day.parts.get(part.code, "ancienne")
            ground.merge(part.code, whole.code, one.date, kind)
        if one.mod == mvt.NEW_COMMUNE:
            # A commune nouvelle is another legal person; its number comes with the next list.
            ground.change(whole.code, siren=None)
        self._move(one, whole, part.name, f"Fusion : {name} a rejoint {whole.name} ({whole.code}).")
        return Outcome.MERGED

    def _stay(self, one: Movement, day: _Day) -> Outcome:
        """Handle a commune that keeps its code: only its name may change."""
        if one.before.name == one.after.name:
            return Outcome.DETAIL
        body = self._ground.get(one.after.code)
        if body is not None and body.name in (one.after.name, self._last_names[one.after.code]):
            return Outcome.KNOWN
        self._living(one.after)
        self._ground.rename(one.after.code, one.after.name, _article(one.after))
        if one.after.code in day.founded:
            note = f"Fusion de communes sous le nom de {one.after.name} ({one.after.code})."
            self._move(one, one.after, one.before.name, note)
        return Outcome.RENAMED

    def _move(self, one: Movement, new: Side, name: str, note: str) -> None:
        self.moves.append(
            Move(one.date, one.before.code, new.code, name, french_spaces(note), FILE)
        )

    def _part(self, one: Movement, day: _Day) -> Outcome:
        """Handle what becomes of parts; the atlas keeps none that bears the code of its whole."""
        code = one.before.code if one.after.is_commune else one.after.code
        body = self._ground.get(code)
        if body is None or body.kind not in FORMER or code in day.standing - day.founded:
            return Outcome.DETAIL
        kind = day.parts.get(code) or _KINDS.get(one.after.type, "ancienne")
        if kind != body.kind:
            self._ground.change(code, kind=kind)
        if not one.after.is_commune:
            self._ground.rename(code, one.after.name, _article(one.after))
        # The part that a commune leaves of itself is told by the line that merges it.
        of_itself = one.before.is_commune and one.before.code == code
        return Outcome.DETAIL if of_itself or self._ground.get(code) == body else Outcome.PART


def _article(side: Side) -> str:
    """Return what joins « de » to the name, as Insee gives it; empty where it does not."""
    number = int(side.tncc) if side.tncc.isdecimal() else None
    return ARTICLES[number][1] if number in ARTICLES else ""
