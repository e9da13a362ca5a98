"""``./scripts/atlas import``: a file of others, tried first, then written as a whole."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import open_engine, told_in_a_sentence
from atlas.errors import AtlasError
from atlas.services import schema
from atlas.services.import_jobs import Report
from atlas.services.import_rows import Outcome
from atlas.settings import Settings, load_settings
from geodata.imports import fetching, running
from geodata.imports.plan import Plan
from geodata.imports.planning import make_plan
from geodata.imports.reading import Table, fixed_values
from geodata.imports.sources import Source, get_source, list_sources
from scripts.cli import _import_runs

_LABELS = {
    Outcome.CREATED: "à créer",
    Outcome.COMPLETED: "à compléter",
    Outcome.UNCHANGED: "déjà là, inchangées",
    Outcome.REPEATED: "répétées dans le fichier",
    Outcome.SKIPPED: "sans objet (hors de France, ou déjà écartées)",
    Outcome.DOUBTFUL: "douteuses, à trancher dans l’espace de gestion",
    Outcome.REFUSED: "refusées",
}
#: How many of the rows left aside are shown without --all.
_SHOWN = 20
#: The source that is asked for when there is no file.
_LIVE = "wikidata-sparql"


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--source", "source_name", help="D’où vient le fichier ; --sources les montre.")
@click.option(
    "--with",
    "told",
    multiple=True,
    metavar="COLONNE=VALEUR",
    help="Ce qui vaut pour toutes les lignes : « --with gemeinde=Essen ».",
)
@click.option("--dry-run", is_flag=True, help="Dit ce que le fichier ferait, et n’écrit rien.")
@click.option("--all", "show_all", is_flag=True, help="Montre ce que ferait chaque ligne.")
@click.option(
    "--rows",
    "rows_file",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FICHIER.csv",
    help="Écrit dans un tableau CSV ce que ferait chaque ligne, une par ligne.",
)
@click.option("--force", is_flag=True, help="Écrit même si la plupart des lignes sont refusées.")
@click.option("--sources", "show_sources", is_flag=True, help="Liste les sources connues.")
@click.option("--json", "as_json", is_flag=True, hidden=True)
@click.option("--list", "show_runs", is_flag=True, help="Liste les imports faits.")
@click.option("--revert", type=int, metavar="RUN", help="Annule un import en entier.")
@click.option("--author", default="command", hidden=True)
@click.option("--report", type=click.Path(path_type=Path), hidden=True)
def command(
    file: Path | None,
    source_name: str | None,
    told: tuple[str, ...],
    dry_run: bool,
    show_all: bool,
    rows_file: Path | None,
    force: bool,
    show_sources: bool,
    as_json: bool,
    show_runs: bool,
    revert: int | None,
    author: str,
    report: Path | None,
) -> None:
    """Importe un fichier de partenariats (CSV, XLSX, ODS, JSON), ou annule un import.

    Les noms sont d’abord reconnus ; ce qui est sûr est écrit en une seule transaction, ce qui est
    douteux attend une personne dans l’espace de gestion. Importer deux fois le même fichier ne
    change rien. Sans fichier, la source « wikidata-sparql » est demandée à Wikidata
    (ATLAS_WIKIDATA_ENDPOINT).
    """
    if show_sources:
        _print_sources(as_json=as_json)
        return
    settings = load_settings(os.environ)
    engine = open_engine(settings.database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        if show_runs:
            _import_runs.show(engine)
        elif revert is not None:
            _import_runs.revert(engine, revert)
        elif source_name is None or (file is None and source_name != _LIVE):
            raise click.UsageError("Donnez un fichier et sa source : import FICHIER --source NOM.")
        else:
            with _file(settings, file) as path:
                table = Table(path, get_source(source_name), _fixed(source_name, told))
                follow = Report(report)
                with follow.failures():
                    _import(
                        engine, table, follow, author=author, dry_run=dry_run, force=force,
                        show_all=show_all, rows_file=rows_file,
                    )  # fmt: skip
    finally:
        engine.dispose()


def _print_sources(*, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_terms(source) for source in list_sources()]))
        return
    for source in list_sources():
        click.echo(f"{source.name:<20} {source.title_fr}")


def _terms(source: Source) -> dict[str, Any]:
    """Return what the form of the site shows of a source."""
    needed = [" ou ".join(source.columns[one][0] for one in names) for names in source.required]
    return {
        "name": source.name,
        "title_fr": source.title_fr,
        "title_en": source.title_en,
        "help_fr": source.help_fr,
        "help_en": source.help_en,
        "columns": needed,
        "headings": [names[0] for names in source.columns.values()],
    }


def _fixed(source_name: str, told: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in told]
    if any(not sign or not value for _, sign, value in pairs):
        raise click.UsageError("Écrivez --with COLONNE=VALEUR, comme « --with gemeinde=Essen ».")
    return fixed_values(get_source(source_name), {name: value for name, _, value in pairs})


@contextmanager
def _file(settings: Settings, file: Path | None) -> Iterator[Path]:
    """Yield the file, or what Wikidata answers, kept for as long as it is read."""
    if file is not None:
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wikidata.json"
        with _bar("Wikidata", None) as advance:
            fetching.fetch(
                settings.wikidata_endpoint,
                path,
                contact=settings.public_url,
                progress=lambda rows: advance(rows, None),
            )
        yield path


@contextmanager
def _bar(label: str, total: int | None) -> Iterator[Callable[[int, int | None], None]]:
    """Show a progress bar on stderr; yield what it is told (done, total)."""
    shown: Any = click.progressbar(
        length=total or 0, label=label, file=sys.stderr, show_pos=True, show_percent=bool(total)
    )
    with shown as bar:
        done = 0

        def advance(number: int, of: int | None) -> None:
            nonlocal done
            bar.length = of if of is not None else bar.length
            bar.update(number - done)
            done = number

        yield advance


def _import(
    engine: Engine,
    table: Table,
    report: Report,
    *,
    author: str,
    dry_run: bool,
    force: bool,
    show_all: bool,
    rows_file: Path | None,
) -> None:
    total = sum(1 for _ in table)
    with _bar("Reconnaissance", total) as advance, Session(engine) as session:

        def progress(done: int) -> None:
            advance(done, total)
            report.advance("reading", done, total)

        plan = make_plan(session, table.source, table, progress=progress)
    try:
        _print(plan, table, show_all=show_all)
        _tell_rows(engine, plan, show_all=show_all, rows_file=rows_file)
        _report(report, table, plan)
        if dry_run:
            report.end("planned")
            click.echo("Essai : rien n’est écrit.")
            return
        if plan.looks_wrong and not force:
            raise AtlasError(
                "La plupart des lignes sont refusées : est-ce bien la source « {source} » ? Rien "
                "n’est écrit ; --force passe outre.",
                source=table.source.name,
            )
        with _bar("Écriture", plan.size) as advance:

            def written(done: int, of: int) -> None:
                advance(done, of)
                report.advance("writing", done, of)

            number = running.import_table(
                engine, table, plan, author=author, progress=written,
                planned_again=lambda again: _report(report, table, again),
            )  # fmt: skip
    finally:
        plan.close()
    report.end("done", number)
    if number is None:
        click.echo("Il n’y a rien à écrire : l’atlas sait déjà tout cela.")
    else:
        click.echo(
            f"Import n° {number} écrit. Pour l’annuler : ./scripts/atlas import --revert {number}"
        )


def _report(report: Report, table: Table, plan: Plan) -> None:
    report.rows(plan.entries())
    report.plan(running.totals(plan), table.unread, wrong=plan.looks_wrong, remarks=table.remarks)


def _tell_rows(engine: Engine, plan: Plan, *, show_all: bool, rows_file: Path | None) -> None:
    """Say what each row does: on the screen, and in a file."""
    if not show_all and rows_file is None:
        return
    # Words are those of the site, which takes a while to start.
    from scripts.cli import _import_rows

    with _import_rows.speaking(engine):
        if show_all:
            for line in _import_rows.lines(plan.entries()):
                click.echo(line)
        if rows_file is not None:
            _import_rows.write(rows_file, plan.entries())
            click.echo(f"Ce que fait chaque ligne est dans {rows_file}.")


def _print(plan: Plan, table: Table, *, show_all: bool) -> None:
    for outcome, label in _LABELS.items():
        click.echo(f"{plan.counts[outcome]:>8}  {label}")
    click.echo(f"{plan.read:>8}  lignes lues ; {plan.authorities} partenaires nouveaux")
    if table.unread:
        click.echo(f"Colonnes que rien ne lit : {', '.join(table.unread)}.")
    for remark in table.remarks:
        click.echo(str(remark))
    if show_all:
        return
    left = plan.counts[Outcome.DOUBTFUL] + plan.counts[Outcome.REFUSED]
    for entry in islice(plan.left(), _SHOWN):
        meant = "; ".join(f"{one.name} ({one.code}, {one.score:.2f})" for one in entry.candidates)
        click.echo(
            f"  ligne {entry.line} : {entry.french} – {entry.foreign} : {entry.reason}"
            + (f" {meant}" if meant else "")
        )
    if left > _SHOWN:
        click.echo(f"  … et {left - _SHOWN} autres.")
    click.echo("Ce que fait chaque ligne : --all le montre, --rows l’écrit dans un tableau.")
