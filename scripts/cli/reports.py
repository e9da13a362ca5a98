"""``./scripts/atlas reports``: read what readers reported, and answer it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from atlas.database import open_engine, told_in_a_sentence, transaction
from atlas.services import reports, schema
from atlas.services.reports import STATUSES, ReportRecord
from atlas.settings import load_settings

_LINE = 100


@contextmanager
def _session() -> Iterator[Session]:
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        with transaction(engine) as session:
            yield session
    finally:
        engine.dispose()


@click.group(subcommand_metavar="COMMANDE [ARGUMENTS]…")
def command() -> None:
    """Lit les signalements des lecteurs et y répond."""


@command.command("list")
@click.option("--all", "closed", is_flag=True, help="Montre aussi ceux qui sont décidés.")
@click.option("--json", "as_json", is_flag=True, help="Écrit du JSON, une ligne par signalement.")
def list_command(closed: bool, as_json: bool) -> None:
    """Liste les signalements en attente, le plus ancien d’abord."""
    with _session() as session:
        found = reports.list_reports(session, closed=closed)
    if as_json:
        for record in found:
            click.echo(json.dumps(vars(record), ensure_ascii=False))
        return
    for record in found:
        click.echo(
            f"{record.reference}  {record.created_at[:10]}  {record.status:<8} {_what(record)}"
        )
    click.echo(f"{len(found)} signalements." if len(found) > 1 else f"{len(found)} signalement.")


def _what(record: ReportRecord) -> str:
    if record.kind == "proposition":
        words = f"{record.french_side} – {record.foreign_side}"
    else:
        words = record.message
    text = (
        f"{record.kind}, {record.subject or 'atlas'}\N{NO-BREAK SPACE}: {' '.join(words.split())}"
    )
    return text if len(text) <= _LINE else f"{text[: _LINE - 1]}…"


@command.command("show")
@click.argument("reference")
def show_command(reference: str) -> None:
    """Montre un signalement en entier, avec l’adresse à laquelle répondre."""
    with _session() as session:
        record = reports.find(session, reference)
        contact = reports.contact_of(session, reference)
    for label, value in (
        ("Référence", record.reference),
        ("État", record.status),
        ("Reçu", record.created_at),
        ("Nature", record.kind),
        ("Page", record.subject),
        ("Message", record.message),
        ("Collectivité", record.french_side),
        ("Partenaire", record.foreign_side),
        ("Année", record.year),
        ("Source", record.source_url),
        ("Répondre à", contact),
        ("Réponse", record.answer),
    ):
        if value:
            click.echo(f"{label:<13}{value}")


@command.command("answer")
@click.argument("reference")
@click.argument("status", type=click.Choice(STATUSES))
@click.argument("text", default="")
def answer_command(reference: str, status: str, text: str) -> None:
    """Dit où en est un signalement ; « accepte » et « refuse » demandent une phrase."""
    with _session() as session:
        record = reports.answer(session, reference, status, text)
    click.echo(f"{record.reference} : {record.status}.")
