"""French territories and authorities of the official geography, past ones included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from atlas.model import Postcode, Territory
from atlas.model.geography import TERRITORY
from geodata.loading.authorities import AuthorityWriter
from geodata.loading.reading import Row, read_rows

Values = dict[str, Any]

#: EPCI kinds of the COG whose body is known to the atlas under a code of its own.
_OTHER_BODY = frozenset({"MET69"})


def load_french_authorities(writer: AuthorityWriter, connection: Connection, folder: Path) -> None:
    """Load ``cog/``: territories, and every French authority, past ones included."""
    _load_territories(connection, folder)
    writer.regions_of = {
        row.required("code"): row.required("region")
        for row in read_rows(folder / "departements.csv")
    }
    for level in _LEVELS:
        _load_level(writer, level, folder)
    _load_former_communes(writer, folder)
    writer.flush()
    _load_postcodes(writer, connection, folder)


def _load_territories(connection: Connection, folder: Path) -> None:
    rows = [
        {
            "level": level,
            "code": row.required("code"),
            "name": row.required("name"),
            "article_fr": row.text("charniere"),
            "region_code": row.optional("region") if name == "departements.csv" else None,
            "lon": row.number("lon", -180, 180),
            "lat": row.number("lat", -90, 90),
        }
        for level, name in (
            ("region", "regions.csv"),
            ("departement", "departements.csv"),
            ("departement", "outre_mer.csv"),
        )
        for row in read_rows(folder / name)
    ]
    connection.execute(insert(Territory), rows)


def _load_postcodes(writer: AuthorityWriter, connection: Connection, folder: Path) -> None:
    rows = [
        {"code": code, "authority_id": writer.ids[row.required("code")]}
        for row in read_rows(folder / "communes.csv")
        for code in filter(None, row.text("postcodes").split("|"))
    ]
    connection.execute(insert(Postcode), rows)


@dataclass(frozen=True)
class _Level:
    """A file of authorities of one kind, and what it says of them besides name, code and point.

    ``code`` is the column of the public code. ``shared`` tells that an earlier file may
    describe the body of a row: the Collectivité européenne d'Alsace is that of two départements,
    the Ville de Paris is its commune.
    """

    file: str
    kind: str
    code: str
    values: Callable[[Row], Values]
    shared: bool = False
    kept: Callable[[Row], bool] = lambda _row: True


def _load_level(writer: AuthorityWriter, level: _Level, folder: Path) -> None:
    known = frozenset(writer.ids)
    for row in read_rows(folder / level.file):
        if not level.kept(row):
            continue
        code = row.required(level.code)
        if level.shared and code in known:
            # « Haut-Rhin » finds the body that runs it, « Corse » the Collectivité de Corse.
            writer.add_name(code, row.required("name"), origin=TERRITORY)
            continue
        _add(writer, row, level.kind, code, **level.values(row))
        # Only EPCI have a usual name besides the official one.
        if level.kind == "epci" and row.text("short_name") not in ("", row.text("name")):
            writer.add_name(code, row.text("short_name"))


def _add(writer: AuthorityWriter, row: Row, kind: str, code: str, **values: Any) -> None:
    point = row.point()
    writer.add(
        row,
        point,
        code=code,
        side="french",
        kind=kind,
        name=row.required("name"),
        country_iso2="FR",
        location_method=row.text("point_method"),
        location_precision="place" if point is not None else "none",
        **values,
    )


def _special(row: Row) -> Values:
    departements = row.required("departements").split(";")
    only = departements[0] if len(departements) == 1 else None
    return {
        "siren": row.optional("siren"),
        "population": row.integer("population", least=0),
        "insee_code": only,
        "departement_code": only,
        "region_code": row.required("region"),
    }


def _departement(row: Row) -> Values:
    return {
        "population": row.integer("ctcd_population", least=0),
        "charniere_fr": row.text("charniere"),
        "insee_code": row.required("code"),
        "departement_code": row.required("code"),
        "region_code": row.required("region"),
    }


def _region(row: Row) -> Values:
    code = row.required("code")
    return {**_inhabited(row), "insee_code": code, "region_code": code}


def _overseas(row: Row) -> Values:
    return {**_inhabited(row), "departement_code": row.required("code")}


def _commune(row: Row) -> Values:
    return {
        **_inhabited(row),
        "insee_code": row.required("code"),
        "siren": row.optional("siren"),
        "departement_code": row.optional("departement"),
        "region_code": row.optional("region"),
        "epci_siren": row.optional("epci"),
    }


def _epci(row: Row) -> Values:
    return {
        "siren": row.required("siren"),
        "population": row.integer("population", least=0),
        "departement_code": row.optional("departement"),
        "region_code": row.optional("region"),
    }


def _inhabited(row: Row) -> Values:
    return {
        "population": row.integer("population", least=0),
        "charniere_fr": row.text("charniere"),
    }


#: In the order of their numbers in the database.
_LEVELS = (
    _Level("statuts_particuliers.csv", "statut_particulier", "code", _special),
    _Level("communes.csv", "commune", "code", _commune),
    _Level("departements.csv", "departement", "ctcd", _departement, shared=True),
    _Level("regions.csv", "region", "public_code", _region, shared=True),
    _Level(
        "outre_mer.csv",
        "statut_particulier",
        "code",
        _overseas,
        kept=lambda row: row.text("authority") == "1",
    ),
    _Level(
        "epci.csv", "epci", "siren", _epci, kept=lambda row: row.text("kind") not in _OTHER_BODY
    ),
)


def _load_former_communes(writer: AuthorityWriter, folder: Path) -> None:
    for row in read_rows(folder / "communes_anciennes.csv"):
        code, successor = row.required("code"), row.required("successor")
        if successor not in writer.ids:
            raise row.error("successor", "cette commune n’existe pas")
        if code in writer.ids:
            # A délégué part that kept the code of the whole: its name still finds the commune.
            writer.add_name(code, row.required("name"))
            continue
        departement = row.optional("departement")
        _add(
            writer,
            row,
            row.required("kind"),
            code,
            insee_code=code,
            departement_code=departement,
            region_code=writer.regions_of.get(departement or ""),
            valid_to=row.optional("end_date"),
            successor_id=writer.ids[successor],
            charniere_fr=row.text("charniere"),
        )
    for row in read_rows(folder / "noms_anciens.csv"):
        if row.required("code") in writer.ids:
            writer.add_name(row.required("code"), row.required("name"))
