"""``./scripts/atlas exchange``: what time does to the partner exchange."""

from __future__ import annotations

import datetime as dt
import os

import click

from atlas.database import open_engine, told_in_a_sentence
from atlas.exchange.expiry import pass_time
from atlas.exchange.notices import Post
from atlas.language import SOURCE_LANGUAGE
from atlas.services import letters, schema
from atlas.settings import load_settings
from atlas.typography import french_spaces
from webapp.catalogues import read_catalogue
from webapp.secret import secret_key


@click.group(subcommand_metavar="COMMANDE [ARGUMENTS]…")
def command() -> None:
    """Tient la bourse aux partenariats à jour."""


@command.command("expire")
def expire_command() -> None:
    """Clôt les annonces dont le temps est passé ; à lancer chaque jour (cron).

    Écrit deux semaines avant la fin à qui peut renouveler, et efface les échanges éteints. Lancée
    deux fois, ou arrêtée en chemin, la commande ne fait rien deux fois.
    """
    settings = load_settings(os.environ)
    engine = open_engine(settings.database_url)
    post = Post(say, settings.public_url, secret_key(settings))
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        done = pass_time(engine, post, now=dt.datetime.now(tz=dt.UTC))
        letters.send_waiting(engine, settings)
    finally:
        engine.dispose()
    click.echo(
        ", ".join(
            (
                _counted(done.reminded, "rappel", "rappels"),
                _counted(done.expired, "annonce close", "annonces closes"),
                _counted(done.erased, "échange effacé", "échanges effacés"),
            )
        )
        + "."
    )


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {several if number > 1 else one}"


def say(reader: str, template: str, **params: object) -> str:
    """Return a French template in the language of whoever reads it, filled in."""
    if reader == SOURCE_LANGUAGE:
        return french_spaces(template).format(**params)
    return read_catalogue(reader).translations.gettext(template).format(**params)
