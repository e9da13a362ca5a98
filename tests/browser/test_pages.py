"""Every page in a real browser: quiet, accessible, whole on a phone, and one reader's journey."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Watch
from tests.support.pages import PAGES
from tests.support.small_atlas import HOSTILE_NAMES

MISSING = ("/nulle-part", "/collectivites/84")
WIDTHS = (1440, 768, 360)
#: What sticks out of the page, or is cut by an ancestor that does not scroll and says nothing.
CUT = """() => [...document.querySelectorAll('main :is(p, h1, h2, h3, td, th, dd, dt, li, table)')]
  .filter((node) => node.offsetParent && !node.closest('.defile, .invisible, thead'))
  .filter((node) => {
    const box = node.getBoundingClientRect();
    return box.right > document.documentElement.clientWidth + 1 || box.left < -1;
  }).map((node) => node.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(
    ("language", "widths"), [("", WIDTHS), ("/en", (320,))], ids=["français", "English"]
)
@pytest.mark.parametrize("address", PAGES + MISSING)
def test_a_page_passes_the_accessibility_rules_and_fits_every_width(
    page: Page, site: str, watch: Watch, address: str, language: str, widths: tuple[int, ...]
) -> None:
    if address in MISSING:
        watch.expect("404")
    response = page.goto(f"{site}{language}{address}")
    assert response is not None
    assert response.status == (404 if address in MISSING else 200)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) <= 0, width
        assert page.evaluate(CUT) == [], width
        if width != 768:  # what a telephone and a desk show holds the rules of both
            assert violations(page) == [], width


@pytest.mark.parametrize("width", [1250, 1280, 1440, 1600])
def test_the_list_stays_in_its_column(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/liste")
    over = page.locator(".table--liens").evaluate(
        "(t) => t.getBoundingClientRect().right - t.parentElement.getBoundingClientRect().right"
    )
    assert over <= 0


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/partenariats/5", HOSTILE_NAMES[0]),
        ("/partenariats/6", HOSTILE_NAMES[1]),
        ("/collectivites/jp-hostile", HOSTILE_NAMES[0]),
        ("/pays/CL", HOSTILE_NAMES[2]),
        ("/donnees", HOSTILE_NAMES[0]),
    ],
)
def test_a_hostile_name_is_read_as_written(page: Page, site: str, address: str, name: str) -> None:
    page.goto(f"{site}{address}")
    expect(page.locator("main")).to_contain_text(name)
    assert page.locator("main :is(script, img)").count() == 0


def test_the_reason_of_a_rejected_fact_is_on_the_screen_of_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/donnees")
    reason = page.locator("[data-colonne=Raison]").first
    box = reason.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["width"] > 200


def test_the_roles_of_a_table_laid_out_as_cards_are_kept(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/epoques")
    table = page.get_by_role("table", name="Règles qui donnent l’époque d’un lien")
    expect(table.get_by_role("row")).not_to_have_count(0)
    expect(table.get_by_role("columnheader", name="Pourquoi")).to_have_count(1)


def test_the_link_from_a_partnership_leads_to_its_rule(page: Page, site: str) -> None:
    page.goto(f"{site}/partenariats/1")
    page.locator(".regle").first.click()
    rule = page.url.rpartition("#")[2]
    expect(page.locator(f"#{rule}")).to_be_in_viewport()


def test_an_ambiguous_code_offers_each_of_its_bodies(page: Page, site: str, watch: Watch) -> None:
    watch.expect("404")
    page.goto(f"{site}/collectivites/84")
    choices = page.locator(".choix a")
    expect(choices).to_have_count(2)
    choices.first.click()
    expect(page).to_have_url(f"{site}/collectivites/84D")


def test_from_a_search_to_the_source_of_a_partnership_with_the_keyboard_only(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/")
    page.get_by_label("Votre commune, un pays, un partenaire").focus()
    page.keyboard.type("fontaine")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/liste?q=fontaine")

    reach(page, ".fiche[href='/partenariats/1']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fontaine – Schmalkalden")

    reach(page, ".source a")
    source = page.locator(".source a").first
    expect(source).to_be_focused()
    expect(source).to_be_in_viewport()
    expect(source).to_have_attribute("href", "https://example.org/jumelages/1")


def reach(page: Page, selector: str, most: int = 120) -> None:
    """Press the tab key until the focus is on an element of ``selector``."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} n’est pas atteint au clavier")
