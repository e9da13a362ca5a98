"""The imports that were done, said by the command line, and taking one back."""

from __future__ import annotations

import datetime as dt

import click
from babel.dates import format_datetime, get_timezone
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.services import import_runs


def show(engine: Engine) -> None:
    """List the imports that were done, the latest first."""
    with Session(engine) as session:
        runs = import_runs.list_runs(session)
    for run in runs:
        state = "annulé" if run.status == import_runs.REVERTED else "en place"
        click.echo(
            f"n° {run.id:<4} {_in_paris(run.started_at)}  {run.source:<18} {state:<9} "
            f"{run.file_name} : {_told(run)}"
        )
    click.echo(f"{len(runs)} imports." if len(runs) > 1 else f"{len(runs)} import.")


def _in_paris(at: str) -> str:
    """Return a moment of the database as the site shows it: in the time of Paris."""
    return format_datetime(
        dt.datetime.fromisoformat(at), tzinfo=get_timezone("Europe/Paris"), locale="fr"
    )


def _told(run: import_runs.RunRecord) -> str:
    completed = run.counts["completed"]
    if run.bodies:
        return f"{run.bodies} collectivités changées, {completed} partenariats qui suivent"
    created = run.counts["created"]
    return f"{created} créés, {completed} complétés, {run.authorities} partenaires"


def revert(engine: Engine, number: int) -> None:
    """Take an import back as a whole, and say what that did."""
    with transaction(engine) as session:
        done = import_runs.revert(session, number, author="command")
    click.echo(
        f"Import n° {number} annulé : {done.partnerships} fiches remises comme avant, "
        f"{done.authorities} collectivités retirées."
    )
    if done.bodies:
        click.echo(f"{done.bodies} collectivités françaises remises comme avant.")
    if done.merged:
        click.echo(
            f"Fiches qui gardent ce qui y a été changé depuis\N{NO-BREAK SPACE}: {done.merged}."
        )
