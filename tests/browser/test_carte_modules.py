"""The map's own arithmetic: great circles, addresses, and filters that agree with the server's."""

from __future__ import annotations

import itertools
import json
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.carte import module, open_map
from tests.browser.conftest import Watch


@pytest.fixture(scope="module")
def still_map(chromium: Browser, site: str) -> Iterator[Page]:
    """A page of the map, opened once for those who only ask its modules."""
    context = chromium.new_context(locale="fr-FR")
    page, watching = context.new_page(), Watch(site)
    watching.follow(page)
    open_map(page, site)
    yield page
    context.close()
    watching.check()


#: Filters that the browser applies by itself: each must count as the server does.
SELECTIONS = (
    {},
    {"epoque": ["guerre_froide"]},
    {"epoque": ["non_date"]},
    {"epoque": ["apres_guerre", "decolonisation"]},
    {"theme": ["jeunesse"]},
    {"theme": ["non_renseigne"]},
    {"theme": ["eau", "non_renseigne"]},
    {"financement": ["afd_ficol"]},
    {"financement": ["non_renseigne"]},
    {"type": ["jumelage"], "statut": ["actif"]},
    {"pays": ["DE", "IT"]},
    {"pays": ["BF"], "type": ["cooperation"]},
    {"de": ["1962"]},
    {"a": ["1976"]},
    {"de": ["1962"], "a": ["1976"]},
    {"date": ["1962"]},
    {"date": ["1963"]},
    {"date": ["2010"]},
    {"date": ["2011"]},
    {"date": ["1976-05"]},
    {"date": ["1990"], "epoque": ["guerre_froide"], "theme": ["jeunesse"]},
)


def _get(address: str) -> dict:
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


#: Counts and eras of query strings, as the browser selects among the whole feed.
SELECT = """async (selection) => {
  const here = (name) => document.querySelector('script[src*="main.js"]').src
    .replace('main.js', name);
  const [{ decodeFeed }, { parse }] =
    [await import(here('data.js')), await import(here('state.js'))];
  const data = decodeFeed(await (await fetch('/carte/donnees.json')).json());
  return Object.fromEntries(QUERIES.map((query) => {
    const result = selection.select(data, parse(query, '').filters);
    return [query, [result.count, result.facets.epoque]];
  }));
}"""


def test_the_browser_selects_and_counts_as_the_server_does(still_map: Page, site: str) -> None:
    queries = [urlencode(selection, doseq=True) for selection in SELECTIONS]
    found = module(still_map, "selection.js", SELECT.replace("QUERIES", json.dumps(queries)))
    for query in queries:
        count, eras = found[query]
        assert count == _get(f"{site}/api/v1/partenariats?{query}")["total"], query
        if "epoque" in query:
            continue
        for era in ("apres_guerre", "guerre_froide", "mondialisation", "non_date"):
            narrowed = f"{site}/api/v1/partenariats?{query}&epoque={era}"
            assert eras[era] == _get(narrowed)["total"], narrowed


#: The words under the name of a link, by its kind, first year and last year in force.
YEARS = """async (m) => {
  const [types, type] = [["jumelage", "cooperation", "urgence"], [0, 0, 0, 1, 2, 2, 1]];
  const [start, end] = [[1963, 1963, 0, 2012, 2022, 2022, 0], [0, 2014, 2014, 0, 2022, 2024, 0]];
  const places = new m.Places({ codes: { types }, type, start, end }, {}, "");
  return start.map((_, link) => places.linkYears(link));
}"""


def test_a_link_is_said_to_last_since_its_signature_only(still_map: Page) -> None:
    assert module(still_map, "places.js", YEARS) == [
        "depuis 1963",
        "1963–2014",
        "jusqu’en 2014",
        "dès 2012",
        "en 2022",
        "2022–2024",
        "date inconnue",
    ]


def test_a_great_circle_across_the_antimeridian_is_one_unbroken_line(still_map: Page) -> None:
    for (lon1, lat1), (lon2, lat2) in itertools.permutations(
        [(166.45, -22.27), (-149.57, -17.53), (139.7, 35.7), (-70.6, -33.4)], 2
    ):
        points = module(
            still_map,
            "geodesy.js",
            f"(m) => [...m.greatCircle({lon1}, {lat1}, {lon2}, {lat2})]",
        )
        xs = points[::2]
        assert max(abs(b - a) for a, b in itertools.pairwise(xs)) < 0.05
        assert abs(xs[-1] - xs[0]) <= 0.5 + 1e-6  # never the long way round
        assert (xs[-1] - (lon2 / 360 + 0.5)) % 1 == pytest.approx(0, abs=1e-5) or (
            xs[-1] - (lon2 / 360 + 0.5)
        ) % 1 == pytest.approx(1, abs=1e-5)


def test_a_great_circle_from_paris_to_tokyo_goes_through_the_north(still_map: Page) -> None:
    points = module(still_map, "geodesy.js", "(m) => [...m.greatCircle(2.35, 48.85, 139.7, 35.7)]")
    northmost = module(still_map, "geodesy.js", "(m) => m.worldY(66)")
    assert min(points[1::2]) < northmost


@pytest.mark.parametrize(
    "ends", ["0, 0, 180, 0", "5, 45, 5, 45", "2, 48, 2.01, 48.01", "0, 90, 0, -90"]
)
def test_degenerate_great_circles_stay_finite(still_map: Page, ends: str) -> None:
    assert module(still_map, "geodesy.js", f"(m) => m.greatCircle({ends}).every(Number.isFinite)")


@pytest.mark.parametrize(
    ("search", "hash_"),
    [
        ("", ""),
        ("?epoque=guerre_froide&pays=DE&de=1950&date=1970", "#5/45.0000/5.0000"),
        ("?q=l%27Ha%C3%BF&region=84&theme=eau&couleur=theme", "#4.5/-10.5000/160.2500/pays:JP"),
        ("?financement=non_renseigne", "#2/0.0000/0.0000/lieu:2A004"),
    ],
)
def test_an_address_read_and_written_is_the_same(still_map: Page, search: str, hash_: str) -> None:
    script = f"(m) => m.address(m.parse({search!r}, {hash_!r}))"
    written = module(still_map, "state.js", script)
    assert sorted(written.split("#")[0].lstrip("?").split("&")) == sorted(
        search.lstrip("?").split("&")
    )
    assert written.endswith(hash_)


def test_flows_count_a_partnership_of_several_bodies_once(still_map: Page) -> None:
    script = """async (m) => {
      const url = document.querySelector('main').dataset.donnees;
      const { decodeFeed } = await import(document.querySelector('script[src*="main.js"]')
        .src.replace('main.js', 'data.js'));
      const data = decodeFeed(await (await fetch(url)).json());
      const grouping = m.buildGrouping(data, 'pays', () => '84', () => null);
      const all = new Uint8Array(data.links).fill(1);
      const sums = m.aggregate(data, grouping, all, new Uint8Array(data.links), 1);
      return sums.flows.map((flow) => [grouping.origins[flow.origin].key,
        grouping.countries[flow.country].key, flow.total]);
    }"""
    flows = {tuple(ends): total for *ends, total in module(still_map, "aggregate.js", script)}
    # Two partnerships with Burkina Faso, one of them shared by Grenoble and Isère.
    assert flows["metropole", "BF"] == 2
    assert flows["metropole", "DE"] == 3
    assert flows["988", "JP"] == 1


def test_a_link_address_is_never_a_script(still_map: Page) -> None:
    tags = module(
        still_map,
        "dom.js",
        "(m) => ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'https://a.example',"
        " '/liste'].map((url) => m.link(url, 'x').tagName)",
    )
    assert tags == ["SPAN", "SPAN", "SPAN", "A", "A"]


#: What paintNodes draws of one place on an empty canvas: is the corner of its square filled?
CORNER = """(m) => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 100;
  const context = canvas.getContext('2d');
  const viewport = { context, scale: 100, left: 0, top: 0, zoom: 8, copies: () => [0] };
  const node = { x: 0.5, y: 0.5, french: true, total: 60, main: 0,
    target: { kind: 'lieu', place: 0, total: 60 } };
  const scene = { nodes: [node], scheme: { classes: [{ color: '#000' }] }, counted: false };
  const [{ radius }] = m.paintNodes(viewport, scene, () => '', [], () => MARK);
  const side = 50 - Math.floor(radius) + 1;
  return context.getImageData(side, side, 1, 1).data[3] > 200;
}"""


def test_a_place_drawn_at_the_centre_of_an_area_is_square(still_map: Page) -> None:
    assert module(still_map, "paint_nodes.js", CORNER.replace("MARK", "'aire'")) is True
    assert module(still_map, "paint_nodes.js", CORNER.replace("MARK", "''")) is False


def test_places_know_how_they_are_marked(page: Page, site: str) -> None:
    open_map(page, site)
    script = """async (m) => {
      const codes = ['38185', '2A004', '98818', '38D', '84R', '200040715', '988', 'de-essen', 'xx'];
      const places = new m.Places({ french: 7, places: 9 }, {}, '');
      const before = places.mark(3);
      const names = { code: codes, nom: codes, approche: [8] };
      window.fetch = async () => new Response(JSON.stringify(names));
      await places.load();
      return [before, ...codes.map((_, place) => places.mark(place))];
    }"""
    expected = ["", "", "", "", "aire", "aire", "aire", "aire", "", "approche"]
    assert module(page, "places.js", script) == expected


def test_the_names_say_which_places_are_roughly_placed(page: Page, site: str) -> None:
    names = _get(f"{site}/carte/lieux.json")
    assert names["approche"] == []  # the small atlas places all at themselves, or nowhere


def test_short_rays_keep_the_dash_of_their_class(still_map: Page) -> None:
    script = "(m) => [[], [7, 3], [3.5, 2.5], [0.1, 3]].map((dash) => m.rayStrokes(dash, 20))"
    whole, *dashed = module(still_map, "paint_lines.js", script)
    assert whole == [[0, 1]]
    assert [len(strokes) for strokes in dashed] == [2, 3, 5]
    for strokes in dashed:
        assert strokes[0][0] == 0
        assert all(start < end <= 1 for start, end in strokes)


def test_our_scripts_weigh_little(page: Page, site: str) -> None:
    """Bytes over the wire of our own modules before anything is chosen."""
    open_map(page, site)
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter((r) => r.name.includes('/js/map/'))"
        ".map((r) => r.encodedBodySize)"
    )
    assert 10_000 < sum(sizes) < 46_000


@pytest.mark.parametrize(
    ("values", "whole", "bounds"),
    [
        ([], "true", []),
        ([1, 1, 1], "true", [1]),
        ([1, 2, 3, 5, 8, 13, 21, 34, 55, 89], "true", [1, 3, 7.5, 20, 50]),
        ([0.2, 0.4, 1.1, 2.3, 7.7], "false", [0, 0.4, 1, 2, 7.5]),
    ],
)
def test_classes_are_cut_at_round_numbers_and_none_is_empty(
    still_map: Page, values: list[float], whole: str, bounds: list[float]
) -> None:
    found = module(still_map, "breaks.js", f"(m) => m.breaks({values}, 5, {whole})")
    assert found == [round(bound + 0.01) if whole == "true" else bound for bound in bounds]
    sizes = module(
        still_map,
        "breaks.js",
        f"(m) => {found}.map((_, i) =>"
        f" {values}.filter((value) => m.classOf({found}, value) === i).length)",
    )
    assert 0 not in sizes
    assert sum(sizes) == len(values)
