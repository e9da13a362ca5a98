"""Names that several towns of one country bear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geodata.build.places import shared_names
from geodata.manifests import MANIFEST
from geodata.reconciling.namesakes import Namesakes, world_namesakes


@pytest.mark.parametrize(
    ("country", "key", "here", "names", "another"),
    [
        # Several Springfields, none far larger than the others.
        ("US", "springfield", (-93.29, 37.21), ["springfield"], True),
        # One Essen of 600,000 people, and a village.
        ("DE", "essen", (7.01, 51.46), ["essen"], False),
        ("DE", "essen", (7.93, 52.72), ["essen"], True),
        # The City of London is called Londres by people who mean London.
        ("GB", "londres", (-0.09, 51.51), ["city of london", "londres"], True),
        # Short, and of no town of some size.
        ("GB", "looe", (-4.45, 50.35), ["looe"], True),
        ("GB", "royal wootton bassett", (-1.9, 51.54), ["royal wootton bassett"], False),
        # A name in another language of a large town.
        ("IT", "mailand", (9.19, 45.46), ["milano", "milan", "mailand"], False),
    ],
)
def test_a_name_may_mean_another_town(
    country: str, key: str, here: tuple[float, float], names: list[str], another: bool
) -> None:
    assert world_namesakes().may_be_another(country, key, here, names) is another


def test_a_town_of_some_size_is_known() -> None:
    assert world_namesakes().has_town("KH", "siem reap")
    assert not world_namesakes().has_town("KH", "essen")


def _city(number: int, name: str, lon: float, population: int, *others: str) -> dict[str, Any]:
    return {
        "geonameid": number, "name": name, "countrycode": "DE", "longitude": lon, "latitude": 50.0,
        "population": population, "alternatenames": list(others),
    }  # fmt: skip


def test_shared_names_are_those_of_towns_far_apart() -> None:
    rows = shared_names(
        [
            _city(1, "Halle", 8.0, 200_000),
            _city(2, "Halle", 11.0, 3_000),
            # Two records of one town.
            _city(3, "Bonn", 7.0, 300_000),
            _city(4, "Bonn", 7.1, 0),
            _city(5, "Zell", 8.0, 4_000),
            _city(6, "Zell (Mosel)", 11.0, 3_000),
        ],
        {},
    )
    assert [(row["name"], row["towns"], row["lon"]) for row in rows] == [
        ("halle", 2, "8.00"),
        ("zell", 2, ""),
    ]


def test_a_name_that_a_larger_town_has_too_is_shared() -> None:
    rows = shared_names(
        [_city(1, "City", 7.0, 8_000, "Grande"), _city(2, "Metropolis", 7.0, 9_000_000, "Grande")],
        {"1": ["City", "Grande"]},
    )
    assert [row["name"] for row in rows] == ["grande"]


def test_namesakes_are_read_from_a_dataset(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "lieux.csv").write_text("iso2,name,lon,lat,population\nDE,Ulm,9.99,48.4,120000\n")
    (folder / "homonymes.csv").write_text("iso2,name,towns,lon,lat\nDE,neustadt,3,,\n")
    head = "\n".join(
        f'{key} = "x"'
        for key in ("name", "title_fr", "title_en", "publisher", "licence", "licence_url",
                    "source_url", "source_version")
    )  # fmt: skip
    files = "".join(
        f'[[files]]\npath = "{name}"\nsha256 = ""\nrows = 1\nmin_rows = 1\n'
        f'columns = {columns}\ndescription_fr = "x"\n'
        for name, columns in (
            ("lieux.csv", '["iso2", "name", "lon", "lat", "population"]'),
            ("homonymes.csv", '["iso2", "name", "towns", "lon", "lat"]'),
        )
    )
    (folder / MANIFEST).write_text(f"{head}\ndate = 2026-01-01\n{files}", encoding="utf-8")
    known = Namesakes(folder)
    assert known.has_town("DE", "ulm")
    assert known.may_be_another("DE", "neustadt", None, [])
