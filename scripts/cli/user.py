"""``./scripts/atlas user``: accounts of the back office, from the command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from atlas.accounts import guard, invitations, people
from atlas.accounts.roles import ROLES
from atlas.database import open_engine, told_in_a_sentence, transaction
from atlas.model import Account
from atlas.services import letters, schema
from atlas.settings import Settings, load_settings
from webapp.secret import secret_key


@contextmanager
def _session() -> Iterator[tuple[Session, Settings]]:
    settings = load_settings(os.environ)
    engine = open_engine(settings.database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        with transaction(engine) as session:
            yield session, settings
        letters.send_waiting(engine, settings)
    finally:
        engine.dispose()


def _write_link(session: Session, settings: Settings, account: Account) -> str:
    return invitations.write_link(
        session, account, secret_key=secret_key(settings), site=settings.public_url
    )


@click.group(subcommand_metavar="COMMANDE [ARGUMENTS]…")
def command() -> None:
    """Invite des personnes dans l’espace de gestion, et tient leurs comptes."""


@command.command("add")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(list(ROLES)),
    default="administrateur",
    show_default=True,
    help="Ce que la personne pourra faire.",
)
@click.option("--name", default="", help="Son nom.")
@click.option(
    "--authority",
    "authorities",
    multiple=True,
    metavar="CODE",
    help="Code d’une collectivité de l’agent ; l’option se répète.",
)
def add(email: str, role: str, name: str, authorities: tuple[str, ...]) -> None:
    """Ouvre un compte et donne le lien où la personne choisit son mot de passe.

    Le lien vaut sept jours. Il part aussi par message si un serveur est réglé (ATLAS_SMTP_HOST).
    """
    with _session() as (session, settings):
        account = people.invite(session, email, role, name=name, authorities=authorities)
        link = _write_link(session, settings, account)
    click.echo("Le compte est ouvert. Lien à remettre à la personne, valable sept jours :")
    click.echo(link)


@command.command("link")
@click.argument("email")
def link_command(email: str) -> None:
    """Donne un autre lien pour choisir un mot de passe ; débloque le compte."""
    with _session() as (session, settings):
        account = people.find(session, email)
        guard.forgive(session, account.email)
        click.echo(_write_link(session, settings, account))


@command.command("list")
def list_command() -> None:
    """Liste les comptes."""
    with _session() as (session, _):
        found = people.list_people(session)
    for person in found:
        state = "actif" if person.joined else "invité"
        click.echo(
            f"{person.email:<40} {person.role:<16} {state if person.active else 'fermé':<8}"
            f"{'second facteur ' if person.second_factor else ''}{' '.join(person.authorities)}"
        )
    click.echo(f"{len(found)} comptes." if len(found) > 1 else f"{len(found)} compte.")


@command.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(list(ROLES)))
@click.option("--authority", "authorities", multiple=True, metavar="CODE", help="Voir « add ».")
def role_command(email: str, role: str, authorities: tuple[str, ...]) -> None:
    """Change le rôle d’un compte."""
    with _session() as (session, _):
        people.change_role(session, people.find(session, email), role, authorities)
    click.echo("Le rôle est changé.")


@command.command("close")
@click.argument("email")
def close_command(email: str) -> None:
    """Ferme un compte ; ce qu’il a fait reste dans l’historique."""
    with _session() as (session, _):
        people.close(session, people.find(session, email))
    click.echo("Le compte est fermé.")


@command.command("open")
@click.argument("email")
def open_command(email: str) -> None:
    """Rouvre un compte fermé."""
    with _session() as (session, _):
        people.reopen(session, people.find(session, email))
    click.echo("Le compte est rouvert.")


@command.command("forget-second-factor")
@click.argument("email")
def forget_command(email: str) -> None:
    """Oublie le second facteur de qui a perdu son téléphone."""
    with _session() as (session, _):
        people.forget_second_factor(session, people.find(session, email))
    click.echo("Le second facteur est oublié : un autre sera demandé à la prochaine connexion.")
