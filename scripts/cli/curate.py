"""``./scripts/atlas curate``: make the dataset of partnerships from the raw facts."""

from __future__ import annotations

import click

from geodata.facts import dataset
from geodata.facts.account import account_lines
from geodata.facts.curate import curate
from geodata.facts.tables import CurationError


@click.command()
@click.option("--force", is_flag=True, help="Refait aussi les fichiers modifiés à la main.")
def command(force: bool) -> None:
    """Refait le jeu de données des partenariats à partir des faits relevés et des décisions.

    Lit geodata/facts/raw et geodata/facts/decisions, écrit geodata/datasets/partenariats, puis
    imprime le compte des lignes lues, chargées, réunies et écartées. Les mêmes fichiers donnent les
    mêmes octets. Ce qui n’est pas compris arrête tout en une phrase, et rien n’est écrit ; un
    fichier de geodata/datasets/partenariats modifié à la main non plus. Lancez ensuite
    ./scripts/atlas init pour charger le résultat.
    """
    changed = dataset.changed_by_hand()
    if changed and not force:
        raise CurationError(
            f"geodata/datasets/partenariats : {', '.join(changed)} a été modifié à la main, et "
            "cette commande le referait. Portez la correction dans geodata/facts/decisions, ou "
            "lancez-la avec --force pour perdre ces modifications."
            if len(changed) == 1
            else f"geodata/datasets/partenariats : {', '.join(changed)} ont été modifiés à la "
            "main, et cette commande les referait. Portez les corrections dans "
            "geodata/facts/decisions, ou lancez-la avec --force pour perdre ces modifications."
        )
    with click.progressbar(length=1000, label="Curation", width=30) as bar:

        def progress(stage: str, share: float) -> None:
            bar.label = f"{stage:<28}"
            bar.update(int(share * 1000) - bar.pos)

        found = curate(progress=progress)
    # The account refuses rows that do not add up: it goes before writing.
    lines = account_lines(found)
    dataset.write(found)
    click.echo("\n".join(lines))
