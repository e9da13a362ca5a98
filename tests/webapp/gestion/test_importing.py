"""What each row of a file would do, as the page of the file says it."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.database import transaction
from atlas.doubts.content import FRENCH, RECORD, Choice
from atlas.editing import history
from atlas.editing.differences import only_changed
from atlas.editing.documents import (
    EventEntry,
    Member,
    PartnershipDocument,
    SourceRef,
    StatementEntry,
    ThemeEntry,
)
from atlas.model import ImportRun
from atlas.services.import_jobs import DONE, PLANNED, Job, Report, find_job, keep_file
from atlas.services.import_rows import Entry, NewPlace, Outcome, Reason
from tests.support.back_office import enter, open_accounts
from webapp.database import writing_engine
from webapp.gestion import import_command
from webapp.gestion.posting import settings

SOURCE = SourceRef("Bulletin <b>municipal</b>")
MADE = PartnershipDocument(
    link_type="jumelage", confidence="haute", note="Une note.",
    members=(Member("38169", "Fontaine"), Member("de-herten", "Herten")),
    events=(EventEntry("signed", "1985-06", source=SOURCE),), themes=(ThemeEntry("culture"),),
    statements=(StatementEntry(SOURCE, "foreign_name", "Herten", shown=True),),
)  # fmt: skip
ROWS = [
    Entry(
        2, Outcome.CREATED, "Fontaine", "Herten", number=1_000_001, after=MADE,
        places=(NewPlace("de-herten", "Herten", "DE"),),
        remarks=(Reason("« {read} » se lit."  , {"read": "Début"}),),
    ),
    Entry(
        3, Outcome.COMPLETED, "Grenoble", "Essen", number=2,
        before=PartnershipDocument("jumelage", "haute", note="avant"),
        after=PartnershipDocument("jumelage", "haute", note="après", themes=(ThemeEntry("eau"),)),
    ),
    Entry(4, Outcome.UNCHANGED, "Fontaine", "Herten", number=1_000_001, made_on=2),
    Entry(
        5, Outcome.DOUBTFUL, "Sainte-Colombe", "Essen",
        reason=Reason("« {name} » ressemble à un partenaire connu.", {"name": "Essenn"}),
        candidates=(Choice("38185", "Grenoble", 0.92),), asks=FRENCH,
    ),
    Entry(
        6, Outcome.DOUBTFUL, "Grenoble", "", reason=Reason("R"),
        candidates=(Choice("2", "Grenoble – Essen", 0.5),), asks=RECORD,
    ),
    Entry(
        7, Outcome.REFUSED, "<i>Nulle-Part</i>", "Essen",
        reason=Reason(
            "Aucune collectivité française ne s’appelle « {value} ».", {"value": "{Nulle-Part}"}
        ),
    ),
]  # fmt: skip


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    open_accounts(app)
    return enter(app, "mainteneur")


def job(app: Flask, rows: Sequence[Entry] = ROWS, state: str = PLANNED) -> Job:
    """Return a file that was read, whose rows have these fates."""
    with app.app_context():
        root = import_command.folder(settings())
    made = keep_file(
        root, io.BytesIO(b"x"), name="envoi.csv", source="modele", told={}, author="user:1"
    )
    report = Report(made.report)
    report.rows(rows)
    counts = {one.value: sum(row.outcome is one for row in rows) for one in Outcome}
    report.plan(
        {"counts": counts, "authorities": 1}, (), wrong=False,
        remarks=[Reason("Seule la feuille « {sheet} » est lue ; ne le sont pas : {others}.",
                        {"sheet": "2026", "others": "« 2025 »"})],
    )  # fmt: skip
    report.end(state, 1 if state == DONE else None)
    return find_job(root, made.id)


def page(client: FlaskClient, one: Job, query: str = "", language: str = "") -> str:
    answer = client.get(f"{language}/gestion/imports/fichiers/{one.id}{query}")
    assert answer.status_code == 200
    return " ".join(
        answer.get_data(as_text=True)
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
        .split()
    )


def test_the_page_says_what_each_row_would_do(app: Flask, client: FlaskClient) -> None:
    found = page(client, job(app))
    # Who is united, and who is new: only what the atlas has already has a page.
    assert '<a href="/collectivites/38169">Fontaine</a> – Herten' in found
    assert "Nouveau partenaire : Herten (Allemagne)." in found
    assert "Signature, juin 1985" in found
    assert "/partenariats/1000001" not in found
    assert "celle que crée la ligne 2" in found
    # What is completed, before and after.
    assert '<a href="/partenariats/2">Grenoble – Essen</a>' in found
    assert "<del>avant</del> → <ins>après</ins>" in found
    assert "<ins>Eau" in found
    # Why others are not.
    assert "ne s’appelle « {Nulle-Part} »" in found
    assert '<a href="/collectivites/38185">Grenoble (38185, 92 %)</a>' in found
    assert '<a href="/partenariats/2">Grenoble – Essen</a></p>' in found
    assert "« Début » se lit." in found
    assert "Seule la feuille « 2026 » est lue ; ne le sont pas : « 2025 »." in found
    assert "<i>Nulle" not in found
    assert "<b>municipal" not in found


def test_rows_are_chosen_by_what_becomes_of_them(app: Flask, client: FlaskClient) -> None:
    one = job(app)
    found = page(client, one, "?suite=completees")
    assert "<del>avant</del>" in found
    assert "Nulle-Part" not in found
    assert 'aria-current="true">fiches à compléter' in found
    assert "Aucune ligne n’est dans ce cas." in page(client, one, "?suite=repetees")
    assert "Nulle-Part" in page(client, one, "?suite=inconnue")


def test_many_rows_are_shown_by_pages(app: Flask, client: FlaskClient) -> None:
    rows = [Entry(n, Outcome.SKIPPED, f"Ville {n}", "Essen") for n in range(2, 130)]
    one = job(app, rows)
    first, last = page(client, one), page(client, one, "?suite=sans-objet&page=3")
    assert "Lignes 1 à 50, sur 128." in first
    assert "Ville 51 –" in first
    assert "Ville 52 –" not in first
    assert "Lignes 101 à 128, sur 128." in last
    assert "suite=sans-objet&amp;page=2" in last
    assert "Lignes 101 à 128" in page(client, one, "?page=9")
    assert client.get(f"/gestion/imports/fichiers/{one.id}?page=x").status_code == 400


def test_once_it_is_written_what_was_made_has_its_page(app: Flask, client: FlaskClient) -> None:
    made = Entry(2, Outcome.CREATED, "Grenoble", "Essen", number=2, after=MADE)
    found = page(client, job(app, [made], DONE))
    assert '<a href="/partenariats/2">Grenoble – Essen</a>' in found
    assert "Ce qu’a fait chaque ligne" in found


def test_reasons_are_in_the_language_of_the_reader(app: Flask, client: FlaskClient) -> None:
    found = page(client, job(app), language="/en")
    assert "No French authority is called “{Nulle-Part}”." in found
    assert "“Essenn” looks like a partner that is known." in found
    assert "Only the sheet “2026” is read" in found
    assert "What each row would do" in found


def test_a_file_that_cannot_be_used_says_why_in_the_language_of_the_reader(
    app: Flask, client: FlaskClient
) -> None:
    one = job(app)
    with pytest.raises(RuntimeError), Report(one.report).failures():
        raise RuntimeError
    assert "unexpected error" in page(client, one, language="/en")


def test_the_rows_left_by_an_import_are_told_however_they_were_kept(
    app: Flask, client: FlaskClient
) -> None:
    left = {"line": 7, "outcome": "refused", "french": "A", "foreign": "B"}
    summary = {
        "counts": {outcome.value: 0 for outcome in Outcome},
        "authorities": 0,
        "left": [
            {**left, "reason": "Le « {thème} » d’avant."},
            {**left, "reason": "La nature « {value} » n’existe pas.", "params": {"value": "x"}},
        ],
    }
    with app.app_context(), transaction(writing_engine()) as session:
        session.add(
            ImportRun(
                source="modele", file_name="a.csv", digest="", author="command",
                started_at=history.now(), finished_at=history.now(), status="done",
                summary=json.dumps(summary),
            )
        )  # fmt: skip
    found = client.get("/en/gestion/imports/1").get_data(as_text=True)
    assert '<span lang="fr">Le « {thème} » d’avant.</span>' in found
    assert "<span>The nature “x” does not exist.</span>" in found


def test_only_what_changes_is_kept_of_two_documents() -> None:
    before = PartnershipDocument("jumelage", "haute", members=MADE.members, themes=MADE.themes)
    after = PartnershipDocument(
        "jumelage", "haute", members=MADE.members, themes=(*MADE.themes, ThemeEntry("eau"))
    )
    gone, come = only_changed(before, after)
    assert (gone.members, gone.themes, come.themes) == ((), (), (ThemeEntry("eau"),))
