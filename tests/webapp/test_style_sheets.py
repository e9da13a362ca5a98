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
    "/collectivites/38185": None,
    "/pays/DE": None,
    "/epoques": "epoques",
    "/methode": "methode",
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
    pieces = [name for name in loaded if name.startswith("pieces/")]
    assert sorted(pieces) == sorted(f"pieces/{path.stem}" for path in CSS.glob("pieces/*.css"))
    assert loaded[:3] == ["tokens", "base", "layout"]
    assert [name for name in loaded if name.startswith("pages/")] == (
        [f"pages/{own}"] if own else []
    )
    assert loaded.index(pieces[-1]) + 1 == (
        loaded.index(f"pages/{own}") if own else 3 + len(pieces)
    )
    assert loaded[-1] == "print"


def test_every_page_sheet_is_loaded_by_a_template() -> None:
    templates = [path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")]
    linked = set(re.findall(r"'css/pages/(\w+)\.css'", "".join(templates)))
    assert {path.stem for path in CSS.glob("pages/*.css")} == linked
