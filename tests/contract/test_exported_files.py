"""Exported files, opened by other programs: they read what the atlas says, name by name."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import frictionless
import pyarrow.parquet as pq
import pytest
import shapely
from flask.testing import FlaskClient

from atlas.exports.formats import FORMATS

#: LibreOffice's filter for CSV: commas, quotes, UTF-8, values as they are, every sheet.
_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


@pytest.fixture(scope="session")
def files(small_client: FlaskClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format of the whole small atlas, in a folder."""
    folder = tmp_path_factory.mktemp("files")
    for extension in FORMATS:
        answer = small_client.get(f"/export/partenariats.{extension}")
        assert answer.status_code == 200, extension
        (folder / f"partenariats.{extension}").write_bytes(answer.data)
    return folder


@pytest.fixture(scope="session")
def expected(files: Path) -> dict[int, dict[str, Any]]:
    """The rows of the JSON file, by number: what every other file must say."""
    read = json.loads((files / "partenariats.json").read_text(encoding="utf-8"))
    return {row["id"]: row for row in read["partenariats"]}


def run(*words: str | Path) -> str:
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_gdal(path: str | Path, layer: str = "") -> list[dict[str, Any]]:
    """Return the features of a layer as GDAL reads them."""
    words = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path, *([layer] if layer else [])]
    return list(json.loads(run(*words))["features"])


def rows_of(features: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    # GDAL makes of a number called « id » that of the feature itself.
    return {int(f["properties"].get("id", f.get("id"))): f["properties"] for f in features}


def test_there_are_names_that_break_careless_code(expected: dict[int, dict[str, Any]]) -> None:
    said = json.dumps(list(expected.values()), ensure_ascii=False)
    assert "<script>" in said
    assert "{{ 7*7 }}" in said
    assert "Haÿ" in said


def test_frictionless_finds_the_csv_as_its_schema_says(
    files: Path, small_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files)  # it reads nothing outside of where it is
    schema = small_client.get("/export/partenariats.schema.json").get_json()
    resource = frictionless.Resource(
        path="partenariats.csv", schema=frictionless.Schema.from_descriptor(schema)
    )
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


@pytest.mark.parametrize("table", ["membres", "financements", "evenements"])
def test_frictionless_finds_the_other_tables_as_their_schemas_say(
    table: str, small_client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(f"{table}.csv").write_bytes(small_client.get(f"/export/{table}.csv").data)
    schema = small_client.get(f"/export/{table}.schema.json").get_json()
    del schema["foreignKeys"]  # the other table is not beside it
    report = frictionless.Resource(
        path=f"{table}.csv", schema=frictionless.Schema.from_descriptor(schema)
    ).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_a_schema_that_says_something_else_is_seen(
    files: Path, small_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files)
    schema = small_client.get("/export/partenariats.schema.json").get_json()
    schema["fields"][1]["type"] = "integer"
    report = frictionless.Resource(
        path="partenariats.csv", schema=frictionless.Schema.from_descriptor(schema)
    ).validate()
    assert not report.valid


def test_csv_says_what_json_says(files: Path, expected: dict[int, dict[str, Any]]) -> None:
    text = (files / "partenariats.csv").read_text(encoding="utf-8")
    read = {int(row["id"]): row for row in csv.DictReader(io.StringIO(text))}
    assert read.keys() == expected.keys()
    for number, row in expected.items():
        assert read[number]["titre"].removeprefix("'") == row["titre"]
        assert read[number]["annee_debut"] == str(row["annee_debut"] or "")


def test_arrow_reads_the_parquet_file_and_its_geometries(
    files: Path, expected: dict[int, dict[str, Any]]
) -> None:
    table = pq.read_table(files / "partenariats.parquet")
    read = {row["id"]: row for row in table.to_pylist()}
    geo = json.loads(table.schema.metadata[b"geo"])
    assert geo["columns"]["geometry"]["geometry_types"] == ["MultiLineString"]
    assert "Licence Ouverte" in table.schema.metadata[b"atlas"].decode()
    for number, row in expected.items():
        wkb = read[number].pop("geometry")
        assert read[number] == row
        if wkb is not None:
            assert shapely.from_wkb(wkb).geom_type == "MultiLineString"


@pytest.mark.parametrize("extension", ["geojson", "gpkg"])
def test_gdal_reads_the_same_rows(
    extension: str, files: Path, expected: dict[int, dict[str, Any]]
) -> None:
    layer = "partenariats" if extension == "gpkg" else ""
    read = rows_of(by_gdal(files / f"partenariats.{extension}", layer))
    assert read.keys() == expected.keys()
    for number, row in expected.items():
        for name in ("titre", "annee_debut", "francais_codes", "etranger_noms", "epoque"):
            assert read[number][name] == row[name], (number, name)
        assert bool(read[number]["annee_debut_approximative"]) == row["annee_debut_approximative"]


def test_gdal_finds_every_table_in_the_geopackage(files: Path, small_client: FlaskClient) -> None:
    said = run("ogrinfo", "-ro", files / "partenariats.gpkg")
    for table in ("partenariats", "membres", "financements", "evenements", "lisez_moi", "colonnes"):
        assert f": {table} (" in said
    members = by_gdal(files / "partenariats.gpkg", "membres")
    told = small_client.get("/export/membres.json").get_json()["membres"]
    assert [m["properties"]["nom"] for m in members] == [m["nom"] for m in told]
    placed = [m for m in members if m["geometry"] is not None]
    assert len(placed) == sum(row["lon"] is not None for row in told)


def test_gdal_reads_the_shapefile_whose_texts_are_cut_and_whose_limits_are_told(
    files: Path, expected: dict[int, dict[str, Any]]
) -> None:
    packed = files / "partenariats.shp.zip"
    read = rows_of(by_gdal(f"/vsizip/{packed}/partenariats.shp"))
    assert read.keys() == expected.keys()
    for number, row in expected.items():
        assert read[number]["titre"] == row["titre"]
        assert read[number]["an_debut"] == row["annee_debut"]
    with zipfile.ZipFile(packed) as archive:
        assert "254" in archive.read("LISEZMOI.txt").decode()
        names = json.loads(archive.read("colonnes.json"))
    assert names.keys() == {"id", *next(iter(read.values()))}


def test_gdal_reads_the_kml_file(files: Path, expected: dict[int, dict[str, Any]]) -> None:
    features = by_gdal(files / "partenariats.kml")
    assert sorted(f["properties"]["Name"] for f in features) == sorted(
        row["titre"] for row in expected.values()
    )
    assert {int(f["properties"]["id"]) for f in features} == expected.keys()


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_libreoffice_opens_the_workbook_and_runs_nothing(
    extension: str, files: Path, expected: dict[int, dict[str, Any]], tmp_path: Path
) -> None:
    run(
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
        "--convert-to", _EVERY_SHEET, "--outdir", tmp_path, files / f"partenariats.{extension}",
    )  # fmt: skip
    sheets = {path.stem.partition("-")[2]: path for path in tmp_path.glob("*.csv")}
    assert sheets.keys() == {
        *("Lisez-moi", "partenariats", "membres", "financements", "evenements", "Colonnes")
    }
    with sheets["partenariats"].open(encoding="utf-8", newline="") as file:
        read = {int(row["id"]): row for row in csv.DictReader(file)}
    assert read.keys() == expected.keys()
    for number, row in expected.items():
        assert read[number]["titre"] == row["titre"]
        assert read[number]["annee_debut"] == str(row["annee_debut"] or "")
    assert "Licence Ouverte" in sheets["Lisez-moi"].read_text(encoding="utf-8")
