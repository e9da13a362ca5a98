"""A partner that the atlas does not have: made from a record, corrected, taken back."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.axe import violations
from tests.browser.office import Office, log_in, set_up_second_factor, watched


def test_a_maintainer_makes_a_partner_from_a_record_corrects_its_name_and_takes_that_back(
    office: Office, desk: BrowserContext
) -> None:
    office.add("equipe@atlas.fr", "mainteneur")
    page, watch = watched(desk, office)
    page.goto(f"{office.address}/gestion/partenariats/nouveau")
    log_in(page, "equipe@atlas.fr")
    set_up_second_factor(page)
    page.goto(f"{office.address}/gestion/partenariats/nouveau")
    rows = page.locator(".rang[id^=membres-]")
    rows.nth(0).get_by_label("Code ou nom").fill("Grenoble")
    rows.nth(1).get_by_label("Code ou nom").fill("Neustadt")
    page.get_by_label("Date", exact=True).fill("2024")
    page.get_by_label("D’après quelle source").fill("Délibération du 3 mars 2024")
    page.get_by_label("Pourquoi cette fiche change").fill("Nouveau jumelage.")
    page.get_by_role("button", name="Un partenaire étranger n’est pas dans l’atlas").click()

    name = page.get_by_label("Nom, comme on l’écrit là-bas")
    expect(name).to_have_value("Neustadt")
    expect(page.get_by_label("D’après quelle source")).to_have_value("Délibération du 3 mars 2024")
    # A name that another bears already, at first.
    name.fill("Schmalkaldn")
    page.get_by_label("Pays", exact=True).select_option("DE")
    page.get_by_role("button", name="Ajouter et revenir à la fiche").click()
    expect(page.get_by_role("radio", name=re.compile("C’est Schmalkalden"))).to_be_visible()
    assert violations(page) == []
    name.fill("Neustadt an der Orle")
    page.get_by_label("Latitude, en degrés").fill("50,7367")
    page.get_by_label("Longitude, en degrés").fill("11,7444")
    page.get_by_role("button", name="Ajouter et revenir à la fiche").click()

    expect(page.get_by_role("status").first).to_contain_text("est dans l’atlas, et publique")
    expect(rows.nth(0).locator("[name$=-qui]")).to_have_value("Grenoble")
    expect(rows.nth(1).locator("[name$=-qui]")).to_have_value("de-neustadt-an-der-orle")
    expect(page.get_by_label("Date", exact=True)).to_have_value("2024")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("C’est enregistré, et public.")

    page.get_by_role("link", name="Collectivités", exact=True).click()
    page.get_by_label("Nom, code ou identifiant").fill("neustadt")
    page.get_by_role("search", name="Chercher une collectivité").get_by_role("button").click()
    page.get_by_role("link", name="Neustadt an der Orle").click()
    expect(page.get_by_role("heading", name="Ses partenariats")).to_be_visible()
    expect(page.get_by_text("50,7367")).to_be_visible()
    assert violations(page) == []
    address = page.url
    page.get_by_role("link", name="Modifier").click()
    name.fill("Neustadt an der Orla")
    page.get_by_label("D’après quelle source").fill("Site de la ville")
    page.get_by_label("Pourquoi", exact=True).fill("Une faute de frappe.")
    assert violations(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Neustadt an der Orla", level=1)).to_be_visible()
    story = page.locator(".histoire")
    expect(story).to_contain_text("Une faute de frappe. — Source : Site de la ville")
    expect(story.locator("li")).to_have_count(2)

    public = desk.new_page()
    watch.follow(public)
    public.goto(address.replace("/gestion/", "/"))
    expect(public.get_by_role("heading", name="Neustadt an der Orla", level=1)).to_be_visible()
    expect(public.get_by_text("Grenoble").first).to_be_visible()

    story.get_by_text("Annuler cette modification").first.click()
    story.get_by_role("button", name=re.compile("Annuler la modification")).first.click()
    expect(page.get_by_role("status")).to_contain_text("La modification est annulée.")
    public.reload()
    expect(public.get_by_role("heading", name="Neustadt an der Orle", level=1)).to_be_visible()
    watch.check()
