"""A campaign from end to end: made, received, answered without account, accepted, public."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from atlas.campaigns import links
from atlas.database import open_engine, transaction
from atlas.model import CampaignLetter
from atlas.settings import PROJECT_ROOT, load_settings
from tests.browser.axe import violations
from tests.browser.office import Office, log_in, set_up_second_factor, watched
from tests.support.campaigns import invitation_of, make_now
from webapp.secret import secret_key

PHONE = {"width": 360, "height": 740}


def maintainer_in(office: Office, desk: BrowserContext) -> Page:
    office.add("equipe@atlas.fr", "mainteneur")
    page, watch = watched(desk, office)
    page.goto(f"{office.address}/gestion/campagnes")
    log_in(page, "equipe@atlas.fr")
    set_up_second_factor(page)
    page.get_by_role("link", name="Campagnes", exact=True).click()
    page.watching = watch  # type: ignore[attr-defined]
    return page


def personal_link(office: Office, code: str) -> str:
    """Ask a collectivité today, and return the address of its page."""
    engine = open_engine(office.database)
    make_now(engine, code)
    key = secret_key(load_settings({"ATLAS_DATABASE_URL": office.database}))
    with transaction(engine) as session:
        token = links.make(key, invitation_of(session, code))
    engine.dispose()
    return f"{office.address}/verifier/{token}"


def remind(office: Office) -> str:
    """Run the command of the reminders, as cron does."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.cli", "campaign", "remind"],
        cwd=PROJECT_ROOT,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def no_wider_than_it_is(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width <= 0


def test_a_campaign_from_its_making_to_what_everybody_reads(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    page = maintainer_in(office, desk)
    page.get_by_role("link", name="Préparer une campagne").click()
    assert violations(page) == []
    page.get_by_label("Son nom").fill("Campagne 2026")
    page.get_by_text("Régions", exact=True).first.click()
    page.get_by_label("Auvergne-Rhône-Alpes").check()
    page.get_by_label("Ou collé ici").fill("38185;mairie@grenoble.fr\n38169;accueil@fontaine.fr")
    page.get_by_role("button", name="Voir à qui elle écrirait").last.click()
    expect(page.locator(".campagne__phrase")).to_contain_text("3 collectivités sont interrogées")
    assert violations(page) == []
    page.get_by_role("button", name="Créer la campagne").click()
    expect(page.get_by_role("status")).to_contain_text("Rien n’est parti")
    page.get_by_role("button", name="Envoyer les lettres").click()
    expect(page.get_by_role("status")).to_contain_text("2 lettres sont écrites.")
    assert violations(page) == []
    assert {m["To"] for m in office.post.received} == {
        "mairie@grenoble.fr", "accueil@fontaine.fr",
    }  # fmt: skip

    # The agent opens the letter on a telephone, without account.
    phone = chromium.new_context(viewport=PHONE, locale="fr-FR", reduced_motion="reduce")
    agent, agent_watch = watched(phone, office)
    agent.goto(office.post.link_to("mairie@grenoble.fr"))
    expect(agent.get_by_role("heading", level=1)).to_contain_text("Les partenariats de Grenoble")
    assert no_wider_than_it_is(agent)
    assert violations(agent) == []
    essen = agent.locator("fieldset.lien-relu", has_text="Essen")
    essen.get_by_label("C’est exact").check()
    ouaga = agent.locator("fieldset.lien-relu", has_text="Ouagadougou")
    expect(ouaga.get_by_label("En quelle année")).to_be_hidden()
    ouaga.get_by_label("C’est terminé").check()
    ouaga.get_by_label("En quelle année").fill("2011")
    catania = agent.locator("fieldset.lien-relu", has_text="Catane")
    catania.get_by_label("À corriger", exact=True).check()
    catania.get_by_label("Depuis (année de signature)").fill("61")
    assert no_wider_than_it_is(agent)
    agent.get_by_role("button", name="Envoyer mes réponses").last.click()
    expect(agent.get_by_role("alert")).to_contain_text("le reste est envoyé")
    assert violations(agent) == []
    catania.get_by_label("Depuis (année de signature)").fill("1962")
    agent.get_by_role("button", name="Envoyer mes réponses").last.click()
    expect(agent.get_by_role("heading", name="Merci")).to_be_visible()
    expect(agent.get_by_text("Vos 3 réponses sont bien arrivées.")).to_be_visible()
    assert violations(agent) == []
    agent.goto(f"{office.address}/partenariats/2")
    expect(agent.get_by_text("Jamais vérifié auprès d’une collectivité.")).to_be_visible()

    # The maintainer accepts what is confirmed, and decides the rest.
    page.reload()
    expect(page.get_by_text("1 collectivité sur 3 a répondu")).to_be_visible()
    page.get_by_role("button", name="Accepter les confirmations").click()
    expect(page.get_by_role("status")).to_contain_text("1 confirmation est acceptée.")
    page.get_by_role("link", name="Décider des propositions").click()
    expect(page.get_by_role("table")).to_contain_text("Campagne 2026, pour Grenoble")
    page.get_by_role("link", name=re.compile("Catan")).click()
    expect(page.get_by_role("table")).to_contain_text("1962")
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("status")).to_contain_text("C’est décidé")

    agent.reload()
    year = dt.datetime.now(dt.UTC).year
    expect(agent.locator(".fraicheur")).to_contain_text(re.compile(rf"Vérifié en \w+ {year}"))
    expect(agent.locator(".fraicheur")).to_contain_text("par la commune.")
    expect(agent.get_by_text(re.compile("Déclaration de la collectivité")).first).to_be_visible()
    assert violations(agent) == []
    agent.goto(f"{office.address}/collectivites/38185")
    expect(
        agent.get_by_text("2 de ses 3 liens ont été vérifiés depuis moins de trois ans.")
    ).to_be_visible()
    agent_watch.check()
    page.watching.check()  # type: ignore[attr-defined]
    phone.close()


def test_a_reminder_is_sent_once_and_not_to_who_answered(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    page = maintainer_in(office, desk)
    page.get_by_role("link", name="Préparer une campagne").click()
    page.get_by_label("Ou collé ici").fill("38185;mairie@grenoble.fr\n38169;accueil@fontaine.fr")
    page.get_by_role("button", name="Voir à qui elle écrirait").last.click()
    page.get_by_role("button", name="Créer la campagne").click()
    page.get_by_role("button", name="Envoyer les lettres").click()
    expect(page.get_by_role("status")).to_contain_text("2 lettres sont écrites.")
    agent, _ = watched(desk, office)
    agent.goto(office.post.link_to("accueil@fontaine.fr"))
    agent.get_by_role("button", name="Tout est exact").click()
    expect(agent.get_by_role("heading", name="Merci")).to_be_visible()
    engine = open_engine(office.database)
    with transaction(engine) as session:
        for letter in session.query(CampaignLetter):
            letter.written_at = "2026-01-01T09:00:00+00:00"
    engine.dispose()
    assert "rappels écrits\N{NO-BREAK SPACE}: 1." in remind(office)
    assert "rappels écrits\N{NO-BREAK SPACE}: 0." in remind(office)
    page.reload()
    expect(page.get_by_role("button", name="Envoyer les rappels")).to_have_count(0)
    reminders = [m for m in office.post.received if m["Subject"].startswith("Rappel")]
    assert [m["To"] for m in reminders] == ["mairie@grenoble.fr"]


def test_a_wrong_answer_leads_to_its_field_on_a_telephone(
    office: Office, chromium: Browser
) -> None:
    phone = chromium.new_context(viewport=PHONE, locale="fr-FR", reduced_motion="reduce")
    page, watch = watched(phone, office)
    page.goto(personal_link(office, "38185"))
    catania = page.locator("fieldset.lien-relu", has_text="Catane")
    catania.get_by_label("À corriger", exact=True).check()
    catania.get_by_label("Depuis (année de signature)").fill("61")
    essen = page.locator("fieldset.lien-relu", has_text="Essen")
    essen.get_by_label("C’est terminé").check()
    essen.get_by_label("En quelle année").fill("demain")
    page.get_by_role("button", name="Envoyer mes réponses").last.click()
    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_be_in_viewport()
    told.get_by_role("link", name="Essen").click()
    expect(essen.get_by_label("En quelle année")).to_be_focused()
    expect(essen.get_by_label("En quelle année")).to_be_in_viewport()
    assert no_wider_than_it_is(page)
    assert violations(page) == []
    page.get_by_text("Ajouter un partenariat que l’atlas ne connaît pas").click()
    page.get_by_role("textbox", name="Partenaire", exact=True).fill("Klow")
    page.get_by_role("textbox", name="Pays").fill("Alemagne")
    page.get_by_role("button", name="Ajouter ce lien").click()
    page.get_by_role("alert").get_by_role("link", name="Allemagne").click()
    expect(page.get_by_role("textbox", name="Pays")).to_be_focused()
    expect(page.get_by_role("textbox", name="Pays")).to_have_value("Alemagne")
    watch.check()
    phone.close()


def test_a_refused_letter_is_put_right_and_a_campaign_closed_from_its_page(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    page = maintainer_in(office, desk)
    office.post.refused.add("fausse@grenoble.fr")
    page.get_by_role("link", name="Préparer une campagne").click()
    page.get_by_label("Ou collé ici").fill("38185;fausse@grenoble.fr\n38169;accueil@fontaine.fr")
    page.get_by_role("button", name="Voir à qui elle écrirait").last.click()
    page.get_by_role("button", name="Créer la campagne").click()
    page.get_by_role("button", name="Envoyer les lettres").click()
    expect(page.get_by_text("1 adresse a refusé la lettre")).to_be_visible()
    assert violations(page) == []
    page.locator(".campagne__refus").get_by_role("link", name="Grenoble").click()
    expect(page.get_by_text("550 no such mailbox")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Adresse électronique").fill("juste@grenoble.fr")
    page.get_by_role("button", name="Noter l’adresse").click()
    expect(page.get_by_role("status")).to_contain_text("La lettre est partie.")
    assert [m["To"] for m in office.post.received] == ["accueil@fontaine.fr", "juste@grenoble.fr"]

    phone = chromium.new_context(viewport=PHONE, locale="fr-FR", reduced_motion="reduce")
    agent, watch = watched(phone, office)
    agent.goto(office.post.link_to("juste@grenoble.fr"))
    agent.locator("fieldset.lien-relu").first.get_by_label("C’est exact").check()
    agent.get_by_role("button", name="Envoyer mes réponses").last.click()
    expect(agent.get_by_role("status")).to_contain_text("Il reste 2 liens")
    page.goto(f"{office.address}/gestion/campagnes/1")
    page.get_by_text("Clore la campagne").first.click()
    page.get_by_role("button", name="Clore la campagne").click()
    expect(page.get_by_role("status")).to_contain_text("ses liens ne servent plus")
    assert violations(page) == []
    for language, heading in (("", "La campagne est close"), ("/en", "The campaign is closed")):
        link = office.post.link_to("juste@grenoble.fr").replace(
            "/verifier/", f"{language}/verifier/"
        )
        agent.goto(link)
        expect(agent.get_by_role("heading", level=1)).to_have_text(heading)
        assert no_wider_than_it_is(agent)
        assert violations(agent) == []
    expect(agent.get_by_text("You sent 1 answer, 1 waits")).to_be_visible()
    page.get_by_role("button", name="Accepter les confirmations").click()
    expect(page.get_by_role("status")).to_contain_text("1 confirmation est acceptée.")
    watch.check()
    page.watching.check()  # type: ignore[attr-defined]
    phone.close()


def test_the_map_of_a_campaign_prints_with_its_legend_and_whole_table(
    office: Office, desk: BrowserContext
) -> None:
    page = maintainer_in(office, desk)
    engine = open_engine(office.database)
    make_now(engine, "38185", "38169")
    engine.dispose()
    page.goto(f"{office.address}/gestion/campagnes/1")
    page.emulate_media(media="print")
    expect(page.locator(".avance__cle")).to_have_count(6)
    expect(page.locator(".avance__cle").first).to_be_visible()
    table = page.locator(".campagne__defile")
    assert table.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    for out in ("Envoyer les lettres", "Filtrer", "Clore la campagne"):
        expect(page.get_by_role("button", name=out)).to_have_count(0)


def test_the_page_works_without_javascript(office: Office, chromium: Browser) -> None:
    address = personal_link(office, "38185")
    plain = chromium.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)
    page = plain.new_page()
    page.goto(address)
    page.get_by_label("C’est terminé").first.check()
    page.get_by_label("En quelle année").first.fill("2015")
    page.get_by_role("button", name="Garder pour plus tard").click()
    expect(page.get_by_role("status")).to_contain_text("rien n’est envoyé")
    expect(page.get_by_label("En quelle année").first).to_have_value("2015")
    page.get_by_text("Ajouter un partenariat que l’atlas ne connaît pas").click()
    page.get_by_role("textbox", name="Partenaire", exact=True).fill("Halle")
    page.get_by_role("textbox", name="Pays").fill("Allemagne")
    page.get_by_label("Nature du lien").select_option(label="Jumelage")
    page.get_by_role("button", name="Ajouter ce lien").click()
    expect(page.get_by_role("status")).to_contain_text("Le lien avec Halle est envoyé")
    page.get_by_role("button", name="J’ai terminé").click()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    plain.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_a_dead_link_shows_the_way_out(office: Office, chromium: Browser, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale="fr-FR")
    page, watch = watched(context, office)
    watch.expect("status of 404")
    page.goto(f"{office.address}/verifier/coupe")
    expect(page.get_by_role("heading", name="Ce lien ne mène plus nulle part")).to_be_visible()
    expect(page.get_by_role("link", name="Corriger ou compléter l’atlas")).to_be_visible()
    assert no_wider_than_it_is(page)
    assert violations(page) == []
    watch.check()
    context.close()
