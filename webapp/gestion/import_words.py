"""Rows of a file in words: what became or would become of each, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from flask import url_for
from flask_babel import format_percent, gettext

from atlas.doubts.content import FRENCH, RECORD, Choice
from atlas.editing.documents import PartnershipDocument
from atlas.queries.record_reading import read_records
from atlas.services.import_rows import Entry, Outcome, Reason
from webapp.database import get_session, get_vocabulary
from webapp.gestion import wording
from webapp.gestion.wording import Change
from webapp.i18n import language, translate
from webapp.presentation.naming import title_of


@dataclass(frozen=True)
class Named:
    """Somebody or a record by its name, with its page where it has one."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class RowWords:
    """A row ready to read.

    ``record`` is the one that the atlas has or, once it is written, will have; ``made_on`` the row
    of the file that makes it. ``members`` are who a new record unites, ``places`` the partners that
    are made, ``candidates`` who or what may be meant.
    """

    line: int
    outcome: Outcome
    label: str
    french: str
    foreign: str
    number: int | None
    record: Named | None
    made_on: int | None
    members: tuple[Named, ...]
    places: tuple[str, ...]
    changes: tuple[Change, ...]
    reason: str
    remarks: tuple[str, ...]
    candidates: tuple[Named, ...]


def outcome_label(outcome: Outcome) -> str:
    """Return what becomes of rows, of many of them."""
    return {
        Outcome.CREATED: gettext("nouveaux partenariats"),
        Outcome.COMPLETED: gettext("fiches à compléter"),
        Outcome.UNCHANGED: gettext("déjà là, inchangées"),
        Outcome.REPEATED: gettext("répétées dans le fichier"),
        Outcome.SKIPPED: gettext("sans objet"),
        Outcome.DOUBTFUL: gettext("douteuses"),
        Outcome.REFUSED: gettext("refusées"),
    }[outcome]


def _row_label(outcome: Outcome) -> str:
    return {
        Outcome.CREATED: gettext("Nouvelle fiche"),
        Outcome.COMPLETED: gettext("Complète une fiche"),
        Outcome.UNCHANGED: gettext("Déjà là"),
        Outcome.REPEATED: gettext("Répétée"),
        Outcome.SKIPPED: gettext("Sans objet"),
        Outcome.DOUBTFUL: gettext("Douteuse"),
        Outcome.REFUSED: gettext("Refusée"),
    }[outcome]


def reason(one: Reason | None) -> str:
    """Return a sentence about a row in the reader's language; empty for none."""
    return translate(one.template, **one.params) if one is not None else ""


def told(entries: Sequence[Entry], *, are_written: bool) -> list[RowWords]:
    """Return rows ready to read. Records that the file makes have a page once they are written."""
    numbers = [one.number for one in entries if one.number is not None]
    records = {one.id: one for one in read_records(get_session(), numbers)}
    titles = {number: title_of(record, language()) for number, record in records.items()}
    documents = [doc for one in entries for doc in (one.before, one.after)]
    names = wording.names_of(*documents)
    return [_row(one, titles, names, are_written=are_written) for one in entries]


def _row(
    one: Entry, titles: Mapping[int, str], names: Mapping[str, str], *, are_written: bool
) -> RowWords:
    made = {place.code: place.name for place in one.places}
    is_made = one.outcome is Outcome.CREATED or one.made_on is not None
    named = {**names, **made}
    if one.outcome is Outcome.CREATED and one.after is not None:
        changes = wording.contents(_bare(one.after), named)
    else:
        changes = wording.changes(one.before, one.after, named)
    return RowWords(
        line=one.line,
        outcome=one.outcome,
        label=_row_label(one.outcome),
        french=one.french,
        foreign=one.foreign,
        number=one.number,
        # Somebody may be given the number meanwhile: it is sure once it is written.
        record=_record(one.number, titles) if are_written or not is_made else None,
        made_on=one.made_on,
        members=tuple(_members(one, names, made, are_written=are_written)),
        places=tuple(
            f"{place.name} ({get_vocabulary().label('pays', place.country, language())})"
            for place in one.places
        ),
        changes=tuple(changes),
        reason=reason(one.reason),
        remarks=tuple(map(reason, one.remarks)),
        candidates=tuple(_candidate(choice, one.asks) for choice in one.candidates),
    )


def _bare(document: PartnershipDocument) -> PartnershipDocument:
    """Return what a new record says besides who is in it, each source once."""
    cited = {one.source for one in document.events} | {one.source for one in document.fundings}
    seen = set(cited)
    statements = []
    for one in document.statements:
        if one.source not in seen:
            seen.add(one.source)
            statements.append(one)
    return msgspec.structs.replace(
        document, members=(), confidence="", statements=tuple(statements)
    )


def _record(number: int | None, titles: Mapping[int, str]) -> Named | None:
    if number is None or number not in titles:
        return None
    return Named(titles[number], url_for("public.partenariat", partnership_id=number))


def _members(
    one: Entry, names: Mapping[str, str], made: Mapping[str, str], *, are_written: bool
) -> Iterable[Named]:
    if one.outcome is not Outcome.CREATED or one.after is None:
        return
    for member in one.after.members:
        has_page = member.code in names and (are_written or member.code not in made)
        url = url_for("public.collectivite", code=member.code) if has_page else ""
        yield Named(names.get(member.code) or made.get(member.code, member.name_as_written), url)


def _candidate(choice: Choice, asks: str) -> Named:
    if asks == RECORD:
        return Named(choice.name, url_for("public.partenariat", partnership_id=int(choice.code)))
    # Homonyms are told apart by their codes.
    code = f"{choice.code}, " if asks == FRENCH else ""
    name = f"{choice.name} ({code}{format_percent(choice.score)})"
    return Named(name, url_for("public.collectivite", code=choice.code))


#: The headings of the table of :func:`cells`, as files for other programs have them.
COLUMNS = (
    "ligne", "suite", "collectivite", "partenaire", "fiche", "adresse", "intitule",
    "nouveaux_partenaires", "changements", "raison", "remarques", "candidats",
)  # fmt: skip


def cells(row: RowWords) -> tuple[str | int | None, ...]:
    """Return a row as :data:`COLUMNS` name its cells."""
    return (
        row.line,
        row.label,
        row.french,
        row.foreign,
        row.number,
        row.record.url if row.record is not None else "",
        record_name(row),
        " ; ".join(row.places),
        " ; ".join(map(change, row.changes)),
        row.reason,
        " ; ".join(row.remarks),
        " ; ".join(one.name for one in row.candidates),
    )


def record_name(row: RowWords) -> str:
    """Return what the record of a row is called; empty when it is about none."""
    if row.record is not None:
        return row.record.name
    if row.made_on is not None:
        return gettext("celle que crée la ligne %(ligne)s", ligne=row.made_on)
    return " – ".join(member.name for member in row.members)


def change(one: Change) -> str:
    """Return a change in one line: « Note : avant → après »."""
    said = " → ".join(filter(None, (one.before, one.after)))
    return gettext("%(quoi)s\N{NO-BREAK SPACE}: %(dit)s", quoi=one.label, dit=said)
