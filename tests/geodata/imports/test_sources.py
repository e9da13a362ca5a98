"""What each source says becomes what the atlas knows, row by row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.doubts import settling
from atlas.doubts.content import Party, RowContent, key_of
from atlas.doubts.queue import list_doubts
from atlas.editing.declared import Declaration
from atlas.editing.documents import SourceRef
from atlas.editing.reading import read_document
from atlas.model import Authority, NameDecision, Theme
from atlas.services.import_rows import Entry
from geodata.imports.plan import Plan
from geodata.imports.planning import make_plan
from geodata.imports.reading import ImportRow, Table, fixed_values
from geodata.imports.running import import_table
from geodata.imports.sources import get_source


def planned(
    engine: Engine, folder: Path, source: str, text: str, **told: str
) -> tuple[Table, Plan]:
    known = get_source(source)
    name = "envoi.json" if text.startswith(("[", "{")) else "envoi.csv"
    (folder / name).write_text(text, encoding="utf-8")
    table = Table(folder / name, known, fixed_values(known, told))
    with Session(engine) as session:
        return table, make_plan(session, known, table)


def entries(plan: Plan) -> list[Entry]:
    return list(plan.entries())


def outcomes(plan: Plan) -> list[str]:
    return [entry.outcome.value for entry in plan.entries()]


def reasons(plan: Plan) -> list[str]:
    return [plain(entry.reason) for entry in plan.entries()]


def plain(sentence: object) -> str:
    return str(sentence or "").replace("\N{NO-BREAK SPACE}", " ")


SHEET = {
    "Titre": "Appui à l’eau",
    "Année de première signature de la convention": 1991,
    "Thématique d'intervention": "Education, Social et Recherche",
    "Sous-thématique d'intervention": "Santé",
    "Autres thématiques": [["Culture et Patrimoine", "Sport", "", 1]],
    "Année de début du partenariat": 1992,
    "Le partenariat est (En cours | Terminé)": "En cours",
    "Date de fin du partenariat": "31/12/2019",
    "Collectivités": "Grenoble – Essen (DE)",
    "url": "https://exemple.fr/fiche?id=1",
}


def test_a_sheet_of_the_state_completes_the_link(engine: Engine, tmp_path: Path) -> None:
    sheets = [
        SHEET,
        {**SHEET, "Collectivités": ""},
        {**SHEET, "Collectivités": "Grenoble, Fontaine – Catane (Italie)",
         "Le partenariat est (En cours | Terminé)": "Terminé"},
        {**SHEET, "Collectivités": "Grenoble et Essen"},
    ]  # fmt: skip
    table, plan = planned(engine, tmp_path, "fiche-etat", json.dumps(sheets, ensure_ascii=False))
    assert outcomes(plan) == ["completed", "refused", "created", "refused"]
    assert "n’est pas nommée" in reasons(plan)[1]
    assert "ne se lit pas" in reasons(plan)[3]
    import_table(engine, table, plan, author="command")
    with Session(engine) as session:
        document = read_document(session, 2)
        assert document is not None
        mine = [e for e in document.events if e.source and "État" in e.source.title]
        assert [(event.kind, event.date) for event in mine] == [("term", "2019-12-31")]
        number = entries(plan)[2].number
        assert number is not None
        made = read_document(session, number)
        assert made is not None
        assert [member.code for member in made.members] == ["38185", "38169", "it-catania"]
        assert ("ended", "2019-12-31") in {(event.kind, event.date) for event in made.events}
        assert ("signed", "1991") in {(event.kind, event.date) for event in made.events}
        assert made.note == "Appui à l’eau"


def test_a_german_directory_is_read_from_the_other_side(engine: Engine, tmp_path: Path) -> None:
    text = (
        "Partnergemeinde;Land;seit;Form\n"
        "Grenoble;Frankreich;12.05.1979;Partnerschaft\n"
        "Fontaine;Frankreich;;Geheimbund\n"
        "Sunderland;Großbritannien;1949;Partnerschaft\n"
        "Catania;Italien;1950;Freundschaft\n"
    )
    table, plan = planned(engine, tmp_path, "annuaire-allemand", text, gemeinde="Essen")
    assert outcomes(plan) == ["completed", "refused", "skipped", "skipped"]
    assert "Geheimbund" in reasons(plan)[1]
    import_table(engine, table, plan, author="command")
    with Session(engine) as session:
        document = read_document(session, 2)
        assert document is not None
        mine = [one for one in document.statements if one.fact == "annuaire-allemand"]
        said = {one.field: (one.value, one.original_value) for one in mine}
        assert said["year_start"] == ("1979-05-12", "")
        assert said["link_type"] == ("jumelage", "Partnerschaft")


def test_either_side_of_wikidata_may_be_the_french_one(engine: Engine, tmp_path: Path) -> None:
    head = ("origincityLabel\torigincountry\toriginlat\toriginlong\tsistercityLabel\t"
            "destinationlat\tdestinationlong\tdestination_countryLabel\n")  # fmt: skip
    text = head + (
        "Essen\tGermany\t51.45\t7.01\tGrenoble\t45.19\t5.72\tFrance\n"
        "Grenoble\tFrance\t45.19\t5.72\tEssen\t51.45\t7.01\tGermany\n"
        "Essen\tGermany\t51.45\t7.01\tCatania\t37.5\t15.08\tItaly\n"
        "Grenoble\tFrance\t45.19\t5.72\tFontaine\t45.19\t5.69\tFrance\n"
    )
    _, plan = planned(engine, tmp_path, "wikidata-p190-tsv", text)
    assert outcomes(plan) == ["completed", "repeated", "skipped", "skipped"]


APD = "Collectivité;Code INSEE;Partenaire;Pays;Année;Montant;Secteur;Projet\n"


def test_a_declaration_adds_an_amount_for_each_year(engine: Engine, tmp_path: Path) -> None:
    text = APD + (
        "Isère;;;Burkina Faso;2021;1 000;14031;Puits\n"
        "Grenoble;38185;Essen;Allemagne;2021;12 500,50 €;16066;Échanges\n"
        "Grenoble;38185;Essen;Allemagne;2022;9000;16066;Échanges\n"
        "Grenoble;38185;;Allemagne;2022;9000;;\n"
        "Grenoble;38185;;Japon;2022;9000;;\n"
        "Grenoble;38185;Essen;Allemagne;2022;beaucoup;;\n"
        "Grenoble;38185;Essen;Allemagne;;10;;\n"
    ).replace("Isère;;", "Isère;38D;")
    with transaction(engine) as session:
        session.get_one(Theme, "eau").dac_purposes = "14031;14032"
    table, plan = planned(engine, tmp_path, "declaration-apd", text)
    assert outcomes(plan) == [
        "doubtful", "completed", "completed", "doubtful", "refused", "refused", "refused",
    ]  # fmt: skip
    assert "partenaire n’est pas nommé" in reasons(plan)[4]
    assert [choice.code for choice in entries(plan)[0].candidates] == ["4", "8"]
    import_table(engine, table, plan, author="command")
    with transaction(engine) as session:
        document = read_document(session, 2)
        assert document is not None
        paid = [(line.year_from, line.amount, line.kind, line.detail) for line in document.fundings]
        assert paid == [(2021, 12501, "paid", "Échanges"), (2022, 9000, "paid", "Échanges")]
        puits = list_doubts(session, most=5)[0]
        settling.settle(session, puits.id, ["8"], by="user:1")
        settled = read_document(session, 8)
        assert settled is not None
        assert [(line.amount, line.family) for line in settled.fundings] == [(1000, None)]
        assert [theme.code for theme in settled.themes] == ["eau"]
    _, again = planned(engine, tmp_path, "declaration-apd", text)
    assert again.size == 0


def test_a_payment_of_nothing_makes_no_partnership(engine: Engine, tmp_path: Path) -> None:
    text = APD + (
        "Fontaine;38169;Herten;Allemagne;2021;0;;\n"
        "Grenoble;38185;Essen;Allemagne;2021;0,00 €;;\n"
        "Grenoble;38185;;Allemagne;2021;0,4;;\n"
    )
    _, plan = planned(engine, tmp_path, "declaration-apd", text)
    assert outcomes(plan) == ["skipped", "skipped", "skipped"]
    assert set(reasons(plan)) == {"Le montant est nul : rien n’a été versé."}
    assert plan.size == 0


@pytest.mark.parametrize(
    ("themes", "why"),
    [
        ("Culture, Eau potable", "séparez plusieurs thèmes par"), ("culture|eau", "par « ;"),
        ("Cultur", "Le plus proche est « Culture »"),
    ],
)  # fmt: skip
def test_an_unknown_theme_says_how_to_write_it(
    engine: Engine, tmp_path: Path, themes: str, why: str
) -> None:
    text = f'Collectivité;Partenaire;Pays;Thèmes;Source\nGrenoble;Essen;DE;"{themes}";x\n'
    _, plan = planned(engine, tmp_path, "modele", text)
    (said,) = reasons(plan)
    assert why in said.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("«  ;", "« ;")


def test_lists_of_names_in_json_are_several_members(engine: Engine, tmp_path: Path) -> None:
    row = {"Collectivité": ["Grenoble", "Isère"], "Code": "", "Source": ["Bulletin"]}
    rows = [
        {**row, "Partenaire": ["Catane", "Essen"], "Pays": ["Italie", "Allemagne"]},
        {**row, "Partenaire": ["Essen", "Herten"], "Pays": ["Allemagne", "Allemagne"]},
        {**row, "Partenaire": ["Essen"], "Pays": ["Italie", "Allemagne"]},
        {**row, "Partenaire": ["Essen", "Catane"], "Pays": ["Allemagne", "France"]},
    ]
    _, plan = planned(engine, tmp_path, "modele", json.dumps(rows))
    assert outcomes(plan) == ["created", "created", "refused", "refused"]
    made = [
        [member.code for member in entry.after.members]
        for entry in entries(plan)
        if entry.after is not None
    ]
    assert made == [
        ["38185", "38D", "it-catania", "de-essen"], ["38185", "38D", "de-essen", "de-herten"],
    ]  # fmt: skip
    assert "autant de pays" in reasons(plan)[2]


def test_several_partnerships_in_one_cell_are_refused(engine: Engine, tmp_path: Path) -> None:
    sheets = [
        {**SHEET, "Collectivités": ["Grenoble – Essen (DE)", "Fontaine – Catane (Italie)"]},
        {**SHEET, "Collectivités": ["Grenoble", "Fontaine – Catane (Italie)"]},
    ]
    _, plan = planned(engine, tmp_path, "fiche-etat", json.dumps(sheets))
    assert outcomes(plan) == ["refused", "created"]
    assert "donnez à chacun sa ligne" in reasons(plan)[0]


def test_what_is_read_under_one_of_two_names_is_said_of_the_row(
    engine: Engine, tmp_path: Path
) -> None:
    sheets = [{**SHEET, "statut": "Terminé"}, {**SHEET, "statut": "en cours"}]
    _, plan = planned(engine, tmp_path, "fiche-etat", json.dumps(sheets))
    first, second = entries(plan)
    assert "« En cours » est lu" in plain(first.remarks[0])
    assert not any("est lu" in plain(remark) for remark in second.remarks)


@pytest.mark.parametrize("cell", ["Ess\x00en", "x" * 10_001])
def test_a_cell_that_is_no_data_leaves_the_other_rows(
    engine: Engine, tmp_path: Path, cell: str
) -> None:
    text = MODEL + (
        f"Grenoble;38185;{cell};Allemagne;;;Bulletin\nGrenoble;38185;Essen;Allemagne;;;Bulletin\n"
    )
    _, plan = planned(engine, tmp_path, "modele", text)
    assert outcomes(plan) == ["refused", "completed"]
    assert "\x00" not in entries(plan)[0].foreign
    assert len(entries(plan)[0].foreign) <= 200


def test_what_was_set_aside_is_not_asked_again(engine: Engine, tmp_path: Path) -> None:
    text = APD + "Grenoble;38185;;Allemagne;2022;9000;;\n"
    table, plan = planned(engine, tmp_path, "declaration-apd", text)
    import_table(engine, table, plan, author="command")
    with transaction(engine) as session:
        settling.drop(session, list_doubts(session, most=5)[0].id, by="user:1")
    _, again = planned(engine, tmp_path, "declaration-apd", text)
    assert (outcomes(again), again.size) == (["skipped"], 0)


def test_a_question_is_not_asked_again_when_its_other_side_is_known_by_then(
    engine: Engine, tmp_path: Path
) -> None:
    # Herten is nobody when the first row is read, and somebody once the second is written.
    head = "Collectivité;Code;Partenaire;Pays;Source;Longitude;Latitude\n"
    rows = [
        "Isère;38D;Ouagadougou;Burkina Faso;Bulletin;;",
        "Grenoble;38185;Essenn;Allemagne;Bulletin;7,02;51,46",
        "Grenoble;;Herten;Allemagne;Bulletin;7,13;51,6",
    ]
    text = head + "\n".join(rows) + "\n"
    table, plan = planned(engine, tmp_path, "modele", text)
    assert outcomes(plan) == ["completed", "doubtful", "created"]
    import_table(engine, table, plan, author="command")
    _, again = planned(engine, tmp_path, "modele", text)
    assert again.size == 0


def test_a_row_is_the_same_question_whoever_its_names_mean_by_then() -> None:
    row = ImportRow(2, {"french_name": "Sainte-Colombe", "foreign_name": "Herten"})
    declaration = Declaration(SourceRef("Bulletin"), "modele", "jumelage")
    before, after = (
        RowContent("modele", declaration, (Party("Herten", code=code),), row=row.digest())
        for code in ("", "de-herten")
    )
    assert key_of(before) == key_of(after)
    assert row.digest() != ImportRow(3, {**row.cells, "foreign_name": "Essen"}).digest()
    assert row.digest() == ImportRow(9, dict(row.cells)).digest()


def test_whom_a_name_means_is_asked_once(engine: Engine, tmp_path: Path) -> None:
    head = "Collectivité;Partenaire;Pays;Année;Source;Longitude;Latitude\n"
    first = head + "Grenoble;Essenn;Allemagne;1979;Bulletin;7,01;51,45\n"
    table, plan = planned(engine, tmp_path, "modele", first)
    assert outcomes(plan) == ["doubtful"]
    import_table(engine, table, plan, author="command")
    with transaction(engine) as session:
        settling.settle(session, list_doubts(session, most=5)[0].id, ["de-essen"], by="user:1")
    other = head + "Fontaine;ESSENN;Allemagne;1980;Autre;7,01;51,45\n"
    _, later = planned(engine, tmp_path, "modele", other)
    assert outcomes(later) == ["created"]
    (part,) = later.parts()
    assert [m.code for doc in part.partnerships.values() if doc for m in doc.members] == [
        "38169", "de-essen",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Grenoble;=cmd|' /C calc'!A0;Italie;;x", "formule"),
        ("Grenoble;Essen;;;x", "pays du partenaire"),
        ("Grenoble;;Italie;;x", "n’est pas nommé"),
        (";Essen;Allemagne;;x", "n’est pas nommée"),
        ("Grenoble;Essen;Allemagne;;x;javascript:alert(1)", "n’est pas une adresse"),
        ("Grenoble;Essen;Allemagne;;x;;pacte secret", "La nature « pacte secret »"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_says_why(
    engine: Engine, tmp_path: Path, row: str, why: str
) -> None:
    head = "Collectivité;Partenaire;Pays;Année;Source;URL;Nature\n"
    _, plan = planned(engine, tmp_path, "modele", head + row + "\n")
    (entry,) = entries(plan)
    assert entry.outcome.value == "refused"
    assert why in reasons(plan)[0]


def test_a_file_of_another_source_is_seen(engine: Engine, tmp_path: Path) -> None:
    head = "Collectivité;Partenaire;Pays;Source\n"
    wrong = "".join(f"Ville {n};Essen;Allemagne;x\n" for n in range(6))
    _, plan = planned(engine, tmp_path, "modele", head + wrong + "Grenoble;Essen;Allemagne;x\n")
    assert plan.looks_wrong
    _, plan = planned(engine, tmp_path, "modele", head + wrong[:60])
    assert not plan.looks_wrong


MODEL = "Collectivité;Code;Partenaire;Pays;Année;Fin;Source\n"


def test_an_end_before_the_beginning_is_refused_in_the_row_and_against_the_record(
    engine: Engine, tmp_path: Path
) -> None:
    text = MODEL + (
        "Fontaine;38169;Herten;Allemagne;1990;1985;Bulletin\n"
        "Grenoble;38185;Essen;Allemagne;;1950;Bulletin\n"
    )
    _, plan = planned(engine, tmp_path, "modele", text)
    assert outcomes(plan) == ["refused", "refused"]
    assert reasons(plan) == [
        "La fin (1985) précède le début (1990).", "La fin (1950) précède le début (1976).",
    ]  # fmt: skip


def test_a_template_row_without_source_is_refused(engine: Engine, tmp_path: Path) -> None:
    text = MODEL + "Grenoble;38185;Essen;Allemagne;;;\n"
    _, plan = planned(engine, tmp_path, "modele", text)
    assert reasons(plan) == ["La source n’est pas dite."]


def test_a_siren_and_a_code_that_lost_its_zero_are_understood(
    engine: Engine, tmp_path: Path
) -> None:
    text = MODEL + (
        "Grenoble;213 801 855;Essen;Allemagne;;;Bulletin\n"
        "Ambérieu-en-Bugey;1004;Essen;Allemagne;;;Bulletin\n"
    )
    with transaction(engine) as session:
        session.add(
            Authority(
                code="01004", side="french", kind="commune", name="Ambérieu-en-Bugey",
                folded_name="amberieu en bugey", country_iso2="FR", location_method="test",
                location_precision="none",
            )
        )  # fmt: skip
    _, plan = planned(engine, tmp_path, "modele", text)
    assert outcomes(plan) == ["completed", "created"]


def test_a_code_that_its_name_contradicts_is_asked_about(engine: Engine, tmp_path: Path) -> None:
    text = MODEL + "Fontaine;38185;Essen;Allemagne;1979;;Bulletin\n"
    table, plan = planned(engine, tmp_path, "modele", text)
    (entry,) = entries(plan)
    assert entry.outcome.value == "doubtful"
    assert {choice.code for choice in entry.candidates} >= {"38169", "38185"}
    import_table(engine, table, plan, author="command")
    with transaction(engine) as session:
        (doubt,) = list_doubts(session, most=5)
        settling.settle(session, doubt.id, ["38169"], by="user:1")
    _, again = planned(engine, tmp_path, "modele", text)
    assert again.size == 0


def test_an_answer_about_an_authority_that_is_gone_is_forgotten(
    engine: Engine, tmp_path: Path
) -> None:
    head = "Collectivité;Partenaire;Pays;Année;Source;Longitude;Latitude\n"
    text = head + "Grenoble;Essenn;Allemagne;1979;Bulletin;7,01;51,45\n"
    table, plan = planned(engine, tmp_path, "modele", text)
    import_table(engine, table, plan, author="command")
    with transaction(engine) as session:
        (doubt,) = list_doubts(session, most=5)
        settling.settle(session, doubt.id, ["de-essen"], by="user:1")
        session.execute(update(NameDecision).values(code="de-gone"))
    _, again = planned(engine, tmp_path, "modele", text)
    assert outcomes(again) == ["unchanged"]


def test_a_partner_that_the_same_file_made_is_not_doubtful_the_second_time(
    embedded_copy: Engine, tmp_path: Path
) -> None:
    text = MODEL + (
        "Nantes;44109;Tbilissi;Géorgie;1979;;Bulletin\n"
        "Lyon;69123;Tiflis;Géorgie;1979;;Bulletin\n"
        "Grenoble;38185;Sétif;Algérie;1979;;Bulletin\n"
    )
    table, plan = planned(embedded_copy, tmp_path, "modele", text)
    import_table(embedded_copy, table, plan, author="command")
    _, again = planned(embedded_copy, tmp_path, "modele", text)
    assert again.size == 0, outcomes(again)


@pytest.mark.parametrize("name", ["Frankreich", "Francia", "Frankrijk", "Francja", "França"])
def test_countries_are_known_in_the_languages_of_directories(
    embedded_copy: Engine, tmp_path: Path, name: str
) -> None:
    text = f"Partnergemeinde;Land;seit;Form\nGrenoble;{name};1979;Partnerschaft\n"
    _, plan = planned(embedded_copy, tmp_path, "annuaire-allemand", text, gemeinde="Essen")
    assert outcomes(plan) in (["created"], ["completed"], ["unchanged"])
