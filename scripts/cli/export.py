"""``./scripts/atlas export``: write a file of a selection, as the site offers it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import click

from atlas.errors import AtlasError
from atlas.exports.formats import FORMATS, Options, find_format
from atlas.exports.tables import TABLES
from atlas.queries.records import PartnershipRecord
from atlas.selection import Selection
from atlas.settings import load_settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--selection",
    "query",
    default="",
    metavar="REQUÊTE",
    help="La sélection, telle qu’une adresse l’écrit : « pays=DE&epoque=guerre_froide ».",
)
@click.option(
    "--table",
    "name",
    type=click.Choice(list(TABLES)),
    default="partenariats",
    show_default=True,
    help="La table ; les classeurs et le GeoPackage les contiennent toutes.",
)
@click.option("--english", is_flag=True, help="Écrit les libellés en anglais.")
@click.option("--force", is_flag=True, help="Remplace le fichier s’il existe.")
def command(file: Path, query: str, name: str, english: bool, force: bool) -> None:
    """Écrit une sélection dans un fichier ; son nom dit le format.

    Formats : csv, xlsx, ods, json, geojson, gpkg, shp.zip, parquet, kml. Un échec ne laisse pas de
    fichier à moitié écrit.
    """
    from webapp import create_app, exports
    from webapp.database import get_vocabulary, own_session

    table = TABLES[name]
    extension = next((each for each in FORMATS if file.name.endswith(f".{each}")), file.suffix[1:])
    form = find_format(extension, table)
    if file.exists() and not force:
        raise AtlasError(
            "Le fichier « {file} » existe\N{NO-BREAK SPACE}: ajoutez --force pour le remplacer.",
            file=file,
        )
    settings = load_settings(os.environ)
    app = create_app(settings)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        address = "/en/export" if english else "/export"
        with app.test_request_context(address, base_url=settings.public_url):
            app.preprocess_request()
            known = get_vocabulary().known_values("en" if english else "fr")
            selection = Selection.parse(parse_qsl(query, keep_blank_values=True), known)
            with own_session() as session, unfinished.open("wb") as target:
                export = exports.prepare(session, selection, table, form, Options())
                count = export.about.count
                followed = replace(export, records=_shown(export.records, count))
                for part in form.write(followed):
                    target.write(part)
        unfinished.replace(file)
    except OSError as error:
        raise AtlasError(
            "Le fichier « {file} » n’a pas pu être écrit ({reason}).",
            file=file,
            reason=error.strerror,
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    size = f"{file.stat().st_size / 1e6:.1f}".replace(".", ",")
    partnerships = "partenariats" if count > 1 else "partenariat"
    click.echo(f"{file}\N{NO-BREAK SPACE}: {count} {partnerships}, {size} Mo.")


def _shown(records: Iterator[PartnershipRecord], count: int) -> Iterator[PartnershipRecord]:
    """Yield ``records`` while a bar shows how many were read, where somebody looks at it."""
    with click.progressbar(
        records, length=count, label="Partenariats", width=30, file=sys.stderr
    ) as bar:
        yield from bar
