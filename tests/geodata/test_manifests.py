"""A dataset is loaded only when it is what its manifest says, and the refusal says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata import manifests
from geodata.manifests import ManifestError

HEAD = """\
name = "essai"
title_fr = "Essai"
title_en = "Trial"
publisher = "Nous"
licence = "CC0"
licence_url = "https://creativecommons.org/publicdomain/zero/1.0/"
source_url = "https://example.org/"
source_version = "1"
date = 2026-01-01
"""
ENTRY = """
[[files]]
path = "villes.csv"
sha256 = ""
rows = 0
min_rows = {min_rows}
columns = []
description_fr = "Villes « d’essai »"
"""
CITIES = "code,name\n38185,Grenoble\n69123,Lyon\n"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A dataset of one file that matches its manifest."""
    folder = tmp_path / "essai"
    folder.mkdir()
    (folder / "villes.csv").write_text(CITIES, encoding="utf-8", newline="\n")
    (folder / "manifest.toml").write_text(HEAD + ENTRY.format(min_rows=2), encoding="utf-8")
    manifests.refresh(folder)
    return folder


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8", newline="\n")


def test_a_dataset_that_matches_its_manifest_is_described_by_it(dataset: Path) -> None:
    manifest = manifests.verify(dataset)
    assert manifest.licence == "CC0"
    assert manifest.date.isoformat() == "2026-01-01"
    entry = manifest.file("villes.csv")
    assert (entry.rows, entry.columns) == (2, ("code", "name"))
    assert entry.description_fr == "Villes « d’essai »"
    assert manifests.read_rows(dataset, "villes.csv")[1] == {"code": "69123", "name": "Lyon"}


def test_measuring_twice_changes_nothing(dataset: Path) -> None:
    before = (dataset / "manifest.toml").read_bytes()
    manifests.refresh(dataset)
    assert (dataset / "manifest.toml").read_bytes() == before


def test_one_changed_byte_is_refused(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "Lyon", "Lion")
    with pytest.raises(ManifestError, match=r"villes\.csv: SHA-256 is .* the manifest says"):
        manifests.verify(dataset)


def test_another_number_of_rows_is_refused(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "69123,Lyon\n", "69123,Lyon\n75056,Paris\n")
    with pytest.raises(ManifestError, match="3 rows, the manifest says 2"):
        manifests.verify(dataset)


def test_too_few_rows_are_refused_when_checking_and_when_measuring(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "69123,Lyon\n", "")
    with pytest.raises(ManifestError, match="1 rows, at least 2 are expected"):
        manifests.verify(dataset)
    with pytest.raises(ManifestError, match="1 rows, at least 2 expected"):
        manifests.refresh(dataset)


def test_other_columns_are_refused(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "code,name", "code,nom")
    with pytest.raises(ManifestError, match="columns code, nom; the manifest says code, name"):
        manifests.verify(dataset)
    with pytest.raises(ManifestError, match="columns code, nom"):
        manifests.read_rows(dataset, "villes.csv")


def test_a_row_of_another_width_is_refused_with_its_line(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "69123,Lyon", "69123,Lyon,Rhône")
    with pytest.raises(ManifestError, match="line 3: 3 values for 2 columns"):
        manifests.verify(dataset)
    with pytest.raises(ManifestError, match="line 3: 3 values for 2 columns"):
        manifests.read_rows(dataset, "villes.csv")


def test_a_missing_file_and_an_unlisted_one_are_refused(dataset: Path) -> None:
    (dataset / "intrus.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"intrus\.csv: the file is not listed"):
        manifests.verify(dataset)
    (dataset / "intrus.csv").unlink()
    (dataset / "villes.csv").unlink()
    with pytest.raises(ManifestError, match=r"villes\.csv: the file is missing"):
        manifests.verify(dataset)


def test_a_file_that_is_not_utf8_is_refused(dataset: Path) -> None:
    (dataset / "villes.csv").write_bytes("code,name\n1,Évry\n".encode("latin-1"))
    with pytest.raises(ManifestError, match="not UTF-8 at byte"):
        manifests.verify(dataset)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('publisher = "Nous"\n', "", "missing publisher"),
        ('name = "essai"', 'name = "autre"', "name is 'autre', its folder is 'essai'"),
        ("date = 2026-01-01", 'date = "hier"', "date must be an ISO date"),
        ("[[files]]", "[[files", "not a readable TOML file"),
        ('path = "villes.csv"', 'path = "../villes.csv"', "must be a plain file name"),
        ("rows = 2\n", 'rows = "deux"\n', "rows and min_rows are integers"),
        ("min_rows = 2\n", "", "no min_rows"),
    ],
)
def test_a_broken_manifest_is_refused_in_one_sentence(
    dataset: Path, before: str, after: str, message: str
) -> None:
    _edit(dataset / "manifest.toml", before, after)
    with pytest.raises(ManifestError, match=message) as refusal:
        manifests.read_manifest(dataset)
    assert "\n" not in str(refusal.value).strip() or "TOML" in str(refusal.value)


def test_a_folder_without_manifest_and_one_that_lists_nothing_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "essai"
    folder.mkdir()
    with pytest.raises(ManifestError, match="no manifest"):
        manifests.verify(folder)
    (folder / "manifest.toml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(ManifestError, match="lists no file"):
        manifests.verify(folder)


def test_geojson_and_topojson_are_counted_by_feature(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"properties":{"b":1}},{"properties":{"a":2}}]}',
        encoding="utf-8",
    )
    assert (manifests.measure(path).rows, manifests.measure(path).columns) == (2, ("a", "b"))
    path = tmp_path / "a.topojson"
    path.write_text(
        '{"type":"Topology","objects":{"x":{"geometries":[{"properties":{"iso":"FR"}},{}]}}}',
        encoding="utf-8",
    )
    assert (manifests.measure(path).rows, manifests.measure(path).columns) == (2, ("iso",))
    path.write_text('{"type":"Point"}', encoding="utf-8")
    with pytest.raises(ManifestError, match="neither a FeatureCollection nor a Topology"):
        manifests.measure(path)


def test_every_shipped_dataset_is_what_its_manifest_says() -> None:
    found = manifests.read_all()
    names = {manifest.name for manifest in found}
    assert {"cog", "contours", "fonds", "lieux", "pays", "vocabulaires"} <= names
    for manifest in found:
        manifests.verify(manifest.folder)
        assert manifest.licence
        assert manifest.licence_url.startswith("https://")
