"""What a file would do: rows reconciled, and what each would create, complete or leave."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.database import AT_ONCE
from atlas.doubts.content import FOREIGN, RECORD, Choice, Party, Question, RowContent, key_of
from atlas.doubts.queue import DROPPED, decisions, states
from atlas.editing.declared import Declaration, complete, contradiction, new_record, not_taken
from atlas.editing.differences import only_changed
from atlas.editing.documents import Member, PartnershipDocument
from atlas.editing.lengths import overlong
from atlas.editing.partnerships import next_number
from atlas.editing.reading import read_documents
from atlas.errors import AtlasError
from atlas.model import Partnership
from atlas.queries.revision import current_revision_token
from atlas.services.import_rows import Entry, NewPlace, Outcome, Reason
from atlas.text import to_translate
from geodata.imports.declaring import END_FIRST, Declarer
from geodata.imports.known import read_pairs
from geodata.imports.members import MemberReader, NewPlaces, each_once
from geodata.imports.plan import Plan
from geodata.imports.reading import ImportRow
from geodata.imports.sides import position_remarks
from geodata.imports.sources import Source
from geodata.imports.values import RefusedError, SkippedError
from geodata.reconciling.places import load_gazetteer

Progress = Callable[[int], None]
_Names = tuple[str, str]


def make_plan(
    session: Session,
    source: Source,
    rows: Iterable[ImportRow],
    *,
    progress: Progress = lambda _done: None,
) -> Plan:
    """Return what ``rows`` would do; nothing is written. ``progress`` is told the rows done."""
    planner = _Planner(session, source)
    for done, row in enumerate(rows, start=1):
        planner.take(row)
        if not done % 100:
            progress(done)
    plan = planner.finish()
    progress(plan.read)
    return plan


class _Planner:
    def __init__(self, session: Session, source: Source) -> None:
        self._session = session
        self._source = source
        self.plan = Plan(source, current_revision_token(session))
        french, foreign = (load_gazetteer(session, side) for side in ("french", "foreign"))
        self._members = MemberReader(session, french, foreign, decisions(session))
        self._declarer = Declarer(session, source)
        self._places = NewPlaces(session, self.plan.add_authority)
        self._known = read_pairs(session, french)
        self._countries = {place.code: place.country for place in foreign.places}
        self._heirs = {
            place.code: place.heir for side in (french, foreign) for place in side.places
        }
        self._first = next_number(session)
        self._made: dict[str, int] = {}
        #: The rows that make records, in the order of their numbers.
        self._made_on = array("q")
        self._waiting: list[tuple[ImportRow, _Names, int, Declaration]] = []
        self._asked: list[tuple[ImportRow, _Names, RowContent]] = []

    def take(self, row: ImportRow) -> None:
        """Reconcile one row."""
        names = (
            row.shown("french_name") or row.shown("french_code") or row.shown("parties"),
            row.shown("foreign_name"),
        )
        try:
            row.require_usable()
            row = row.remarked(position_remarks(row))
            self._place(row, names)
        except RefusedError as refusal:
            self._leave(row, Outcome.REFUSED, names, refusal)
        except SkippedError as skipped:
            self._leave(row, Outcome.SKIPPED, names, skipped)
        if len(self._waiting) + len(self._asked) >= AT_ONCE:
            self._flush()

    def _leave(self, row: ImportRow, outcome: Outcome, names: _Names, why: AtlasError) -> None:
        self.plan.note(Entry(row.line, outcome, *names, reason=Reason.of(why), remarks=row.remarks))

    def finish(self) -> Plan:
        """Return the plan, once every row was taken."""
        self._flush()
        return self.plan

    def _place(self, row: ImportRow, names: _Names) -> None:
        if self._source.country_is_enough and not row.text("foreign_name"):
            self._place_by_country(row, names)
            return
        parties = self._members.read(row, is_symmetric=self._source.is_symmetric)
        declaration = self._declarer.declare(row)
        _refuse_overlong(declaration, parties)
        if declaration.term and not declaration.is_running:
            row = row.remarked([_foreseen(declaration)])
        parties, doubled = each_once(self._told_before(parties, declaration))
        row = row.remarked(doubled)
        if any(party.question is not None for party in parties):
            content = RowContent(self._source.name, declaration, parties, row=row.digest())
            self._ask(row, names, content)
            return
        members = tuple(
            Member(self._places.code_of(party), name_as_written=party.name) for party in parties
        )
        codes = sorted(member.code for member in members)
        key = "|".join(codes)
        number = self._made.get(key)
        known = (number,) if number is not None else self._uniting(members)
        if len(known) > 1:
            certain = tuple(
                Party(party.name, code=member.code)
                for party, member in zip(parties, members, strict=True)
            )
            self._ask_which(row, names, declaration, certain, known)
        elif known:
            self._waiting.append((row, names, known[0], declaration))
        else:
            self._create(row, names, key, new_record(declaration, members))

    def _create(
        self, row: ImportRow, names: _Names, key: str, document: PartnershipDocument
    ) -> None:
        number = self._first + len(self._made_on)
        self._made[key] = number
        self._made_on.append(row.line)
        self.plan.set_partnership(number, document)
        places = ((m.code, self.plan.authority(m.code)) for m in document.members)
        self.plan.note(
            Entry(
                row.line,
                Outcome.CREATED,
                *names,
                number=number,
                after=document,
                places=tuple(
                    NewPlace(code, place.name, place.country) for code, place in places if place
                ),
                remarks=row.remarks,
            )
        )

    def _row_that_makes(self, number: int) -> int | None:
        """Return the row of the file that makes a record, None for one that the atlas has."""
        return self._made_on[number - self._first] if number >= self._first else None

    def _told_before(
        self, parties: tuple[Party, ...], declaration: Declaration
    ) -> tuple[Party, ...]:
        """Return the parties, those that this very source named before in a record made certain.

        A partner that an import made may be doubtful to the next one, which knows two of its name.
        """
        home = {party.code for party in parties if party.code and party.code not in self._countries}
        return tuple(
            party
            if party.question is None or party.question.side != FOREIGN
            else self._as_told(party, party.question, home, declaration)
            for party in parties
        )

    def _as_told(
        self, party: Party, question: Question, home: set[str], declaration: Declaration
    ) -> Party:
        source = declaration.source
        told = (source.url, source.title, "foreign_name", party.name)
        for choice in question.choices:
            pairs = (self._known.get(f"{one}|{choice.code}", ()) for one in home)
            numbers = [number for known in pairs for number in known]
            for document in read_documents(self._session, numbers).values():
                said = {
                    (s.source.url, s.source.title, s.field, s.value) for s in document.statements
                }
                if told in said:
                    return Party(party.name, code=choice.code)
                # Of several partners, the source's own words are all in one statement: what it
                # called this one is kept with the member.
                if any(one[:2] == told[:2] for one in said) and any(
                    self._heirs.get(member.code, member.code) == choice.code
                    and member.name_as_written == party.name
                    for member in document.members
                ):
                    return Party(party.name, code=choice.code)
        return party

    def _uniting(self, members: Sequence[Member]) -> tuple[int, ...]:
        """Return the records that unite all of ``members``."""
        home = [m.code for m in members if m.code not in self._countries]
        away = [m.code for m in members if m.code in self._countries]
        pairs = [self._known.get(f"{one}|{other}", ()) for one in home for other in away]
        if not pairs:
            return ()
        found = sorted(set(pairs[0]).intersection(*pairs[1:]))
        if len(found) <= 1:
            return tuple(found)
        # A record of these very members is the one, whatever others unite them with more.
        wanted = {member.code for member in members}
        exact = [
            number
            for number, document in read_documents(self._session, found).items()
            if {self._heirs.get(one.code, one.code) for one in document.members} == wanted
        ]
        return tuple(exact if len(exact) == 1 else found)

    def _place_by_country(self, row: ImportRow, names: _Names) -> None:
        """Take a row that names a country and no partner: a person says which record it is."""
        parties, doubled = each_once(self._members.french_only(row))
        row = row.remarked(doubled)
        country = self._members.country(row)
        if any(party.question is not None for party in parties):
            raise RefusedError("« {name} » peut désigner plusieurs collectivités.", name=names[0])
        codes = {party.code for party in parties}
        known = sorted(
            {
                number
                for pair, numbers in self._known.items()
                if pair.partition("|")[0] in codes
                and self._countries.get(pair.partition("|")[2]) == country
                for number in numbers
            }
        )
        if not known:
            raise RefusedError(
                "Aucun partenariat de cette collectivité dans ce pays, et le partenaire n’est pas "
                "nommé."
            )
        declaration = self._declarer.declare(row)
        _refuse_overlong(declaration, parties)
        self._ask_which(row, names, declaration, parties, known)

    def _ask_which(
        self,
        row: ImportRow,
        names: _Names,
        declaration: Declaration,
        parties: tuple[Party, ...],
        known: Sequence[int],
    ) -> None:
        titles = dict(
            self._session.execute(
                select(Partnership.id, Partnership.title).where(Partnership.id.in_(known))
            ).all()
        )
        choices = tuple(Choice(str(number), titles[number], 0.5) for number in known)
        asked = Question(RECORD, " – ".join(filter(None, names)), choices=choices)
        content = RowContent(
            self._source.name, declaration, parties, record=asked, row=row.digest()
        )
        self._ask(row, names, content)

    def _ask(self, row: ImportRow, names: _Names, content: RowContent) -> None:
        self._asked.append((row, names, content))

    def _flush(self) -> None:
        """Complete the records that rows are about, and ask what is in doubt."""
        waiting, self._waiting = self._waiting, []
        unchanged = [n for _, _, n, _ in waiting if self.plan.partnership(n) is None]
        documents = read_documents(self._session, sorted(set(unchanged)))
        for row, names, number, declaration in waiting:
            planned = self.plan.partnership(number)
            before = planned if planned is not None else documents[number]
            if problem := contradiction(before, declaration):
                end, start = problem
                self._leave(
                    row, Outcome.REFUSED, names, RefusedError(END_FIRST, end=end, start=start)
                )
                continue
            left = not_taken(before, declaration)
            row = row.remarked(
                Reason(one.template, {name: str(value) for name, value in one.params.items()})
                for one in left
            )
            after = complete(before, declaration)
            outcome = Outcome.UNCHANGED if planned is None else Outcome.REPEATED
            gone: PartnershipDocument | None = None
            come: PartnershipDocument | None = None
            if after is not before:
                self.plan.set_partnership(number, after)
                outcome = Outcome.COMPLETED
                gone, come = only_changed(before, after)
            self.plan.note(
                Entry(
                    row.line,
                    outcome,
                    *names,
                    number=number,
                    made_on=self._row_that_makes(number),
                    before=gone,
                    after=come,
                    remarks=row.remarks,
                )
            )
        asked, self._asked = self._asked, []
        keys = [key_of(content) for _, _, content in asked]
        known = states(self._session, set(keys))
        for (row, names, content), key in zip(asked, keys, strict=True):
            self._note_doubt(row, names, content, known.get(key))

    def _note_doubt(
        self, row: ImportRow, names: _Names, content: RowContent, state: str | None
    ) -> None:
        if state == DROPPED:
            dropped = SkippedError("Une personne a écarté cette ligne.")
            self._leave(row, Outcome.SKIPPED, names, dropped)
            return
        question = content.questions()[0]
        self.plan.note(
            Entry(
                row.line,
                Outcome.DOUBTFUL,
                *names,
                reason=_doubt(question),
                remarks=row.remarks,
                candidates=question.choices,
                asks=question.side,
            )
        )
        if state is None:
            self.plan.ask(content, row.line)


def _foreseen(declaration: Declaration) -> Reason:
    return Reason(
        to_translate("La fin ({end}) est à venir : elle est notée comme échéance prévue."),
        {"end": declaration.term},
    )


def _refuse_overlong(declaration: Declaration, parties: Sequence[Party]) -> None:
    """Refuse a row that holds more than a record can, whatever becomes of it."""
    members = tuple(Member(party.code, name_as_written=party.name) for party in parties)
    if found := overlong(new_record(declaration, members)):
        raise RefusedError(found[0].template, **found[0].params)


def _doubt(question: Question) -> Reason:
    if question.side == RECORD:
        template = to_translate("Plusieurs fiches peuvent être celle de « {name} ».")
    elif question.place is not None:
        template = to_translate("« {name} » ressemble à un partenaire connu.")
    else:
        template = to_translate(
            "« {name} » peut désigner plusieurs collectivités, ou est mal écrit."
        )
    return Reason(template, {"name": question.name})
