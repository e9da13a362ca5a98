"""The communes, EPCI, départements and régions that ship are complete and hang together."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from geodata import manifests

FOLDER = manifests.DATASETS / "cog"


@cache
def table(name: str) -> dict[str, dict[str, str]]:
    """Return a file of ``cog`` by its first column; codes are unique, or the test fails."""
    rows = manifests.read_rows(FOLDER, f"{name}.csv")
    key = next(iter(rows[0]))
    keyed = {row[key]: row for row in rows}
    assert len(keyed) == len(rows), f"{name}: a code is repeated"
    return keyed


def test_every_current_commune_is_there() -> None:
    assert len(table("communes")) == 34_969
    assert table("communes")["38185"]["name"] == "Grenoble"
    assert table("communes")["2A004"]["departement"] == "2A"


@pytest.mark.parametrize(
    ("code", "name", "departement"),
    [("98818", "Nouméa", "988"), ("98735", "Papeete", "987"), ("97502", "Saint-Pierre", "975")],
)
def test_overseas_collectivites_have_their_communes(code: str, name: str, departement: str) -> None:
    commune = table("communes")[code]
    assert (commune["name"], commune["departement"]) == (name, departement)


def test_every_commune_has_a_point_in_the_world_and_says_how_it_was_found() -> None:
    methods = Counter()
    for commune in table("communes").values():
        lon, lat = float(commune["lon"]), float(commune["lat"])
        assert -180 <= lon <= 180
        assert -67 <= lat <= 52
        methods[commune["point_method"]] += 1
    assert set(methods) == {"mairie", "centre", "geonames", "manuel", "commune_deleguee"}
    assert methods["mairie"] > 33_000
    assert methods["manuel"] < 50


def test_communes_of_metropolitan_france_lie_in_metropolitan_france() -> None:
    for commune in table("communes").values():
        if len(commune["departement"]) == 2:
            assert -5.2 < float(commune["lon"]) < 9.6, commune
            assert 41.3 < float(commune["lat"]) < 51.1, commune


def test_grenoble_stands_at_its_town_hall() -> None:
    grenoble = table("communes")["38185"]
    assert float(grenoble["lon"]) == pytest.approx(5.736, abs=0.01)
    assert float(grenoble["lat"]) == pytest.approx(45.187, abs=0.01)


def test_population_and_siren_are_missing_only_overseas() -> None:
    communes = table("communes").values()
    without_siren = {row["departement"] for row in communes if not row["siren"]}
    assert without_siren == {"975", "977", "978", "984", "986", "987", "988", "989"}
    assert {row["departement"] for row in communes if not row["population"]} == {"984", "989"}
    assert 68_000_000 < sum(int(row["population"] or 0) for row in communes) < 71_000_000


def test_memberships_lead_to_rows_that_exist() -> None:
    for commune in table("communes").values():
        overseas = commune["departement"] in table("outre_mer")
        assert overseas or commune["departement"] in table("departements")
        assert commune["region"] in table("regions") or (overseas and not commune["region"])
        if commune["epci"]:
            assert commune["epci"] in table("epci")
        if commune["ept"]:
            assert table("epci")[commune["ept"]]["kind"] == "EPT"
    alone = {
        code
        for code, row in table("communes").items()
        if not row["epci"] and row["departement"] in table("departements")
    }
    assert alone == {"22016", "29083", "29155", "85113"}, "islands that belong to no EPCI"


@pytest.mark.parametrize(
    ("code", "article", "linking"),
    [
        ("38185", "", "de"),  # Grenoble
        ("2A004", "", "d'"),  # Ajaccio
        ("72181", "LE", "du"),  # Le Mans
        ("17300", "LA", "de la"),  # La Rochelle
        ("91692", "LES", "des"),  # Les Ulis
        ("94038", "L'", "de l'"),  # L'Haÿ-les-Roses
    ],
)
def test_names_can_be_written_after_de(code: str, article: str, linking: str) -> None:
    commune = table("communes")[code]
    assert (commune["name_article"], commune["charniere"]) == (article, linking)


def test_homonyms_are_told_apart_by_their_code() -> None:
    names = Counter(row["name"] for row in table("communes").values())
    assert names["Sainte-Colombe"] == 12


def test_every_former_commune_resolves_to_a_current_one() -> None:
    former = table("communes_anciennes")
    assert Counter(row["kind"] for row in former.values()) == {
        "ancienne": 2248,
        "deleguee": 2105,
        "associee": 471,
        "arrondissement": 45,
    }
    for row in former.values():
        assert row["successor"] in table("communes"), row
        assert row["name"]


@pytest.mark.parametrize(
    ("code", "name", "successor", "end"),
    [
        ("69382", "Lyon 2e Arrondissement", "69123", ""),
        ("76246", "Les Essarts-Varimpré", "76122", "1973-04-04"),
        ("74011", "Annecy-le-Vieux", "74010", "2017-01-01"),
        ("50129", "Cherbourg-Octeville", "50129", ""),
    ],
)
def test_a_former_commune_keeps_its_name_and_its_end(
    code: str, name: str, successor: str, end: str
) -> None:
    row = table("communes_anciennes")[code]
    assert (row["name"], row["successor"], row["end_date"]) == (name, successor, end)


def test_former_codes_are_not_codes_of_today_except_for_the_seat_of_a_merger() -> None:
    for code, row in table("communes_anciennes").items():
        if code in table("communes"):
            assert row["successor"] == code
            assert row["kind"] == "deleguee"


def test_names_of_the_past_lead_to_communes_of_today() -> None:
    rows = manifests.read_rows(FOLDER, "noms_anciens.csv")
    ends = {(row["code"], row["name"]): row["end_date"] for row in rows}
    assert ends["51108", "Châlons-sur-Marne"][:4] in {"1995", "1997", "1998"}
    assert len(ends) == len(rows)
    assert all(code in table("communes") for code, _ in ends)


def test_intermunicipal_bodies_have_a_code_a_name_and_a_point_among_their_members() -> None:
    kinds = Counter(row["kind"] for row in table("epci").values())
    assert kinds == {"CC": 989, "CA": 230, "METRO": 21, "CU": 14, "EPT": 11, "MET69": 1}
    grenoble = table("epci")["200040715"]
    assert grenoble["name"] == "Grenoble-Alpes-Métropole"
    assert float(grenoble["lat"]) == pytest.approx(45.17, abs=0.05)
    assert table("epci")["200046977"]["public_code"] == "69M"
    for siren, row in table("epci").items():
        assert len(siren) == 9
        assert int(row["members"]) > 1 or row["kind"] == "CC"
        assert not row["name"].startswith(("CC ", "CA ", "CU ")), row["name"]


def test_public_codes_name_one_authority_each() -> None:
    departements, regions = table("departements"), table("regions")
    assert len(departements) == 101
    assert len(regions) == 18
    assert departements["38"]["ctcd"] == "38D"
    assert departements["69"]["ctcd"] == "69D"
    assert departements["67"]["ctcd"] == departements["68"]["ctcd"] == "6AE"
    assert departements["2A"]["ctcd"] == regions["94"]["public_code"] == "20R"
    assert departements["976"]["ctcd"] == regions["06"]["public_code"] == "976D"
    assert regions["84"]["public_code"] == "84R"
    assert regions["01"]["public_code"] == "01R"
    special = set(table("statuts_particuliers"))
    assert special == {"20R", "69M", "6AE", "972R", "973R"}
    public = {row["ctcd"] for row in departements.values()}
    public |= {row["public_code"] for row in regions.values()}
    assert special - public == {"69M"}, "the métropole de Lyon shares the Rhône with 69D"


def test_every_inhabitant_has_one_authority_of_département_rank() -> None:
    departements, special = table("departements"), table("statuts_particuliers")
    bodies = {row["ctcd"]: int(row["ctcd_population"]) for row in departements.values()}
    metropole = int(special["69M"]["population"])
    whole = sum(int(row["population"]) for row in departements.values())
    assert sum(bodies.values()) + metropole == whole
    assert bodies["69D"] + metropole == int(departements["69"]["population"])
    for code in special.keys() & bodies.keys():
        assert int(special[code]["population"]) == bodies[code]


def test_overseas_collectivites_that_act_abroad_are_marked() -> None:
    acting = {code for code, row in table("outre_mer").items() if row["authority"] == "1"}
    assert acting == {"975", "977", "978", "986", "987", "988"}


def test_seats_are_communes_of_their_territory() -> None:
    for name in ("departements", "regions"):
        for code, row in table(name).items():
            seat = table("communes")[row["chef_lieu"]]
            assert code in (seat["departement"], seat["region"])


@pytest.mark.national
def test_points_agree_with_the_prepared_sample() -> None:
    import csv
    from pathlib import Path

    path = Path(__file__).parents[3] / "shared" / "data" / "geo" / "communes_cog2026_points.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        sample = [row for row in csv.DictReader(stream) if row["lon"] and row["lat"]]
    far = 0
    for row in sample:
        ours = table("communes")[row["code_insee"]]
        gap = abs(float(ours["lon"]) - float(row["lon"])) + abs(
            float(ours["lat"]) - float(row["lat"])
        )
        far += gap > 0.1
    assert len(sample) > 34_000
    assert far < len(sample) / 200
