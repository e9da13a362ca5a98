"""``python -m geodata.facts``: make ``datasets/partenariats/`` and print the account."""

from __future__ import annotations

import sys

import click

from geodata.facts import dataset
from geodata.facts.account import account_lines
from geodata.facts.curate import curate
from geodata.facts.tables import CurationError
from geodata.manifests import ManifestError


@click.command()
def main() -> None:
    """Curate the raw facts into datasets/partenariats and print the account of their rows."""
    try:
        found = curate()
        lines = account_lines(found)
        dataset.write(found)
    except (CurationError, ManifestError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo("\n".join(lines))


if __name__ == "__main__":
    main()
