"""A person searches: with slips, by keyboard only, on a phone, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, Watch, next_frame
from tests.support.small_atlas import HOSTILE_NAMES

BOX = "#chercher-q"


def type_in(page: Page, text: str, box: str = BOX) -> None:
    page.locator(box).click()
    page.keyboard.type(text, delay=10)


def test_finds_saint_etienne_by_typing_st_etiene(visitor: Page, atlas: str) -> None:
    visitor.goto(atlas)
    type_in(visitor, "st etiene", "#q")
    first = visitor.get_by_role("option").first
    expect(first).to_contain_text("Saint-Étienne")
    expect(first).to_contain_text("Commune, Loire")
    first.click()
    visitor.wait_for_url(f"{atlas}/collectivites/42218")


def test_reaches_a_country_by_its_former_name_by_keyboard_only(visitor: Page, atlas: str) -> None:
    visitor.goto(f"{atlas}/methode")
    visitor.keyboard.press("Tab")
    while visitor.evaluate("document.activeElement.id") != "chercher-q":
        visitor.keyboard.press("Tab")
    visitor.keyboard.type("haute-volta", delay=10)
    expect(visitor.get_by_role("option")).to_have_count(1)
    expect(visitor.get_by_role("option")).to_contain_text("Haute-Volta jusqu’en 1984")
    visitor.keyboard.press("ArrowDown")
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(f"{atlas}/pays/BF")


def test_walks_the_list_with_the_arrows_and_leaves_it(page: Page, site: str) -> None:
    page.goto(f"{site}/methode")
    box = page.locator(BOX)
    type_in(page, "fontaine")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    count = options.count()
    page.keyboard.press("ArrowDown")
    chosen = options.first.get_attribute("id")
    expect(box).to_have_attribute("aria-activedescendant", str(chosen))
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    last = options.nth(count - 1)
    expect(box).to_have_attribute("aria-activedescendant", str(last.get_attribute("id")))
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("fontaine")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(options.first).to_be_hidden()
    expect(box).not_to_be_focused()


def test_enter_without_a_choice_searches_the_list(page: Page, site: str) -> None:
    page.goto(f"{site}/methode")
    type_in(page, "fontaine")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/liste?q=fontaine")


def test_hears_how_many_suggestions_there_are_and_when_there_is_none(page: Page, site: str) -> None:
    page.goto(f"{site}/methode")
    type_in(page, "grenoble")
    status = page.locator(".chercher [role=status]")
    expect(page.get_by_role("option").first).to_be_visible()
    count = page.get_by_role("option").count()
    expect(status).to_have_text(f"{count}\u00a0suggestion{'s' if count > 1 else ''}")
    page.locator(BOX).fill("xqzwvkj")
    expect(page.locator(".suggestions__note")).to_contain_text("Aucun résultat")
    expect(status).to_contain_text("Aucun résultat")
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "false")


def test_reads_suggestions_in_english_on_an_english_page(visitor: Page, atlas: str) -> None:
    visitor.goto(f"{atlas}/en/methode")
    type_in(visitor, "rda")
    expect(visitor.get_by_role("option").first).to_contain_text("until 1990")
    expect(visitor.get_by_role("group").first).to_contain_text("Countries and territories")
    visitor.locator(BOX).fill("xqzwvkj")
    expect(visitor.locator(".suggestions__note")).to_contain_text("No result")


def test_sees_a_hostile_name_as_it_is_written(page: Page, site: str) -> None:
    page.goto(f"{site}/methode")
    type_in(page, "alert")
    names = page.locator(".suggestions__nom")
    expect(names.first).to_be_visible()
    assert HOSTILE_NAMES[0] in names.all_text_contents()
    assert page.locator(".suggestions script, .suggestions img").count() == 0


def test_chooses_with_a_finger(chromium: Browser, site: str) -> None:
    phone = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="fr-FR"
    )
    page = phone.new_page()
    page.goto(f"{site}/methode")
    page.locator(BOX).tap()
    page.keyboard.type("grenoble")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    box = option.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    option.tap()
    page.wait_for_url(f"{site}/collectivites/38185")
    phone.close()


def test_an_answer_that_comes_late_does_not_replace_a_later_one(page: Page, site: str) -> None:
    def slow(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/recherche?q=fontaine*", slow)
    page.goto(f"{site}/methode")
    type_in(page, "fontaine")
    page.wait_for_timeout(200)
    page.locator(BOX).fill("grenoble")
    expect(page.get_by_role("option").first).to_contain_text("Grenoble")
    page.wait_for_timeout(900)
    expect(page.get_by_role("option").first).to_contain_text("Grenoble")


def test_is_told_when_suggestions_do_not_come(page: Page, site: str, watch: Watch) -> None:
    watch.expect("ERR_FAILED")
    page.route("**/api/v1/recherche**", lambda route: route.abort())
    page.goto(f"{site}/methode")
    type_in(page, "grenoble")
    expect(page.locator(".suggestions__note")).to_contain_text("ne viennent pas")


def test_searches_without_scripts(chromium: Browser, site: str) -> None:
    plain = chromium.new_context(java_script_enabled=False, viewport=DESK)
    page = plain.new_page()
    page.goto(site)
    page.locator("#q").fill("grenoble")
    page.locator("#q").press("Enter")
    page.wait_for_url(f"{site}/liste?q=grenoble")
    plain.close()


@pytest.mark.parametrize(
    ("address", "box"), [("/", "#q"), ("/methode", BOX), ("/en/methode", BOX), ("/carte", BOX)]
)
@pytest.mark.parametrize("text", ["fontaine", "xqzwvkj"])
def test_the_open_list_passes_the_accessibility_rules_and_fits(
    page: Page, site: str, address: str, box: str, text: str
) -> None:
    page.goto(f"{site}{address}")
    type_in(page, text, box)
    expect(page.locator(".suggestions")).to_be_visible()
    if text == "fontaine":
        page.keyboard.press("ArrowDown")
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        next_frame(page)
        edges = page.locator(".suggestions").bounding_box()
        assert edges is not None
        assert edges["x"] >= 0
        assert edges["x"] + edges["width"] <= width
        assert violations(page) == []


def test_a_page_that_nobody_searches_from_fetches_only_the_start(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("/static/")[-1]))
    page.goto(f"{site}/methode")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "search" in url] == [
        url for url in asked if url.endswith("js/search/start.js")
    ]
    with page.expect_request("**/css/search.css"):
        page.locator(BOX).focus()
