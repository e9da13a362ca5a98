"""Who rows are about: each body once, names that are names, the same again the second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from atlas.editing.reading import read_document
from atlas.model import ImportRun
from geodata.imports.plan import Plan
from geodata.imports.planning import make_plan
from geodata.imports.reading import Table
from geodata.imports.running import import_table
from geodata.imports.sources import get_source

HEADER = "Collectivité;Partenaire;Pays;Nature;Année;Source\n"


def planned(
    engine: Engine, folder: Path, rows: str, *, header: str = HEADER, source: str = "modele"
) -> tuple[Table, Plan]:
    path = folder / "envoi.csv"
    path.write_text(header + rows, encoding="utf-8")
    known = get_source(source)
    table = Table(path, known)
    with Session(engine) as session:
        return table, make_plan(session, known, table)


def written(engine: Engine, folder: Path, rows: str) -> Plan:
    table, plan = planned(engine, folder, rows)
    import_table(engine, table, plan, author="command")
    return plan


def told(plan: Plan) -> list[tuple[str, str, list[str]]]:
    return [
        (one.outcome.value, str(one.reason or ""), [str(remark) for remark in one.remarks])
        for one in plan.entries()
    ]


@pytest.mark.parametrize(
    "names", ['"Annecy;Seynod";Wxyzburg', '"Lorient;Lorient";Wxyzburg', 'Lorient;"Mmmm;Mmmm"']
)
def test_a_body_that_a_row_names_twice_counts_once(
    embedded_copy: Engine, tmp_path: Path, names: str
) -> None:
    rows = f"{names};Allemagne;Jumelage;1990;Bulletin\n"
    plan = written(embedded_copy, tmp_path, rows)
    ((outcome, _, remarks),) = told(plan)
    assert outcome == "created"
    assert len(remarks) == 1
    assert "sont la même collectivité" in remarks[0]
    (entry,) = plan.entries()
    assert entry.number is not None
    with Session(embedded_copy) as session:
        assert len(read_document(session, entry.number).members) == 2
    _, again = planned(embedded_copy, tmp_path, rows)
    assert (again.size, told(again)[0][0]) == (0, "unchanged")


@pytest.mark.parametrize(
    ("name", "why"),
    [("???", "aucune lettre"), ("-", "aucune lettre"), ("Q16511122", "identifiant de Wikidata")],
)
def test_what_is_no_name_makes_no_partner(
    engine: Engine, tmp_path: Path, name: str, why: str
) -> None:
    _, plan = planned(engine, tmp_path, f"Grenoble;{name};Italie;;;Bulletin\n")
    ((outcome, reason, _),) = told(plan)
    assert (outcome, plan.size) == ("refused", 0)
    assert why in reason


@pytest.mark.parametrize(
    "rows",
    [
        (
            'Lorient;"Potsdorfhausen;Montecastelletto";"Allemagne;Italie";;;Bulletin\n'
            "Lorient;Potsdorfhausen;Allemagne;;;Bulletin\n"
        ),
        'Vannes;"Ulm;Sienne";"Allemagne;Italie";;;Bulletin\n',
    ],
)
def test_a_row_of_several_partners_is_the_same_the_second_time(
    embedded_copy: Engine, tmp_path: Path, rows: str
) -> None:
    assert {outcome for outcome, _, _ in told(written(embedded_copy, tmp_path, rows))} == {
        "created"
    }
    again = written(embedded_copy, tmp_path, rows)
    assert {outcome for outcome, _, _ in told(again)} == {"unchanged"}
    with Session(embedded_copy) as session:
        assert session.scalar(select(func.count()).select_from(ImportRun)) == 1
