"""Instruments that sources name: recognised in the real facts, never guessed from the family."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from geodata import manifests
from geodata.facts.instruments import (
    COLUMNS,
    check_rules,
    funding_lines,
    instrument_of,
    named_instruments,
    read_rules,
)
from geodata.facts.tables import CurationError, write_table

RULES = read_rules()
LINES = [
    line
    for row in manifests.read_rows(manifests.DATASETS / "partenariats", "faits.csv")
    if row["outcome"] != "rejected"
    for line in funding_lines(row["funding"], row["funding_detail"])
]
GOOD = {
    "pattern": "FICOL.*",
    "family": "afd_ficol",
    "instrument": "afd_ficol",
    "reason": "Nommée.",
}


def decided(folder: Path, *rows: dict[str, str]) -> Path:
    write_table(folder / "regles.csv", COLUMNS, rows)
    return folder / "regles.csv"


def test_each_rule_is_needed_by_a_published_fact_and_no_two_claim_the_same() -> None:
    check_rules(RULES, LINES)


def test_the_instruments_of_the_facts_are_counted() -> None:
    found = Counter(instrument_of(RULES, *line) for line in LINES)
    assert found["faceco"] == 27
    assert found["un_pourcent_eau"] == 12
    assert found["afd_ficol"] == 8
    assert found["meae_campagne_2024"] == 3
    assert found[""] > sum(found.values()) / 2


@pytest.mark.parametrize(
    ("family", "detail", "instrument"),
    [
        ("afd_ficol", "FICOL, géoparc de Khammouane", "afd_ficol"),
        ("faceco", "fonds CUF et FACECO 2023", "faceco"),
        ("autre", "fonds CUF et FACECO 2023", "fonds_cuf"),
        ("un_pourcent_eau", "1 % eau ; Agence de l'eau Loire-Bretagne", "un_pourcent_eau"),
        ("agence_eau", "1 % eau ; Agence de l'eau Loire-Bretagne", ""),
        ("agence_eau", "réseau Essonne-Mali, AESN", "aesn"),
        ("departement", "AESN, Essonne, MAE, AFD", ""),
        ("un_pourcent_eau", "Solidae 2017", "solidae"),
        ("ue_interreg", "ALCOTRA, PITER+ Terres Monviso", "ue_alcotra"),
        # A programme of a period that the vocabulary lacks, or a family alone, is no instrument.
        ("ue_interreg", "ALCOTRA, PITER Terres Monviso", ""),
        ("ue_interreg", "Interreg V océan Indien", ""),
        ("ue_europe_citoyens_cerv", "projet 2013-4822, Europe pour les citoyens", ""),
        ("meae_daect", "AAP 2019", ""),
        ("meae_daect", "", ""),
        ("un_pourcent_eau", "", ""),
    ],
)
def test_a_line_has_the_instrument_that_its_source_names(
    family: str, detail: str, instrument: str
) -> None:
    assert instrument_of(RULES, family, detail) == instrument


def test_each_family_of_a_fact_is_a_line_and_an_amount_alone_is_none() -> None:
    assert funding_lines("faceco;autre", "fonds") == [("faceco", "fonds"), ("autre", "fonds")]
    assert funding_lines("", "convention 2013") == []
    assert funding_lines("faceco", "") == []


def test_the_dataset_says_which_line_of_a_fact_names_which_instrument() -> None:
    said = named_instruments(RULES, "faceco;autre;departement", "fonds CUF et FACECO 2023")
    assert said == "faceco:faceco;autre:fonds_cuf"
    assert named_instruments(RULES, "meae_daect", "AAP 2019") == ""
    published = Counter(
        pair.partition(":")[2]
        for row in manifests.read_rows(manifests.DATASETS / "partenariats", "faits.csv")
        if row["outcome"] != "rejected"
        for pair in row["instruments"].split(";")
        if pair
    )
    assert published["faceco"] == 27
    assert published["fonds_cuf"] == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"family": "afd"}, "n’est pas un financement"),
        ({"instrument": "ficol_2031"}, "n’est pas un dispositif"),
        ({"reason": ""}, "une raison est attendue"),
        ({"pattern": "FICOL("}, "n’est pas une expression régulière"),
    ],
)
def test_a_rule_that_is_not_understood_is_refused(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    with pytest.raises(CurationError, match=r"regles\.csv, ligne 3") as caught:
        read_rules(decided(tmp_path, GOOD, {**GOOD, **change}))
    assert words in str(caught.value)


def test_a_rule_that_no_fact_needs_is_refused(tmp_path: Path) -> None:
    rules = read_rules(decided(tmp_path, GOOD, {**GOOD, "pattern": "Facilité.*"}))
    with pytest.raises(CurationError, match=r"ligne 3\s: cette règle ne reconnaît aucun"):
        check_rules(rules, [("afd_ficol", "FICOL 2020")])


def test_a_line_that_two_rules_claim_is_refused(tmp_path: Path) -> None:
    rules = read_rules(decided(tmp_path, GOOD, {**GOOD, "instrument": "afd_ficol_2017"}))
    with pytest.raises(CurationError, match=r"déjà reconnu par regles\.csv, ligne 2"):
        check_rules(rules, [("afd_ficol", "FICOL 2017")])
