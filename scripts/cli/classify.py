"""``./scripts/atlas classify``: apply the era rules, or explain one partnership."""

from __future__ import annotations

import os

import click

from atlas.database import open_engine, told_in_a_sentence, transaction
from atlas.queries.partnerships import get_partnership
from atlas.services import schema
from atlas.services.derivation import refresh_all
from atlas.settings import load_settings


@click.command()
@click.option(
    "--explain", type=click.IntRange(min=1), metavar="ID", help="Explique un partenariat."
)
def command(explain: int | None) -> None:
    """Recalcule les époques de tous les partenariats, ou explique celles d’un seul.

    Une époque choisie par une personne, avec un motif, n’est jamais remplacée.
    """
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        with transaction(engine) as session:
            if explain is None:
                with click.progressbar(length=1, label="Époques") as bar:

                    def progress(done: int, total: int) -> None:
                        bar.length = total
                        bar.update(done - bar.pos)

                    count = refresh_all(session, progress=progress)
                click.echo(f"{count} partenariats classés.")
                return
            record = get_partnership(session, explain)
        began = str(record.year_start) if record.year_start is not None else "date inconnue"
        click.echo(f"{record.id} · {record.title} ({began})")
        for era in record.eras:
            rank = "principale" if era.rank == 1 else "secondaire"
            reason = (
                f"règle {era.rule}"
                if era.rule
                else f"choix motivé\N{NO-BREAK SPACE}: {era.override_reason}"
            )
            click.echo(f"  {era.code} ({rank}, {reason})")
            click.echo(f"    {era.explanation_fr}")
            click.echo(f"    {era.explanation_en}")
    finally:
        engine.dispose()
