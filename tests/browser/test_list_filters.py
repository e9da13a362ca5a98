"""What a reader does with the filters of the list: mouse, keyboard, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_ticks_a_country_and_reads_the_new_sentence_where_the_focus_was(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/liste")
    before = heading(page)
    page.locator("[data-facette=pays] > summary").click()
    box = page.locator("input[name=pays][value=DE]")
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/liste\?pays=DE$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("avec")
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    expect(page.locator("[data-annonce]")).to_have_text(heading(page))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
    expect(box).not_to_be_checked()


def test_takes_one_filter_away_and_then_all(page: Page, site: str) -> None:
    page.goto(f"{site}/liste?pays=DE&type=jumelage&de=1950")
    page.locator(".puces a", has_text="1950").click()
    expect(page).to_have_url(re.compile(r"/liste\?type=jumelage&pays=DE$"))
    expect(page.locator("#f-de")).to_have_value("")
    page.locator(".puce--tout").click()
    expect(page).to_have_url(f"{site}/liste")
    expect(page.locator(".puces")).to_have_count(0)


def test_is_told_why_years_in_the_wrong_order_are_refused(
    page: Page, site: str, watch: object
) -> None:
    watch.expect("400")  # type: ignore[attr-defined]
    page.goto(f"{site}/liste?a=1950")
    page.locator("#f-de").fill("1990")
    page.keyboard.press("Tab")
    expect(page.locator("[data-erreur]")).to_contain_text("1990")
    expect(page).to_have_url(f"{site}/liste?a=1950")


def test_keeps_a_choice_that_nothing_answers_and_can_clear_it(page: Page, site: str) -> None:
    page.goto(f"{site}/liste?pays=IT&epoque=mondialisation")
    expect(page.locator("input[name=pays][value=IT]")).to_be_checked()
    page.locator("[data-facette=pays] .filtre__effacer a").click()
    expect(page).to_have_url(re.compile(r"/liste\?epoque=mondialisation$"))


def test_filters_the_list_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/liste")
    page.locator("[data-facette=pays] > summary").click()
    page.locator("input[name=pays][value=DE]").check()
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("avec")
    context.close()


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_the_open_filters_pass_the_accessibility_rules(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/liste?pays=DE&type=jumelage&de=1950&a=1990")
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert violations(page) == []
