"""Files of a selection over HTTP: addresses, headers, refusals, and the page that offers them."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.exports.formats import FORMATS
from atlas.exports.tables import TABLES


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_a_file_holds_the_selection_and_no_more(client: FlaskClient) -> None:
    total = client.get("/api/v1/partenariats?pays=DE").get_json()["total"]
    answer = client.get("/export/partenariats.csv?pays=DE")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    found = rows(answer.get_data(as_text=True))
    assert len(found) == total > 0
    assert all("DE" in row["pays_codes"].split(" | ") for row in found)


@pytest.mark.parametrize("extension", FORMATS)
def test_each_format_has_its_type_a_name_a_licence_and_a_description(
    extension: str, client: FlaskClient
) -> None:
    answer = client.get(f"/export/partenariats.{extension}?epoque=apres_guerre")
    assert answer.status_code == 200
    assert answer.mimetype == FORMATS[extension].mimetype
    assert re.search(
        rf'filename="atlas-partenariats-\d{{4}}-\d\d-\d\d\.{re.escape(extension)}"',
        answer.headers["Content-Disposition"],
    )
    assert 'rel="license"' in answer.headers["Link"]
    assert "partenariats.schema.json" in answer.headers["Link"]
    assert answer.data


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_of_an_empty_selection_is_a_file(extension: str, client: FlaskClient) -> None:
    answer = client.get(f"/export/partenariats.{extension}?de=2090")
    assert answer.status_code == 200
    assert answer.data


def test_a_file_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/export/partenariats.csv")
    again = client.get("/export/partenariats.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    other = client.get(
        "/export/partenariats.csv?bom=oui", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert other.status_code == 200


def test_head_says_what_get_would(client: FlaskClient) -> None:
    head = client.head("/export/partenariats.xlsx")
    assert head.status_code == 200
    assert head.mimetype == FORMATS["xlsx"].mimetype
    assert not head.data


def test_files_give_their_connections_back(app: Flask) -> None:
    visitor, pool = app.test_client(), app.extensions["atlas_database"][0].pool
    kept = []
    for _ in range(4):
        answer = visitor.get("/export/partenariats.csv")
        assert answer.status_code == 200
        assert answer.data
        kept.append(answer)
    visitor.head("/export/partenariats.csv")
    assert visitor.get("/export/partenariats.csv?collectivite=99999").status_code == 400
    assert pool.checkedout() == 0


def test_a_french_spreadsheet_gets_semicolons_and_a_mark(client: FlaskClient) -> None:
    answer = client.get("/export/partenariats.csv?separateur=point-virgule&bom=oui")
    assert answer.data.startswith(b"\xef\xbb\xbfid;titre;")
    plain = rows(client.get("/export/partenariats.csv").get_data(as_text=True))
    assert rows(answer.data.decode("utf-8-sig"), ";") == plain


def test_no_cell_is_a_formula(client: FlaskClient) -> None:
    for table in TABLES:
        answer = client.get(f"/export/{table}.csv").get_data(as_text=True)
        for row in csv.reader(io.StringIO(answer)):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
                assert not cell.startswith("-") or float(cell) < 0


def test_labels_are_english_at_the_english_address(client: FlaskClient) -> None:
    french = client.get("/export/partenariats.json").get_json()
    english = client.get("/en/export/partenariats.json").get_json()
    assert french["partenariats"][0]["type_libelle"] == "Jumelage"
    assert english["partenariats"][0]["type_libelle"] == "Twinning"
    assert french["partenariats"][0].keys() == english["partenariats"][0].keys()
    assert "/en/export/partenariats.json" in english["a_propos"]["adresse"]
    assert "Licence" in english["a_propos"]["lisez_moi"]


def test_geojson_has_a_feature_for_each_partnership_even_nowhere(client: FlaskClient) -> None:
    read = json.loads(client.get("/export/partenariats.geojson").data)
    assert len(read["features"]) == read["a_propos"]["nombre"]
    assert {f["geometry"] and f["geometry"]["type"] for f in read["features"]} == {
        None,
        "MultiLineString",
    }


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/export/partenariats.doc", 400, "Formats de cette table"),
        ("/export/villes.csv", 400, "Tables"),
        ("/export/partenariats", 400, "Tables"),
        ("/export/financements.kml", 400, "csv, json, parquet"),
        ("/export/membres.gpkg", 400, "Formats de cette table"),
        ("/export/partenariats.csv?pays=XX", 400, "XX"),
        ("/export/partenariats.csv?couleur=bleu", 400, "couleur"),
        ("/export/partenariats.csv?separateur=tiret", 400, "virgule"),
        ("/export/partenariats.json?separateur=virgule", 400, "separateur"),
        ("/export/partenariats.csv?collectivite=99999", 400, "99999"),
        ("/export/partenariats.schema.json?pays=DE", 400, "pays"),
        ("/export?pays=XX", 400, "XX"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    address: str, status: int, said: str, client: FlaskClient
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)


def test_the_page_offers_every_format_with_the_selection(client: FlaskClient) -> None:
    page = client.get("/export?pays=DE").get_data(as_text=True)
    for extension in FORMATS:
        assert f'href="/export/partenariats.{extension}?pays=DE' in page
    for name in set(re.findall(r'href="(/export/[^"]+)"', page)):
        assert client.head(name.replace("&amp;", "&")).status_code == 200, name


def test_the_page_says_that_there_is_nothing_to_download(client: FlaskClient) -> None:
    page = client.get("/export?de=2090").get_data(as_text=True)
    assert "rien à télécharger" in page
    assert "/export/partenariats.csv?" not in page.partition("citation")[0]


@pytest.mark.parametrize(
    "address", ["/liste?pays=DE", "/pays/DE", "/carte?pays=DE", "/chiffres?pays=DE"]
)
def test_pages_lead_to_the_files_of_what_they_show(address: str, client: FlaskClient) -> None:
    assert 'href="/export?pays=DE"' in client.get(address).get_data(as_text=True)
