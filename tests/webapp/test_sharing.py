"""A page is shared by short link, code to embed, oEmbed, QR code, preview image and citation."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from tests.support.small_atlas import HOSTILE_NAMES
from webapp.figures import preview

STATIC = Path(__file__).resolve().parents[2] / "webapp" / "static"
PAGES = ("/carte?epoque=guerre_froide", "/liste?pays=DE", "/partenariats/1", "/collectivites/38185")


@pytest.fixture
def own(app: Flask) -> FlaskClient:
    return app.test_client()


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def short_link(client: FlaskClient, address: str) -> str:
    """Ask for the short link of an address as a reader does, and return it."""
    page = client.get("/partager", query_string={"adresse": address}).get_data(as_text=True)
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)
    assert token
    answer = client.post("/partager", data={"adresse": address, "csrf_token": token[1]})
    assert answer.status_code == 200
    found = re.search(r'id="lien-court"[^>]* value="http://localhost(/s/\w+)"', answer.text)
    assert found
    return found[1]


def test_a_short_link_leads_to_the_very_view_and_stays_the_same(own: FlaskClient) -> None:
    address = "/carte?epoque=guerre_froide&pays=DE#5.5/51.0000/10.0000/pays:DE"
    link = short_link(own, address)
    assert own.get(link).headers["Location"] == address
    assert short_link(own, address) == link


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/",
        "//example.org",
        "/nulle-part",
        "/pays/ZZ",
        "/static/x",
        "/api/v1",
        "x",
    ],
)
def test_only_pages_of_the_atlas_are_shared(client: FlaskClient, address: str) -> None:
    asked = {"adresse": address}
    for path in ("/partager", "/qr.svg", "/apercu.png"):
        assert client.get(path, query_string=asked).status_code == 404, path
    assert client.get("/oembed", query_string={"url": address}).status_code == 404


def test_a_short_link_that_nobody_made_leads_nowhere(client: FlaskClient) -> None:
    assert client.get("/s/aaaaaaaa").status_code == 404
    assert client.get("/s/%2e%2e").status_code == 404


def test_a_short_link_is_asked_for_with_a_token(own: FlaskClient) -> None:
    answer = own.post("/partager", data={"adresse": "/carte"})
    assert answer.status_code == 400
    assert "/s/" not in answer.text


def test_a_short_link_refused_for_want_of_a_token_says_so(own: FlaskClient) -> None:
    refused = own.post("/partager", data={"adresse": "/pays/DE"})
    assert refused.status_code == 400
    assert "a perdu sa signature" in refused.text


@pytest.mark.parametrize("address", PAGES)
def test_an_embedded_page_is_alone_and_may_be_framed(client: FlaskClient, address: str) -> None:
    separator = "&" if "?" in address else "?"
    whole, alone = client.get(address), client.get(f"{address}{separator}embed=1")
    assert "frame-ancestors 'none'" in whole.headers["Content-Security-Policy"]
    assert "frame-ancestors https: http:" in alone.headers["Content-Security-Policy"]
    assert '<header class="entete">' in whole.text
    assert '<header class="entete">' not in alone.text
    assert '<base target="_blank">' in alone.text
    back = re.search(r'class="pied-integre"><p><a href="([^"]+)"', alone.text)
    assert back
    assert html.unescape(back[1]) == address


def test_other_pages_are_never_framed(client: FlaskClient) -> None:
    for address in ("/signaler", "/partager", "/methode"):
        policy = client.get(f"{address}?embed=1").headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy


def test_an_embedding_that_means_nothing_is_refused(client: FlaskClient) -> None:
    answer = client.get("/carte?embed=oui")
    assert answer.status_code == 400
    assert "vaut 1" in answer.text


def test_the_code_to_embed_shows_the_page_with_its_filters(client: FlaskClient) -> None:
    page = client.get("/partager", query_string={"adresse": "/carte?pays=DE#4/50/10"}).text
    code = html.unescape(re.search(r'<textarea id="cadre"[^>]*>(.*?)</textarea>', page, re.S)[1])
    assert 'src="http://localhost/carte?pays=DE&amp;embed=1#4/50/10"' in code
    assert "<script" not in code


@pytest.mark.parametrize("address", PAGES)
def test_oembed_answers_for_each_page_that_announces_it(client: FlaskClient, address: str) -> None:
    found = re.search(r'type="application/json\+oembed" href="http://localhost([^"]+)"',
                      text_of(client, address))  # fmt: skip
    assert found
    answer = json.loads(text_of(client, html.unescape(found[1]) + "&maxwidth=400"))
    assert (answer["version"], answer["type"], answer["width"]) == ("1.0", "rich", 400)
    assert "embed=1" in answer["html"]
    image = client.get(answer["thumbnail_url"].removeprefix("http://localhost"))
    assert image.mimetype == "image/png"


def _oembed(client: FlaskClient, **asked: str) -> tuple[int, dict[str, object]]:
    answer = client.get("/oembed", query_string=asked)
    assert answer.mimetype in ("application/json", "application/problem+json")
    assert (answer.mimetype == "application/json") == (answer.status_code == 200)
    return answer.status_code, json.loads(answer.text)


def test_oembed_keeps_the_language_and_the_size_asked_for(client: FlaskClient) -> None:
    status, told = _oembed(
        client, url="http://localhost/en/pays/DE", maxwidth="400", maxheight="300"
    )
    assert status == 200
    assert told["title"] == "Germany"
    assert 'src="http://localhost/en/pays/DE?embed=1"' in str(told["html"])
    assert 'title="Germany" width="400" height="300"' in str(told["html"])
    assert (told["width"], told["height"]) == (400, 300)
    _, french = _oembed(client, url="http://localhost/pays/DE", maxwidth="5000")
    assert (french["title"], french["width"]) == ("Allemagne", 800)


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({}, 400, "l’adresse d’une page de l’atlas"),
        ({"url": "http://localhost/pays/DE", "maxwidth": "abc"}, 400, "maxwidth"),
        ({"url": "http://localhost/pays/DE", "maxwidth": "-3"}, 400, "maxwidth"),
        ({"url": "http://localhost/pays/DE", "maxheight": "0"}, 400, "maxheight"),
        ({"url": "http://localhost/pays/DE", "format": "xml"}, 501, "JSON"),
        ({"url": "http://example.org/pays/DE"}, 404, "n’est pas celle d’une page"),
        ({"url": "http://localhost/methode"}, 404, "ne s’intègre pas"),
        ({"url": "http://localhost/liste?couleur=bleu"}, 400, "couleur"),
    ],
)
def test_oembed_says_what_it_cannot_do(
    client: FlaskClient, asked: dict[str, str], status: int, words: str
) -> None:
    found, problem = _oembed(client, **asked)
    assert found == problem["status"] == status
    assert words in str(problem["detail"])


@pytest.mark.parametrize("path", ["/partager", "/apercu.png", "/qr.svg"])
@pytest.mark.parametrize(
    "address",
    ["/liste?couleur=bleu", "/carte?epoque=jurassique", "/liste?page=abc", "/pays/DE?x=1",
     "/carte?embed=2"],
)  # fmt: skip
def test_what_a_page_does_not_understand_is_not_shared(
    client: FlaskClient, path: str, address: str
) -> None:
    page = client.get(address)
    shared = client.get(path, query_string={"adresse": address})
    assert page.status_code == shared.status_code == 400
    sentence = re.search(r'class="chapeau">([^<]+)<', page.text)
    assert sentence
    assert sentence[1] in shared.text


def test_a_refusal_is_in_the_language_of_the_reader_and_not_of_the_address(
    client: FlaskClient,
) -> None:
    refused = client.get("/en/partager", query_string={"adresse": "/liste?couleur=bleu"})
    assert refused.status_code == 400
    assert 'lang="en"' in refused.text
    assert "There is no field “couleur”" in refused.text


@pytest.mark.parametrize(
    "address",
    [
        "/acteurs",
        "/chiffres",
        "/comparer",
        "/donnees",
        "/epoques",
        "/financements",
        "/methode",
        "/pays/DE",
        "/signaler",
        "/themes",
        "/themes/culture",
        "/en/methode",
    ],
)
def test_what_is_shared_bears_the_title_of_the_page(client: FlaskClient, address: str) -> None:
    title = re.search(r"<h1[^>]*>(.*?)</h1>", text_of(client, address), re.DOTALL)
    assert title is not None
    prefix = "/en" if address.startswith("/en") else ""
    assert title[1] in text_of(client, f"{prefix}/partager?adresse={address}")


@pytest.mark.parametrize("address", ["/partager?adresse=/carte", "/apercu.png", "/qr.svg"])
def test_the_page_that_shares_is_not_shared(client: FlaskClient, address: str) -> None:
    assert client.get("/partager", query_string={"adresse": address}).status_code == 404


@pytest.mark.parametrize("address", ["/", *PAGES, "/pays/DE", "/methode", "/partenariats/6"])
def test_each_page_names_a_preview_image_of_the_usual_size(
    client: FlaskClient, address: str
) -> None:
    page = text_of(client, address)
    found = re.search(r'property="og:image" content="http://localhost([^"]+)"', page)
    assert found
    answer = client.get(html.unescape(found[1]))
    assert answer.mimetype == "image/png"
    assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
    assert client.get(html.unescape(found[1]), headers={"If-None-Match": answer.headers["ETag"]})
    for name in ("og:title", "og:description", "og:url"):
        assert re.search(rf'property="{name}" content="[^"]+"', page)


def test_a_preview_shows_the_partners_in_the_colour_of_their_era(client: FlaskClient) -> None:
    data = client.get("/apercu.png?adresse=/partenariats/1").data
    colours = {c for _, c in Image.open(io.BytesIO(data)).convert("RGB").getcolors(1 << 20)}

    def near(wanted: str) -> bool:
        red, green, blue = (int(wanted[i : i + 2], 16) for i in (1, 3, 5))
        return any(abs(r - red) + abs(g - green) + abs(b - blue) < 40 for r, g, b in colours)

    assert near(preview.ERA_COLOURS["guerre_froide"])
    assert not near(preview.ERA_COLOURS["mondialisation"])


def test_the_colours_of_previews_are_those_of_the_site() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    for name, colour in preview.COLOURS.items():
        assert f"--{name}: {colour};" in tokens
    for era, colour in preview.ERA_COLOURS.items():
        assert f"--ere-{era.replace('_', '-')}: {colour};" in tokens


def test_a_qr_code_is_a_drawing_and_a_file(client: FlaskClient) -> None:
    page = text_of(client, "/partager?adresse=/partenariats/1")
    assert re.search(r'<svg[^>]*class="qr"', page)
    answer = client.get("/qr.svg?adresse=/partenariats/1")
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("code", ["jp-hostile", "cl-hostile"])
def test_a_hostile_name_is_shared_as_written(client: FlaskClient, code: str) -> None:
    for path in ("/partager", "/apercu.png"):
        answer = client.get(path, query_string={"adresse": f"/collectivites/{code}"})
        assert answer.status_code == 200
    page = client.get("/partager", query_string={"adresse": f"/collectivites/{code}"}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert any(html.escape(name, quote=False) in html.unescape(page).replace("&#34;", '"')
               or name in html.unescape(page) for name in HOSTILE_NAMES)  # fmt: skip


def test_a_very_long_title_fits_its_image() -> None:
    card = preview.Card("Atlas", "Anticonstitutionnellement " * 12, "x " * 300, ())
    fonts = STATIC / "vendor" / "fonts"
    assert Image.open(io.BytesIO(preview.draw(card, [], fonts))).size == (1200, 630)
