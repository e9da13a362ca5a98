"""The tables of exports: every column is read, described, and named once."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.exports.about import table_schema
from atlas.exports.columns import columns_by_table
from atlas.exports.formats import FORMATS, UnknownFormatError, find_format
from atlas.exports.reading import read_in_turn, selected_ids
from atlas.exports.tables import EVENTS, FUNDINGS, MEMBERS, PARTNERSHIPS, TABLES, Scribe, Table
from atlas.queries import partnerships
from atlas.selection import Selection
from atlas.vocabulary import load_vocabulary

KINDS = {"integer": int, "number": float, "boolean": bool, "string": str, "uri": str}


def scribe(session: Session, language: str = "fr") -> Scribe:
    return Scribe(
        load_vocabulary(session),
        language,
        lambda record: record.title,
        "https://atlas.example/partenariats/",
        "https://atlas.example/collectivites/",
        "https://atlas.example/pays/",
    )


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_row_has_the_columns_of_its_table_and_their_kinds(
    table: Table, engine: Engine
) -> None:
    with Session(engine) as session:
        write = scribe(session)
        ids = selected_ids(session, Selection())
        rows = [row for r in read_in_turn(session, ids) for row, _ in table.read(write, r)]
    assert rows
    for row in rows:
        assert list(row) == [column.name for column in table.columns]
        for column in table.columns:
            value = row[column.name]
            if value is None:
                assert not column.required, (table.name, column.name)
            else:
                assert type(value) is KINDS[column.kind], (table.name, column.name)


def test_every_described_table_exists() -> None:
    assert columns_by_table().keys() == TABLES.keys()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_columns_have_one_name_each_that_a_shapefile_can_hold(table: Table) -> None:
    names = [column.name for column in table.columns]
    short = [column.short for column in table.columns]
    assert len(set(names)) == len(names)
    assert len(set(short)) == len(short)
    assert max(len(name.encode()) for name in short) <= 10


def test_every_column_is_described_in_both_languages() -> None:
    for columns in columns_by_table().values():
        for column in columns:
            assert column.description("fr").endswith(".")
            assert column.description("en").endswith(".")
            assert (
                column.description("fr") != column.description("en")
                or column.name == "note"
                or (column.name == "departement")
            )


def test_there_is_one_row_for_each_partnership_and_one_for_each_member(engine: Engine) -> None:
    with Session(engine) as session:
        write = scribe(session)
        records = list(read_in_turn(session, selected_ids(session, Selection())))
        total = partnerships.count(session, Selection())
    assert sum(len(list(PARTNERSHIPS.read(write, r))) for r in records) == total
    assert sum(len(list(MEMBERS.read(write, r))) for r in records) == sum(
        len(r.members) for r in records
    )
    assert sum(len(list(FUNDINGS.read(write, r))) for r in records) == sum(
        len(r.fundings) for r in records
    )
    assert sum(len(list(EVENTS.read(write, r))) for r in records) == sum(
        len(r.events) for r in records
    )


def test_what_a_selection_reads_is_what_it_counts(engine: Engine) -> None:
    with Session(engine) as session:
        german = Selection(pays=("DE",))
        assert len(selected_ids(session, german)) == partnerships.count(session, german) > 0


def test_labels_are_in_the_language_of_the_file(engine: Engine) -> None:
    with Session(engine) as session:
        (record,) = read_in_turn(session, selected_ids(session, Selection())[:1])
        ((french, _),) = PARTNERSHIPS.read(scribe(session), record)
        ((english, _),) = PARTNERSHIPS.read(scribe(session, "en"), record)
    assert french["type_libelle"] == "Jumelage"
    assert english["type_libelle"] == "Twinning"
    assert french.keys() == english.keys()


def test_a_format_that_does_not_hold_a_table_names_those_that_do() -> None:
    with pytest.raises(UnknownFormatError) as refused:
        find_format("kml", FUNDINGS)
    assert refused.value.params["formats"] == "csv, json, parquet"
    assert find_format("kml", MEMBERS) is FORMATS["kml"]


def test_a_schema_names_its_key_or_what_its_rows_hang_on() -> None:
    assert table_schema(PARTNERSHIPS, "fr")["primaryKey"] == ["id"]
    assert table_schema(EVENTS, "fr")["foreignKeys"][0]["reference"]["resource"] == "partenariats"
