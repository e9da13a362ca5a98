"""The form of a partnership: shown and read back, it changes nothing by itself."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from atlas.database import in_batches
from atlas.editing.checks import examine
from atlas.editing.documents import (
    EventEntry,
    PartnershipDocument,
    SourceRef,
    StatementEntry,
    canonical,
)
from atlas.editing.reading import read_documents
from atlas.editing.remarks import remark
from atlas.model import Partnership
from tests.support.editing import documents
from tests.support.embedded import EmbeddedAtlas
from webapp.gestion import sheet, sheet_reading


def typed(shown: sheet.Sheet, **changes: str) -> MultiDict[str, str]:
    """Return what a browser sends for a form that shows ``shown``."""
    pairs: list[tuple[str, str]] = []
    for name, value in shown.items():
        if name in sheet.ROWS:
            for number, row in enumerate(value):
                pairs += [(f"{name}-{number}-{field}", text) for field, text in row.items()]
        elif isinstance(value, list):
            pairs += [(name, one) for one in value]
        else:
            pairs.append((name, value))
    kept = [pair for pair in pairs if pair[0] not in changes]
    return MultiDict([*kept, *changes.items()])


def read(
    session: Session, base: PartnershipDocument | None, **changes: str
) -> sheet_reading.Reading:
    shown = sheet.to_sheet(base) if base is not None else sheet.empty_sheet()
    return sheet_reading.to_document(session, sheet.read_form(typed(shown, **changes)), base)


def test_a_form_sent_as_it_was_shown_changes_nothing(engine: Engine) -> None:
    with Session(engine) as session:
        found = read_documents(session, list(session.scalars(select(Partnership.id))))
        assert len(found) > 5
        for base in found.values():
            reading = read(session, base)
            assert reading.document == base
            assert reading.problems == ()


def test_no_shipped_record_changes_by_being_sent_as_it_was_shown(embedded: EmbeddedAtlas) -> None:
    with Session(embedded.engine) as session:
        numbers = list(session.scalars(select(Partnership.id)))
        changed = [
            number
            for batch in in_batches(numbers)
            for number, base in read_documents(session, batch).items()
            if (reading := read(session, base)).document != base or reading.problems
        ]
    assert changed == []
    assert len(numbers) > 1500


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=documents(["38185", "de-essen"], ["culture", "eau"]))
def test_whatever_the_document_its_form_means_the_same(
    engine: Engine, base: PartnershipDocument
) -> None:
    # Fields of a form lose the spaces around them, and a row that says nothing is no row.
    plain = canonical(
        msgspec.structs.replace(
            base,
            name=base.name.strip(),
            note=base.note.strip(),
            members=tuple(
                msgspec.structs.replace(m, name_as_written=m.name_as_written.strip())
                for m in base.members
            ),
            events=tuple(msgspec.structs.replace(e, note=e.note.strip()) for e in base.events),
            fundings=tuple(
                msgspec.structs.replace(f, detail=f.detail.strip())
                for f in base.fundings
                if f.detail.strip() or f.year_from or f.amount is not None
            ),
        )
    )
    with Session(engine) as session:
        assert read(session, plain).document == plain


def test_what_is_added_cites_the_source_and_is_shown_in_place_of_the_rest(engine: Engine) -> None:
    with Session(engine) as session:
        base = read_documents(session, [1])[1]
        count = len(base.events)
        reading = read(
            session,
            base,
            **{
                f"evenements-{count}-type": "ended",
                f"evenements-{count}-date": "2024-03",
                "source_titre": "Délibération",
                "source_url": "https://ville.fr/d",
                "raison": "Fin votée.",
            },
        )
    page = SourceRef("Délibération", "https://ville.fr/d")
    assert reading.problems == ()
    assert EventEntry("ended", "2024-03", source=page) in reading.document.events
    assert set(base.events) < set(reading.document.events)
    told = [s for s in reading.document.statements if s.source == page]
    assert StatementEntry(page, "year_end", "2024", shown=True) in told
    assert StatementEntry(page, "status", "termine", shown=True) in told
    assert not any(
        s.shown for s in reading.document.statements if s.field == "status" and s.source != page
    )


def test_a_change_says_why_and_an_addition_where_it_comes_from(engine: Engine) -> None:
    with Session(engine) as session:
        base = read_documents(session, [1])[1]
        for changes, fields in (
            ({"note": "x"}, {"raison"}),
            ({"note": "x", "raison": "y"}, set()),
            ({"themes": "culture", "raison": "y"}, {"source_titre"}),
            ({"evenements-0-retirer": "1", "raison": "y"}, set()),
            ({"themes": "culture", "raison": "y", "source_titre": "s", "source_url": "x"},
             {"source_url"}),
        ):  # fmt: skip
            assert {one.field for one in read(session, base, **changes).problems} == fields


def test_members_are_found_by_code_or_name_and_homonyms_are_asked_about(engine: Engine) -> None:
    with Session(engine) as session:
        reading = read(
            session,
            None,
            **{"membres-0-qui": "grenoble", "membres-1-qui": "de-essen", "raison": "r",
               "evenements-0-date": "1979", "source_titre": "s"},
        )  # fmt: skip
        assert [m.code for m in reading.document.members] == ["38185", "de-essen"]
        assert reading.problems == ()
        unknown = read(session, None, **{"membres-0-qui": "Nulle-Part", "raison": "r"})
        assert any("Nulle-Part" in str(one.params) for one in unknown.problems)


def test_a_remark_about_an_entry_is_placed_on_its_row(engine: Engine) -> None:
    with Session(engine) as session:
        base = read_documents(session, [1])[1]
        last = len(base.events)
        reading = read(
            session, base, **{f"evenements-{last}-type": "ended", f"evenements-{last}-date": "1900"}
        )
    entry = next(n for n, e in enumerate(reading.document.events) if e.date == "1900")
    (placed,) = reading.placed([remark("events", entry, "x")])
    assert placed.entry == last


def test_a_form_of_nonsense_is_read_without_harm() -> None:
    junk = MultiDict(
        [
            ("membres-0-qui", "x" * 9999),
            ("membres-999999-qui", "y"),
            ("evenements-1-<script>", "z"),
            ("financements-0-inconnu", "w"),
            ("__proto__", "v"),
            *((f"evenements-{n}-type", "signed") for n in range(500)),
        ]
    )
    read_back = sheet.read_form(junk)
    assert len(read_back["membres"]) == 1
    assert len(read_back["membres"][0]["qui"]) == 9999
    assert len(read_back["evenements"]) == 500
    assert read_back["financements"] == []


def test_a_text_too_long_is_told_at_its_field_and_shown_again_whole(engine: Engine) -> None:
    with Session(engine) as session:
        base = read_documents(session, [1])[1]
        form = typed(sheet.to_sheet(base), note="n" * 5000, nom="n" * 4400, raison="r" * 2001)
        shown = sheet.read_form(form)
        reading = sheet_reading.to_document(session, shown, base)
        found = examine(session, reading.document, today=dt.date(2026, 11, 28)).problems
    assert len(shown["note"]) == 5000
    assert [one.field for one in reading.problems] == ["raison"]
    assert {one.field for one in found} == {"note", "name"}


def test_lines_end_as_documents_hold_them(engine: Engine) -> None:
    with Session(engine) as session:
        base = read_documents(session, [1])[1]
        reading = read(session, base, note="Une ligne.\r\nUne autre.", raison="r")
    assert reading.document.note == "Une ligne.\nUne autre."


def test_a_form_too_long_is_refused_and_never_cut(engine: Engine) -> None:
    with Session(engine) as session:
        base = read_documents(session, [1])[1]
        shown = sheet.to_sheet(base)
        shown["raison"] = "r"
        shown["source_titre"] = "s"
        shown["evenements"] += [
            sheet.new_row("evenements") | {"type": "renewed", "date": "1999", "note": str(n)}
            for n in range(299)
        ]
        reading = sheet_reading.to_document(session, sheet.read_form(typed(shown)), base)
    assert len(reading.document.events) == len(base.events) + 299
    assert ["au plus" in one.template for one in reading.problems] == [True]


@pytest.mark.parametrize(
    ("typed_date", "kept"),
    [("31/12/2020", "2020-12-31"), ("03.1985", "1985-03"), ("1963", "1963")],
)
@pytest.mark.parametrize("kind", ["signed", "ended", "renewed"])
def test_a_date_is_understood_as_people_write_it(
    engine: Engine, kind: str, typed_date: str, kept: str
) -> None:
    assert kept in {event.date for event in added(engine, kind, typed_date).events}


@pytest.mark.parametrize("typed_date", ["décembre 2020", "pas une date", "31/02/2020", "20"])
@pytest.mark.parametrize("kind", ["signed", "ended", "renewed"])
def test_what_is_no_date_is_told_and_nothing_breaks(
    engine: Engine, kind: str, typed_date: str
) -> None:
    document = added(engine, kind, typed_date)
    with Session(engine) as session:
        (problem,) = examine(session, document, today=dt.date(2026, 11, 28)).problems
    assert problem.params["value"] == typed_date


def added(engine: Engine, kind: str, date: str) -> PartnershipDocument:
    """Return a record to which the form adds an event, with its source and its reason."""
    with Session(engine) as session:
        base = read_documents(session, [2])[2]
        shown = sheet.to_sheet(base)
        row = sheet.new_row("evenements")
        shown["evenements"].append({**row, "type": kind, "date": date})
        form = typed(shown, raison="Parce que.", source_titre="Délibération")
        return sheet_reading.to_document(session, sheet.read_form(form), base).document


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("300 000,50 €", "", (300001, "EUR")), ("300 000,49", "EUR", (300000, "EUR")),
        ("12.5", "", (13, "EUR")), ("1'000 CHF", "", (1000, "CHF")), ("1000", "chf", (1000, "CHF")),
    ],
)  # fmt: skip
def test_an_amount_is_understood_as_people_write_it(
    engine: Engine, amount: str, currency: str, expected: tuple[int, str]
) -> None:
    reading = funded(engine, amount, currency)
    (line,) = reading.document.fundings
    assert (line.amount, line.currency) == expected
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("beaucoup", "", "n’est pas un montant"), ("12,500", "", "deux façons"),
        ("-5", "", "négatif"), ("1000 CHF", "EUR", "Le montant est en {told}"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_told(engine: Engine, amount: str, currency: str, said: str) -> None:
    (problem,) = funded(engine, amount, currency).problems
    assert said in problem.template
    assert (problem.field, problem.entry) == ("fundings", 0)


def funded(engine: Engine, amount: str, currency: str) -> sheet_reading.Reading:
    changes = {
        "financements-0-montant": amount, "financements-0-devise": currency,
        "raison": "R", "source_titre": "S",
    }  # fmt: skip
    with Session(engine) as session:
        base = PartnershipDocument(link_type="jumelage", confidence="haute")
        return read(session, base, **changes)
