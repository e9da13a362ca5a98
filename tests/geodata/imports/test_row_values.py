"""What rows say and the forms would refuse: days to come, positions that are none, odd signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from atlas.dates import latest_day
from tests.geodata.imports.test_row_members import planned, told

NEXT = latest_day().year + 1
DATED = "Collectivité;Partenaire;Pays;Année;Fin;Source\n"
PLACED = "Collectivité;Partenaire;Pays;Latitude;Longitude;Source\n"
PAID = "Collectivité;Code INSEE;Partenaire;Pays;Année;Montant;Nature du montant\n"


def test_a_day_to_come_is_refused_and_an_end_to_come_is_foreseen(
    engine: Engine, tmp_path: Path
) -> None:
    rows = (
        f"Fontaine;Herten;Allemagne;31/12/{NEXT};;Bulletin\n"
        f"Fontaine;Halle;Allemagne;1990;{NEXT};Bulletin\n"
    )
    _, plan = planned(engine, tmp_path, rows, header=DATED)
    first, second = plan.entries()
    assert first.outcome == "refused"
    assert "à venir" in str(first.reason)
    assert second.after is not None
    assert [(event.kind, event.date) for event in second.after.events] == [
        ("signed", "1990"),
        ("term", str(NEXT)),
    ]
    assert "échéance prévue" in str(second.remarks[0])


def test_nothing_was_paid_in_a_year_to_come(engine: Engine, tmp_path: Path) -> None:
    rows = (
        f"Grenoble;38185;Essen;Allemagne;{NEXT};1000;versé\n"
        f"Grenoble;38185;Essen;Allemagne;{NEXT};1000;engagé\n"
    )
    _, plan = planned(engine, tmp_path, rows, header=PAID, source="declaration-apd")
    assert [outcome for outcome, _, _ in told(plan)] == ["refused", "completed"]


@pytest.mark.parametrize("position", ["0;0", "999;95", "nord;est", "48,1;"])
def test_a_position_that_is_none_is_remarked_on(
    engine: Engine, tmp_path: Path, position: str
) -> None:
    rows = f"Fontaine;Herten;Allemagne;{position};Bulletin\n"
    _, plan = planned(engine, tmp_path, rows, header=PLACED)
    (entry,) = plan.entries()
    assert "n’est pas lue" in str(entry.remarks[0])
    ((_, place),) = [one for part in plan.parts() for one in part.authorities.items()]
    assert (place.lon, place.lat) == (None, None)


def test_what_shows_nothing_is_not_part_of_a_name(engine: Engine, tmp_path: Path) -> None:
    rows = "".join(
        f"Font{sign}aine;Her{sign}ten;Allemagne;;;Bulletin\n"
        for sign in ("", "\u200b", "\u202e", "\ufeff", "\u00ad", "\u200d")
    )
    _, plan = planned(engine, tmp_path, rows, header=DATED)
    assert [outcome for outcome, _, _ in told(plan)] == ["created", *["repeated"] * 5]


def test_what_a_second_row_of_the_same_source_says_otherwise_is_remarked_on(
    engine: Engine, tmp_path: Path
) -> None:
    header = "Collectivité;Partenaire;Pays;Année;Fin;Note;Source\n"
    rows = (
        "Fontaine;Herten;Allemagne;1999;2001;Une note.;Bulletin\n"
        "Fontaine;Herten;Allemagne;1999-05;2001;Une note.;Bulletin\n"
        "Fontaine;Herten;Allemagne;1998;2002;Une autre.;Bulletin\n"
    )
    _, plan = planned(engine, tmp_path, rows, header=header)
    first, second, third = told(plan)
    assert (first[0], first[2], second[0], second[2]) == ("created", [], "repeated", [])
    assert third[0] == "repeated"
    for value, remark in zip(("1998", "2002", "Une autre."), third[2], strict=True):
        assert value in remark
        assert "n’est pas repris" in remark
