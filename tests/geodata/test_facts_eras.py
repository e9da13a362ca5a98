"""Eras that a source's words give to a link without a year: decided, reasoned, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.facts.eras import COLUMNS, read_chosen_eras
from geodata.facts.merging import Link
from geodata.facts.raw import Fact
from geodata.facts.tables import CurationError, write_table


def link(key: str, fact: str, year: str = "") -> Link:
    stem, line = fact.split(":")
    made = Fact(stem, int(line), {}, {"year_start": year})
    result = Link(key, [made])
    result.shown = made
    return result


LINKS = [link("38185>lt-kaunas:J", "lecture:2"), link("38185>it-catania:J", "lecture:3", "1961")]
GOOD = {"fact": "lecture:2", "era": "mondialisation", "reason_fr": "Parce que.", "reason_en": "So."}


def decided(path: Path, *rows: dict[str, str]) -> Path:
    write_table(path / "epoques.csv", COLUMNS, rows)
    return path / "epoques.csv"


def test_a_decided_era_belongs_to_the_partnership_of_its_fact(tmp_path: Path) -> None:
    chosen = read_chosen_eras(LINKS, decided(tmp_path, GOOD))
    assert {key: era.era for key, era in chosen.items()} == {"38185>lt-kaunas:J": "mondialisation"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fact": "lecture:9"}, "aucun fait retenu"),
        ({"era": "antiquite"}, "n’est pas une époque"),
        ({"era": "non_date"}, "n’est pas une époque"),
        ({"reason_en": ""}, "dans les deux langues"),
        ({"fact": "lecture:3"}, "ce lien est daté"),
    ],
)
def test_a_wrong_decision_is_refused_with_its_line(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    with pytest.raises(CurationError, match=f"epoques.csv, ligne 2.*{words}"):
        read_chosen_eras(LINKS, decided(tmp_path, {**GOOD, **change}))


def test_one_link_has_one_decided_era(tmp_path: Path) -> None:
    with pytest.raises(CurationError, match=r"ligne 3.*déjà décidée"):
        read_chosen_eras(LINKS, decided(tmp_path, GOOD, GOOD))
