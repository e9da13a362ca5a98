"""``./scripts/atlas doctor``: examine the installation."""

from __future__ import annotations

import os

import click

from atlas.database import open_engine
from atlas.services.doctor import examine
from atlas.settings import load_settings
from atlas.typography import french_spaces


@click.command()
def command() -> None:
    """Examine l’installation et dit, en une phrase chacun, ce qui ne va pas.

    Pilote, bibliothèques spatiales, intégrité de la base, index, révision du schéma, jeux de
    données. Sort avec le code 1 si quelque chose ne va pas.
    """
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        findings = examine(engine)
    finally:
        engine.dispose()
    for finding in findings:
        mark = "✗" if finding.problem else "✓"
        click.echo(f"{mark} {french_spaces(finding.subject):<24} {finding.value}")
    problems = [finding.problem for finding in findings if finding.problem]
    for problem in problems:
        click.echo(french_spaces(problem), err=True)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("Tout va bien.")
