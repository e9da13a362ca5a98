"""The map as a reader uses it: layers, years, details, address."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.carte import (
    READY,
    open_map,
    open_map_out_of_time,
    place_on_screen,
    set_year,
    status,
    tick,
    wait_for_address,
)
from tests.browser.conftest import Watch
from tests.support.small_atlas import ERAS, HOSTILE_NAMES

GRENOBLE = (5.72, 45.19)


def test_opening_the_map_says_how_many_partnerships_and_how_many_have_no_position(
    page: Page, site: str
) -> None:
    open_map(page, site)
    assert status(page) == "8 partenariats affichés, dont 3 sans position"
    assert page.evaluate("performance.getEntriesByName('atlas:carte-dessinee').length") == 1


def test_the_lines_are_drawn_in_the_colour_of_their_era(page: Page, site: str) -> None:
    open_map(page, site, "?epoque=decolonisation#4/30/2")
    count = """() => {
      const canvas = document.querySelectorAll('.carte-fond canvas')[1];
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let red = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] > 150 && data[i] > 150 && data[i + 1] < 90 && data[i + 2] < 80) red++;
      }
      return red;
    }"""
    assert page.evaluate(count) > 100
    tick(page, "epoque", "avant_1945")
    tick(page, "epoque", "decolonisation")
    page.wait_for_function(f"() => ({count})() === 0")


def test_a_partnership_without_position_is_listed_on_demand(page: Page, site: str) -> None:
    open_map(page, site)
    page.get_by_role("button", name="Lesquels ?").click()
    panel = page.locator("#carte-panneau")
    expect(panel.locator("li")).to_have_count(3)
    expect(panel).to_contain_text(HOSTILE_NAMES[2])


def test_unticking_an_era_takes_its_links_away_and_tells_the_address(page: Page, site: str) -> None:
    open_map(page, site)
    tick(page, "epoque", "mondialisation")
    assert status(page).startswith("6 partenariats")
    wait_for_address(page, "epoque=non_date")
    assert "epoque=mondialisation" not in page.url


def test_only_one_era_can_be_kept_in_one_click(page: Page, site: str) -> None:
    open_map(page, site)
    page.locator("[data-seule=guerre_froide]").click()
    assert status(page).startswith("3 partenariats")
    wait_for_address(page, "?epoque=guerre_froide")


def test_the_last_era_cannot_be_unticked_and_the_reader_is_told(page: Page, site: str) -> None:
    open_map(page, site, "?epoque=guerre_froide")
    tick(page, "epoque", "guerre_froide")
    expect(page.locator("[name=epoque][value=guerre_froide]")).to_be_checked()
    expect(page.locator("#carte-epoques-aide")).to_have_text("Une époque au moins reste affichée.")
    assert status(page).startswith("3 partenariats")
    tick(page, "epoque", "mondialisation")
    expect(page.locator("#carte-epoques-aide")).to_have_text("")


def test_counts_of_one_filter_follow_the_others(page: Page, site: str) -> None:
    open_map(page, site, "?theme=eau")
    era = page.locator("[data-code=decolonisation] .carte-case__nombre")
    expect(era).to_have_text("1")
    expect(page.locator("[data-code=mondialisation] .carte-case__nombre")).to_have_text("0")
    theme = page.locator("[data-champ=theme] [data-code=jeunesse] .carte-case__nombre")
    expect(theme).to_have_text("2")


def test_the_undated_links_have_a_switch_of_their_own(page: Page, site: str) -> None:
    open_map(page, site)
    expect(page.locator("[data-code=non_date] .carte-case__nombre")).to_have_text("2")
    undated = page.locator("#carte-legende li", has_text="Non daté")
    expect(undated).not_to_have_class("carte-case--vide")
    tick(page, "epoque", "non_date")
    expect(undated).to_have_class("carte-case--vide")
    # One of the two stays: its partner State ended in 1990, so that it has an era all the same.
    assert status(page).startswith("7 partenariats")


def test_the_year_cursor_keeps_what_was_in_force_and_says_what_it_leaves_out(
    page: Page, site: str
) -> None:
    open_map(page, site)
    set_year(page, 2005)
    assert status(page) == "5 partenariats en vigueur en 2005"
    expect(page.locator("#carte-temps-note")).to_contain_text("2 liens non datés ne sont pas")
    wait_for_address(page, "date=2005")
    set_year(page, 2012)  # the cooperation with Ouagadougou ended in 2010
    assert status(page).startswith("4 partenariats")
    page.get_by_label("toutes les dates").check()
    assert status(page).startswith("8 partenariats")


def test_the_years_play_and_pause(page: Page, site: str) -> None:
    open_map_out_of_time(page, site)
    speed = page.locator("#carte-vitesse")
    speed.select_option("rapide")
    pace = int(speed.input_value())
    page.get_by_role("button", name="Faire défiler les années").click()
    expect(page.locator("#carte-annee")).to_have_text("1961")
    page.clock.run_for(2 * pace)
    expect(page.locator("#carte-annee")).to_have_text("1963")
    page.get_by_role("button", name="Arrêter le défilement").click()
    page.clock.run_for(5 * pace)
    expect(page.locator("#carte-annee")).to_have_text("1963")


def test_the_years_play_from_the_first_link_of_the_selection(page: Page, site: str) -> None:
    open_map_out_of_time(page, site, "?epoque=mondialisation")
    page.get_by_role("button", name="Faire défiler les années").click()
    expect(page.locator("#carte-annee")).to_have_text("1995")
    assert status(page) == "1 partenariat en vigueur en 1995"


def test_a_year_without_link_is_told_quietly(page: Page, site: str) -> None:
    open_map(page, site)
    set_year(page, 1950)
    assert status(page) == "Aucun partenariat en vigueur en 1950"
    expect(page.locator("#carte-message")).to_be_hidden()
    note = page.locator("#carte-temps-note")
    expect(note).to_contain_text("Aucun lien connu avant 1961 dans cette sélection.")


@pytest.mark.parametrize(("year", "ends"), [(1930, ("1930", None)), (2100, ("1945", "2100"))])
def test_a_year_outside_of_the_cursor_stretches_it(
    page: Page, site: str, year: int, ends: tuple[str, str | None]
) -> None:
    open_map(page, site, f"?date={year}")
    cursor = page.locator("#carte-curseur")
    assert cursor.input_value() == str(year)
    expect(page.locator("#carte-annee")).to_have_text(str(year))
    expect(cursor).to_have_attribute("min", ends[0])
    if ends[1]:
        expect(cursor).to_have_attribute("max", ends[1])
    page.get_by_label("toutes les dates").check()
    expect(cursor).to_have_attribute("min", "1945")
    expect(page.locator("#carte-reperes span").first).to_have_text("1945")


def test_a_year_to_come_is_not_told_as_known(page: Page, site: str) -> None:
    open_map(page, site, "?date=2100")
    assert status(page) == "4 partenariats en cours, sans fin connue avant 2100"
    expect(page.locator("#carte-temps-note")).to_contain_text("2100 est à venir")


def test_links_before_the_cursor_are_one_click_away(page: Page, site: str) -> None:
    def older(route: Route) -> None:
        feed = route.fetch().json()
        feed["liens"]["debut"][0] = 1932
        route.fulfill(json=feed)

    page.route("**/carte/donnees.json*", older)
    open_map(page, site, "?date=1980")
    button = page.locator("#carte-avant")
    expect(button).to_have_text("1 lien d’avant 1945")
    button.click()
    wait_for_address(page, "?epoque=avant_1945")
    assert "date" not in page.url
    cursor = page.locator("#carte-curseur")
    expect(cursor).to_have_attribute("aria-valuetext", "Toutes les dates")
    assert cursor.input_value() == cursor.get_attribute("max")
    page.unroute_all(behavior="wait")


def test_without_links_before_the_cursor_none_are_offered(page: Page, site: str) -> None:
    open_map(page, site)
    expect(page.locator("#carte-avant")).to_be_hidden()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", ""),
        ("?collectivite=38185&epoque=guerre_froide", "Grenoble · Guerre froide"),
        ("?pays=DE&pays=IT&theme=non_renseigne", "Allemagne ou Italie · thème non renseigné"),
        (
            "?" + "&".join(f"epoque={code}" for code, *_ in ERAS if code != "non_date"),
            "sans Non daté",
        ),
        ("?q=gre&de=1960&region=84", "Auvergne-Rhône-Alpes · « gre » · signés depuis 1960"),
    ],
)
def test_the_bar_says_the_selection_in_words(
    page: Page, site: str, address: str, words: str
) -> None:
    open_map(page, site, address)
    text = page.locator("#carte-selection").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert text == words
    assert page.title().replace("\N{NO-BREAK SPACE}", " ").startswith(words or "Carte des")


@pytest.mark.parametrize(
    ("address", "lon", "lat", "zoom"),
    [("?pays=DE", 7.5, 48.2, 4.5), ("?epoque=decolonisation", 3, 29, 3), ("?theme=eau", 3, 29, 3)],
)
def test_a_selection_opened_without_position_is_framed(
    page: Page, site: str, address: str, lon: float, lat: float, zoom: float
) -> None:
    open_map(page, site, address)
    wait_for_address(page, "#")
    seen = page.evaluate(
        "[atlasCarte.map.getCenter().lng, atlasCarte.map.getCenter().lat, atlasCarte.map.getZoom()]"
    )
    assert seen[0] == pytest.approx(lon, abs=6)
    assert seen[1] == pytest.approx(lat, abs=6)
    assert seen[2] >= zoom


def test_a_year_alone_leaves_the_map_where_it_starts(page: Page, site: str) -> None:
    open_map(page, site)
    start = page.evaluate("[atlasCarte.map.getZoom(), atlasCarte.map.getCenter().lng]")
    open_map(page, site, "?date=1980")
    assert page.evaluate("[atlasCarte.map.getZoom(), atlasCarte.map.getCenter().lng]") == start
    assert "#" not in page.url  # the reader has not moved


@pytest.mark.parametrize("choice", ["lieu:nimporte", "pays:XX", "flux:84R-XX", "liens:999"])
def test_a_choice_outside_of_the_selection_says_so(page: Page, site: str, choice: str) -> None:
    open_map(page, site, f"#5/45/5/{choice}")
    panel = page.locator("#carte-panneau")
    expect(panel.locator("h2")).to_have_text("Hors de la sélection")
    expect(panel).to_contain_text(choice.split(":")[1])


def test_the_sources_of_a_partnership_are_one_key_away(page: Page, site: str) -> None:
    open_map(page, site, "#5/48/7/partenariat:2")
    panel = page.locator("#carte-panneau")
    panel.get_by_role("button", name="1 source").press("Enter")
    expect(panel.get_by_role("heading", name="Sources")).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel.get_by_role("link", name="Source 1")).to_be_focused()


def test_colours_can_tell_themes_or_funding(page: Page, site: str) -> None:
    open_map(page, site)
    page.locator("#carte-formulaire").get_by_text("Financement", exact=True).click()
    legend = page.locator("#carte-legende-classes")
    expect(legend).to_contain_text("Agence française de développement")
    expect(legend).to_contain_text("Non renseigné")
    wait_for_address(page, "couleur=financement")


def test_a_place_is_chosen_with_the_pointer_and_its_details_have_sources(
    page: Page, site: str
) -> None:
    open_map(page, site, "#8/45.19/5.72")
    page.mouse.click(*place_on_screen(page, *GRENOBLE))
    panel = page.locator("#carte-panneau")
    expect(panel.locator("h2")).to_have_text("Grenoble")
    expect(panel.locator("ol li")).to_have_count(3)
    panel.get_by_role("button", name="Essen").click()
    expect(panel.locator("h2")).to_contain_text("Essen")
    expect(panel).to_contain_text("Explication T03")
    expect(panel.get_by_role("link", name="Source 1")).to_have_attribute(
        "href", "https://example.org/jumelages/1"
    )
    expect(panel.get_by_role("link", name="La fiche complète")).to_have_attribute(
        "href", "/partenariats/2"
    )
    wait_for_address(page, "/partenariat:2")


@pytest.mark.parametrize(
    ("number", "dates"),
    [(1, "depuis 1963"), (4, "de 1975 à 2010"), (6, "date inconnue"), (8, "en 2016")],
)
def test_the_details_of_a_link_say_when_it_held(
    page: Page, site: str, number: int, dates: str
) -> None:
    open_map(page, site, f"#5/46/5/partenariat:{number}")
    rows = page.locator("#carte-panneau dl")
    expect(rows.get_by_text("Dates", exact=True).locator("+ dd")).to_have_text(dates)


def test_a_line_is_chosen_with_the_pointer(page: Page, site: str) -> None:
    open_map(page, site, "#5/41/10")
    middle = (10.4, 41.45)  # between Grenoble and Catania, near their great circle
    x, y = place_on_screen(page, *middle)
    page.mouse.move(x, y)
    expect(page.locator("#carte-infobulle")).to_contain_text("Catane")
    page.mouse.click(x, y)
    expect(page.locator("#carte-panneau h2")).to_contain_text("Catane")


def test_everything_can_be_chosen_with_the_keyboard_and_focus_comes_back(
    page: Page, site: str
) -> None:
    open_map(page, site, "#5/47/6")
    opener = page.get_by_role("button", name="Dans cette vue")
    opener.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#carte-panneau")
    expect(panel.locator("h2")).to_be_focused()
    panel.get_by_role("button", name="Grenoble").focus()
    page.keyboard.press("Enter")
    expect(panel.locator("h2")).to_have_text("Grenoble")
    expect(panel.locator("h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_shared_address_shows_the_same_thing(page: Page, site: str) -> None:
    address = (
        "?epoque=guerre_froide&epoque=apres_guerre&theme=jeunesse&date=1980&couleur=theme"
        "#6/48.1000/8.2000/partenariat:1"
    )
    open_map(page, site, address)
    assert status(page).startswith("2 partenariats en vigueur en 1980")
    expect(page.locator("#carte-panneau h2")).to_contain_text("Schmalkalden")
    expect(page.locator("#carte-annee")).to_have_text("1980")
    assert page.locator("input[name=couleur][value=theme]").is_checked()
    centre = page.evaluate(
        "[atlasCarte.map.getZoom(), atlasCarte.map.getCenter().lat, atlasCarte.map.getCenter().lng]"
    )
    assert centre == pytest.approx([6, 48.1, 8.2], abs=0.022)  # one pixel


def test_back_and_forward_undo_and_redo_choices(page: Page, site: str) -> None:
    open_map(page, site)
    page.locator("[data-seule=guerre_froide]").click()
    page.locator("#carte-formulaire").get_by_text("Thème", exact=True).click()
    wait_for_address(page, "couleur=theme")
    page.go_back()
    expect(page.locator("input[name=couleur][value=epoque]")).to_be_checked()
    assert status(page).startswith("3 partenariats")
    page.go_back()
    expect(page.locator("#carte-etat")).to_contain_text("8")
    page.go_forward()
    expect(page.locator("#carte-etat")).to_contain_text("3")


def test_reading_the_address_without_position_frames_what_was_chosen(page: Page, site: str) -> None:
    open_map(page, site, "#lieu:98818")
    expect(page.locator("#carte-panneau h2")).to_have_text("Nouméa")
    # Nouméa and Tokyo, on the side that the panel leaves free.
    page.wait_for_function(
        "() => [[-22.27, 166.45], [35.7, 139.7]].every((place) => {"
        " const { x } = atlasCarte.map.latLngToContainerPoint(place);"
        " const panel = document.getElementById('carte-panneau').getBoundingClientRect();"
        " return atlasCarte.map.getBounds().contains(place) &&"
        " x + atlasCarte.map.getContainer().getBoundingClientRect().x < panel.x; })"
    )


@pytest.mark.parametrize(
    ("key", "name", "count"),
    [
        ("84R", "Auvergne-Rhône-Alpes", "6 partenariats"),
        ("38", "Isère", "6 partenariats"),
        ("988", "Nouvelle-Calédonie", "1 partenariat"),
        ("metropole", "France métropolitaine", "7 partenariats"),
    ],
)
def test_a_territory_is_named_even_where_regions_and_departements_share_a_number(
    page: Page, site: str, key: str, name: str, count: str
) -> None:
    open_map(page, site, f"#5/46/5/territoire:{key}")
    panel = page.locator("#carte-panneau")
    expect(panel.locator("h2")).to_have_text(name)
    expect(panel.locator(".carte-chiffre")).to_have_text(count)


@pytest.mark.parametrize(
    "address",
    ["#", "#%", "#abc/def", "#99/99999/1e9", "#5/45/5/flux:nulle-part", "#lieu:inconnu", "#a:b:c"],
)
def test_a_damaged_hash_still_shows_the_map(page: Page, site: str, address: str) -> None:
    open_map(page, site, address)
    assert status(page).startswith("8 partenariats")


def test_views_lead_to_each_part_of_the_world(page: Page, site: str) -> None:
    open_map(page, site)
    for name, lon, lat in (
        ("Métropole", 2.35, 48.85),
        ("Antilles-Guyane", -61.53, 16.24),
        ("La Réunion-Mayotte", 55.45, -20.88),
        ("Pacifique", 166.45, -22.27),
        ("Afrique", 17.0, 0.0),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_function(
            "([lat, lon]) => [-360, 0, 360].some((turn) =>"
            " atlasCarte.map.getBounds().contains([lat, lon + turn]))",
            arg=[lat, lon],
        )


def test_the_list_shows_the_same_number(page: Page, site: str) -> None:
    open_map(page, site, "?theme=jeunesse&epoque=guerre_froide")
    link = page.locator("#carte-liste")
    assert "(2)" in link.inner_text()
    assert link.get_attribute("href") == "/liste?epoque=guerre_froide&theme=jeunesse"
    link.click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_filters_of_the_server_narrow_the_map_and_can_be_taken_away(page: Page, site: str) -> None:
    open_map(page, site, "?collectivite=38185")
    assert status(page).startswith("3 partenariats")
    page.locator("#carte-jetons button").click()
    page.wait_for_url(lambda url: "collectivite" not in url)
    page.wait_for_selector(READY)
    assert status(page).startswith("8 partenariats")


def test_an_empty_selection_says_so_and_offers_a_way_out(page: Page, site: str) -> None:
    open_map(page, site, "?theme=eau&pays=IT")
    message = page.locator("#carte-message")
    expect(message).to_contain_text("Aucun partenariat ne correspond")
    message.get_by_role("button", name="Retirer le filtre « Eau potable »").click()
    expect(message).to_be_hidden()
    assert status(page).startswith("1 partenariat ")
    assert "pays=IT" in page.url


def test_the_way_out_of_an_empty_map_keeps_the_collectivite(page: Page, site: str) -> None:
    open_map(page, site, "?collectivite=38185&theme=eau&epoque=apres_guerre")
    page.locator("#carte-message button").click()
    assert "collectivite=38185" in page.url


def test_a_feed_that_does_not_come_is_told_and_can_be_asked_again(
    page: Page, site: str, watch: Watch
) -> None:
    watch.expect("503")
    failing = True

    def answer(route: Route) -> None:
        if failing:
            route.fulfill(status=503, json={"detail": "Base en cours de mise à jour."})
        else:
            route.continue_()

    page.route("**/carte/donnees.json*", answer)
    page.goto(f"{site}/carte")
    message = page.locator("#carte-message")
    expect(message).to_contain_text("Base en cours de mise à jour.")
    failing = False
    message.get_by_role("button", name="Réessayer").click()
    page.wait_for_selector(READY)
    assert status(page).startswith("8 partenariats")


def test_hostile_names_are_shown_as_written(page: Page, site: str) -> None:
    open_map(page, site, "#lieu:98818")
    panel = page.locator("#carte-panneau")
    expect(panel).to_contain_text(HOSTILE_NAMES[0])
    panel.locator("ol button").click()
    expect(panel.locator("h2")).to_contain_text(HOSTILE_NAMES[0])
    page.goto(f"{site}/carte#partenariat:6")
    page.wait_for_selector(READY)
    expect(panel.locator("h2")).to_contain_text(HOSTILE_NAMES[1])
    expect(panel).to_contain_text(HOSTILE_NAMES[2])
    assert page.locator("#carte-panneau :is(script, img, textarea)").count() == 0


def test_without_script_the_map_offers_the_list(
    chromium: object, context: BrowserContext, site: str
) -> None:
    quiet = context.browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = quiet.new_page()
    page.goto(f"{site}/carte?pays=DE")
    link = page.get_by_role("link", name="Voir les mêmes partenariats en liste")
    expect(link).to_be_visible()
    assert link.get_attribute("href") == "/liste?pays=DE"
    assert page.locator("main > :visible").evaluate_all("all => all.map((n) => n.tagName)") == [
        "H1",
        "NOSCRIPT",
    ]
    assert page.locator("main :is(input, button, select, svg):visible").count() == 0
    quiet.close()
