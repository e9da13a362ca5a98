"""Importing a file in the browser, and settling what it leaves in doubt, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from atlas.database import open_engine
from tests.browser.axe import violations
from tests.browser.office import Office, log_in, set_up_second_factor, watched
from tests.browser.watch import Watch
from tests.support.movements import line, merger
from tests.support.spreadsheets import write_xlsx
from tests.support.territories import DAY, applied

HEADER = ["Collectivité", "Code", "Partenaire", "Pays", "Année", "Source", "Longitude", "Latitude"]
ROWS: list[list[object]] = [
    ["Grenoble", "", "Essenn", "Allemagne", 1979, "Bulletin <b>municipal</b>", 7.01, 51.45],
    ["Fontaine", "", "Catane", "Italie", 1985, "Bulletin <b>municipal</b>", "", ""],
    ["Isère", "38D", "Ouagadougu", "Burkina Faso", 2001, "Bulletin <b>municipal</b>", "", ""],
    ["Nulle-Part", "", "Essen", "Allemagne", 1979, "Bulletin <b>municipal</b>", "", ""],
]


@pytest.fixture
def maintainer(office: Office, desk: BrowserContext) -> tuple[Page, Watch]:
    office.add("equipe@atlas.fr", "mainteneur")
    page, watch = watched(desk, office)
    page.goto(f"{office.address}/gestion/imports")
    log_in(page, "equipe@atlas.fr")
    set_up_second_factor(page)
    page.get_by_role("link", name="Imports").click()
    return page, watch


def send(page: Page, file: Path) -> None:
    page.get_by_label("Le fichier").set_input_files(file)
    page.get_by_role("radio", name="Modèle de l’atlas").check()
    page.get_by_role("button", name="Lire le fichier").click()


def test_a_workbook_is_tried_written_settled_by_keyboard_and_taken_back(
    office: Office, maintainer: tuple[Page, Watch], tmp_path: Path
) -> None:
    page, watch = maintainer
    assert violations(page) == []
    send(page, write_xlsx(tmp_path / "Envoi de l’Isère.xlsx", [HEADER, *ROWS]))
    expect(page.get_by_text("Voici ce que ferait ce fichier.")).to_be_visible()
    expect(page.locator(".comptes")).to_contain_text("douteuses2")
    rows = page.get_by_role("table")
    expect(rows).to_contain_text("Nulle-Part")
    expect(rows).to_contain_text("Signature, 1985")
    assert violations(page) == []
    page.get_by_role("link", name="refusées").click()
    expect(rows.get_by_role("row")).to_have_count(2)
    expect(rows).to_contain_text("Aucune collectivité française ne s’appelle")
    page.set_viewport_size({"width": 360, "height": 800})
    expect(rows).to_contain_text("Aucune collectivité française ne s’appelle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    page.get_by_role("link", name="English").click()
    expect(rows).to_contain_text("No French authority is called “Nulle-Part”.")
    page.get_by_role("link", name="Français").click()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_text("l’import n° 1 est en place")).to_be_visible()
    page.get_by_role("link", name="nouveaux partenariats").click()
    expect(rows.get_by_role("link", name="Fontaine – Catane")).to_be_visible()

    page.get_by_role("link", name="Trancher les doutes").click()
    expect(page.get_by_text("2 questions attendent une personne.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Commencer").click()
    expect(page.get_by_role("heading", name="Grenoble – Essenn")).to_be_visible()
    expect(page.get_by_text("Bulletin <b>municipal</b>")).to_be_visible()
    assert violations(page) == []
    page.wait_for_load_state()  # the keys work once the page is loaded
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("« Essenn » est Essen (Allemagne).")
    expect(page.get_by_role("heading", name="Isère – Ouagadougu")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(page.get_by_role("status")).to_contain_text("La réponse est reprise")
    expect(page.get_by_role("heading", name="Grenoble – Essenn")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Isère – Ouagadougu")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("e")
    expect(page.get_by_text("Rien n’attend")).to_be_visible()
    page.get_by_role("link", name="Celles qui sont tranchées").click()
    expect(page.get_by_role("table")).to_contain_text("Essenn")

    page.goto(f"{office.address}/collectivites/de-essenn")
    expect(page.get_by_role("heading", name="Essenn", exact=True)).to_be_visible()

    page.goto(f"{office.address}/gestion/imports")
    page.get_by_role("link", name="envoi-de-l-isere.xlsx").click()
    assert violations(page) == []
    page.get_by_text("Annuler cet import en entier").click()
    page.get_by_role("button", name="Annuler l’import").click()
    expect(page.get_by_role("status")).to_contain_text("L’import est annulé")
    watch.check()


def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    maintainer: tuple[Page, Watch], tmp_path: Path
) -> None:
    page, watch = maintainer
    wrong = tmp_path / "envoi.csv"
    for content, said in (
        (b"", "Ce fichier est vide."),
        ("Collectivité;Partenaire\nGrenoble;Essen\n".encode(), "n’a pas la colonne"),
        (b"Collectivit\x81\n", "n’est pas en UTF-8"),
        (b"PK\x03\x04", "ni un tableau CSV"),
        ("Collectivité;Partenaire;Pays;Source\n".encode(), "aucune ligne à importer"),
    ):
        wrong.write_bytes(content)
        send(page, wrong)
        expect(page.get_by_role("alert")).to_contain_text(said)
        assert violations(page) == []
        page.get_by_role("link", name="Imports").first.click()
    expect(page.get_by_text("Aucun pour l’instant.")).to_be_visible()
    watch.check()


def test_a_file_of_another_source_is_written_only_when_asked(
    maintainer: tuple[Page, Watch], tmp_path: Path
) -> None:
    page, watch = maintainer
    rows = [[f"Ville {n}", "", "Essen", "Allemagne", "", "x", "", ""] for n in range(6)]
    send(page, write_xlsx(tmp_path / "envoi.xlsx", [HEADER, *rows, ROWS[1]]))
    expect(page.get_by_text("La plupart des lignes sont refusées")).to_be_visible()
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_role("alert")).to_contain_text("Cochez la case")
    page.get_by_label("Importer tout de même").check()
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_text("l’import n° 1 est en place")).to_be_visible()
    watch.check()


def test_changes_of_communes_are_seen_and_taken_back_like_an_import(
    office: Office, maintainer: tuple[Page, Watch], tmp_path: Path
) -> None:
    page, watch = maintainer
    engine = open_engine(office.database)
    rows = [
        *merger(DAY, "38185 Grenoble", ["38169 Fontaine"]),
        line(32, DAY, "COM 38998 Nulle-Part", "COM 38185 Grenoble"),
    ]
    applied(engine, tmp_path, rows)
    engine.dispose()
    page.goto(f"{office.address}/collectivites/38169")
    expect(page.get_by_role("heading", name="Grenoble", exact=True)).to_be_visible()
    expect(page.get_by_text("réunie à Grenoble le 1er janvier 2027")).to_be_visible()
    assert violations(page) == []

    page.goto(f"{office.address}/gestion/imports")
    page.get_by_role("link", name="mvt.csv").click()
    expect(page.locator(".comptes")).to_contain_text("collectivités françaises changées3")
    expect(page.get_by_role("table")).to_contain_text("Nulle-Part")
    assert violations(page) == []
    page.get_by_text("Annuler cet import en entier").click()
    page.get_by_role("button", name="Annuler l’import").click()
    expect(page.get_by_role("status")).to_contain_text("3 collectivités françaises sont comme")
    page.goto(f"{office.address}/collectivites/38169")
    expect(page.get_by_role("heading", name="Fontaine", exact=True)).to_be_visible()
    watch.check()
