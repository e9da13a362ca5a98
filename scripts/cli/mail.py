"""``./scripts/atlas mail``: the letters that wait, and sending them."""

from __future__ import annotations

import os

import click
from sqlalchemy.orm import Session

from atlas.database import open_engine, told_in_a_sentence
from atlas.errors import AtlasError
from atlas.services import letters, schema
from atlas.settings import load_settings


@click.group(subcommand_metavar="COMMANDE [ARGUMENTS]…")
def command() -> None:
    """Montre les messages qui attendent, et les envoie."""


@command.command("list")
def list_command() -> None:
    """Liste les messages qui n’ont pas pu partir, avec la raison du dernier échec."""
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
            with Session(connection) as session:
                waiting = letters.list_waiting(session)
    finally:
        engine.dispose()
    for letter in waiting:
        click.echo(
            f"{letter.created_at[:16]}  {letter.recipient}  {letter.subject}"
            + (f"  ({letter.problem})" if letter.problem else "")
        )
    click.echo(
        f"{len(waiting)} messages attendent."
        if len(waiting) > 1
        else f"{len(waiting)} message attend."
    )


@command.command("send")
def send_command() -> None:
    """Envoie les messages qui attendent ; à lancer de temps en temps (cron)."""
    settings = load_settings(os.environ)
    if not settings.smtp_host:
        raise AtlasError("Aucun serveur n’est réglé pour envoyer les messages : ATLAS_SMTP_HOST.")
    engine = open_engine(settings.database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        done = letters.send_waiting(engine, settings)
    finally:
        engine.dispose()
    click.echo(f"{done.sent} envoyés, {done.waiting} en attente.")
    if done.waiting:
        raise AtlasError("Certains messages n’ont pas pu partir : {reason}", reason=done.problem)
