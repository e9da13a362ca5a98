"""Static files of ours: sheets as one, compressed once, kept for good, and nothing else served."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from webapp.assets import digest, flattened, read_assets


def address(client: FlaskClient, name: str) -> str:
    page = client.get("/").get_data(as_text=True)
    root = re.search(r"/static/[0-9a-f]{12}/", page)
    assert root
    return f"{root[0]}{name}"


def test_the_sheets_of_the_site_are_sent_as_one(client: FlaskClient) -> None:
    sheet = client.get(address(client, "css/site.css")).get_data(as_text=True)
    assert "@import" not in sheet
    assert "@font-face" in sheet
    assert ".bouton" in sheet


@pytest.mark.parametrize("name", ["css/site.css", "js/map/app.js", "css/carte.css"])
def test_a_file_is_the_same_however_it_is_compressed(client: FlaskClient, name: str) -> None:
    where = address(client, name)
    plain = client.get(where)
    assert "Content-Encoding" not in plain.headers
    br = client.get(where, headers={"Accept-Encoding": "br"})
    assert brotli.decompress(br.data) == plain.data
    packed = client.get(where, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert br.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in br.headers["Vary"]
    assert "immutable" in br.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name", ["css/nothing.css", "../__init__.py", "css/../../__init__.py", "js", "", "%00"]
)
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(address(client, name)).status_code in (308, 404)


def test_a_sheet_below_may_not_hold_an_address(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a.css").write_text("a { background: url(b.png) }\n")
    (tmp_path / "site.css").write_text('@import "below/a.css";\n')
    with pytest.raises(ValueError, match=r"a\.css"):
        flattened(tmp_path / "site.css")


def test_a_changed_file_changes_the_digest_and_what_is_sent(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("a { color: red }\n")
    first = digest(tmp_path)
    assert read_assets(tmp_path, first)["a.css"].bodies[""] == b"a { color: red }\n"
    sheet.write_text("a { color: blue }\n")
    second = digest(tmp_path)
    assert first != second
    assert read_assets(tmp_path, second)["a.css"].bodies[""] == b"a { color: blue }\n"
