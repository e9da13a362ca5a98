"""Countries, past States, territories and French authorities."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shapely.geometry import shape
from sqlalchemy import Connection, insert, select

from atlas import spatial
from atlas.model import (
    Authority,
    AuthorityName,
    Country,
    HistoricalState,
    Territory,
    ZoneMembership,
)
from atlas.text import fold
from geodata.loading.reading import Row, read_rows

#: EPCI kinds of the COG whose body is known to the atlas under a code of its own.
_OTHER_BODY = frozenset({"MET69"})
_FRANCE = "FR"


class AuthorityWriter:
    """Numbers authorities and writes them with their point, in batches, in one table each.

    ``ids`` gives the number of each public code, ``regions_of`` the région of each département;
    ``countries`` are those that the database knows when the writer is made.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.ids: dict[str, int] = {}
        self.countries = frozenset(connection.scalars(select(Country.iso2)))
        self.regions_of: dict[str, str] = {}
        self._rows: list[dict[str, Any]] = []
        self._points: list[dict[str, Any]] = []
        self._names: dict[tuple[int, str], dict[str, Any]] = {}

    def add(self, row: Row, point: tuple[float, float] | None, **values: Any) -> None:
        """Add an authority; raise :class:`DataFileError` when its code is already taken."""
        code = str(values["code"])
        if code in self.ids:
            raise row.error(None, f"le code « {code} » désigne déjà une autre collectivité")
        number = len(self.ids) + 1
        self.ids[code] = number
        self._rows.append(
            {
                "id": number,
                "name_fr": "",
                "charniere_fr": "",
                "insee_code": None,
                "siren": None,
                "population": None,
                "departement_code": None,
                "region_code": None,
                "epci_siren": None,
                "admin1": None,
                "valid_to": None,
                "successor_id": None,
                "geonames_id": None,
                "folded_name": fold(str(values["name"])),
                **values,
            }
        )
        if point is not None:
            self._points.append({"authority_id": number, "lon": point[0], "lat": point[1]})

    def add_name(self, code: str, name: str) -> None:
        """Add another name of an authority that was added before; a repeated one counts once."""
        number = self.ids[code]
        self._names.setdefault(
            (number, name),
            {"authority_id": number, "name": name, "folded_name": fold(name)},
        )

    def flush(self) -> None:
        """Write what was added since the last time."""
        if self._rows:
            self._connection.execute(insert(Authority), self._rows)
        spatial.insert_points(self._connection, self._points)
        if self._names:
            self._connection.execute(insert(AuthorityName), list(self._names.values()))
        self._rows, self._points, self._names = [], [], {}


def load_countries(connection: Connection, folder: Path) -> None:
    """Load ``pays/``: countries, historical States and the zones of the era rules."""
    connection.execute(
        insert(Country),
        [
            {
                "iso2": row.required("iso2"),
                "iso3": row.required("iso3"),
                "name_fr": row.required("name_fr"),
                "name_en": row.required("name_en"),
                "article_fr": row.text("article_fr"),
                "preposition_fr": row.text("preposition_fr"),
                "continent": row.required("continent"),
                "lon": row.number("lon", -180, 180),
                "lat": row.number("lat", -90, 90),
            }
            for row in read_rows(folder / "pays.csv")
        ],
    )
    connection.execute(
        insert(HistoricalState),
        [
            {
                "code": row.required("code"),
                "name_fr": row.required("name_fr"),
                "name_en": row.required("name_en"),
                "year_from": row.integer("year_from"),
                "year_to": row.integer("year_to"),
                "successors": row.text("successors"),
                "admin1": row.text("admin1"),
                "source": row.text("source"),
            }
            for row in read_rows(folder / "pays_historiques.csv")
        ],
    )
    connection.execute(
        insert(ZoneMembership),
        [
            {
                "zone": row.required("zone"),
                "state_code": row.required("country"),
                "year_from": row.integer("year_from"),
                "year_to": row.integer("year_to"),
                "explanation_fr": row.text("explanation"),
            }
            for row in read_rows(folder / "zones.csv")
        ],
    )


def load_french_authorities(writer: AuthorityWriter, connection: Connection, folder: Path) -> None:
    """Load ``cog/``: territories, and every French authority, past ones included."""
    _load_territories(connection, folder)
    _load_levels(writer, folder)
    for row in read_rows(folder / "communes.csv"):
        writer.add(
            row,
            row.point(),
            **_french(row, "commune", row.required("code")),
            insee_code=row.required("code"),
            siren=row.optional("siren"),
            population=row.integer("population", least=0),
            departement_code=row.optional("departement"),
            region_code=row.optional("region"),
            epci_siren=row.optional("epci"),
            charniere_fr=row.text("charniere"),
        )
    for row in read_rows(folder / "epci.csv"):
        if row.text("kind") in _OTHER_BODY:
            continue
        writer.add(
            row,
            row.point(),
            **_french(row, "epci", row.required("siren")),
            siren=row.required("siren"),
            population=row.integer("population", least=0),
            departement_code=row.optional("departement"),
            region_code=row.optional("region"),
        )
        if row.text("short_name") and row.text("short_name") != row.text("name"):
            writer.add_name(row.required("siren"), row.text("short_name"))
    _load_former_communes(writer, folder)
    writer.flush()


def _french(row: Row, kind: str, code: str) -> dict[str, Any]:
    point = row.point()
    return {
        "code": code,
        "side": "french",
        "kind": kind,
        "name": row.required("name"),
        "country_iso2": _FRANCE,
        "location_method": row.text("point_method"),
        "location_precision": "place" if point is not None else "none",
    }


def _load_territories(connection: Connection, folder: Path) -> None:
    rows = [
        {
            "level": level,
            "code": row.required("code"),
            "name": row.required("name"),
            "article_fr": row.text("charniere"),
            "region_code": row.optional("region") if level == "departement" else None,
            "lon": row.number("lon", -180, 180),
            "lat": row.number("lat", -90, 90),
        }
        for level, name in (("region", "regions.csv"), ("departement", "departements.csv"))
        for row in read_rows(folder / name)
    ]
    rows += [
        {
            "level": "departement",
            "code": row.required("code"),
            "name": row.required("name"),
            "article_fr": row.text("charniere"),
            "region_code": None,
            "lon": row.number("lon", -180, 180),
            "lat": row.number("lat", -90, 90),
        }
        for row in read_rows(folder / "outre_mer.csv")
    ]
    connection.execute(insert(Territory), rows)


def _load_levels(writer: AuthorityWriter, folder: Path) -> None:
    """Add régions, départements, special-status and overseas bodies."""
    special = list(read_rows(folder / "statuts_particuliers.csv"))
    special_codes = {row.required("code") for row in special}
    for row in special:
        departements = row.required("departements").split(";")
        writer.add(
            row,
            row.point(),
            **_french(row, "statut_particulier", row.required("code")),
            siren=row.optional("siren"),
            insee_code=departements[0] if len(departements) == 1 else None,
            departement_code=departements[0] if len(departements) == 1 else None,
            region_code=row.required("region"),
        )
    for row in read_rows(folder / "departements.csv"):
        writer.regions_of[row.required("code")] = row.required("region")
        if row.required("ctcd") in special_codes:
            continue
        writer.add(
            row,
            row.point(),
            **_french(row, "departement", row.required("ctcd")),
            insee_code=row.required("code"),
            population=row.integer("population", least=0),
            departement_code=row.required("code"),
            region_code=row.required("region"),
            charniere_fr=row.text("charniere"),
        )
    for row in read_rows(folder / "regions.csv"):
        if row.required("public_code") in writer.ids:
            continue
        writer.add(
            row,
            row.point(),
            **_french(row, "region", row.required("public_code")),
            insee_code=row.required("code"),
            population=row.integer("population", least=0),
            region_code=row.required("code"),
            charniere_fr=row.text("charniere"),
        )
    for row in read_rows(folder / "outre_mer.csv"):
        if row.text("authority") != "1":
            continue
        writer.add(
            row,
            row.point(),
            **_french(row, "statut_particulier", row.required("code")),
            population=row.integer("population", least=0),
            departement_code=row.required("code"),
            charniere_fr=row.text("charniere"),
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
        writer.add(
            row,
            row.point(),
            **_french(row, row.required("kind"), code),
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


def load_outlines(connection: Connection, contours: Path, cog: Path, ids: dict[str, int]) -> int:
    """Load ``contours/`` for the authorities that govern each territory; return how many.

    The code of each territory gives the public code of its authority through ``cog/``. A body that
    governs a région and a département (Martinique) has one outline.
    """
    wkts: dict[int, str] = {}
    for name, column in (
        ("regions", "public_code"),
        ("departements", "ctcd"),
        ("outre_mer", "code"),
    ):
        public = {row.required("code"): row.text(column) for row in read_rows(cog / f"{name}.csv")}
        for code, wkt in _outlines(contours / f"{name}.geojson"):
            authority_id = ids.get(public.get(code, ""))
            if authority_id is not None:
                wkts.setdefault(authority_id, wkt)
    spatial.insert_outlines(
        connection, [{"authority_id": number, "wkt": wkt} for number, wkt in wkts.items()]
    )
    return len(wkts)


def _outlines(path: Path) -> Iterator[tuple[str, str]]:
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        yield str(feature["properties"]["code"]), shape(feature["geometry"]).wkt
