"""Partnerships follow their members: to the body that succeeds, or back to one that is restored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import in_batches
from atlas.editing import partnerships
from atlas.editing.authority_writing import authority_ids
from atlas.editing.documents import (
    EventEntry,
    PartnershipDocument,
    SourceRef,
    canonical,
    decode,
    replace_member,
)
from atlas.editing.reading import read_documents
from atlas.events import TERRITORIAL_CHANGE, Event, derive_status, is_over
from atlas.model import Authority, Partnership, PartnershipMember, Revision
from atlas.text import fold
from atlas.typography import french_spaces
from geodata.territories.ground import Ground
from geodata.territories.outcomes import Left, Move, Split


@dataclass
class Followed:
    """Documents of the partnerships that change, how many went where, and what is left to people.

    A partnership counts once: as ``returned`` where a restored body got it back.
    """

    documents: dict[int, PartnershipDocument] = field(default_factory=dict)
    moved: int = 0
    returned: int = 0
    left: list[Left] = field(default_factory=list)


def follow(
    session: Session,
    ground: Ground,
    moves: Iterable[Move],
    splits: Iterable[Split],
    sources: Mapping[str, SourceRef],
) -> Followed:
    """Return what becomes of partnerships; nothing is written.

    ``sources`` gives the source of the events by the file of a change.
    """
    steps: list[Move | Split] = sorted((*moves, *splits), key=_order)
    follower = _Follower(session, ground, steps, sources)
    for step in steps:
        if isinstance(step, Move):
            follower.move(step)
        else:
            follower.split(step)
    return follower.finish()


def _order(step: Move | Split) -> tuple[str, int]:
    """Return when a step is taken: of one day, what is there first, then what leaves and comes."""
    if isinstance(step, Split):
        return step.date, 1
    return step.date, 0 if step.old == step.new else 2


class _Follower:
    def __init__(
        self,
        session: Session,
        ground: Ground,
        steps: Iterable[Move | Split],
        sources: Mapping[str, SourceRef],
    ) -> None:
        self._session, self._ground, self._sources = session, ground, sources
        codes = {step.old if isinstance(step, Move) else step.parent for step in steps}
        self._before = read_documents(session, sorted(_numbers_of(session, codes)))
        self._now = dict(self._before)
        self._members: defaultdict[str, set[int]] = defaultdict(set)
        for number, document in self._before.items():
            for member in document.members:
                self._members[member.code].add(number)
        self._moved: set[int] = set()
        self._returned: set[int] = set()
        self._left: dict[int, str] = {}

    def move(self, step: Move) -> None:
        """Let every partnership of a body pass to another."""
        for number in sorted(self._members[step.old]):
            self._pass(number, step.old, step.new, step.name, self._event(step))
            self._moved.add(number)

    def split(self, step: Split) -> None:
        """Give back the partnerships that a restored body had; leave the others to people."""
        names = {fold(name) for name in step.names}
        mine = self._members[step.parent] if step.restored else set()
        had = _once_of(self._session, mine, step.restored)
        for number in sorted(self._members[step.parent]):
            member = next(m for m in self._now[number].members if m.code == step.parent)
            if step.restored and (number in had or fold(member.name_as_written) in names):
                self._pass(number, step.parent, step.restored, "", self._event(step))
                self._returned.add(number)
                self._left.pop(number, None)
            else:
                self._left[number] = " ".join(filter(None, (self._left.get(number), step.note)))

    def _event(self, step: Move | Split) -> EventEntry:
        return EventEntry(
            TERRITORIAL_CHANGE, step.date, note=step.note, source=self._sources[step.file]
        )

    def _pass(self, number: int, old: str, new: str, name: str, event: EventEntry) -> None:
        document = replace_member(self._now[number], old, new, name)
        events = document.events
        status = derive_status(Event(e.kind, e.date, e.circa) for e in events)
        if not is_over(status, document.link_type):
            # Nothing happened to a link that was over: it is read where its commune is now.
            events = (*events, event)
        self._now[number] = canonical(msgspec.structs.replace(document, events=events))
        if old != new:
            self._members[old].discard(number)
            self._members[new].add(number)

    def finish(self) -> Followed:
        """Return what changed, and what people must look at, once every step was taken."""
        changed = {
            number: document
            for number, document in self._now.items()
            if document != self._before[number]
        }
        reasons = dict(self._left)
        for number, reason in self._doubles(changed):
            reasons[number] = " ".join(filter(None, (reasons.get(number), reason)))
        titles = _titles(self._session, sorted(reasons))
        return Followed(
            changed,
            len((self._moved - self._returned) & set(changed)),
            len(self._returned & set(changed)),
            [Left(number, titles[number], reasons[number]) for number in sorted(reasons)],
        )

    def _doubles(self, changed: Mapping[int, PartnershipDocument]) -> list[tuple[int, str]]:
        """Return the records that now join two bodies that another record joins already."""
        heirs = {m.code for number in changed for m in changed[number].members}
        family = {
            code for heir in heirs if self._ground.get(heir) for code in self._ground.family(heir)
        }
        around = _numbers_of(self._session, family) - set(changed)
        documents = {**read_documents(self._session, sorted(around)), **changed}
        former = {number: self._before.get(number, one) for number, one in documents.items()}
        french = self._french(
            {m.code for one in (*documents.values(), *former.values()) for m in one.members}
        )
        now = {n: _pairs(one, french, self._ground.heir) for n, one in documents.items()}
        before = {n: _pairs(one, french, self._ground.heir_before) for n, one in former.items()}
        joined: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for number, pairs in now.items():
            for pair in pairs:
                joined[pair].add(number)
        found = []
        for number in sorted(changed):
            others = {other for pair in now[number] for other in joined[pair]} - {number}
            # Told once of the two; and those that joined the same bodies already are nothing new.
            new = sorted(
                other
                for other in others
                if not (other in changed and other < number) and not before[number] & before[other]
            )
            if new:
                told = ", ".join(f"n° {other}" for other in new)
                reason = french_spaces(f"Une autre fiche unit désormais les mêmes : {told}.")
                found.append((number, reason))
        return found

    def _french(self, codes: set[str]) -> set[str]:
        """Return those of ``codes`` that are French, bodies to be made included."""
        found = {code for code in codes if self._ground.get(code) is not None}
        for batch in in_batches(sorted(codes - found)):
            query = select(Authority.code).where(
                Authority.code.in_(batch), Authority.side == "french"
            )
            found.update(self._session.scalars(query))
        return found


def _pairs(
    document: PartnershipDocument, french: set[str], heir: Callable[[str], str]
) -> set[tuple[str, str]]:
    """Return the French body and the foreign partner of each relation that a record tells."""
    codes = {member.code for member in document.members}
    return {(heir(home), away) for home in codes & french for away in codes - french}


def _numbers_of(session: Session, codes: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for batch in in_batches(list(authority_ids(session, codes).values())):
        query = select(PartnershipMember.partnership_id).where(
            PartnershipMember.authority_id.in_(batch)
        )
        found.update(session.scalars(query))
    return found


def _once_of(session: Session, numbers: Iterable[int], code: str) -> set[int]:
    """Return the partnerships among ``numbers`` of which ``code`` once was a member."""
    found: set[int] = set()
    for batch in in_batches([str(number) for number in sorted(numbers)]):
        query = select(Revision.record, Revision.before).where(
            Revision.kind == partnerships.KIND,
            Revision.record.in_(batch),
            Revision.before.contains(f'"{code}"'),
        )
        for record, before in session.execute(query):
            if before and any(member.code == code for member in decode(before).members):
                found.add(int(record))
    return found


def _titles(session: Session, numbers: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for batch in in_batches(numbers):
        query = select(Partnership.id, Partnership.title).where(Partnership.id.in_(batch))
        found.update(dict(session.execute(query).all()))
    return found
