"""The browser's files: copied as listed, compressed, all or nothing."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from atlas.settings import PROJECT_ROOT
from scripts.lib.assets import LIST, AssetError, Copy, compress, read_list, vendor


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "map.js").write_text("let carte = 1;\n" * 200)
    (tmp_path / "package" / "pin.png").write_bytes(b"\x89PNG" + bytes(2000))
    (tmp_path / "package" / "short.css").write_text("a{}")
    return tmp_path


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    return tmp_path / "static" / "vendor"


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_files_are_copied_where_the_list_says(root: Path, destination: Path) -> None:
    copies = (Copy("package/*.png", "images/"), Copy("package/short.css", "style/carte.css"))

    assert vendor(copies, root, destination) == 2
    assert names(destination) == {"images/pin.png", "style/carte.css"}


def test_text_gets_compressed_siblings_that_give_it_back(root: Path, destination: Path) -> None:
    vendor((Copy("package/map.js", "map/"),), root, destination)

    text = (root / "package/map.js").read_bytes()
    assert gzip.decompress((destination / "map/map.js.gz").read_bytes()) == text
    assert brotli.decompress((destination / "map/map.js.br").read_bytes()) == text


def test_images_and_tiny_files_have_no_sibling(root: Path, destination: Path) -> None:
    vendor((Copy("package/pin.png", "a/"), Copy("package/short.css", "a/")), root, destination)

    assert names(destination) == {"a/pin.png", "a/short.css"}


def test_a_sibling_larger_than_the_file_is_not_written(tmp_path: Path) -> None:
    noise = tmp_path / "noise.txt"
    noise.write_bytes(bytes(range(256)) * 4)
    expected = {"noise.txt"}
    if len(gzip.compress(noise.read_bytes())) < 1024:
        expected.add("noise.txt.gz")
    if len(brotli.compress(noise.read_bytes())) < 1024:
        expected.add("noise.txt.br")

    compress(noise)

    assert names(tmp_path) == expected


def test_the_same_files_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    copies = (Copy("package/*", "p/"),)
    vendor(copies, root, tmp_path / "one")
    vendor(copies, root, tmp_path / "two")

    assert names(tmp_path / "one") == names(tmp_path / "two")
    for name in names(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_files_no_longer_listed_disappear(root: Path, destination: Path) -> None:
    vendor((Copy("package/map.js", "map/"),), root, destination)
    vendor((Copy("package/pin.png", "map/"),), root, destination)

    assert names(destination) == {"map/pin.png"}


@pytest.mark.parametrize(
    ("copy", "said"),
    [
        (Copy("package/absent.js", "map/"), "package/absent.js"),
        (Copy("package/map.js", "../elsewhere.js"), "../elsewhere.js"),
        (Copy("package/*", "one-name.txt"), "one-name.txt"),
    ],
)
def test_a_wrong_entry_is_a_sentence_and_leaves_the_folder_as_it_was(
    root: Path, destination: Path, copy: Copy, said: str
) -> None:
    vendor((Copy("package/map.js", "map/"),), root, destination)
    before = names(destination)

    with pytest.raises(AssetError) as caught:
        vendor((Copy("package/pin.png", "map/"), copy), root, destination)

    assert said in str(caught.value)
    assert names(destination) == before
    assert not destination.with_name("vendor.new").exists()


def test_an_entry_with_unknown_keys_is_refused(tmp_path: Path) -> None:
    list_file = tmp_path / "list.toml"
    list_file.write_text('[[copy]]\nfrom = "a"\ninto = "b"\n')

    with pytest.raises(AssetError, match="into"):
        read_list(list_file)


def test_every_package_of_the_list_comes_with_its_licence() -> None:
    sources = [copy.source for copy in read_list(LIST) if copy.source.startswith("node_modules/")]
    packages = {
        source.rpartition("/dist/")[0] or source.rpartition("/files/")[0] for source in sources
    }
    packages.discard("")

    assert packages
    for package in packages:
        assert any(source.startswith(f"{package}/LICENSE") for source in sources), package


def test_the_list_never_writes_outside_the_vendor_folder() -> None:
    for copy in read_list(LIST):
        assert not copy.target.startswith("/")
        assert ".." not in Path(copy.target).parts


def test_what_is_copied_is_never_committed() -> None:
    ignored = (PROJECT_ROOT / ".gitignore").read_text().splitlines()

    assert {"/webapp/static/vendor/", "/node_modules/", "/build/", "/instance/", "/.venv/"} <= set(
        ignored
    )
