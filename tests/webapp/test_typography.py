"""No line break parts French punctuation from its words, on pages, in errors and in data."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from scripts.lib.translations import extract
from tests.webapp.test_pages import PAGES, REFUSALS

#: An ordinary space, or a line break, inside « » or before a double mark.
BREAKABLE = re.compile(r"«\s(?<![\xa0\u202f])|\s(?<![\xa0\u202f])[»;:!?](?=\s|<|$)")

DATA_REFUSALS = (
    "/api/v1/partenariats?epoque=jurassique",
    "/api/v1/partenariats?bbox=1,2",
    "/api/v1/partenariats?inconnu=1",
    "/api/v1/partenariats?limite=-1",
    "/api/v1/partenariats/999",
    "/api/v1/collectivites/rien",
    "/api/v1/collectivites/84",
    "/api/v1/pays/ZZ",
    "/carte/donnees.json?date=99999",
)


def breakable(text: str) -> list[str]:
    return [text[max(0, m.start() - 30) : m.end() + 10] for m in BREAKABLE.finditer(text)]


def text_of_page(page: str) -> str:
    """The text of a page and of its labels; what scripts and drawings hold is not read."""
    labels = re.findall(r'(?:aria-label|content|title|placeholder)="([^"]*)"', page)
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(" | ".join([re.sub(r"<[^>]*>", "|", body), *labels]))


def test_the_pattern_finds_what_it_must() -> None:
    assert len(breakable("« a » : b ; c ? «\xa0d\xa0»\u202f; e\xa0: f")) == 5


@pytest.mark.parametrize("address", [address for address, _ in REFUSALS])
def test_a_page_of_error_has_no_breakable_space(client: FlaskClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)
    assert breakable(text_of_page(page)) == []


@pytest.mark.parametrize("address", DATA_REFUSALS)
def test_a_refusal_of_data_has_no_breakable_space(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert breakable(problem["title"]) == []
    assert breakable(problem["detail"]) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_breakable_space(client: FlaskClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)
    assert breakable(text_of_page(page)) == []


def test_texts_of_templates_have_no_breakable_space() -> None:
    found = {
        text: where
        for message in extract()
        if (where := [name for name, _ in message.locations if name.startswith("webapp/templates")])
        for text in (message.id if isinstance(message.id, (list, tuple)) else [message.id])
        if breakable(text)
    }
    assert found == {}
