"""Joining the team, logging in with a second factor, inviting an agent: as people do it."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, expect

from atlas.database import open_engine, transaction
from atlas.services import reports
from atlas.services.reports import Draft
from tests.browser.axe import violations
from tests.browser.conftest import DESK
from tests.browser.office import (
    Office,
    choose_password,
    log_in,
    set_up_second_factor,
    watched,
)


def test_the_first_administrator_joins_invites_an_agent_who_joins(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    page, watch = watched(desk, office)
    choose_password(page, office.invite_first("equipe@atlas.fr"))
    log_in(page, "Equipe@Atlas.fr")
    expect(page).to_have_url(f"{office.address}/gestion/compte/second-facteur")
    _, codes = set_up_second_factor(page)
    assert len(codes) == 10
    expect(page.get_by_role("heading", name="Bonjour Equipe")).to_be_visible()
    page.get_by_role("link", name="Personnes").click()
    page.get_by_label("Adresse électronique").fill("agent@ville.fr")
    page.get_by_role("textbox", name="Collectivités").fill("38185")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("status")).to_have_text("Un message est parti à agent@ville.fr.")
    assert violations(page) == []
    watch.check()

    other = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    agent, agent_watch = watched(other, office)
    link = office.post.link_to("agent@ville.fr")
    choose_password(agent, link, name="Agent")
    agent.goto(link)
    expect(agent.get_by_role("heading", name="Ce lien ne mène plus nulle part")).to_be_visible()
    agent.get_by_role("link", name="Se connecter").click()
    log_in(agent, "agent@ville.fr")
    expect(agent.get_by_role("heading", name="Bonjour Agent")).to_be_visible()
    expect(agent.get_by_role("link", name="Grenoble")).to_be_visible()
    expect(agent.get_by_role("link", name="Personnes")).to_have_count(0)
    assert violations(agent) == []
    agent.get_by_role("button", name="Se déconnecter").click()
    agent.goto(f"{office.address}/gestion/compte")
    expect(agent).to_have_url(re.compile(r"/gestion/connexion\?suite=/gestion/compte$"))
    log_in(agent, "agent@ville.fr")
    expect(agent).to_have_url(f"{office.address}/gestion/compte")
    agent_watch.check()
    other.close()


def test_a_second_factor_is_asked_for_and_a_code_serves_once(
    office: Office, desk: BrowserContext
) -> None:
    page, watch = watched(desk, office)
    choose_password(page, office.invite_first("equipe@atlas.fr"))
    log_in(page, "equipe@atlas.fr")
    _, codes = set_up_second_factor(page)
    for used, heading in ((codes[0], "Bonjour Equipe"), (codes[0], "Le code de votre téléphone")):
        page.get_by_role("button", name="Se déconnecter").click()
        log_in(page, "equipe@atlas.fr")
        expect(page.get_by_role("heading", name="Le code de votre téléphone")).to_be_visible()
        page.get_by_label("Code à six chiffres").fill(used)
        page.get_by_role("button", name="Continuer").click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("il a déjà servi")
    assert violations(page) == []
    watch.check()


def test_five_wrong_passwords_lock_the_account_and_tell_its_owner(
    office: Office, desk: BrowserContext
) -> None:
    page, watch = watched(desk, office)
    choose_password(page, office.invite_first("equipe@atlas.fr"))
    for _ in range(4):
        log_in(page, "equipe@atlas.fr", "une mauvaise idée")
        expect(page.get_by_role("alert")).to_contain_text("n’est pas le bon")
    log_in(page, "equipe@atlas.fr", "une mauvaise idée")
    expect(page.get_by_role("alert")).to_contain_text("réessayez dans")
    log_in(page, "equipe@atlas.fr")
    expect(page.get_by_role("alert")).to_contain_text("réessayez dans")
    (warning,) = [m for m in office.post.received if "bloqué" in m["Subject"]]
    assert warning["To"] == "equipe@atlas.fr"
    watch.check()


def test_a_forgotten_password_is_replaced_by_a_letter_and_other_browsers_are_out(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    page, watch = watched(desk, office)
    choose_password(page, office.invite_first("equipe@atlas.fr"))
    log_in(page, "equipe@atlas.fr")
    set_up_second_factor(page)
    other = chromium.new_context(viewport=DESK, locale="fr-FR")
    elsewhere, _ = watched(other, office)
    for email in ("inconnue@atlas.fr", "equipe@atlas.fr"):
        elsewhere.goto(f"{office.address}/gestion/mot-de-passe-oublie")
        elsewhere.get_by_label("Adresse électronique").fill(email)
        elsewhere.get_by_role("button", name="Envoyer").click()
        expect(elsewhere.get_by_role("status")).to_contain_text("Si cette adresse a un compte")
    assert {m["To"] for m in office.post.received} == {"equipe@atlas.fr"}
    choose_password(elsewhere, office.post.link_to("equipe@atlas.fr"))
    page.goto(f"{office.address}/gestion")
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    watch.check()
    other.close()


def test_an_agent_proposes_an_end_that_a_maintainer_amends_and_everybody_reads(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    office.add("agent@grenoble.fr", "agent", "38185")
    office.add("equipe@atlas.fr", "mainteneur")
    agent, agent_watch = watched(desk, office)
    agent.goto(f"{office.address}/gestion/partenariats")
    log_in(agent, "agent@grenoble.fr")
    expect(agent).to_have_url(f"{office.address}/gestion/partenariats")
    title = agent.locator("tbody th a").first.inner_text()
    agent.locator("tbody th a").first.click()
    expect(agent.get_by_role("heading", name=title)).to_be_visible()
    number = agent.url.rsplit("/", 1)[1]
    agent.get_by_role("button", name="Ajouter un événement").click()
    row = agent.locator(".rang[id^=evenements-]").last
    row.get_by_label("Ce qui s’est passé").select_option(label="Fin")
    row.get_by_label("Date", exact=True).fill("1900")
    agent.get_by_label("D’après quelle source").fill("Délibération du 3 mars 2024")
    agent.get_by_label("Pourquoi cette fiche change").fill("Le conseil a mis fin au jumelage.")
    agent.get_by_role("button", name="Proposer", exact=True).click()
    expect(agent.locator(".champ__alerte")).to_contain_text("La fin (1900) précède le début")
    expect(agent.get_by_label("Pourquoi ce qui surprend est exact")).to_be_visible()
    assert violations(agent) == []
    agent.locator(".rang[id^=evenements-]").last.get_by_label("Date", exact=True).fill("2024")
    agent.get_by_role("button", name="Proposer", exact=True).click()
    expect(agent.get_by_role("status")).to_contain_text("C’est proposé")
    assert violations(agent) == []

    agent.goto(f"{office.address}/partenariats/{number}")
    expect(agent.get_by_text("Délibération du 3 mars 2024")).to_have_count(0)

    other = chromium.new_context(viewport=DESK, locale="fr-FR", reduced_motion="reduce")
    maintainer, watch = watched(other, office)
    maintainer.goto(f"{office.address}/gestion/propositions")
    log_in(maintainer, "equipe@atlas.fr")
    set_up_second_factor(maintainer)
    maintainer.get_by_role("link", name="Propositions").click()
    maintainer.get_by_role("link", name=title).click()
    expect(maintainer.get_by_role("table")).to_contain_text("Fin, 2024")
    assert violations(maintainer) == []
    maintainer.get_by_role("button", name="Amender").click()
    rows = maintainer.locator(".rang[id^=evenements-]")
    ended = rows.filter(has=maintainer.locator("[value='2024']"))
    ended.get_by_label("Date", exact=True).fill("2024-03")
    maintainer.get_by_role("button", name="Accepter ainsi amendée").click()
    expect(maintainer.get_by_role("heading", name="Son histoire")).to_be_visible()
    story = maintainer.locator(".histoire")
    expect(story).to_contain_text("mars 2024")
    expect(story).to_contain_text("Le conseil a mis fin au jumelage.")
    expect(story).to_contain_text("Equipe")
    assert violations(maintainer) == []
    (letter,) = [m for m in office.post.received if m["To"] == "agent@grenoble.fr"]
    assert "amendée" in letter.get_content()

    agent.reload()
    expect(agent.get_by_text("Délibération du 3 mars 2024").first).to_be_visible()
    expect(agent.get_by_text("Terminé").first).to_be_visible()

    maintainer.get_by_text("Annuler cette modification").click()
    maintainer.get_by_role("button", name=re.compile("Annuler la modification")).click()
    expect(maintainer.get_by_role("status")).to_contain_text("La modification est annulée.")
    agent.reload()
    expect(agent.get_by_text("Délibération du 3 mars 2024")).to_have_count(0)
    agent_watch.check()
    watch.check()
    other.close()


def test_two_people_who_change_one_record_are_told_and_lose_nothing(
    office: Office, desk: BrowserContext, chromium: Browser
) -> None:
    office.add("une@atlas.fr", "mainteneur")
    office.add("deux@atlas.fr", "mainteneur")
    other = chromium.new_context(viewport=DESK, locale="fr-FR")
    pages = []
    for context, email in ((desk, "une@atlas.fr"), (other, "deux@atlas.fr")):
        page, _ = watched(context, office)
        page.goto(f"{office.address}/gestion/partenariats/1")
        log_in(page, email)
        set_up_second_factor(page)
        page.goto(f"{office.address}/gestion/partenariats/1")
        pages.append(page)
    first, second = pages
    first.get_by_label("Note", exact=True).fill("Une note de la première.")
    first.get_by_label("Pourquoi cette fiche change").fill("Une note.")
    second.get_by_label("Nom de l’accord").fill("Accord de la seconde")
    second.get_by_label("Pourquoi cette fiche change").fill("Un nom.")
    first.get_by_role("button", name="Enregistrer").click()
    expect(first.get_by_role("status")).to_contain_text("C’est enregistré")
    second.get_by_role("button", name="Enregistrer").click()
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("Quelqu’un a modifié cette fiche pendant que vous y travailliez")
    expect(alert).to_contain_text("Une note de la première.")
    expect(second.get_by_label("Note", exact=True)).to_have_value("Une note de la première.")
    expect(second.get_by_label("Nom de l’accord")).to_have_value("Accord de la seconde")
    second.get_by_role("button", name="Enregistrer").click()
    expect(second.get_by_role("status")).to_contain_text("C’est enregistré")
    second.goto(f"{office.address}/partenariats/1")
    expect(second.get_by_text("Une note de la première.")).to_be_visible()
    expect(second.get_by_role("heading", name="Accord de la seconde")).to_be_visible()
    other.close()


def test_a_closed_window_loses_nothing_that_was_typed(office: Office, desk: BrowserContext) -> None:
    office.add("agent@grenoble.fr", "agent", "38185")
    page, watch = watched(desk, office)
    page.goto(f"{office.address}/gestion/partenariats/2")
    log_in(page, "agent@grenoble.fr")
    page.get_by_label("Note", exact=True).fill("Une note à moitié écr")
    expect(page.locator("[data-etat]")).to_contain_text("Brouillon gardé à")
    page.close()
    again, _ = watched(desk, office)
    again.goto(f"{office.address}/gestion/partenariats/2")
    expect(again.get_by_label("Note", exact=True)).to_have_value("Une note à moitié écr")
    expect(again.get_by_role("status").first).to_contain_text("Vous reprenez un brouillon")
    # Whoever leaves before the draft was kept finds all of it again, and may forget it.
    again.get_by_label("Note", exact=True).fill("Une note écrite en partant")
    again.get_by_role("link", name="Propositions").click()
    expect(again).to_have_url(f"{office.address}/gestion/propositions")
    for _ in range(30):  # the browser sends it when it likes, and the page may be asked first
        again.goto(f"{office.address}/gestion/partenariats/2")
        if again.get_by_label("Note", exact=True).input_value() == "Une note écrite en partant":
            break
    expect(again.get_by_label("Note", exact=True)).to_have_value("Une note écrite en partant")
    again.get_by_label("Note", exact=True).fill("Encore")
    again.get_by_role("button", name="L’oublier et repartir de la fiche").click()
    expect(again.get_by_role("button", name="Proposer")).to_be_visible()
    again.reload()
    expect(again.get_by_label("Note", exact=True)).not_to_have_value("Encore")
    expect(again.get_by_text("Vous reprenez un brouillon")).to_have_count(0)
    watch.check()


def test_an_agent_sees_the_records_of_their_authorities_and_no_other(
    office: Office, desk: BrowserContext
) -> None:
    office.add("agent@fontaine.fr", "agent", "38169")
    page, _ = watched(desk, office)
    page.goto(f"{office.address}/gestion/partenariats")
    log_in(page, "agent@fontaine.fr")
    titles = page.locator("tbody th").all_inner_texts()
    # The commune that was merged into Fontaine is one of theirs.
    assert sorted(titles) == [
        "Ancienne-Commune\N{NO-BREAK SPACE}– Schmalkalden",
        "Fontaine\N{NO-BREAK SPACE}– Schmalkalden",
    ]
    for path in ("partenariats/2", "partenariats/2/histoire"):
        answer = page.goto(f"{office.address}/gestion/{path}")
        assert answer is not None
        assert answer.status == 404


def test_a_report_of_the_public_is_answered_and_its_author_told(
    office: Office, desk: BrowserContext
) -> None:
    office.add("equipe@atlas.fr", "mainteneur")
    engine = open_engine(office.database)
    draft = Draft(
        "erreur", "partenariats/2", "L’année est <b>1979</b>.", contact="voisine@exemple.fr"
    )
    with transaction(engine) as session:
        reference = reports.submit(session, draft, this_year=2026)
    engine.dispose()
    page, watch = watched(desk, office)
    page.goto(f"{office.address}/gestion/signalements")
    log_in(page, "equipe@atlas.fr")
    set_up_second_factor(page)
    page.get_by_role("link", name="1 signalement du public à étudier").click()
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_text("L’année est <b>1979</b>.")).to_be_visible()
    page.get_by_label("Accepté").check()
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_role("alert")).to_contain_text("Une décision se dit avec sa raison.")
    page.get_by_label("Accepté").check()
    page.get_by_label("Réponse").fill("L’année est corrigée, merci.")
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_role("status")).to_contain_text("La réponse est enregistrée.")
    assert violations(page) == []
    (letter,) = office.post.received
    assert letter["To"] == "voisine@exemple.fr"
    assert "corrigée, merci" in letter.get_content()
    page.goto(f"{office.address}/signalements/{reference}")
    expect(page.get_by_text("L’année est corrigée, merci.")).to_be_visible()
    watch.check()
