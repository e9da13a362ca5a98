"""The embedded dataset of partnerships: nothing lost, nothing invented, everything resolvable."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from geodata import manifests
from geodata.facts import dataset
from geodata.facts.account import account_lines
from geodata.facts.bodies import FrenchBodies, read_other_bodies
from geodata.facts.curate import Curated, curate
from geodata.facts.merging import TWINNING
from geodata.facts.raw import STEMS, read_facts
from geodata.facts.tables import RAW

Row = dict[str, str]
OUTCOMES = ("loaded", "merged", "rejected")
#: Degrees around the towns of a country within which its partners must lie.
MARGIN = 4.0
#: Places of refugee camps: their authority is of one country, their point in another.
CAMPS_ABROAD = ("eh-daira-",)


def rows(name: str) -> list[Row]:
    return manifests.read_rows(dataset.FOLDER, name)


@pytest.fixture(scope="module")
def facts() -> list[Row]:
    return rows("faits.csv")


@pytest.fixture(scope="module")
def partners() -> dict[str, Row]:
    return {row["code"]: row for row in rows("partenaires.csv")}


@pytest.fixture(scope="module")
def links() -> dict[str, Row]:
    return {row["partenariat"]: row for row in rows("liens.csv")}


@pytest.fixture(scope="module")
def found() -> Curated:
    return curate()


def test_the_shipped_files_are_those_of_the_manifest() -> None:
    assert manifests.verify(dataset.FOLDER).licence == "Licence Ouverte 2.0"


def test_curating_again_gives_the_same_bytes(found: Curated, tmp_path: Path) -> None:
    folder = tmp_path / "partenariats"
    folder.mkdir()
    manifest = dataset.FOLDER / manifests.MANIFEST
    (folder / manifests.MANIFEST).write_bytes(manifest.read_bytes())
    dataset.write(found, folder)
    for path in sorted(dataset.FOLDER.iterdir()):
        assert (folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_every_raw_row_is_there_exactly_once_with_its_spelling(facts: list[Row]) -> None:
    raw = {fact.id: fact.original for fact in read_facts()}
    assert len(raw) == len(facts) == 2247
    assert {row["fait"]: (row["fr_original"], row["partner_original"]) for row in facts} == {
        fact_id: (row["fr_body"], row["partner"]) for fact_id, row in raw.items()
    }


def test_every_raw_source_is_kept(facts: list[Row]) -> None:
    raw = {fact.id: fact.original["source_url"].strip() for fact in read_facts()}
    assert {row["fait"]: row["source_url"] for row in facts} == raw


def test_the_account_adds_up_for_every_file(found: Curated, facts: list[Row]) -> None:
    counts = found.account()
    assert set(counts) == set(STEMS)
    for stem, counter in counts.items():
        lines = len((RAW / f"{stem}.csv").read_text(encoding="utf-8").splitlines()) - 1
        assert counter["read"] == lines == sum(counter[outcome] for outcome in OUTCOMES)
    assert Counter(row["outcome"] for row in facts) == sum(
        (Counter({name: counter[name] for name in OUTCOMES}) for counter in counts.values()),
        Counter(),
    )
    assert any(line.startswith("2247 lignes lues = ") for line in account_lines(found))


def test_a_rejected_fact_says_why_and_belongs_to_no_partnership(facts: list[Row]) -> None:
    for row in facts:
        rejected = row["outcome"] == "rejected"
        assert rejected == bool(row["reject_reason"]) == (row["partenariat"] == "")
        if rejected:
            assert row["reject_reason"].endswith(".")


def test_one_fact_of_each_partnership_gives_the_values_shown(
    facts: list[Row], links: dict[str, Row]
) -> None:
    shown = Counter(row["partenariat"] for row in facts if row["outcome"] == "loaded")
    assert set(shown.values()) == {1}
    assert set(shown) == set(links)
    assert {row["partenariat"]: row["fait"] for row in facts if row["outcome"] == "loaded"} == {
        number: row["fait"] for number, row in links.items()
    }


def test_two_bodies_have_one_partnership_of_a_kind(facts: list[Row]) -> None:
    seen: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
    for row in facts:
        if row["outcome"] != "rejected":
            twinning = row["link_type"] in TWINNING
            seen[row["fr_code"], row["partner_code"], twinning].add(row["partenariat"])
    assert [pair for pair, numbers in seen.items() if len(numbers) > 1] == []


def test_every_french_code_exists(facts: list[Row]) -> None:
    known = FrenchBodies(read_other_bodies()).codes
    used = {row["fr_code"] for row in facts if row["outcome"] != "rejected"}
    used |= {row["code"] for row in rows("membres.csv") if row["side"] == "fr"}
    assert used - known == set()


def test_every_partner_is_described_and_used(facts: list[Row], partners: dict[str, Row]) -> None:
    used = {row["partner_code"] for row in facts if row["partner_code"]}
    used |= {code for row in facts for code in row["other_partner_codes"].split("|") if code}
    assert used == set(partners)
    assert used == {row["code"] for row in rows("membres.csv") if row["side"] == "et"}


def test_every_spelling_of_a_partner_leads_to_it(
    facts: list[Row], partners: dict[str, Row]
) -> None:
    corrected = {
        (row["file"], row["line"]) for row in rows("corrections.csv") if row["column"] == "partner"
    }
    for row in facts:
        stem, line = row["fait"].split(":")
        if row["outcome"] == "rejected" or (f"{stem}.csv", line) in corrected:
            continue
        partner = partners[row["partner_code"]]
        names = {partner["name"], partner["name_fr"], *partner["other_names"].split("|")}
        assert row["partner_original"].strip() in names, row["fait"]


def test_members_of_a_partnership_include_those_of_its_facts(facts: list[Row]) -> None:
    members: dict[str, set[str]] = defaultdict(set)
    for row in rows("membres.csv"):
        members[row["partenariat"]].add(row["code"])
    for row in facts:
        if row["outcome"] != "rejected":
            assert {row["fr_code"], row["partner_code"]} <= members[row["partenariat"]]


def test_partners_lie_in_their_country(partners: dict[str, Row]) -> None:
    towns: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in manifests.read_rows(manifests.DATASETS / "lieux", "lieux.csv"):
        towns[row["iso2"]].append((float(row["lon"]), float(row["lat"])))
    for row in manifests.read_rows(manifests.DATASETS / "pays", "pays.csv"):
        towns[row["iso2"]].append((float(row["lon"]), float(row["lat"])))
    astray = []
    for code, row in partners.items():
        if not row["lon"] or code.startswith(CAMPS_ABROAD):
            continue
        lon, lat = float(row["lon"]), float(row["lat"])
        points = towns[row["country"]]
        inside = all(
            min(point[axis] for point in points) - MARGIN
            <= value
            <= max(point[axis] for point in points) + MARGIN
            for axis, value in enumerate((lon, lat))
        )
        if not inside:
            astray.append((code, lon, lat))
    assert astray == []


def test_nearly_all_partners_have_a_place_or_a_seat(partners: dict[str, Row]) -> None:
    precise = [row for row in partners.values() if row["location_precision"] in ("place", "admin")]
    assert len(precise) / len(partners) >= 0.97


def test_a_partner_without_a_place_says_so(partners: dict[str, Row]) -> None:
    for row in partners.values():
        assert bool(row["lon"]) == bool(row["lat"]) == (row["location_precision"] != "none")
        if row["location_precision"] in ("country", "none"):
            assert row["note"]
            assert row["geonames_id"] == ""


def test_public_codes_of_partners_carry_their_country(partners: dict[str, Row]) -> None:
    for code, row in partners.items():
        assert code.startswith(f"{row['country'].lower()}-")
        assert code.isascii()
        assert code == code.lower()


def test_past_states_are_those_of_the_countries_dataset(facts: list[Row]) -> None:
    known = {
        row["code"]
        for row in manifests.read_rows(manifests.DATASETS / "pays", "pays_historiques.csv")
    }
    for row in facts:
        assert not row["country_then"] or row["country_then"] in known
        assert bool(row["country_then"]) == bool(row["country_then_method"])


def test_no_partner_of_berlin_is_put_in_the_gdr(facts: list[Row]) -> None:
    berlin = [row for row in facts if row["partner_code"].startswith("de-berlin")]
    assert berlin
    assert {row["country_then"] for row in berlin} == {""}


def test_identifiers_are_kept_in_the_ids_file(links: dict[str, Row]) -> None:
    path = Path(dataset.__file__).parent / "decisions" / "identifiants.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        kept = {row["key"]: row["partenariat"] for row in csv.DictReader(stream)}
    assert {row["key"]: number for number, row in links.items()}.items() <= kept.items()
    assert len(set(kept.values())) == len(kept)


KNOWN_LINKS = [
    ("38169", "de-schmalkalden", "1963", "DD"),
    ("38421", "de-zella-mehlis", "1967", "DD"),
    ("38185", "it-catania", "1961", ""),
    ("38185", "de-essen", "1976", "RFA"),
    ("38185", "de-halle-saale", "1976", "DD"),
    ("38185", "bf-ouagadougou", "1999", ""),
    ("38185", "dz-constantine", "1999", ""),
    ("38185", "tn-sfax", "1974", ""),
    ("38185", "lt-kaunas", "", ""),
    ("38185", "cn-suzhou", "", ""),
    ("38185", "jp-tsukuba", "", ""),
    ("38382", "cz-krnov", "", ""),
]


@pytest.mark.parametrize(("french", "foreign", "year", "then"), KNOWN_LINKS)
def test_the_links_of_the_grenoble_area_are_as_the_reference_text_says(
    facts: list[Row], links: dict[str, Row], french: str, foreign: str, year: str, then: str
) -> None:
    shown = [
        row
        for row in facts
        if (row["fr_code"], row["partner_code"], row["outcome"]) == (french, foreign, "loaded")
    ]
    assert len(shown) == 1
    assert (links[shown[0]["partenariat"]]["year_start"], shown[0]["country_then"]) == (year, then)


@pytest.mark.parametrize(
    ("code", "admin1"),
    [
        ("de-zella-mehlis", "Thuringia"),
        ("de-schmalkalden", "Thuringia"),
        ("de-halle-saale", "Saxony-Anhalt"),
        ("de-friedberg-hessen", "Hesse"),
        ("de-friedberg-bayern", "Bavaria"),
        ("us-arlington", "Texas"),
    ],
)
def test_namesakes_are_in_the_right_division(
    partners: dict[str, Row], code: str, admin1: str
) -> None:
    assert partners[code]["admin1"] == admin1


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        ("am-erevan", {"Erevan"}),
        ("de-munchen", {"Munich"}),
        ("it-catania", {"Catania"}),
        ("ml-bamako", {"Bamako"}),
        ("de-chemnitz", {"Chemnitz (Karl-Marx-Stadt)"}),
    ],
)
def test_spellings_of_one_authority_share_a_code(
    facts: list[Row], code: str, spellings: set[str]
) -> None:
    written = {row["partner_original"] for row in facts if row["partner_code"] == code}
    assert spellings <= written
    elsewhere = {
        row["partner_code"]
        for row in facts
        if row["partner_original"] in written and row["partenariat"]
    }
    assert elsewhere == {code}
