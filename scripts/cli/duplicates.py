"""``./scripts/atlas duplicates``: records and partners that may be one, handed to people."""

from __future__ import annotations

import os
from collections import Counter

import click
from sqlalchemy.orm import Session

from atlas.database import open_engine, told_in_a_sentence, transaction
from atlas.doubts.content import AnyContent, PairContent
from atlas.doubts.queue import NewDoubt, add_doubts
from atlas.services import schema
from atlas.settings import load_settings
from geodata.reconciling.doubles import find_double_authorities, question_about
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
    """Cherche les fiches et les partenaires qui n’en font peut-être qu’un, et les donne à trancher.

    Rien n’est réuni sans une personne : les paires attendent dans « Doutes ». Celles qui ont déjà
    leur réponse ne sont pas demandées à nouveau.
    """
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        with told_in_a_sentence(engine), Session(engine) as session:
            doubles = find_double_authorities(session)
            found = find_duplicates(session, doubles)
        counts = Counter(pair.kind for pair in found)
        for kind, label in _LABELS.items():
            click.echo(f"{counts[kind]:>6}  {label}")
        click.echo(f"{len(doubles):>6}  deux partenaires étrangers en un lieu")
        if dry_run:
            click.echo("Essai : rien n’est demandé.")
            return
        # Partners first: once they are one, fewer records are in doubt.
        questions: list[AnyContent] = [*map(question_about, doubles), *map(_question, found)]
        with transaction(engine) as session:
            asked = add_doubts(session, [NewDoubt(question) for question in questions])
    finally:
        engine.dispose()
    pairs = len(found) + len(doubles)
    click.echo(f"{pairs} paires, dont {asked} nouvelles, à trancher dans l’espace de gestion.")


def _question(pair: DuplicatePair) -> PairContent:
    return PairContent((pair.first, pair.second), pair.kind.value, pair.score, pair.reasons)
