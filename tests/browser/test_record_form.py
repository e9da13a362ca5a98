"""The form of a record in a browser: long words, faults, a session that runs out, two clicks."""

from __future__ import annotations

import msgspec
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from atlas.database import open_engine, transaction
from atlas.editing.partnerships import save_all
from atlas.editing.reading import read_document
from atlas.services import reports
from tests.browser.axe import violations
from tests.browser.office import Office, log_in, set_up_second_factor, watched
from tests.support.editing import CAUSE

ESSEN = "/gestion/partenariats/2"
SAVE = ".fiche-form__actes [value=enregistrer]"
#: How far each page goes beyond the window, in pixels.
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def enter(page: Page, office: Office, path: str) -> list[str]:
    """Log in as a maintainer and open a page; return the recovery codes."""
    office.add("equipe@atlas.fr", "mainteneur")
    page.goto(f"{office.address}{path}")
    log_in(page, "equipe@atlas.fr")
    _, codes = set_up_second_factor(page)
    page.goto(f"{office.address}{path}")
    return codes


def test_no_long_word_makes_a_page_wider_than_the_window(
    office: Office, desk: BrowserContext
) -> None:
    engine = open_engine(office.database)
    with transaction(engine) as session:
        document = read_document(session, 2)
        assert document is not None
        long = msgspec.structs.replace(document, name="Mot" * 66, note="n" * 4000)
        save_all(session, {2: long}, CAUSE)
        reference = reports.submit(
            session, reports.Draft("erreur", "partenariats/2", "x" * 4000), this_year=2026
        )
    engine.dispose()
    page, watch = watched(desk, office)
    enter(page, office, ESSEN)
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    for path in (
        "/partenariats/2", "/en/partenariats/2", "/liste?q=MotMot", ESSEN, f"{ESSEN}/histoire",
        f"{ESSEN}/ce-jour?le=2026-11-28", f"{ESSEN}?signalement={reference}",
        "/gestion/partenariats?q=MotMot", "/gestion/signalements",
        f"/gestion/signalements/{reference}",
    ):  # fmt: skip
        page.goto(f"{office.address}{path}")
        expect(page.locator("h1")).to_have_count(1)
        if beyond := page.evaluate(BEYOND):
            wide[path] = beyond
    assert wide == {}
    watch.check()


@pytest.mark.parametrize("width", [1440, 360])
def test_a_refused_form_leads_to_each_field_and_counts_long_texts(
    office: Office, desk: BrowserContext, width: int
) -> None:
    page, watch = watched(desk, office)
    enter(page, office, ESSEN)
    page.set_viewport_size({"width": width, "height": 740})
    page.get_by_label("Note", exact=True).fill("n" * 2001)
    expect(page.locator(".champ__compte").first).to_have_text(
        "2\N{NARROW NO-BREAK SPACE}001 signes sur 4\N{NARROW NO-BREAK SPACE}000"
    )
    page.get_by_label("Vérifié auprès de la collectivité le").fill("2098")
    page.locator(SAVE).click()
    summary = page.locator("#problemes")
    expect(summary).to_be_focused()
    assert summary.get_by_role("link").count() == 2
    summary.get_by_role("link", name="jour à venir").click()
    field = page.get_by_label("Vérifié auprès de la collectivité le")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "Une fiche n’est pas vérifiée d’un jour à venir (2098)."
    )
    assert page.evaluate(BEYOND) == 0
    assert violations(page) == []
    watch.check()


def test_a_session_that_runs_out_loses_nothing_and_the_form_is_sent_after_logging_in_again(
    office: Office, desk: BrowserContext
) -> None:
    page, _ = watched(desk, office)
    codes = enter(page, office, ESSEN)
    page.get_by_label("Note", exact=True).fill("Tapée pendant que la session expirait.")
    page.get_by_label("Pourquoi cette fiche change").fill("Une note.")
    desk.clear_cookies()
    page.locator(SAVE).click()
    alert = page.locator("[data-deconnecte]")
    expect(alert).to_contain_text("Vous n’êtes plus connecté")
    expect(page.get_by_label("Note", exact=True)).to_have_value(
        "Tapée pendant que la session expirait."
    )
    with desk.expect_page() as opened:
        alert.get_by_role("link").click()
    again = opened.value
    log_in(again, "equipe@atlas.fr")
    again.get_by_label("Code à six chiffres").fill(codes[0])
    again.get_by_role("button", name="Continuer").click()
    expect(again.get_by_role("heading", name="Bonjour Equipe")).to_be_visible()
    page.locator(SAVE).click()
    expect(page.get_by_role("status")).to_contain_text("C’est enregistré")
    expect(page.locator(".histoire")).to_contain_text("Tapée pendant que la session expirait.")


def test_a_button_clicked_twice_saves_once_and_back_shows_what_was_saved(
    office: Office, desk: BrowserContext
) -> None:
    page, watch = watched(desk, office)
    enter(page, office, ESSEN)
    page.get_by_label("Note", exact=True).fill("Une seule fois.")
    page.get_by_label("Pourquoi cette fiche change").fill("Une note.")
    page.locator(SAVE).dblclick()
    expect(page.locator(".histoire__pas")).to_have_count(1)
    page.go_back()
    expect(page.get_by_label("Note", exact=True)).to_have_value("Une seule fois.")
    page.get_by_label("Note", exact=True).fill("Une autre fois.")
    page.get_by_label("Pourquoi cette fiche change").fill("Encore.")
    page.locator(SAVE).click()
    expect(page.locator(".histoire__pas")).to_have_count(2)
    watch.check()


def test_a_report_is_corrected_and_answered_in_one_form(
    office: Office, desk: BrowserContext
) -> None:
    engine = open_engine(office.database)
    draft = reports.Draft(
        "erreur", "partenariats/2", "Il a pris fin en 2015.", contact="voisine@exemple.fr",
        source_url="https://ville.fr/bulletin",
    )  # fmt: skip
    with transaction(engine) as session:
        reference = reports.submit(session, draft, this_year=2026)
    engine.dispose()
    page, watch = watched(desk, office)
    enter(page, office, f"/gestion/signalements/{reference}")
    page.get_by_role("link", name="Corriger la fiche et répondre").click()
    expect(page.get_by_role("complementary")).to_contain_text("Il a pris fin en 2015.")
    assert violations(page) == []
    page.get_by_role("button", name="Ajouter un événement").click()
    row = page.locator(".rang[id^=evenements-]").last
    expect(row.get_by_label("Ce qui s’est passé")).to_be_focused()
    row.get_by_label("Ce qui s’est passé").select_option(label="Fin")
    row.get_by_label("Date", exact=True).fill("2015")
    page.get_by_role("button", name="Enregistrer et répondre").click()
    expect(page.get_by_role("status")).to_contain_text("le signalement a sa réponse")
    (letter,) = office.post.received
    assert letter["To"] == "voisine@exemple.fr"
    page.goto(f"{office.address}/gestion/signalements/{reference}")
    page.get_by_role("link", name="Le changement qui en est venu").click()
    page.get_by_text("Annuler cette modification").click()
    page.get_by_role("button", name="Annuler la modification").click()
    expect(page.locator(".histoire")).to_contain_text("par Equipe")
    expect(page.locator(".histoire__pas--annule")).to_contain_text("Annulée le")
    assert violations(page) == []
    watch.check()
