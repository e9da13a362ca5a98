"""Countries and départements coloured by their partnerships, as a reader explores them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.carte import (
    open_map,
    place_on_screen,
    set_year,
    status,
    tick,
    wait_for_address,
)

GERMANY = (10.5, 51.0)
ISERE = (5.6, 45.2)
BARE = "#faf7f0"  # land of no partnership
#: The colour of the ground under a point of the earth.
COLOUR = """([lat, lon]) => {
  const canvas = document.querySelector('.carte-fond canvas');
  const box = canvas.getBoundingClientRect();
  const map = atlasCarte.map;
  const frame = map.getContainer().getBoundingClientRect();
  const point = map.latLngToContainerPoint([lat, lon]);
  const scale = canvas.width / box.width;
  const [r, g, b] = canvas.getContext('2d').getImageData(
    Math.round((point.x + frame.x - box.x) * scale),
    Math.round((point.y + frame.y - box.y) * scale), 1, 1).data;
  return '#' + [r, g, b].map((n) => n.toString(16).padStart(2, '0')).join('');
}"""


def _expect_colour(page: Page, place: tuple[float, float], *colours: str) -> None:
    """Wait until the map has one of ``colours`` at a place: it is painted at the next frame."""
    lon, lat = place
    page.wait_for_function(
        f"([lat, lon, colours]) => colours.includes(({COLOUR})([lat, lon]))",
        arg=[lat, lon, list(colours)],
    )


def _show(page: Page, label: str) -> None:
    page.locator("#carte-formulaire").get_by_text(label, exact=True).click()
    expect(page.locator("#carte-tableau")).to_be_visible()


def test_countries_are_coloured_and_named_under_the_pointer(page: Page, site: str) -> None:
    open_map(page, site, "#4/48/12")
    _expect_colour(page, GERMANY, BARE)
    _show(page, "Par pays")
    wait_for_address(page, "fond=pays")
    _expect_colour(page, GERMANY, "#6b2c17", "#ac5a24")
    expect(page.locator("#carte-legende-classes li")).not_to_have_count(6)  # eras have left
    page.mouse.move(*place_on_screen(page, *GERMANY))
    tip = page.locator("#carte-infobulle")
    expect(tip).to_contain_text("Allemagne")
    expect(tip).to_contain_text("3 partenariats, 2 partenaires")
    page.locator("#carte-formulaire").get_by_text("Liens", exact=True).click()
    assert "fond" not in page.url
    expect(page.locator("#carte-legende-classes")).to_contain_text("Guerre froide")
    _expect_colour(page, GERMANY, BARE)


def test_a_click_keeps_a_country_and_another_one_lets_it_go(page: Page, site: str) -> None:
    open_map(page, site, "?fond=pays#4/48/12")
    expect(page.locator("#carte-tableau")).to_be_visible()
    spot = place_on_screen(page, *GERMANY)
    page.mouse.click(*spot)
    wait_for_address(page, "pays=DE")
    assert status(page).startswith("3 partenariats")
    # Italy keeps a colour, to be chosen as well.
    page.wait_for_function(f"() => ({COLOUR})([42.8, 12.5]) !== '{BARE}'")
    page.mouse.click(*spot)
    expect(page.locator("#carte-etat")).to_contain_text("8")
    assert "pays=DE" not in page.url


def test_a_click_keeps_a_departement(page: Page, site: str) -> None:
    open_map(page, site, "?fond=departements#7/45.2/5.6")
    expect(page.locator("#carte-tableau")).to_be_visible()
    page.mouse.move(*place_on_screen(page, *ISERE))
    expect(page.locator("#carte-infobulle")).to_contain_text("Isère")
    page.mouse.click(*place_on_screen(page, *ISERE))
    page.wait_for_url(lambda url: "departement=38" in url and "fond=departements" in url)
    page.wait_for_selector("main.carte[data-prete]")
    assert status(page).startswith("6 partenariats")


def test_the_numbers_can_be_told_for_the_inhabitants_of_departements_only(
    page: Page, site: str
) -> None:
    open_map(page, site)
    switch = page.get_by_role("button", name="pour 100 000 habitants")
    expect(switch).to_be_hidden()
    _show(page, "Par pays")
    expect(page.get_by_text("l’atlas n’a pas la population des pays").first).to_be_visible()
    expect(switch).to_be_hidden()
    _show(page, "Par département")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    wait_for_address(page, "fond=departements&ratio=habitants")
    expect(page.locator("#carte-niveau")).to_contain_text("100 000 habitants")
    expect(page.locator("#carte-tableau")).to_be_visible()
    page.locator("#carte-tableau").press("Enter")
    row = page.locator(".carte-tableau tbody tr").filter(has_text="Isère")
    expect(row.locator("td").last).to_have_text("3,8")  # 6 for 158,000
    unknown = page.locator(".carte-tableau tbody tr").filter(has_text="Nouvelle-Calédonie")
    expect(unknown.locator("td").last).to_have_text("inconnu")


def test_the_table_says_what_the_map_shows_with_the_keyboard_alone(page: Page, site: str) -> None:
    open_map(page, site, "?fond=pays")
    # A key goes to a hidden button as well, and is lost: the areas are fetched after the map.
    expect(page.locator("#carte-tableau")).to_be_visible()
    page.locator("#carte-tableau").press("Enter")
    panel = page.locator("#carte-panneau")
    expect(panel.locator("h2")).to_be_focused()
    expect(panel.locator("caption")).to_contain_text("5 pays")
    germany = panel.get_by_role("button", name="Allemagne")
    germany.press("Enter")
    wait_for_address(page, "pays=DE")
    expect(panel.get_by_role("button", name="Allemagne")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_colours_follow_the_filters_and_the_year(page: Page, site: str) -> None:
    open_map(page, site, "?fond=pays#4/48/12")
    expect(page.locator("#carte-tableau")).to_be_visible()
    tick(page, "epoque", "guerre_froide")
    page.get_by_role("button", name="Dans cette vue").click()
    rows = page.locator(".carte-tableau tbody tr")
    expect(rows.first).to_be_visible()
    before = rows.all_inner_texts()
    set_year(page, 1980)
    expect(page.locator("#carte-etat")).to_contain_text("1980")
    expect(rows).not_to_have_text(before)


@pytest.mark.parametrize("address", ["?fond=pays", "?fond=departements&ratio=habitants&embed=1"])
@pytest.mark.parametrize("width", [1440, 360])
def test_coloured_areas_pass_the_accessibility_checks_with_and_without_their_table(
    page: Page, site: str, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_map(page, site, address)
    page.wait_for_timeout(400)
    for table in (False, True):
        if table:
            page.get_by_role("button", name="Dans cette vue").click()
            expect(page.locator(".carte-tableau")).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
