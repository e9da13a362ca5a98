"""The page of figures: its cross-table and its file, its rankings, what others published."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from atlas.queries.reference import PublishedFigure
from webapp.presentation.csv_table import csv_bytes
from webapp.presentation.published import gap_sentence, shown


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def cells(page: str) -> list[tuple[str, str]]:
    """The address and the text of each figure of the cross-table."""
    table = page[page.index('<table class="table chaleur">') : page.index("</table>")]
    body = table[table.index("<tbody>") :]
    found = re.findall(r'<td[^>]*><a href="([^"]+)">([^<]+)', body)
    return [(html.unescape(address), text) for address, text in found]


@pytest.mark.parametrize(
    "query",
    [
        "lignes=region&colonnes=epoque",
        "lignes=theme&colonnes=decennie",
        "lignes=continent&colonnes=echelon",
        "lignes=departement&colonnes=financement",
        "lignes=decennie&colonnes=statut&pays=DE&pays=IT",
        "lignes=epoque&colonnes=type&region=84&de=1960&a=1999",
    ],
)
def test_each_figure_leads_to_a_list_of_that_length(client: FlaskClient, query: str) -> None:
    found = cells(text_of(client, f"/chiffres?{query}"))
    assert found
    for address, text in found:
        listed = client.get(address.replace("/liste", "/api/v1/partenariats")).get_json()
        assert listed["total"] == int(text), address


def test_the_headings_sort_the_rows_and_say_so(client: FlaskClient) -> None:
    page = text_of(client, "/chiffres?lignes=pays&colonnes=epoque")
    assert 'aria-sort="descending"><a class="tri tri--actif"' in page
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td', page)
    by_name = text_of(client, "/chiffres?lignes=pays&colonnes=epoque&tri=nom")
    assert re.findall(r'<tr><th scope="row">([^<]+)</th><td', by_name)[:5] == [
        "Allemagne",
        "Burkina Faso",
        "Chili",
        "Italie",
        "Japon",
    ]
    assert rows[0] == "Allemagne"
    last = text_of(client, "/chiffres?lignes=pays&colonnes=epoque&tri=total&ordre=asc")
    assert re.findall(r'<tr><th scope="row">([^<]+)</th><td', last)[4] == "Allemagne"


def test_the_selection_stays_when_the_table_changes(client: FlaskClient) -> None:
    page = text_of(client, "/chiffres?pays=DE&epoque=guerre_froide")
    assert '<input type="hidden" name="pays" value="DE">' in page
    assert '<input type="hidden" name="epoque" value="guerre_froide">' in page
    assert 'href="/liste?epoque=guerre_froide&amp;pays=DE"' in page


def test_an_unknown_amount_is_not_a_zero(client: FlaskClient) -> None:
    page = text_of(client, "/chiffres?lignes=pays&colonnes=type&mesure=montant")
    assert "300 000" in page.replace("\u202f", " ")
    assert '<span class="inconnu">inconnu</span>' in page
    assert "« Inconnu » ne veut pas dire zéro".replace(" ", "") in page.replace("\xa0", "").replace(
        " ", ""
    )


def test_a_selection_without_any_link_says_so(client: FlaskClient) -> None:
    page = text_of(client, "/chiffres?q=introuvable")
    assert "Aucun partenariat de cette sélection" in page
    assert "chaleur" not in page


def test_links_without_a_value_are_counted_apart(client: FlaskClient) -> None:
    page = text_of(client, "/chiffres?lignes=decennie&colonnes=theme")
    assert "2 liens ne sont dans aucune ligne" in page


def test_the_file_holds_the_whole_table(client: FlaskClient) -> None:
    response = client.get("/chiffres?lignes=pays&colonnes=epoque&format=csv")
    assert response.mimetype == "text/csv"
    assert "atlas-pays-epoque-liens.csv" in response.headers["Content-Disposition"]
    assert response.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert rows[0][0] == "Pays × Époque"
    assert rows[0][-1] == rows[-1][0] == "Ensemble"
    assert rows[-1][-1] == "8"
    assert len({len(row) for row in rows}) == 1


def test_the_file_is_in_the_language_of_the_reader(client: FlaskClient) -> None:
    response = client.get("/en/chiffres?lignes=pays&colonnes=epoque&format=csv")
    assert "Germany" in response.data.decode("utf-8-sig")


def test_a_text_that_a_spreadsheet_would_run_is_disarmed() -> None:
    rows = [["=1+1", "+x", "-2", "@x", "\t=x", "é", -2, None, 1.5]]
    text = csv_bytes(rows).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text))) == [
        "'=1+1", "'+x", "'-2", "'@x", "'\t=x", "é", "-2", "", "1.5",
    ]  # fmt: skip


def test_rankings_can_be_read_per_inhabitant(client: FlaskClient) -> None:
    page = text_of(client, "/chiffres")
    ranked = page[page.index('id="classements"') : page.index('id="ailleurs"')]
    assert "Partenaires étrangers" in ranked
    assert "Grenoble" in ranked
    rated = text_of(client, "/chiffres?par=habitants")
    rated = rated[rated.index('id="classements"') : rated.index('id="ailleurs"')]
    assert "Partenaires étrangers" not in rated
    assert "Grenoble" in rated
    assert "Fontaine" not in rated  # its population is not known


def test_what_others_published_stands_beside_the_atlas(client: FlaskClient) -> None:
    page = text_of(client, "/chiffres?pays=DE")
    assert "10 440" in page.replace("\u202f", " ")
    # Of 8 links, one has ended, one is dormant, and nothing says whether two go on.
    assert "il lui en manque 10 436" in page.replace("\u202f", " ")
    assert "2 autres liens, dont aucune source lue ne dit s’ils durent encore" in page
    assert "comparés à l’atlas entier" in page


def figure(value: float, unit: str) -> PublishedFigure:
    return PublishedFigure("x", "X", "X", value, unit, "2021", "source")


@pytest.mark.parametrize(
    ("published", "own", "said"),
    [
        (figure(100, "pays"), 75, "L’atlas en compte 75 % : il lui en manque 25."),
        (figure(100, "pays"), 120, "L’atlas en compte 20 de plus."),
        (figure(100, "pays"), 100, "L’atlas en compte autant."),
        (figure(40, "%"), 62.6, "La part est plus forte de 23 points dans l’atlas."),
        (figure(40, "%"), 39.4, "La part est plus faible de 1 point dans l’atlas."),
        (figure(40, "%"), 40.2, "L’atlas arrive à la même part."),
        (figure(7e8, "EUR/an"), None, "L’atlas ne connaît que des montants isolés"),
        (figure(112, "réseaux"), None, "L’atlas n’a pas de chiffre comparable."),
    ],
)  # fmt: skip
def test_the_gap_is_said_in_a_sentence(
    small_app: Flask, published: PublishedFigure, own: float | None, said: str
) -> None:
    with small_app.test_request_context("/"):
        assert re.sub("[\xa0\u202f]", " ", gap_sentence(published, own)).startswith(said)


def test_a_figure_bears_its_unit(small_app: Flask) -> None:
    with small_app.test_request_context("/"):
        shown_in_french = [shown(1e9, "EUR/an"), shown(67, "%"), shown(4700, "collectivités")]
    assert [re.sub("[\xa0\u202f]", " ", text) for text in shown_in_french] == [
        "1 000 000 000 € par an",
        "67 %",
        "4 700",
    ]


def test_the_method_says_what_is_known_by_region_and_by_country(client: FlaskClient) -> None:
    page = text_of(client, "/methode")
    assert "Aucun lien n’a été vérifié depuis moins de trois ans" in page
    assert 'href="/liste?region=84"' in page
    assert 'href="/liste?pays=BF"' in page
    rows = re.findall(r'<th scope="row"><a href="/liste\?pays=(\w\w)">', page)
    assert rows[0] == "DE"
    by_name = text_of(client, "/methode?tri=nom&ordre=desc")
    assert re.findall(r'<th scope="row"><a href="/liste\?pays=(\w\w)">', by_name)[0] == "JP"
