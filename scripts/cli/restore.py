"""``./scripts/atlas restore``: put a backup in the place of the database."""

from __future__ import annotations

import os
from pathlib import Path

import click

from atlas.database import open_engine
from atlas.services import backups
from atlas.settings import load_settings
from scripts.cli.backup import FOLDER, shown_progress


@click.command()
@click.argument("file", metavar="FICHIER", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="La clé secrète age qui ouvre une sauvegarde chiffrée.",
)
@click.option("--yes", is_flag=True, help="Ne demande pas de confirmation.")
@click.pass_context
def command(context: click.Context, file: Path, identity: Path | None, yes: bool) -> None:
    """Remet une sauvegarde à la place de la base, en entier ou pas du tout.

    Ce que la base contenait est d’abord mis de côté, dans instance/sauvegardes. Le site peut
    tourner : il lit l’ancien contenu, puis le nouveau.
    """
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        target = backups.database_file(engine)
        if target.exists() and not yes and not _agreed(target, file):
            click.echo("Rien n’a changé.")
            context.exit(1)
        with shown_progress() as progress:
            done = backups.restore(engine, file, FOLDER, identity=identity, progress=progress)
    finally:
        engine.dispose()
    click.echo(f"Base restaurée\N{NO-BREAK SPACE}: {done.partnerships} partenariats.")
    if not done.checked:
        click.echo("Aucune somme de contrôle n’accompagnait ce fichier.")
    if done.replaced is not None:
        click.echo(f"L’ancien contenu est dans {done.replaced}.")


def _agreed(target: Path, file: Path) -> bool:
    answer = click.prompt(
        f"Remplacer le contenu de « {target} » par celui de « {file} »\N{NARROW NO-BREAK SPACE}?",
        type=click.Choice(("oui", "non"), case_sensitive=False),
        default="non",
    )
    return bool(answer == "oui")
