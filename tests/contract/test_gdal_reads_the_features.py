"""GDAL's own client reads the OGC API of a running site: collections, boxes, filters."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.features.collections import COLLECTIONS
from scripts.lib.server import free_port, running_server
from tests.support.embedded import EmbeddedAtlas


@pytest.fixture(scope="module")
def site(embedded: EmbeddedAtlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the shipped data."""
    port = free_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ATLAS_DATABASE_URL", f"sqlite:///{embedded.path}")
        with running_server(port, tmp_path_factory.mktemp("ogc") / "server.log"):
            yield f"http://127.0.0.1:{port}"


def run(*words: str | Path) -> str:
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def count(site: str, layer: str, *words: str) -> int:
    told = run("ogr2ogr", "-f", "CSV", "/vsistdout/", f"OAPIF:{site}/ogc", layer, *words)
    return len(list(csv.DictReader(io.StringIO(told))))


def api(site: str, path: str) -> int:
    with urllib.request.urlopen(f"{site}/api/v1/{path}", timeout=30) as answer:
        return int(json.load(answer)["total"])


def test_ogrinfo_lists_the_collections(site: str) -> None:
    told = run("ogrinfo", "-ro", f"OAPIF:{site}/ogc")
    for name, collection in COLLECTIONS.items():
        assert f": {name} (title: {collection.title('fr')})" in told


def test_layers_have_as_many_features_as_the_api_says(site: str) -> None:
    assert count(site, "partenariats") == api(site, "partenariats?par_page=1")
    assert count(site, "collectivites") == api(site, "collectivites?cote=francais&par_page=1")
    assert count(site, "partenaires") == api(site, "collectivites?cote=etranger&par_page=1")


def test_a_filter_of_gdal_counts_what_the_api_counts(site: str) -> None:
    for where, query in (
        ("statut = 'actif'", "statut=actif"),
        ("type = 'jumelage' AND statut = 'termine'", "type=jumelage&statut=termine"),
        ("annee_debut >= 1990", "de=1990"),
    ):
        assert count(site, "partenariats", "-where", where) == api(site, f"partenariats?{query}")


def test_a_box_of_gdal_keeps_the_members_that_lie_in_it(site: str) -> None:
    # Italy: partners of the API are members of partnerships, here counted one by one.
    box = ("6.6", "36.6", "18.6", "47.1")
    inside = count(site, "partenaires", "-spat", *box)
    with urllib.request.urlopen(
        f"{site}/api/v1/collectivites?cote=etranger&par_page=500&bbox={','.join(box)}", timeout=30
    ) as answer:
        bodies = json.load(answer)["collectivites"]
    west, south, east, north = map(float, box)
    assert (
        inside
        == sum(
            body["lon"] is not None
            and west <= body["lon"] <= east
            and south <= body["lat"] <= north
            for body in bodies
        )
        > 0
    )
