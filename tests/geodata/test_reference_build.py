"""The build writes the same bytes each time and says honestly where its points come from."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from shapely.geometry import Point as Position
from shapely.geometry import box

from geodata.build import pipeline
from geodata.build.countries import after_de
from geodata.build.names import name_article
from geodata.build.points import Place, Point, inner_point, weighted_centre
from geodata.build.sources import HERE, SourceError, Sources
from geodata.build.writing import degrees, write_csv, write_json

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "build_geodata"


def test_numbers_have_a_fixed_number_of_decimals_and_no_negative_zero() -> None:
    assert degrees(5.7) == "5.70000"
    assert degrees(-0.000001) == "0.00000"
    assert degrees(-61.50944, 3) == "-61.509"


def test_csv_files_end_lines_with_lf_and_have_the_declared_columns_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, ("b", "a"), [{"a": "L'Haÿ, les", "b": None}])
    assert path.read_bytes() == 'b,a\n,"L\'Haÿ, les"\n'.encode()
    with pytest.raises(ValueError, match="columns"):
        write_csv(path, ("a",), [{"a": 1, "b": 2}])
    with pytest.raises(TypeError, match="degrees"):
        write_csv(path, ("a",), [{"a": 0.1}])
    write_json(path, {"é": [1.5]})
    assert path.read_bytes() == '{"é":[1.5]}\n'.encode()


def test_a_town_hall_far_from_its_commune_is_not_believed() -> None:
    outline = box(5.0, 45.0, 5.1, 45.1)
    inside = Place("COM", "1", "", outline, Position(5.02, 45.02)).point()
    assert inside == Point(5.02, 45.02, "mairie")
    far = Place("COM", "1", "", outline, Position(-5.02, 45.02)).point()
    assert far is not None
    assert far.method == "centre"
    assert (far.lon, far.lat) == (pytest.approx(5.05, abs=0.01), pytest.approx(45.05, abs=0.01))
    assert Place("COM", "1", "", None, None).point() is None


def test_an_inner_point_lies_on_the_largest_island() -> None:
    islands = box(0, 0, 1, 1).union(box(3, 0, 6, 3))
    assert box(3, 0, 6, 3).contains(inner_point(islands))


def test_the_point_of_a_community_leans_towards_where_people_live() -> None:
    points = {"a": Point(0, 45, "mairie"), "b": Point(10, 45, "mairie")}
    centre = weighted_centre(["a", "b"], points, {"a": 900, "b": 100})
    assert (centre.lon, centre.lat) == (pytest.approx(1.0), pytest.approx(45.0))
    assert weighted_centre(["a", "b"], points, {}).lon == pytest.approx(5.0)


def test_articles_follow_the_code_of_the_insee_or_the_spelling_overseas() -> None:
    assert name_article({"nom": "Le Havre", "typeLiaison": 2}) == ("LE", "du")
    assert name_article({"nom": "Ajaccio", "typeLiaison": 1}) == ("", "d'")
    assert name_article({"nom": "L'Île-des-Pins"}) == ("L'", "de l'")
    assert name_article({"nom": "Nouméa"}) == ("", "de")
    assert after_de("", "Israël") == "d’"
    assert after_de("", "Hong Kong") == "de"
    assert after_de("l'", "Iran") == "de l’"


def test_a_file_that_differs_or_is_not_committed_is_named(tmp_path: Path) -> None:
    built, committed = tmp_path / "built", tmp_path / "committed"
    for folder in (built, committed):
        for name in pipeline.BUILT:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("same\n", encoding="utf-8")
    assert pipeline.differences(built, committed) == []
    (built / "cog/epci.csv").write_text("other\n", encoding="utf-8")
    (committed / "pays/pays.csv").unlink()
    assert pipeline.differences(built, committed) == [
        "cog/epci.csv : la construction donne d’autres octets que le fichier livré.",
        "pays/pays.csv : ce fichier n’est pas livré.",
    ]


def test_built_files_are_listed_in_manifests() -> None:
    from geodata import manifests

    for name in pipeline.BUILT:
        folder, file = name.split("/")
        assert manifests.read_manifest(manifests.DATASETS / folder).file(file).min_rows > 0


def test_sources_are_pinned_by_hash_and_name_no_registry() -> None:
    lock = (HERE / "package-lock.json").read_text("utf-8")
    assert "resolved" not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/')
    for line in (HERE / "wheels.txt").read_text("utf-8").splitlines():
        assert line.startswith("#") or "--hash=sha256:" in line
    for path in [*HERE.iterdir(), SCRIPT, ROOT / "requirements-build.txt"]:
        if path.is_file():
            assert not re.search(
                r"https?://[^\s\"]+\.(?:tgz|whl|tar\.gz)", path.read_text("utf-8")
            ), path
            assert "index-url" not in path.read_text("utf-8"), path


def test_a_missing_npm_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="npm manque : installez les paquets nodejs et npm"):
        Sources(tmp_path / "sources").fetch()


def test_the_script_explains_itself() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "100"},
    )
    for option in ("--check", "--manifests", "--sources"):
        assert option in done.stdout
    assert "Reconstruit la géographie de référence" in done.stdout
    assert "Affiche cette aide" in done.stdout
    for english in ("Usage: ", "Show this", "Build"):
        assert english not in done.stdout


def test_a_wrong_option_of_the_script_exits_2_in_french() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "--x"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "n’existe pas" in done.stderr
