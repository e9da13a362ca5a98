"""The rules of the curation: what is believed, what is refused, and what goes together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geodata.facts import merging, normalise, raw
from geodata.facts.bodies import FrenchBodies, is_siren, read_other_bodies, same_body
from geodata.facts.gazetteer import COLUMNS, Gazetteer
from geodata.facts.history import PastStates
from geodata.facts.partners import Decision, Partner, PartnerRegister
from geodata.facts.raw import Fact
from geodata.facts.tables import CurationError, read_table, write_table
from geodata.facts.text import key, slug

DEFAULTS = {
    **dict.fromkeys(raw.COLUMNS, ""),
    "fr_body": "Grenoble",
    "fr_type": "commune",
    "fr_code": "38185",
    "partner": "Essen",
    "partner_type": "commune",
    "country": "DE",
    "link_type": "jumelage",
    "status": "actif",
    "source_url": "https://example.org/",
    "source_title": "Page",
    "confidence": "haute",
}
PLACES = [
    ("springe", "1", "Springe", "06", "Lower Saxony", "29000"),
    ("neustadt", "2", "Neustadt", "08", "Rhineland-Palatinate", "53000"),
    ("neustadt", "3", "Neustadt", "15", "Thuringia", "9000"),
    ("stein", "4", "Stein", "02", "Bavaria", "13900"),
    ("stein", "5", "Stein", "10", "Schleswig-Holstein", "860"),
    ("halle", "6", "Halle (Saale)", "14", "Saxony-Anhalt", "237000"),
    ("munchen", "7", "München", "02", "Bavaria", "1500000"),
    ("munich", "7", "München", "02", "Bavaria", "1500000"),
    ("burg", "8", "Burg", "14", "Saxony-Anhalt", "20000"),
    ("burg an der spree", "9", "Burg", "11", "Brandenburg", "4000"),
]


def make_fact(line: int = 2, **values: str) -> Fact:
    row = {**DEFAULTS, **values}
    return Fact("cooperation", line, row, dict(row))


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    path = tmp_path / "places.csv"
    write_table(
        path,
        COLUMNS,
        [
            {
                "query": query,
                "match": "exact" if query == key(name) else "alternate",
                "iso2": "DE",
                "geonames_id": number,
                "name": name,
                "admin1_code": code,
                "admin1": admin1,
                "population": population,
                "lon": "10.00000",
                "lat": "50.00000",
            }
            for query, number, name, code, admin1, population in PLACES
        ],
    )
    return Gazetteer(path)


def make_register(gazetteer: Gazetteer, *decisions: Decision) -> PartnerRegister:
    return PartnerRegister(gazetteer, list(decisions), {"DE": ("10.4", "51.1")})


def test_keys_ignore_accents_case_and_letters_without_decomposition() -> None:
    assert key("Tchéky KRUMLOV’s  Ø-ßtadt") == "tcheky krumlov s o sstadt"
    assert slug("Saint-Hélier") == "saint-helier"
    assert slug("Çank\N{LATIN SMALL LETTER DOTLESS I}r") == "cankir"


def test_a_correction_that_no_longer_fits_the_raw_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    write_table(
        path,
        raw.CORRECTION_COLUMNS,
        [
            {
                "file": "cooperation.csv",
                "line": "2",
                "column": "partner",
                "before": "Köln",
                "after": "Essen",
                "reason": "faute",
                "source": "",
            }
        ],
    )
    with pytest.raises(CurationError, match=r"cooperation:2 porte « Essen », et non « Köln »"):
        raw.apply_corrections([make_fact()], path)


def test_a_raw_file_that_cannot_be_read_is_refused_in_one_french_sentence(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    with pytest.raises(CurationError, match=r"facts\.csv : ce fichier manque"):
        read_table(path, ("a",))
    path.write_bytes("a\né\n".encode("latin-1"))
    with pytest.raises(CurationError, match=r"pas en UTF-8 \(octet 2\)"):
        read_table(path, ("a",))
    path.write_text('a\n"1', encoding="utf-8")
    with pytest.raises(CurationError, match="pas du CSV lisible"):
        read_table(path, ("a",))
    path.write_text("b\n1\n", encoding="utf-8")
    with pytest.raises(CurationError, match="les colonnes sont b, et a sont attendues"):
        read_table(path, ("a",))


def test_a_raw_row_with_a_value_too_many_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("a,b\n1,2\n1,2,3\n", encoding="utf-8")
    with pytest.raises(CurationError, match=r"ligne 3 : 3 valeurs pour 2 colonnes"):
        read_table(path, ("a", "b"))


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"year_start": "2050"}, "year_start", "une année de 1850 à 2026"),
        ({"year_start": "1990", "year_end": "1980"}, "year_end", "précéder le début, 1990"),
        ({"year_start": "vers 1990"}, "year_start", "une année de 1850 à 2026 est attendue"),
        ({"partner_type": "canton"}, "partner_type", "ce code n’est pas au vocabulaire"),
        ({"amount_eur": "-5", "amount_kind": "subvention"}, "amount_eur", "nombre entier d’euros"),
        ({"amount_eur": "5"}, "amount_kind", "vont ensemble"),
        ({"amount_kind": "subvention"}, "amount_eur", "vont ensemble"),
        ({"link_type": "fiancailles"}, "link_type", "ce code n’est pas au vocabulaire"),
        ({"source_url": ""}, "source_url", "demande l’adresse et le titre de sa source"),
        ({"source_title": ""}, "source_title", "demande l’adresse et le titre de sa source"),
    ],
)
def test_a_fact_that_cannot_be_right_is_told_by_file_line_column_value_and_reason(
    change: dict[str, str], column: str, message: str
) -> None:
    fact = make_fact(**change)
    with pytest.raises(CurationError) as refusal:
        normalise.check(fact)
    sentence = re.sub(r"\s", " ", str(refusal.value))
    assert sentence.startswith(
        f"{fact.stem}.csv, ligne {fact.line}, colonne « {column} », valeur « {fact[column]} » : "
    )
    assert message in sentence


def test_an_unknown_theme_is_refused_and_a_repeated_one_is_told_once() -> None:
    assert (
        normalise.codes(make_fact(themes="eau; culture;eau"), "themes", "themes") == "eau;culture"
    )
    with pytest.raises(CurationError, match=r"«\sthemes\s».*«\smagie\s» n’est pas au vocabulaire"):
        normalise.codes(make_fact(themes="magie"), "themes", "themes")


@pytest.mark.parametrize(
    ("note", "circa"),
    [
        ("40 ans fêtés en 2023", True),
        ("année déduite de l'article", True),
        ("20e anniversaire en 2022", True),
        ("signé le 4 avril 1996 ; 20 ans fêtés en 2016", False),
        ("collectivité déduite de la convention de 1998", False),
        ("protocole renouvelé en 2008", False),
    ],
)
def test_a_year_worked_out_from_an_anniversary_is_approximate(note: str, circa: bool) -> None:
    assert normalise.is_circa(make_fact(year_start="1983", note=note)) is circa


def test_a_twinning_never_dates_a_project_and_a_short_cooperation_does() -> None:
    assert not normalise.dates_a_project(make_fact(year_start="1990", year_end="1992"))
    short = make_fact(link_type="cooperation", year_start="2010", year_end="2012")
    assert normalise.dates_a_project(short)
    long = make_fact(link_type="cooperation", year_start="1984", year_end="2014")
    assert not normalise.dates_a_project(long)
    running = make_fact(link_type="cooperation", year_start="1991", funding_detail="Fonds 2012")
    assert not normalise.dates_a_project(running)


@pytest.mark.parametrize(
    ("code", "right"),
    [("200046977", True), ("200046978", False), ("38185", False), ("20004697A", False)],
)
def test_a_siren_has_nine_digits_and_its_check_digit(code: str, right: bool) -> None:
    assert is_siren(code) is right


def test_names_of_a_body_agree_whatever_its_kind_is_called() -> None:
    assert same_body("Communauté d'agglomération du Grand Chambéry", "CA Grand Chambéry")
    assert same_body("Isère", "Département de l'Isère")
    assert not same_body("Fontaine", "Fontenay")


def test_a_code_that_belongs_to_another_commune_is_refused() -> None:
    bodies = FrenchBodies(read_other_bodies())
    with pytest.raises(CurationError, match="celui de « Fontaine », et le fait nomme « Grenoble »"):
        bodies.resolve(make_fact(fr_code="38169"))


@pytest.mark.parametrize(
    ("fact_type", "fr_code", "body", "code"),
    [
        ("departement", "38", "Département de l'Isère", "38D"),
        ("departement", "67", "Département du Bas-Rhin", "6AE"),
        ("region", "94", "Région Corse", "20R"),
        ("region", "84", "Région Auvergne-Rhône-Alpes", "84R"),
        ("statut_particulier", "200046977", "Métropole de Lyon", "69M"),
        ("commune", "75056", "Paris", "75056"),
        ("syndicat", "", "SIAAP", "257550004"),
    ],
)
def test_french_bodies_get_their_public_code(
    fact_type: str, fr_code: str, body: str, code: str
) -> None:
    bodies = FrenchBodies(read_other_bodies())
    assert bodies.resolve(make_fact(fr_type=fact_type, fr_code=fr_code, fr_body=body)) == code


def test_a_namesake_is_the_place_meant_only_when_it_is_much_larger(gazetteer: Gazetteer) -> None:
    assert gazetteer.search("DE", "Springe").place is not None
    neustadt = gazetteer.search("DE", "Neustadt").place
    assert neustadt is not None
    assert neustadt.geonames_id == "2"
    stein = gazetteer.search("DE", "Stein")
    assert (stein.place, stein.candidates) == (None, 2)


def test_spellings_of_one_town_are_one_partner_with_its_exonym(gazetteer: Gazetteer) -> None:
    register = make_register(gazetteer)
    first = register.meet("DE", "Munich", "commune")
    assert register.meet("DE", "München", "commune") is first
    register.assign_codes()
    assert (first.code, first.name, first.name_fr) == ("de-munchen", "München", "Munich")


def test_a_town_nobody_finds_gets_the_point_of_its_country_and_says_so(
    gazetteer: Gazetteer,
) -> None:
    register = make_register(gazetteer)
    partner = register.meet("DE", "Nirgendwo", "commune")
    assert (partner.precision, partner.method) == ("country", "country_centroid")
    assert (partner.lon, partner.lat) == ("10.4", "51.1")
    assert "introuvable" in partner.note


def test_a_region_is_not_taken_for_the_town_of_the_same_name(gazetteer: Gazetteer) -> None:
    register = make_register(gazetteer)
    town = register.meet("DE", "Springe", "commune")
    region = register.meet("DE", "Springe", "province_region")
    assert town is not region
    assert region.precision == "country"


def test_namesakes_get_the_name_of_their_division_in_their_code(gazetteer: Gazetteer) -> None:
    register = make_register(
        gazetteer,
        Decision("DE", ("Burg (Spreewald)",), "*", "Burg", "", "municipality", "#9", "place", "x"),
    )
    first = register.meet("DE", "Burg", "commune")
    second = register.meet("DE", "Burg (Spreewald)", "commune")
    register.assign_codes()
    assert {first.code, second.code} == {"de-burg-saxony-anhalt", "de-burg-brandenburg"}


def test_a_decision_that_nobody_needs_is_reported(gazetteer: Gazetteer) -> None:
    decision = Decision("DE", ("Ulm",), "*", "Ulm", "", "municipality", "none", "none", "x")
    register = make_register(gazetteer, decision)
    assert register.unused_decisions() == [decision]


def make_partner(country: str, admin1_code: str) -> Partner:
    return Partner(country, "municipality", None, "", "place", admin1_code=admin1_code)


@pytest.mark.parametrize(
    ("country", "admin1", "year", "then"),
    [
        ("DE", "15", "1963", "DD"),
        ("DE", "07", "1963", "RFA"),
        ("DE", "16", "1987", ""),
        ("DE", "15", "1995", ""),
        ("DE", "15", "", ""),
        ("LT", "57", "1970", "SU"),
        ("BF", "03", "1967", "HV"),
        ("BF", "03", "1999", ""),
        ("CZ", "", "1965", "CS"),
    ],
)
def test_the_state_of_the_time_follows_from_the_place_and_the_year(
    country: str, admin1: str, year: str, then: str
) -> None:
    fact = make_fact(country=country, year_start=year)
    code, method = PastStates().then(fact, make_partner(country, admin1))
    assert code == then
    assert method.startswith("deduced:" if then else "")


def test_the_state_that_the_source_names_is_kept_even_without_a_year() -> None:
    fact = make_fact(country_then="DDR")
    assert PastStates().then(fact, make_partner("DE", "15")) == ("DD", "source")


def gather(*facts: Fact, groups: tuple[merging.Group, ...] = ()) -> list[merging.Link]:
    fr_codes = {fact.id: fact["fr_code"] for fact in facts}
    partner_codes = {fact.id: slug(fact["partner"]) for fact in facts}
    return merging.gather(list(facts), fr_codes, partner_codes, list(groups))


def test_a_twinning_and_the_cooperation_of_the_same_two_are_one_partnership() -> None:
    links = gather(make_fact(2), make_fact(3, link_type="cooperation"))
    assert [len(link.facts) for link in links] == [2]


def test_a_cross_border_cooperation_stays_beside_a_twinning() -> None:
    links = gather(make_fact(2), make_fact(3, link_type="transfrontalier"))
    assert [link.key for link in links] == ["38185>essen:J", "38185>essen:T"]


def test_the_facts_of_a_group_are_one_partnership() -> None:
    group = merging.Group("ring", "Anneau", ("cooperation:2", "cooperation:3"), (), "anneau")
    links = gather(make_fact(2), make_fact(3, partner="Kassel"), make_fact(4), groups=(group,))
    assert [len(link.facts) for link in links] == [2, 1]


def shown(tmp_path: Path, *facts: Fact, chosen: str = "") -> Fact:
    path = tmp_path / "choix.csv"
    choices = [{"fact": chosen, "reason": "décidé"}] if chosen else []
    write_table(path, ("fact", "reason"), choices)
    links = gather(*facts)
    merging.choose_shown(links, path)
    return links[0].shown


def test_the_fact_shown_dates_the_link_rather_than_a_project(tmp_path: Path) -> None:
    project = make_fact(2, link_type="cooperation", year_start="2005", year_end="2007")
    link = make_fact(3, link_type="cooperation", year_start="2001", confidence="moyenne")
    assert shown(tmp_path, project, link) is link


def test_the_fact_shown_tells_that_a_twinning_is_suspended(tmp_path: Path) -> None:
    running = make_fact(2, year_start="1991")
    suspended = make_fact(3, year_start="1991", status="suspendu")
    assert shown(tmp_path, running, suspended) is suspended


def test_a_decision_chooses_the_fact_shown(tmp_path: Path) -> None:
    later, earlier = make_fact(2, year_start="1979"), make_fact(3, year_start="1976")
    assert shown(tmp_path, later, earlier) is earlier
    assert shown(tmp_path, later, earlier, chosen="cooperation:2") is later


def test_a_cooperation_known_by_its_projects_began_with_the_first_and_goes_on(
    tmp_path: Path,
) -> None:
    first = make_fact(
        2, link_type="cooperation", year_start="2009", year_end="2012", status="termine"
    )
    second = make_fact(
        3, link_type="cooperation", year_start="2019", funding_detail="AAP 2019", status="inconnu"
    )
    links = gather(first, second)
    links[0].shown = second
    summary = merging.summarise(links[0])
    assert (summary.year_start, summary.year_start_fact) == ("2009", "cooperation:2")
    assert (summary.circa, summary.year_end) == (True, "")


def test_numbers_are_kept_and_new_ones_are_added_after_the_last(tmp_path: Path) -> None:
    path = tmp_path / "identifiants.csv"
    first = gather(make_fact(2))
    merging.number(first, path)
    written = path.stat().st_mtime_ns
    merging.number(gather(make_fact(2)), path)
    assert path.stat().st_mtime_ns == written, "a file with nothing new is left alone"
    links = gather(make_fact(3, partner="Kassel"), make_fact(2))
    merging.number(links, path)
    assert [(link.key, link.id) for link in links] == [("38185>kassel:J", 2), ("38185>essen:J", 1)]
