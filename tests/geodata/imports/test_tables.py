"""Files of several formats: read alike, or refused in one sentence."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from geodata.imports import tables
from geodata.imports.reading import Table, fixed_values
from geodata.imports.sources import ImportFileError, get_source, list_sources
from tests.support.spreadsheets import write_bomb, write_ods, write_xlsx

HEADER = ["Collectivité française", "Partenaire", "Pays", "Année", "Source"]
ROWS = [
    ["Grenoble", "Essen", "Allemagne", 1979, "Délibération"],
    ["L’Haÿ-les-Roses", "Ōsaka <&>", "Japon", 1990, "Site"],
]
TEXT = "\n".join(";".join(map(str, row)) for row in [HEADER, *ROWS]) + "\n"


def written(path: Path) -> Path:
    match path.suffix:
        case ".xlsx":
            return write_xlsx(path, [HEADER, *ROWS])
        case ".ods":
            return write_ods(path, [HEADER, *ROWS])
        case ".json":
            found = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
            path.write_text(json.dumps(found), encoding="utf-8")
        case _:
            path.write_text(TEXT, encoding="utf-8-sig")
    return path


def rows_of(path: Path, source: str = "modele") -> list[dict[str, str]]:
    return [dict(row.cells) for row in Table(path, get_source(source))]


@pytest.mark.parametrize("kind", [".csv", ".tsv", ".txt", ".xlsx", ".ods", ".json"])
def test_one_table_reads_alike_in_every_format(tmp_path: Path, kind: str) -> None:
    found = rows_of(written(tmp_path / f"envoi{kind}"))
    assert [row["french_name"] for row in found] == ["Grenoble", "L’Haÿ-les-Roses"]
    assert [row["year_start"] for row in found] == ["1979", "1990"]
    assert found[1]["foreign_name"] == "Ōsaka <&>"


def test_days_and_decimals_of_a_workbook_read_as_a_person_reads_them(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "envoi.xlsx",
        [[*HEADER, "Longitude"], ["A", "B", "C", dt.date(2019, 12, 31), True, 4.25]],
    )
    (row,) = rows_of(path)
    assert (row["year_start"], row["source_title"], row["foreign_lon"]) == (
        "2019-12-31", "oui", "4,25",
    )  # fmt: skip


def test_json_rows_are_found_where_the_source_says(tmp_path: Path) -> None:
    path = tmp_path / "fiches.json"
    fiche = {"titre": "T", "collectivites": "A – B (DE)", "autres_thematiques": [["x", "", 1], []]}
    path.write_text(json.dumps({"autre": [1], "fiches": [{**fiche, "thematique": "y"}, fiche]}))
    found = rows_of(path, "fiche-etat")
    assert [row["note"] for row in found] == ["T", "T"]
    assert [row["theme"] for row in found] == ["y", ""]
    assert found[0]["other_themes"] == "x ; 1"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "n’a pas la colonne"),
        ("a.csv", b"a;b\n1;2\n", "n’a pas la colonne"),
        ("a.csv", TEXT.encode("latin-1", "replace"), "n’est pas en UTF-8"),
        ("a.csv", TEXT.encode("utf-16"), "n’est pas en UTF-8"),
        ("a.csv", (TEXT + "Grenoble;" + "x" * 10_001 + ";A;B;C\n").encode(), "dépasse"),
        ("a.csv", (TEXT + "a;b;c;d;e;f;g\n").encode(), "7 cellules pour 5"),
        ("a.csv", (TEXT + 'a;"b\n').encode(), "mal formé"),
        ("a.csv", b"PK\x03\x04\xff\xfe\x00", "ni un tableau CSV"),
        ("a.xlsx", b"PK\x03\x04\xff\xfe\x00", "ne s’ouvre pas"),
        ("a.xlsx", TEXT.encode(), "ni un tableau CSV"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "ni un tableau CSV"),
        ("a.exe", b"MZ", "ni un tableau CSV"),
        ("a.json", b"[1, 2]", "objet"),
        ("a.json", b"{}", "aucune ligne"),
        ("a.json", b'[{"a": 1', "n’est pas du JSON"),
        ("a.json", b'[{"a": "\xe9"}]', "n’est pas en UTF-8"),
        ("a.json", b"[" * 200_000 + b"]" * 200_000, "trop imbriqué"),
        ("a.json", b'{"lignes":' * 200_000, "trop imbriqué"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportFileError) as refused:
        rows_of(path)
    assert said in str(refused.value).replace("\N{NO-BREAK SPACE}", " ")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="ne peut pas être lu"):
        rows_of(tmp_path / "absent.csv")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 3 << 20)
    path = write_bomb(tmp_path / "bombe.xlsx", 4 << 20)
    assert path.stat().st_size < 20_000
    with pytest.raises(ImportFileError, match="une fois déplié"):
        rows_of(path)


def test_a_file_that_is_too_big_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 20)
    with pytest.raises(ImportFileError, match="coupez-le en plusieurs"):
        rows_of(written(tmp_path / "envoi.csv"))


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd", "-cmd()", " =1+1"])
def test_a_formula_is_seen(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text(TEXT + f'Grenoble;"{cell}";Italie;;x\n', encoding="utf-8")
    found = list(Table(path, get_source("modele")))
    assert [bool(row.formula()) for row in found] == [False, False, True]


@pytest.mark.parametrize("cell", ["-12,5", "+33 4", "-", "L’Haÿ", "’s-Hertogenbosch"])
def test_what_only_begins_like_a_formula_is_none(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text(TEXT + f"Grenoble;{cell};Italie;;x\n", encoding="utf-8")
    assert not any(row.formula() for row in Table(path, get_source("modele")))


def test_columns_are_known_whatever_their_case_accents_and_separator(tmp_path: Path) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text("COLLECTIVITE,partenaire,PAYS,source,Maire\nGrenoble,Essen,DE,x,y\n\n,,,,\n")
    table = Table(path, get_source("modele"))
    (row,) = table
    assert (row.text("french_name"), row.text("foreign_name"), row.line) == (
        "Grenoble", "Essen", 2,
    )  # fmt: skip
    assert table.unread == ("Maire",)


def test_what_holds_for_a_whole_file_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "annuaire.csv"
    path.write_text("Partnergemeinde;Land;seit;Form\nGrenoble;Frankreich;1979;Partnerschaft\n")
    source = get_source("annuaire-allemand")
    with pytest.raises(ImportFileError, match="gemeinde"):
        list(Table(path, source))
    (row,) = Table(path, source, fixed_values(source, {"Gemeinde": "Essen"}))
    assert (row.text("foreign_name"), row.text("foreign_country")) == ("Essen", "DE")
    with pytest.raises(ImportFileError, match=r"n’a pas de colonne .*maire"):
        fixed_values(source, {"maire": "x"})


def test_every_source_has_a_manifest_that_reads() -> None:
    assert {source.name for source in list_sources()} == {
        "modele", "fiche-etat", "wikidata-sparql", "wikidata-p190-tsv", "annuaire-allemand",
        "declaration-apd",
    }  # fmt: skip
    for source in list_sources():
        assert {one for names in source.required for one in names} <= set(source.columns)
    with pytest.raises(ImportFileError, match="wikidata-p190-tsv"):
        get_source("inconnue")
