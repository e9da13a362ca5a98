"""``./scripts/atlas territories``: the official geography of a new year, tried first."""

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
from geodata.imports.tables import digest
from geodata.territories import communes, running
from geodata.territories.epci import FILE as EPCI_FILE
from geodata.territories.epci import EpciChange, read_epci_changes
from geodata.territories.movements import Movement, read_movements
from geodata.territories.outcomes import Entry, Outcome
from geodata.territories.planning import TerritoryPlan, make_plan, require_year

_LABELS = {
    Outcome.MERGED: "réunies à une autre",
    Outcome.RENAMED: "sous un autre nom",
    Outcome.RECODED: "sous un autre code",
    Outcome.RESTORED: "rétablies",
    Outcome.CREATED: "créées",
    Outcome.ENDED: "dissoutes",
    Outcome.MEMBERS: "aux membres changés",
    Outcome.PART: "communes déléguées ou associées qui changent",
    Outcome.DETAIL: "précisent une autre ligne, ou ne changent rien",
    Outcome.KNOWN: "déjà connues de l’atlas",
    Outcome.REFUSED: "refusées",
}
_FILES = {communes.FILE: "Communes", EPCI_FILE: "Intercommunalités"}
#: How many records, and lines of each sort, are shown without --all.
_SHOWN, _EXAMPLES = 20, 5


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--year",
    required=True,
    type=click.IntRange(1944, 2100),
    help="Année du code officiel géographique\N{NO-BREAK SPACE}: celui qui décrit son 1er janvier.",
)
@click.option(
    "--epci",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Tableau des changements d’intercommunalités.",
)
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, et n’écrit rien.")
@click.option(
    "--all", "show_all", is_flag=True, help="Montre toutes les lignes et toutes les fiches."
)
def command(file: Path | None, year: int, epci: Path | None, dry_run: bool, show_all: bool) -> None:
    """Applique les changements de communes et d’intercommunalités d’une année.

    FILE est le fichier des mouvements de communes de l’Insee, v_mvt_commune_AAAA.csv. Les
    partenariats suivent la collectivité qui succède, avec un événement ; ce qui n’est pas certain
    est laissé à une personne. Le tout est écrit en une transaction, paraît dans « import --list »
    et s’annule par « import --revert ». L’appliquer deux fois ne change rien.
    """
    if file is None and epci is None:
        raise click.UsageError("Donnez le fichier des mouvements, --epci, ou les deux.")
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        _apply(engine, year, file, epci, dry_run=dry_run, show_all=show_all)
    finally:
        engine.dispose()


def _apply(
    engine: Engine,
    year: int,
    file: Path | None,
    epci: Path | None,
    *,
    dry_run: bool,
    show_all: bool,
) -> None:
    with Session(engine) as session:
        require_year(session, year)
    movements = list(read_movements(file)) if file is not None else []
    changes, unread = read_epci_changes(epci) if epci is not None else ([], [])
    with Session(engine) as session:
        plan = _planned(session, year, movements, changes, unread)
    _print(plan, len(movements) + len(changes) + len(unread), show_all=show_all)
    if dry_run:
        click.echo("Essai : rien n’est écrit.")
        return
    paths = [path for path in (file, epci) if path is not None]
    with transaction(engine) as session:
        # Somebody may have written meanwhile: what is written is planned in the transaction.
        plan = make_plan(session, year, movements, changes, unread)
        number = running.run(
            session,
            plan,
            file_name=", ".join(path.name for path in paths),
            file_digest=" ".join(digest(path) for path in paths),
            author="command",
        )
    if number is None:
        click.echo("Il n’y a rien à écrire : l’atlas connaît déjà tout cela.")
    else:
        click.echo(
            f"Écrit : import n° {number}. Pour l’annuler : ./scripts/atlas import --revert {number}"
        )


def _planned(
    session: Session,
    year: int,
    movements: list[Movement],
    changes: list[EpciChange],
    unread: list[Entry],
) -> TerritoryPlan:
    with click.progressbar(length=100, label="Examen", file=sys.stderr) as bar:

        def progress(stage: str, share: float) -> None:
            bar.label = stage
            bar.update(round(share * 100) - bar.pos)

        return make_plan(session, year, movements, changes, unread, progress=progress)


def _print(plan: TerritoryPlan, read: int, *, show_all: bool) -> None:
    click.echo(f"{read:>8}  lignes lues, dont {plan.other_years} d’autres années")
    for file, title in _FILES.items():
        counts = plan.counts(file)
        if not counts:
            continue
        click.echo(f"{title} : {counts.total()} lignes de {plan.year}")
        for outcome, label in _LABELS.items():
            if counts[outcome]:
                click.echo(f"{counts[outcome]:>8}  {label}")
                most = _SHOWN if outcome is Outcome.REFUSED else _EXAMPLES
                _list(_told(plan, file, outcome), most=most, show_all=show_all)
    click.echo("Dans l’atlas")
    click.echo(f"{len(plan.bodies):>8}  collectivités changent")
    click.echo(f"{plan.moved:>8}  partenariats suivent la collectivité qui succède")
    click.echo(f"{plan.returned:>8}  partenariats reviennent à une commune rétablie")
    click.echo(f"{len(plan.left):>8}  fiches à examiner par une personne")
    left = [f"n° {one.number}, {one.title} : {one.reason}" for one in plan.left]
    _list(left, most=_SHOWN, show_all=show_all)


def _told(plan: TerritoryPlan, file: str, outcome: Outcome) -> list[str]:
    """Return what is said of the lines of an outcome: nothing of those that change nothing."""
    if outcome in (Outcome.DETAIL, Outcome.KNOWN):
        return []
    entries = [one for one in plan.entries if (one.file, one.outcome) == (file, outcome)]
    if outcome is Outcome.REFUSED:
        return [f"ligne {one.line} : {one.about} : {one.reason}" for one in entries]
    return [one.about for one in entries]


def _list(lines: list[str], *, most: int, show_all: bool) -> None:
    for line in lines if show_all else lines[:most]:
        click.echo(f"            {line}")
    if len(lines) > most and not show_all:
        click.echo(f"            … et {len(lines) - most} autres ; --all les montre toutes.")
