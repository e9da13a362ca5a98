"""``./scripts/atlas backup``: save the database while the site runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from atlas.database import open_engine
from atlas.services import backups
from atlas.services.backups import Progress
from atlas.settings import PROJECT_ROOT, load_settings

FOLDER = PROJECT_ROOT / "instance" / "sauvegardes"


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Show the stages of a backup on a bar."""
    with click.progressbar(length=1000, label=" " * 18, width=30) as bar:
        position = 0

        def progress(stage: str, share: float) -> None:
            nonlocal position
            bar.label = f"{stage:<18}"
            bar.update(max(0, int(share * 1000) - position))
            position = max(position, int(share * 1000))

        yield progress


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DOSSIER",
    help="Où écrire la sauvegarde (instance/sauvegardes).",
)
@click.option(
    "--to",
    "recipients",
    multiple=True,
    metavar="CLÉ",
    help="Chiffre pour cette clé publique age (« age1… ») ; peut se répéter.",
)
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="Ne garde ensuite que les N sauvegardes les plus récentes du dossier.",
)
@click.option(
    "--new-key",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="Écrit une clé secrète neuve, montre sa clé publique, et ne sauvegarde rien.",
)
def command(
    folder: Path | None, recipients: tuple[str, ...], keep: int | None, new_key: Path | None
) -> None:
    """Sauvegarde la base, pendant que le site tourne.

    Écrit un fichier compressé et sa somme de contrôle SHA-256, après avoir vérifié la copie. Un
    échec ne laisse rien derrière lui. « ./scripts/atlas restore FICHIER » la remet en place.
    """
    if new_key is not None:
        public = backups.new_key(new_key)
        click.echo(
            f"Clé secrète\N{NO-BREAK SPACE}: {new_key}. Gardez-la ailleurs que sur ce serveur."
        )
        click.echo(f"Clé publique\N{NO-BREAK SPACE}: {public}")
        return
    place = folder or FOLDER
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with shown_progress() as progress:
            made = backups.back_up(engine, place, recipients=recipients, progress=progress)
    finally:
        engine.dispose()
    size = f"{made.size / 1e6:.1f}".replace(".", ",")
    click.echo(
        f"{made.path}\N{NO-BREAK SPACE}: {made.partnerships} partenariats, {size} Mo, "
        f"SHA-256 {made.sha256}."
    )
    if keep is not None:
        for gone in backups.prune(place, keep):
            click.echo(f"Ôtée\N{NO-BREAK SPACE}: {gone.name}.")
