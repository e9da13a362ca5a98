"""``./scripts/atlas import``: a file of others, tried first, then written as a whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import open_engine, told_in_a_sentence, transaction
from atlas.services import schema
from atlas.settings import load_settings
from geodata.imports import running
from geodata.imports.planning import Outcome, Plan, make_plan
from geodata.imports.reading import digest, get_source, list_sources, read_rows
from geodata.territories.planning import SOURCE as TERRITORIES

_LABELS = {
    Outcome.CREATED: "à créer",
    Outcome.COMPLETED: "à compléter",
    Outcome.UNCHANGED: "déjà là, inchangées",
    Outcome.REPEATED: "répétées dans le fichier",
    Outcome.DOUBTFUL: "douteuses, laissées de côté",
    Outcome.REFUSED: "refusées",
}
#: How many of the rows left aside are shown without --all.
_SHOWN = 20


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--source", "source_name", help="D’où vient le fichier ; --sources les montre.")
@click.option("--dry-run", is_flag=True, help="Dit ce que le fichier ferait, et n’écrit rien.")
@click.option("--all", "show_all", is_flag=True, help="Montre toutes les lignes laissées de côté.")
@click.option("--sources", "show_sources", is_flag=True, help="Liste les sources connues.")
@click.option("--list", "show_runs", is_flag=True, help="Liste les imports faits.")
@click.option("--revert", type=int, metavar="RUN", help="Annule un import en entier.")
def command(
    file: Path | None,
    source_name: str | None,
    dry_run: bool,
    show_all: bool,
    show_sources: bool,
    show_runs: bool,
    revert: int | None,
) -> None:
    """Importe un fichier de partenariats, ou annule un import.

    Les noms sont d’abord reconnus ; ce qui est sûr est écrit en une seule transaction, ce qui est
    douteux est laissé de côté avec sa raison. Importer deux fois le même fichier ne change rien.
    """
    if show_sources:
        for source in list_sources():
            click.echo(f"{source.name:<20} {source.title_fr}")
        return
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        if show_runs:
            _list(engine)
        elif revert is not None:
            _revert(engine, revert)
        elif file is None or source_name is None:
            raise click.UsageError("Donnez un fichier et sa source : import FICHIER --source NOM.")
        else:
            _import(engine, file, source_name, dry_run=dry_run, show_all=show_all)
    finally:
        engine.dispose()


def _import(engine: Engine, file: Path, source_name: str, *, dry_run: bool, show_all: bool) -> None:
    source = get_source(source_name)
    rows = list(read_rows(file, source))
    with (
        click.progressbar(length=len(rows), label="Reconnaissance", file=sys.stderr) as bar,
        Session(engine) as session,
    ):
        done = 0

        def progress(number: int) -> None:
            nonlocal done
            bar.update(number - done)
            done = number

        plan = make_plan(session, source, rows, progress=progress)
    _print(plan, len(rows), show_all=show_all)
    if dry_run:
        click.echo("Essai : rien n’est écrit.")
        return
    with transaction(engine) as session:
        # Somebody may have written meanwhile: what is written is planned in the transaction.
        plan = make_plan(session, source, rows)
        number = running.run(
            session, plan, file_name=file.name, file_digest=digest(file), author="command"
        )
    if number is None:
        click.echo("Il n’y a rien à écrire : l’atlas sait déjà tout cela.")
    else:
        click.echo(
            f"Import n° {number} écrit. Pour l’annuler : ./scripts/atlas import --revert {number}"
        )


def _print(plan: Plan, read: int, *, show_all: bool) -> None:
    counts = plan.counts()
    for outcome, label in _LABELS.items():
        click.echo(f"{counts[outcome]:>8}  {label}")
    click.echo(f"{read:>8}  lignes lues ; {len(plan.authorities)} partenaires nouveaux")
    left = [e for e in plan.entries if e.outcome in (Outcome.DOUBTFUL, Outcome.REFUSED)]
    for entry in left if show_all else left[:_SHOWN]:
        meant = "; ".join(f"{name} ({code}, {score:.2f})" for code, name, score in entry.candidates)
        click.echo(
            f"  ligne {entry.line} : {entry.french} – {entry.foreign} : {entry.reason}"
            + (f" {meant}" if meant else "")
        )
    if len(left) > _SHOWN and not show_all:
        click.echo(f"  … et {len(left) - _SHOWN} autres ; --all les montre toutes.")


def _list(engine: Engine) -> None:
    with Session(engine) as session:
        runs = running.list_runs(session)
    for run in runs:
        state = "annulé" if run.status == running.REVERTED else "en place"
        click.echo(
            f"n° {run.id:<4} {run.started_at[:16]}  {run.source:<18} {state:<9} {run.file_name} : "
            f"{_told(run)}"
        )
    click.echo(f"{len(runs)} imports." if len(runs) > 1 else f"{len(runs)} import.")


def _told(run: running.RunRecord) -> str:
    completed = run.counts["completed"]
    if run.source == TERRITORIES:
        return f"{run.authorities} collectivités changées, {completed} partenariats qui suivent"
    created = run.counts["created"]
    return f"{created} créés, {completed} complétés, {run.authorities} partenaires"


def _revert(engine: Engine, number: int) -> None:
    with transaction(engine) as session:
        done = running.revert(session, number, author="command")
    click.echo(
        f"Import n° {number} annulé : {done.partnerships} fiches remises comme avant, "
        f"{done.authorities} collectivités retirées."
    )
    if done.bodies:
        click.echo(f"{done.bodies} collectivités françaises remises comme avant.")
    if done.merged:
        click.echo(f"{done.merged} fiches gardent ce que des personnes y ont changé depuis.")
