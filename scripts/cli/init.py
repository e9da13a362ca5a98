"""``./scripts/atlas init``: make the database from the shipped datasets."""

from __future__ import annotations

import os
from typing import Any

import click
from sqlalchemy.orm import Session

from atlas.database import open_engine, told_in_a_sentence, transaction
from atlas.errors import AtlasError
from atlas.queries.revision import current_revision_token, loaded_datasets
from atlas.services import schema
from atlas.settings import load_settings
from geodata.loading.accounts import totals
from geodata.loading.embedded import LoadReport, embedded_token, load_embedded
from geodata.manifests import ChangedFileError


@click.command()
@click.option("--force", is_flag=True, help="Recharge les données même si elles sont déjà à jour.")
def command(force: bool) -> None:
    """Crée la base, ou la met à jour, à partir des jeux de données livrés.

    Tout est chargé en une seule transaction : en cas d’erreur, la base reste comme elle était. Une
    base déjà à jour n’est pas touchée.
    """
    engine = open_engine(load_settings(os.environ).database_url, create=True)
    try:
        with told_in_a_sentence(engine):
            schema.upgrade(engine)
        if not force and _is_up_to_date(engine):
            click.echo("La base est à jour.")
            return
        with (
            click.progressbar(length=1000, label="Chargement", width=30) as bar,
            transaction(engine) as session,
        ):
            position = 0

            def progress(stage: str, share: float) -> None:
                nonlocal position
                bar.label = f"{stage:<28}"
                bar.update(int(share * 1000) - position)
                position = int(share * 1000)

            report = load_embedded(session, progress=progress)
        _print(report)
    finally:
        engine.dispose()


def _is_up_to_date(engine: Any) -> bool:
    try:
        wanted = embedded_token()
    except ChangedFileError:
        # The load tells which line of that file is wrong, where one is, and refuses it anyway.
        return False
    return _loaded_token(engine) == wanted


def _loaded_token(engine: Any) -> str | None:
    try:
        with Session(engine) as session:
            current_revision_token(session)
            return loaded_datasets(session)
    except AtlasError:
        return None


def _print(report: LoadReport) -> None:
    click.echo(f"{'Fichier':<24}{'lues':>8}{'chargées':>10}{'réunies':>10}{'écartées':>10}")
    total = totals(report.accounts.values())
    rows = [
        *((name, account.outcomes) for name, account in report.accounts.items()),
        ("Total", total),
    ]
    for name, outcomes in rows:
        click.echo(
            f"{name:<24}{outcomes.total():>8}{outcomes['loaded']:>10}"
            f"{outcomes['merged']:>10}{outcomes['rejected']:>10}"
        )
    click.echo(
        f"{report.rows_read} lignes lues = {total['loaded']} chargées + {total['merged']} réunies "
        f"à une autre + {total['rejected']} écartées."
    )
    click.echo(
        f"{report.partnerships} partenariats, {report.authorities} collectivités, "
        f"{report.outlines} contours."
    )
