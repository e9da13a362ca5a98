"""« Then / now »: two maps side by side, as a reader compares two eras or two years."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.carte import open_map, status, tick, wait_for_address
from tests.browser.conftest import Watch

SECOND = ".carte-fond--seconde"
#: Whether both maps show the same place: one zoom, and centres within two pixels.
TOGETHER = """() => {
  const { map, second } = atlasCarte;
  return map.getZoom() === second.getZoom()
    && map.project(map.getCenter()).distanceTo(map.project(second.getCenter())) <= 2;
}"""
#: How far a place is from the centre of the first map, in pixels.
FROM_CENTRE = """([lat, lng]) => atlasCarte.map.project(atlasCarte.map.getCenter())
  .distanceTo(atlasCarte.map.project({ lat, lng }))"""


def _open(page: Page, site: str, address: str) -> None:
    open_map(page, site, address)
    expect(page.locator(SECOND)).to_be_visible()


def test_two_eras_are_compared_from_the_bar_and_left_again(page: Page, site: str) -> None:
    open_map(page, site)
    button = page.get_by_role("button", name="Comparer deux époques")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(page.locator(SECOND)).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    wait_for_address(page, "comparer=guerre_froide,mondialisation")
    assert status(page) == "Guerre froide : 3 partenariats · Mondialisation : 2 partenariats"
    expect(page.locator("#carte-temps")).to_be_hidden()
    button.click()
    expect(page.locator(SECOND)).to_have_count(0)
    expect(page.locator("#carte-temps")).to_be_visible()
    assert status(page) == "8 partenariats affichés, dont 3 sans position"
    page.go_back()
    expect(page.locator(SECOND)).to_be_visible()


def test_the_year_of_the_cursor_becomes_the_first_side(page: Page, site: str) -> None:
    open_map(page, site, "?date=1980")
    page.get_by_role("button", name="Comparer deux époques").click()
    first = page.get_by_label("Année de la première carte")
    expect(first).to_have_value("1980")
    wait_for_address(page, "comparer=1980,")
    assert "date=" not in page.url


def test_each_side_changes_with_the_keyboard_and_filters_hold_for_both(
    page: Page, site: str
) -> None:
    _open(page, site, "?comparer=guerre_froide,1980")
    assert status(page) == "Guerre froide : 3 partenariats · 1980 : 4 partenariats"
    page.get_by_label("Première carte, Époque ou année").select_option("apres_guerre")
    wait_for_address(page, "comparer=apres_guerre,1980")
    year = page.get_by_label("Année de la seconde carte")
    year.fill("2005")
    year.press("Enter")
    wait_for_address(page, "comparer=apres_guerre,2005")
    both = status(page)
    page.locator("[data-champ=theme] summary").click()
    tick(page, "theme", "jeunesse")
    assert status(page) != both
    link = page.get_by_role("link", name="Voir la liste : 2005")
    assert link.get_attribute("href") == "/liste?theme=jeunesse&date=2005"


def test_the_counts_of_both_sides_are_those_of_their_lists(page: Page, site: str) -> None:
    _open(page, site, "?comparer=guerre_froide,1980")
    for rank, count in ((0, 3), (1, 4)):
        _open(page, site, "?comparer=guerre_froide,1980")
        head = page.locator(".carte-cote").nth(rank)
        expect(head).to_contain_text(f"{count}\N{NO-BREAK SPACE}partenariats")
        head.get_by_role("link").click()
        expect(page.locator("tbody tr")).to_have_count(count)


def test_a_wrong_year_is_refused_where_it_is_typed(page: Page, site: str) -> None:
    _open(page, site, "?comparer=1975,2005")
    year = page.get_by_label("Année de la seconde carte")
    year.fill("12")
    year.press("Enter")
    assert year.evaluate("(input) => input.validity.valid") is False
    assert "2005" in page.url


def test_either_map_follows_the_other(page: Page, site: str) -> None:
    _open(page, site, "?comparer=guerre_froide,mondialisation#5/46/5")
    page.locator(SECOND).focus()
    page.keyboard.press("+")
    page.wait_for_function(f"() => atlasCarte.map.getZoom() === 6 && ({TOGETHER})()")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    page.wait_for_function(f"() => ({FROM_CENTRE})([46, 5]) > 50 && ({TOGETHER})()")
    centre = page.evaluate("() => Object.values(atlasCarte.map.getCenter())")
    box = page.locator(".carte-fond").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 240, steps=6)
    # Under way already, not only when the drag ends.
    assert page.evaluate(FROM_CENTRE, centre) > 50
    assert page.evaluate(TOGETHER)
    page.mouse.up()
    wait_for_address(page, "#6/")


def test_what_is_chosen_on_the_second_map_is_told_of_its_era(page: Page, site: str) -> None:
    _open(page, site, "?comparer=guerre_froide,apres_guerre#5/47/6")
    page.get_by_role("button", name="Dans cette vue").click()
    panel = page.locator("#carte-panneau")
    expect(panel.locator("h3")).to_have_text(["Guerre froide", "Après-guerre"])
    panel.get_by_role("button", name="Catane").click()
    expect(panel.locator("h2")).to_have_text("Catane · Après-guerre")
    expect(panel.locator(".carte-chiffre")).to_have_text("1 partenariat")


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_two_maps_of_the_same_size_fit_the_screen_and_pass_the_accessibility_checks(
    page: Page, site: str, watch: Watch, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("", "#5/46/5/pays:DE"):
        page.goto("about:blank")
        _open(page, site, f"?comparer=guerre_froide,mondialisation{address}")
        page.wait_for_timeout(300)
        one, other = (page.locator(".carte-fond").nth(rank).bounding_box() for rank in (0, 1))
        assert one is not None
        assert other is not None
        assert one["width"] == pytest.approx(other["width"], abs=1)
        assert one["height"] == pytest.approx(other["height"], abs=30)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []


def test_a_comparison_can_be_embedded_and_printed(page: Page, site: str) -> None:
    _open(page, site, "?embed=1&comparer=1975,2005")
    expect(page.locator(".carte-cote")).to_have_count(2)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    boxes = [page.locator(".carte-fond").nth(rank).bounding_box() for rank in (0, 1)]
    assert all(box is not None and box["width"] > 200 for box in boxes)


def test_nothing_of_the_comparison_is_fetched_before_it_is_asked_for(page: Page, site: str) -> None:
    open_map(page, site)
    names = page.evaluate("performance.getEntriesByType('resource').map((r) => r.name)")
    for part in ("compare.js", "follow.js", "texts_options.js", "carte_options.css"):
        assert not [name for name in names if part in name]
