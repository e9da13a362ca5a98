"""The sheets of a page: its own and the shared ones, in the order in which they overrule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

WEBAPP = Path(__file__).resolve().parents[2] / "webapp"
CSS, TEMPLATES = WEBAPP / "static" / "css", WEBAPP / "templates"

SHEET_OF = {
    "/": "accueil",
    "/liste": "liste",
    "/partenariats/1": "partenariat",
    "/collectivites/38185": "lieu",
    "/pays/DE": "lieu",
    "/epoques": "epoques",
    "/epoques/apres_guerre": "sujets",
    "/themes": "sujets",
    "/acteurs": "sujets",
    "/methode": "methode",
    "/chiffres": "chiffres",
    "/comparer": "chiffres",
    "/donnees": "donnees",
    "/carte": None,
    "/introuvable": "erreur",
}


@pytest.mark.parametrize(("address", "own"), SHEET_OF.items())
def test_a_page_loads_the_shared_sheets_then_its_own_then_that_of_paper(
    client: FlaskClient, address: str, own: str | None
) -> None:
    page = client.get(address).get_data(as_text=True)
    loaded = re.findall(r'<link rel="stylesheet" href="/static/\w+/css/([\w/]+)\.css"', page)
    assert loaded[0] == "site"
    assert loaded[1:-1] == ([f"pages/{own}"] if own else ["carte"] if address == "/carte" else [])
    assert loaded[-1] == "print"


def test_the_sheet_of_the_site_holds_the_shared_sheets_each_once_and_in_order() -> None:
    imported = re.findall(r'^@import "([\w/]+)\.css";', (CSS / "site.css").read_text("utf-8"), re.M)
    assert imported[:3] == ["tokens", "base", "layout"]
    pieces = [f"pieces/{path.stem}" for path in CSS.glob("pieces/*.css")]
    assert sorted(imported[3:]) == sorted(pieces)


def test_every_page_sheet_is_loaded_by_a_template() -> None:
    templates = [path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")]
    linked = set(re.findall(r"'css/pages/(\w+)\.css'", "".join(templates)))
    assert {path.stem for path in CSS.glob("pages/*.css")} == linked
