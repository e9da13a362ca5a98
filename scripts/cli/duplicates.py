"""``./scripts/atlas duplicates``: records that may be one, handed to people."""

from __future__ import annotations

import os
from collections import Counter

import click
from sqlalchemy.orm import Session

from atlas.database import open_engine, told_in_a_sentence, transaction
from atlas.doubts.content import PairContent
from atlas.doubts.queue import NewDoubt, add_doubts
from atlas.services import schema
from atlas.settings import load_settings
from geodata.reconciling.duplicates import DuplicateKind, DuplicatePair, find_duplicates

_LABELS = {
    DuplicateKind.SAME: "mêmes membres, même nature, mêmes dates",
    DuplicateKind.SPELLING: "même couple sous deux codes",
    DuplicateKind.DECLARED_TWICE: "même couple, autres dates",
    DuplicateKind.SPLIT: "l’une après l’autre, ou d’une autre nature",
    DuplicateKind.VAGUE_PARTNER: "un pays ou une région, et la ville",
    DuplicateKind.TAKEN_OVER: "une commune et son intercommunalité",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Montre ce qui serait demandé, et ne demande rien.")
def command(dry_run: bool) -> None:
    """Cherche les fiches qui sont peut-être une seule, et les donne à trancher.

    Rien n’est réuni sans une personne : les paires attendent dans « Doutes ». Celles qui ont déjà
    leur réponse ne sont pas demandées à nouveau.
    """
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        with told_in_a_sentence(engine), Session(engine) as session:
            found = find_duplicates(session)
        counts = Counter(pair.kind for pair in found)
        for kind, label in _LABELS.items():
            click.echo(f"{counts[kind]:>6}  {label}")
        if dry_run:
            click.echo("Essai : rien n’est demandé.")
            return
        with transaction(engine) as session:
            asked = add_doubts(session, [NewDoubt(_question(pair)) for pair in found])
    finally:
        engine.dispose()
    click.echo(f"{len(found)} paires, dont {asked} nouvelles, à trancher dans l’espace de gestion.")


def _question(pair: DuplicatePair) -> PairContent:
    return PairContent((pair.first, pair.second), pair.kind.value, pair.score, pair.reasons)
