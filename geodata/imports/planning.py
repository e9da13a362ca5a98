"""What a file would do: rows reconciled, and what each would create, complete or leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.dates import PartialDate
from atlas.editing.authorities import CodeGiver
from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.documents import (
    EventEntry,
    Member,
    PartnershipDocument,
    SourceRef,
    StatementEntry,
    ThemeEntry,
    canonical,
)
from atlas.editing.partnerships import next_number
from atlas.editing.reading import read_documents
from atlas.events import START_KINDS
from atlas.geodesy import Point
from atlas.model import Authority, LinkType, PartnershipMember, Theme
from atlas.text import fold
from geodata.imports.reading import ImportRow, Source
from geodata.reconciling.countries import CountryNames
from geodata.reconciling.foreign import ForeignMatcher, is_one_place
from geodata.reconciling.french import FrenchMatcher
from geodata.reconciling.matching import Match, Verdict
from geodata.reconciling.places import Gazetteer, load_gazetteer

Progress = Callable[[int], None]


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    COMPLETED = "completed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """A row and what becomes of it; ``reason`` is a French sentence, empty where none is needed."""

    line: int
    outcome: Outcome
    french: str
    foreign: str
    number: int | None = None
    reason: str = ""
    candidates: tuple[tuple[str, str, float], ...] = ()


@dataclass
class Plan:
    """What a file would do, ready to be done."""

    source: Source
    entries: list[Entry] = field(default_factory=list)
    partnerships: dict[int, PartnershipDocument] = field(default_factory=dict)
    authorities: dict[str, AuthorityDocument] = field(default_factory=dict)

    def counts(self) -> Counter[Outcome]:
        """Return how many rows have each outcome; they add up to the rows read."""
        return Counter(entry.outcome for entry in self.entries)


class _RefusedError(Exception):
    """A row that cannot be used, with the sentence that says why."""


class _DoubtError(Exception):
    """A row that a person must look at."""

    def __init__(self, reason: str, match: Match) -> None:
        self.candidates = tuple((one.code, one.name, one.score) for one in match.candidates)
        super().__init__(reason)


def make_plan(
    session: Session,
    source: Source,
    rows: Iterable[ImportRow],
    *,
    progress: Progress = lambda _done: None,
) -> Plan:
    """Return what ``rows`` would do; nothing is written."""
    planner = _Planner(session, source)
    for done, row in enumerate(rows, start=1):
        planner.take(row)
        progress(done)
    return planner.finish()


@dataclass(frozen=True)
class _Pair:
    french: str
    foreign: str
    row: ImportRow


class _Planner:
    def __init__(self, session: Session, source: Source) -> None:
        self._session = session
        self._plan = Plan(source)
        french = load_gazetteer(session, "french")
        self._french = FrenchMatcher(french)
        self._foreign = ForeignMatcher(load_gazetteer(session, "foreign"))
        self._countries = CountryNames(session)
        self._codes = CodeGiver(session)
        self._link_types = set(session.scalars(select(LinkType.code)))
        self._themes = set(session.scalars(select(Theme.code)))
        self._known = _pairs(session, french)
        self._new_places: defaultdict[tuple[str, str], list[tuple[str, Point | None]]] = (
            defaultdict(list)
        )
        self._next = next_number(session)
        self._made: dict[tuple[str, str], int] = {}
        self._seen: set[tuple[str, str]] = set()
        self._to_complete: list[tuple[int, _Pair]] = []

    def take(self, row: ImportRow) -> None:
        """Reconcile one row."""
        names = row.text("french_name") or row.text("french_code"), row.text("foreign_name")
        try:
            pair = _Pair(self._french_code(row), self._foreign_code(row), row)
            self._place(pair, names)
        except _RefusedError as refusal:
            self._note(row, Outcome.REFUSED, names, reason=str(refusal))
        except _DoubtError as doubt:
            self._note(row, Outcome.DOUBTFUL, names, reason=str(doubt), candidates=doubt.candidates)

    def finish(self) -> Plan:
        """Return the plan, once every row was taken."""
        documents = read_documents(self._session, [number for number, _ in self._to_complete])
        for number, pair in self._to_complete:
            before = self._plan.partnerships.get(number) or documents[number]
            names = pair.row.text("french_name"), pair.row.text("foreign_name")
            try:
                after = self._completed(before, pair)
            except _RefusedError as refusal:
                self._note(pair.row, Outcome.REFUSED, names, reason=str(refusal))
                continue
            outcome = Outcome.UNCHANGED if after == before else Outcome.COMPLETED
            if after != before:
                self._plan.partnerships[number] = after
            self._note(pair.row, outcome, names, number=number)
        self._plan.entries.sort(key=lambda entry: entry.line)
        return self._plan

    def _place(self, pair: _Pair, names: tuple[str, str]) -> None:
        key = (pair.french, pair.foreign)
        if key in self._seen:
            self._note(pair.row, Outcome.REPEATED, names, number=self._made.get(key))
            return
        self._seen.add(key)
        known = self._known.get(key, ())
        if len(known) > 1:
            raise _RefusedError(
                f"Deux fiches de l’atlas unissent déjà ces deux collectivités : {known[0]} et "
                f"{known[1]}."
            )
        if known:
            self._to_complete.append((known[0], pair))
            return
        document = self._new(pair)
        number = self._next
        self._next += 1
        self._made[key] = number
        self._plan.partnerships[number] = document
        self._note(pair.row, Outcome.CREATED, names, number=number)

    def _note(
        self,
        row: ImportRow,
        outcome: Outcome,
        names: tuple[str, str],
        *,
        number: int | None = None,
        reason: str = "",
        candidates: tuple[tuple[str, str, float], ...] = (),
    ) -> None:
        self._plan.entries.append(
            Entry(row.line, outcome, *names, number=number, reason=reason, candidates=candidates)
        )

    def _french_code(self, row: ImportRow) -> str:
        country = row.text("french_country")
        if country and self._countries.code(country) != "FR":
            raise _RefusedError(f"« {country} » n’est pas la France.")
        name, code = row.text("french_name"), row.text("french_code")
        if code:
            found = self._french.by_code(code)
            if found is None:
                raise _RefusedError(f"Aucune collectivité française ne porte le code « {code} ».")
            return found
        if not name:
            raise _RefusedError("La collectivité française n’est pas nommée.")
        match = self._french.match(
            name,
            point=_point(row, "french"),
            departement=row.text("french_departement"),
        )
        if match.verdict is Verdict.UNKNOWN:
            raise _RefusedError(f"Aucune commune ne s’appelle « {name} ».")
        if match.code is None:
            raise _DoubtError(
                f"« {name} » peut désigner plusieurs communes, ou est mal écrit.", match
            )
        return match.code

    def _foreign_code(self, row: ImportRow) -> str:
        name, country = row.text("foreign_name"), row.text("foreign_country")
        if not name:
            raise _RefusedError("Le partenaire étranger n’est pas nommé.")
        iso2 = self._countries.code(country)
        if iso2 is None:
            raise _RefusedError(f"Aucun pays ne s’appelle « {country} ».")
        if iso2 == "FR":
            raise _RefusedError("Le partenaire est en France.")
        point = _point(row, "foreign")
        match = self._foreign.match(name, iso2, point=point)
        if match.code is not None:
            return match.code
        if match.verdict is Verdict.DOUBTFUL:
            raise _DoubtError(f"« {name} » ressemble à un partenaire connu.", match)
        return self._new_place(row, name, iso2, point)

    def _new_place(self, row: ImportRow, name: str, iso2: str, point: Point | None) -> str:
        namesakes = self._new_places[iso2, fold(name)]
        code = next((c for c, other in namesakes if is_one_place(point, other)), None)
        if code is None:
            population = row.text("foreign_population")
            document = AuthorityDocument(
                kind="municipality",
                name=name,
                country=iso2,
                population=int(population) if population.isdecimal() else None,
                lon=round(point[0], 5) if point else None,
                lat=round(point[1], 5) if point else None,
                location_method="source" if point else "",
                location_precision="place" if point else "none",
            )
            code = self._codes.give(document)
            namesakes.append((code, point))
            self._plan.authorities[code] = document
        return code

    def _source_of(self, row: ImportRow) -> SourceRef:
        source = self._plan.source
        title = row.text("source_title") or source.title_fr
        return SourceRef(title, row.text("source_url") or source.url, source.licence)

    def _new(self, pair: _Pair) -> PartnershipDocument:
        row = pair.row
        link_type = row.text("link_type") or self._plan.source.link_type
        if link_type not in self._link_types:
            raise _RefusedError(f"La nature « {link_type} » n’existe pas.")
        document = PartnershipDocument(
            link_type=link_type,
            confidence=self._plan.source.confidence,
            note=row.text("note"),
            members=(
                Member(pair.french, name_as_written=row.text("french_name")),
                Member(pair.foreign, name_as_written=row.text("foreign_name")),
            ),
        )
        return self._completed(document, pair)

    def _completed(self, document: PartnershipDocument, pair: _Pair) -> PartnershipDocument:
        """Return ``document`` with what the row adds to it; what is known is not written over."""
        row, source = pair.row, self._source_of(pair.row)
        said = {
            "foreign_name": row.text("foreign_name"),
            "year_start": _year(row, "year_start"),
            "year_end": _year(row, "year_end"),
        }
        events = list(document.events)
        dated = [e.date for e in events if e.kind in START_KINDS and e.date]
        if said["year_start"] and not dated:
            events.append(EventEntry("signed", said["year_start"], source=source))
        ended = any(e.kind in ("ended", "broken_off") for e in events)
        if said["year_end"] and not ended:
            events.append(EventEntry("ended", said["year_end"], source=source))
        wanted = [fold(t).replace(" ", "_") for t in row.text("themes").split(";") if t.strip()]
        unknown = [theme for theme in wanted if theme not in self._themes]
        if unknown:
            raise _RefusedError(f"Le thème « {unknown[0]} » n’existe pas.")
        held = {theme.code for theme in document.themes}
        themes = (*document.themes, *(ThemeEntry(t) for t in wanted if t not in held))
        known = {(s.source.url, s.source.title, s.field) for s in document.statements}
        shown = {s.field for s in document.statements if s.shown}
        statements = [
            StatementEntry(
                source,
                name,
                value,
                fact=self._plan.source.name,
                original_value=value if name.endswith("_name") else "",
                confidence=self._plan.source.confidence,
                shown=name not in shown,
            )
            for name, value in said.items()
            if value and (source.url, source.title, name) not in known
        ]
        return canonical(
            msgspec.structs.replace(
                document,
                events=tuple(events),
                themes=themes,
                statements=(*document.statements, *statements),
            )
        )


def _pairs(session: Session, french: Gazetteer) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the partnerships that join each French and each foreign authority of today."""
    rows = session.execute(
        select(PartnershipMember.partnership_id, PartnershipMember.authority_id)
    ).all()
    bodies = {
        row.id: row
        for row in session.execute(
            select(Authority.id, Authority.code, Authority.side, Authority.successor_id).where(
                Authority.id.in_(select(PartnershipMember.authority_id))
            )
        )
    }
    heirs = {place.code: place.heir for place in french.places}
    sides: defaultdict[int, dict[str, set[str]]] = defaultdict(
        lambda: {"french": set(), "foreign": set()}
    )
    for number, authority in rows:
        body = bodies[authority]
        sides[number][body.side].add(heirs.get(body.code, body.code))
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number in sorted(sides):
        for home in sides[number]["french"]:
            for away in sides[number]["foreign"]:
                found[home, away].append(number)
    return {pair: tuple(numbers) for pair, numbers in found.items()}


def _point(row: ImportRow, side: str) -> Point | None:
    try:
        lon, lat = (float(row.text(f"{side}_{axis}")) for axis in ("lon", "lat"))
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _year(row: ImportRow, name: str) -> str:
    text = row.text(name)
    if not text:
        return ""
    try:
        return PartialDate.parse(text).isoformat()
    except ValueError:
        raise _RefusedError(f"« {text} » n’est pas une année.") from None
