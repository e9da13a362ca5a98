"""``./scripts/atlas similar``: the foreign authorities that a name may mean already."""

from __future__ import annotations

import os

import click
import msgspec
from sqlalchemy.orm import Session

from atlas.database import open_engine, told_in_a_sentence
from atlas.doubts.content import Choice
from atlas.errors import AtlasError
from atlas.queries.countries import find_country
from atlas.services import schema
from atlas.settings import load_settings
from geodata.reconciling.foreign import ForeignMatcher
from geodata.reconciling.matching import DOUBTFUL
from geodata.reconciling.places import load_gazetteer


@click.command()
@click.argument("name", metavar="NOM")
@click.option("--country", required=True, metavar="PAYS", help="Son pays : un code ou un nom.")
@click.option("--lon", type=float, help="Sa longitude, en degrés, si elle est connue.")
@click.option("--lat", type=float, help="Sa latitude, en degrés, si elle est connue.")
@click.option("--json", "as_json", is_flag=True, hidden=True)
def command(name: str, country: str, lon: float | None, lat: float | None, as_json: bool) -> None:
    """Cherche les partenaires étrangers de l’atlas qui sont peut-être déjà NOM.

    Les noms sont comparés comme le fait un import : autres langues, fautes, « Ville de »,
    « Province de ». Rien n’est écrit.
    """
    engine = open_engine(load_settings(os.environ).database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        with told_in_a_sentence(engine), Session(engine) as session:
            code = find_country(session, country)
            if code is None:
                raise AtlasError("Aucun pays ne s’appelle « {name} ».", name=country[:60])
            matcher = ForeignMatcher(load_gazetteer(session, "foreign"))
    finally:
        engine.dispose()
    point = (lon, lat) if lon is not None and lat is not None else None
    found = [
        Choice(one.code, one.name, one.score, one.reasons)
        for one in matcher.match(name, code, point=point).candidates
        if one.score >= DOUBTFUL
    ]
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for one in found:
        click.echo(f"{one.score:.2f}  {one.code}  {one.name}")
    if not found:
        click.echo("Personne ne porte ce nom, ni un nom qui lui ressemble.")
