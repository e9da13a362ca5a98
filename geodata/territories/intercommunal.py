"""Changes of EPCI tried on the ground."""

from __future__ import annotations

from collections.abc import Iterable

from atlas.editing.authority_documents import AuthorityDocument
from atlas.typography import french_spaces
from geodata.build.points import Point, weighted_centre
from geodata.territories import epci
from geodata.territories.epci import FILE, EpciChange
from geodata.territories.ground import Ground, total
from geodata.territories.outcomes import Entry, Move, Outcome, RefusedError, Split

_KIND = "epci"


class EpciChanges:
    """Applies changes to the ground, and notes what becomes of each and who must follow."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._regrouped: set[str] = set()
        self._wanted: set[str] | None = None
        self.entries: list[Entry] = []
        self.moves: list[Move] = []
        self.splits: list[Split] = []

    def apply(self, changes: Iterable[EpciChange]) -> None:
        """Apply the changes in the order of their days, then count who lives where."""
        how = {
            epci.MERGED: self._merge,
            epci.CREATED: self._create,
            epci.DISSOLVED: self._dissolve,
            epci.RENAMED: self._rename,
            epci.RECODED: self._recode,
            epci.MEMBERS: self._members,
        }
        for one in sorted(changes, key=lambda one: (one.date, one.line)):
            try:
                # First: what is refused must leave nothing behind.
                self._wanted = self._resolved(one)
                self._note(one, how[one.change](one))
            except RefusedError as refusal:
                self._note(one, Outcome.REFUSED, str(refusal))
        for siren in sorted(self._regrouped):
            self._count(siren)

    def _note(self, one: EpciChange, outcome: Outcome, reason: str = "") -> None:
        told = [
            self._told(code, one.name) for code in dict.fromkeys((one.before, one.after)) if code
        ]
        about = " → ".join(told)
        self.entries.append(Entry(FILE, one.line, outcome, about, french_spaces(reason)))

    def _told(self, siren: str, name: str) -> str:
        body = self._ground.get(siren)
        return f"{body.name if body is not None else name or 'inconnue'} ({siren})"

    def _living(self, siren: str) -> AuthorityDocument:
        """Return an EPCI of today; refuse what the atlas does not know as one."""
        body = self._ground.get(siren)
        if body is None:
            raise RefusedError(f"l’atlas ne connaît pas d’intercommunalité {siren}.")
        if body.kind != _KIND:
            raise RefusedError(f"{siren} n’est pas une intercommunalité.")
        if body.successor is not None:
            raise RefusedError(f"{siren} est déjà réunie à {self._ground.heir(siren)}.")
        if body.valid_to is not None:
            raise RefusedError(f"{siren} a déjà pris fin ({body.valid_to}).")
        return body

    def _merge(self, one: EpciChange) -> Outcome:
        ground = self._ground
        body = ground.get(one.before)
        if body is not None and body.successor is not None and self._same(one):
            return Outcome.KNOWN
        gone = self._living(one.before)
        if one.before == one.after:
            return self._rename(one) if one.name else self._members(one)
        if ground.get(one.after) is None:
            self._make(one)
        else:
            self._living(one.after)
            if one.name:
                ground.rename(one.after, one.name, "")
        for code in ground.members(one.before):
            ground.change(code, epci=one.after)
        ground.end(one.before, one.date, successor=one.after)
        self._set_members(one)
        self._regrouped.add(one.after)
        whole = ground.get(one.after)
        name = whole.name if whole is not None else one.name
        self._move(
            one, gone, f"Fusion : {gone.name} ({one.before}) a rejoint {name} ({one.after})."
        )
        return Outcome.MERGED

    def _same(self, one: EpciChange) -> bool:
        return self._ground.heir(one.before) == self._ground.heir(one.after)

    def _move(self, one: EpciChange, gone: AuthorityDocument, note: str) -> None:
        self.moves.append(
            Move(one.date, one.before, one.after, gone.name, french_spaces(note), FILE)
        )

    def _make(self, one: EpciChange) -> None:
        if not one.name:
            raise RefusedError(f"{one.after} est nouvelle : donnez-lui un nom (nom_apres).")
        self._ground.add(
            one.after,
            AuthorityDocument(
                kind=_KIND,
                name=one.name,
                country="FR",
                side="french",
                siren=one.after,
                location_method="centre_pondere_population",
            ),
        )

    def _create(self, one: EpciChange) -> Outcome:
        if self._ground.get(one.after) is not None:
            return self._members(one) if one.members is not None else Outcome.KNOWN
        self._make(one)
        self._set_members(one)
        self._regrouped.add(one.after)
        return Outcome.CREATED

    def _dissolve(self, one: EpciChange) -> Outcome:
        body = self._ground.get(one.before)
        if body is not None and body.successor is None and body.valid_to == one.date:
            return Outcome.KNOWN
        gone = self._living(one.before)
        for code in self._ground.members(one.before):
            self._ground.change(code, epci=None)
        self._ground.end(one.before, one.date, successor=None)
        note = french_spaces(f"Dissolution : {gone.name} ({one.before}).")
        self.splits.append(Split(one.date, one.before, "", (), note, FILE))
        return Outcome.ENDED

    def _rename(self, one: EpciChange) -> Outcome:
        former = self._living(one.before)
        self._ground.rename(one.before, one.name, "")
        regrouped = self._set_members(one)
        if former.name != one.name:
            return Outcome.RENAMED
        return Outcome.MEMBERS if regrouped else Outcome.KNOWN

    def _recode(self, one: EpciChange) -> Outcome:
        body = self._ground.get(one.before)
        if body is not None and body.successor is not None and self._same(one):
            return Outcome.KNOWN
        gone = self._living(one.before)
        if self._ground.get(one.after) is not None:
            raise RefusedError(f"{one.after} est déjà dans l’atlas.")
        self._ground.recode(one.before, one.after, one.date, one.name or gone.name)
        for code in self._ground.members(one.before):
            self._ground.change(code, epci=one.after)
        self._set_members(one)
        name = one.name or gone.name
        note = f"Changement de numéro : {gone.name} ({one.before}) devient {name} ({one.after})."
        self._move(one, gone, note)
        return Outcome.RECODED

    def _members(self, one: EpciChange) -> Outcome:
        self._living(one.after)
        return Outcome.MEMBERS if self._set_members(one) else Outcome.KNOWN

    def _resolved(self, one: EpciChange) -> set[str] | None:
        """Return the communes of today that a line names, None where it names none."""
        if one.members is None:
            return None
        wanted = set()
        for code in one.members:
            heir = self._ground.heir(code)
            body = self._ground.get(heir)
            if body is None or body.kind != "commune":
                raise RefusedError(f"l’atlas ne connaît pas de commune {code} (membres).")
            wanted.add(heir)
        return wanted

    def _set_members(self, one: EpciChange) -> bool:
        """Make the communes of a line those of the body; return whether any came or left."""
        ground, wanted = self._ground, self._wanted
        if wanted is None:
            return False
        present = set(ground.members(one.after))
        for code in wanted - present:
            former = ground.get(code)
            if former is not None and former.epci is not None:
                self._regrouped.add(former.epci)
            ground.change(code, epci=one.after)
        for code in present - wanted:
            ground.change(code, epci=None)
        if wanted != present:
            self._regrouped.add(one.after)
        return wanted != present

    def _count(self, siren: str) -> None:
        """Give a body the inhabitants, the place and the département that its communes give it."""
        ground = self._ground
        body = ground.get(siren)
        members = {code: one for code in ground.members(siren) if (one := ground.get(code))}
        if body is None or body.kind != _KIND or body.valid_to is not None or not members:
            return
        weights = {code: one.population or 0 for code, one in members.items()}
        points = {
            code: Point(one.lon, one.lat, "")
            for code, one in members.items()
            if one.lon is not None and one.lat is not None
        }
        largest = members[max(members, key=lambda code: (weights[code], code))]
        ground.change(
            siren,
            population=total([one.population for one in members.values()]),
            departement=largest.departement,
            region=largest.region,
        )
        if points:
            centre = weighted_centre(list(points), points, weights)
            ground.change(
                siren,
                lon=round(centre.lon, 5),
                lat=round(centre.lat, 5),
                location_method=centre.method,
                location_precision="place",
            )
