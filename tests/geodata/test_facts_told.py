"""What the curation publishes beside the facts: confidence, dated events, notes, statuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata import manifests
from geodata.facts import dataset, raw
from geodata.facts.confidence import Ceiling, lower_confidence
from geodata.facts.events import COLUMNS, Told, read_events
from geodata.facts.merging import Link
from geodata.facts.notes import public_note, read_rules, sentence
from geodata.facts.raw import Fact
from geodata.facts.tables import CurationError, write_table
from tests.geodata.test_facts_rules import make_fact

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    return manifests.read_rows(dataset.FOLDER, name)


def make_link(*facts: Fact) -> Link:
    link = Link("key", list(facts))
    link.shown = facts[0]
    return link


def test_a_weak_kind_of_source_lowers_the_confidence_and_never_raises_it() -> None:
    weak = make_fact(2, source_url="https://ca.m.wikipedia.org/wiki/Laval")
    town = make_fact(3, source_url="https://www.blois.fr/")
    low = make_fact(4, source_url="https://www.blois.fr/", confidence="moyenne")
    reasons = lower_confidence(
        [weak, town, low],
        [Ceiling("*wikipedia*", "moyenne", "ouverte"), Ceiling("*.blois.fr", "haute", "ville")],
    )
    assert [fact["confidence"] for fact in (weak, town, low)] == ["moyenne", "haute", "moyenne"]
    assert reasons == {weak.id: "ouverte"}


def test_no_shipped_fact_of_wikipedia_or_of_a_party_medium_is_of_high_confidence() -> None:
    weak = ("wikipedia", "kidzsearch", "liquisearch", "iiab.live", "manartv", "news-front")
    found = [row for row in rows("faits.csv") if any(name in row["source_url"] for name in weak)]
    assert found
    assert {row["confidence"] for row in found} == {"moyenne"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fact": "cooperation:9"}, "aucun fait"),
        ({"kind": "party"}, "sorte d’événement"),
        ({"date": "2025-13"}, "pas une date"),
        ({"date": "2024"}, "ne dit rien de 2024"),
    ],
)
def test_an_event_that_the_note_does_not_tell_is_refused(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    event = {
        "fact": "cooperation:2",
        "kind": "suspended",
        "date": "2025-06-26",
        "circa": "",
        "note_fr": "",
    }
    facts = [make_fact(note="coopération suspendue le 26 juin 2025")]
    path = tmp_path / "evenements.csv"
    write_table(path, COLUMNS, [event])
    assert read_events(facts, path)["cooperation:2"][0].date == "2025-06-26"
    write_table(path, COLUMNS, [event | change])
    with pytest.raises(CurationError, match=message):
        read_events(facts, path)
    write_table(path, COLUMNS, [event, event])
    with pytest.raises(CurationError, match="deux fois"):
        read_events(facts, path)


def test_a_correction_of_several_lines_is_told_once(tmp_path: Path) -> None:
    facts = [make_fact(line, status="termine") for line in (2, 3, 4)]
    path = tmp_path / "corrections.csv"
    values = ("cooperation.csv", "2-3", "status", "termine", "inconnu", "rien ne le dit", "")
    write_table(
        path, raw.CORRECTION_COLUMNS, [dict(zip(raw.CORRECTION_COLUMNS, values, strict=True))]
    )
    told = raw.apply_corrections(facts, path)
    assert [fact["status"] for fact in facts] == ["inconnu", "inconnu", "termine"]
    assert [(row["line"], row["reason"]) for row in told] == [
        ("2", "rien ne le dit (lignes 2 à 3)")
    ]


def test_a_note_becomes_a_sentence_with_its_marks() -> None:
    assert sentence("signé par l'ancienne commune, 2002-2007") == (
        "Signé par l’ancienne commune, 2002–2007."
    )
    assert sentence("budget de 15 000 €") == "Budget de 15\u202f000\u00a0€."
    assert sentence("") == ""


def test_a_working_note_is_not_published_and_an_event_is_not_told_twice() -> None:
    rules = read_rules()
    working = make_link(make_fact(note="complète grandes_villes.csv (status); porteur GRET"))
    assert public_note(working, rules, []) == "Projet porté par GRET."
    dated = make_link(make_fact(note="avec Eau Vive ; renouvelé en 2019"))
    event = Told("cooperation:2", "renewed", "2019", False, "")
    assert public_note(dated, rules, [event]) == "Avec Eau Vive."


def test_the_notes_of_projects_do_not_tell_of_the_link() -> None:
    shown = make_fact(2, note="avec Chinon")
    project = make_fact(
        3, link_type="cooperation", year_start="2010", year_end="2012", note="dix forages"
    )
    assert public_note(make_link(shown, project), read_rules(), []) == "Avec Chinon."


def test_every_shipped_note_is_a_french_sentence_without_a_file_name() -> None:
    notes = [row["note_fr"] for row in rows("liens.csv") if row["note_fr"]]
    assert len(notes) > 500
    for note in notes:
        assert not note[0].islower(), note
        assert note.endswith("."), note
        assert not any(mark in note for mark in (".csv", "'", "..", "extrait", "déduit")), note


def test_a_link_ends_only_where_its_source_says_so() -> None:
    over = [row for row in rows("liens.csv") if row["status"] == "termine" and not row["year_end"]]
    assert {row["partenariat"] for row in over} == {"1011", "1012"}
    ukraine = [row for row in rows("faits.csv") if "FACECO Ukraine" in row["funding_detail"]]
    assert len(ukraine) > 20
    assert "termine" not in {row["status"] for row in ukraine}


def test_each_suspension_that_a_note_dates_has_its_date() -> None:
    dated = {(row["partenariat"], row["kind"], row["date"]) for row in rows("evenements.csv")}
    assert ("26", "suspended", "2025-06-26") in dated
    assert ("389", "opened", "2003") in dated
    assert ("389", "signed", "2019") in dated
    assert ("1466", "renewed", "2019") in dated


def test_states_have_one_french_name_and_turkey_is_turquie() -> None:
    states = {row["code"]: row for row in rows("partenaires.csv") if row["kind"] == "state"}
    assert all(row["name_fr"].startswith("État ") for row in states.values())
    assert states["tr-etat"]["name_fr"] == "État turc"
    vocabulary = manifests.DATASETS / "vocabulaires"
    for name in ("reperes", "instruments"):
        for row in manifests.read_rows(vocabulary, f"{name}.csv"):
            french = " ".join(value for column, value in row.items() if "_en" not in column)
            assert "Türkiye" not in french, row
