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
    with pytest.raises(ManifestError, match=r"villes\.csv : l’empreinte SHA-256 est .* annonce"):
        manifests.verify(dataset)


def test_another_number_of_rows_is_refused(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "69123,Lyon\n", "69123,Lyon\n75056,Paris\n")
    with pytest.raises(ManifestError, match="3 lignes, le manifeste en annonce 2"):
        manifests.verify(dataset)


def test_too_few_rows_are_refused_when_checking_and_when_measuring(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "69123,Lyon\n", "")
    with pytest.raises(ManifestError, match="1 ligne, il en faut au moins 2"):
        manifests.verify(dataset)
    with pytest.raises(ManifestError, match="1 ligne, il en faut au moins 2"):
        manifests.refresh(dataset)


def test_other_columns_are_refused(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "code,name", "code,nom")
    with pytest.raises(ManifestError, match="sont code, nom, le manifeste annonce code, name"):
        manifests.verify(dataset)
    with pytest.raises(ManifestError, match="colonnes sont code, nom"):
        manifests.read_rows(dataset, "villes.csv")


def test_a_row_of_another_width_is_refused_with_its_line(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "69123,Lyon", "69123,Lyon,Rhône")
    with pytest.raises(ManifestError, match="ligne 3 : 3 valeurs pour 2 colonnes"):
        manifests.verify(dataset)
    with pytest.raises(ManifestError, match="ligne 3 : 3 valeurs pour 2 colonnes"):
        manifests.read_rows(dataset, "villes.csv")


def test_a_missing_file_and_an_unlisted_one_are_refused(dataset: Path) -> None:
    (dataset / "intrus.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"intrus\.csv : ce fichier n’est pas décrit"):
        manifests.verify(dataset)
    (dataset / "intrus.csv").unlink()
    (dataset / "villes.csv").unlink()
    with pytest.raises(ManifestError, match=r"villes\.csv : ce fichier manque"):
        manifests.verify(dataset)


def test_a_file_that_is_not_utf8_is_refused(dataset: Path) -> None:
    (dataset / "villes.csv").write_bytes("code,name\n1,Évry\n".encode("latin-1"))
    with pytest.raises(ManifestError, match=r"pas en UTF-8 \(octet 12\)"):
        manifests.verify(dataset)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('publisher = "Nous"\n', "", "il manque « publisher »"),
        ('name = "essai"', 'name = "autre"', "vaut « autre » et le dossier s’appelle « essai »"),
        ("date = 2026-01-01", 'date = "hier"', "doit être une date .* vaut « hier »"),
        ("[[files]]", "[[files", r"pas du TOML lisible \(ligne 11, colonne 8\)"),
        ('path = "villes.csv"', 'path = "../villes.csv"', "le nom d’un fichier du même dossier"),
        ("rows = 2\n", 'rows = "deux"\n', "doivent être des nombres entiers"),
        ("min_rows = 2\n", "", "n’a pas de « min_rows »"),
    ],
)
def test_a_broken_manifest_is_refused_in_one_sentence(
    dataset: Path, before: str, after: str, message: str
) -> None:
    _edit(dataset / "manifest.toml", before, after)
    with pytest.raises(ManifestError, match=message) as refusal:
        manifests.read_manifest(dataset)
    sentence = str(refusal.value)
    assert "\n" not in sentence
    assert sentence.startswith(f"{dataset / 'manifest.toml'} : ")
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "est vide"),
        ("a.csv", "x,x\n1,2\n", "ligne 1 : une colonne n’a pas de nom"),
        ("a.csv", 'x\n1\n"2', "pas du CSV lisible après la ligne 2"),
        ("a.geojson", "{\n?", r"pas du JSON lisible \(ligne 2, colonne 1\)"),
        ("a.geojson", "[]", "est attendu, « \\? » a été trouvé"),
        ("a.ods", "", "ne sait pas compter les lignes d’un fichier « .ods »"),
    ],
)
def test_a_file_that_cannot_be_counted_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ManifestError, match=message) as refusal:
        manifests.measure(tmp_path / name)
    assert "\n" not in str(refusal.value)


def test_a_file_that_no_manifest_lists_cannot_be_read(dataset: Path) -> None:
    with pytest.raises(ManifestError, match=r"« absent\.csv » n’y est pas décrit"):
        manifests.read_rows(dataset, "absent.csv")


def test_the_refusal_names_the_command_that_records_a_wanted_change(dataset: Path) -> None:
    _edit(dataset / "villes.csv", "Lyon", "Lion")
    with pytest.raises(ManifestError, match=r"build_geodata --manifests.*git restore\.$"):
        manifests.verify(dataset)
    facts = dataset.rename(dataset.with_name("partenariats"))
    _edit(facts / "manifest.toml", 'name = "essai"', 'name = "partenariats"')
    with pytest.raises(ManifestError, match=r"atlas curate fait ce fichier.*git restore\.$"):
        manifests.verify(facts)


def test_a_folder_without_manifest_and_one_that_lists_nothing_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "essai"
    folder.mkdir()
    with pytest.raises(ManifestError, match="n’a pas de manifeste"):
        manifests.verify(folder)
    (folder / "manifest.toml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(ManifestError, match="aucun fichier n’y est décrit"):
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
    with pytest.raises(ManifestError, match="« Point » a été trouvé"):
        manifests.measure(path)


def test_every_shipped_dataset_is_what_its_manifest_says() -> None:
    found = manifests.read_all()
    names = {manifest.name for manifest in found}
    assert {"cog", "contours", "fonds", "lieux", "pays", "vocabulaires"} <= names
    for manifest in found:
        manifests.verify(manifest.folder)
        assert manifest.licence
        assert manifest.licence_url.startswith("https://")
