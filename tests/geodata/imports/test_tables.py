"""Files of several formats: read alike, or refused in one sentence."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from geodata.imports import json_tables, tables
from geodata.imports.reading import ImportRow, Table, fixed_values
from geodata.imports.sources import ImportFileError, get_source, list_sources
from geodata.imports.values import RefusedError
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
        ("a.csv", TEXT.encode() + b"\x81\xe9", "n’est pas en UTF-8"),
        ("a.csv", TEXT.encode("utf-16")[:-1], "n’est pas en UTF-16"),
        ("a.csv", TEXT.splitlines()[0].encode(), "aucune ligne à importer"),
        ("a.xlsx", None, "aucune ligne à importer"),
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
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if content is None:
        write_xlsx(path, [HEADER])
    else:
        path.write_bytes(content)
    with pytest.raises(ImportFileError) as refused:
        rows_of(path)
    assert said in str(refused.value).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("encoding", "remarks"), [("cp1252", 1), ("utf-16", 0), ("utf-8", 0), ("utf-8-sig", 0)]
)
def test_a_table_is_read_however_a_spreadsheet_saved_it(
    tmp_path: Path, encoding: str, remarks: int
) -> None:
    path = tmp_path / "envoi.csv"
    path.write_bytes(TEXT.replace("Ōsaka <&>", "Sétif ’’ œ€").encode(encoding))
    table = Table(path, get_source("modele"))
    assert [row.text("foreign_name") for row in table] == ["Essen", "Sétif ’’ œ€"]
    assert [row.text("french_name") for row in table] == ["Grenoble", "L’Haÿ-les-Roses"]
    assert len(table.remarks) == remarks


@pytest.mark.parametrize(
    "text", ["sep=;\n" + TEXT, "sep=,\r\n" + TEXT.replace(";", ","), TEXT.replace(";", "|")]
)
def test_a_table_is_read_however_it_is_cut(tmp_path: Path, text: str) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text(text, encoding="utf-8", newline="")
    found = list(Table(path, get_source("modele")))
    assert [row.text("french_name") for row in found] == ["Grenoble", "L’Haÿ-les-Roses"]
    assert [row.line for row in found] == ([3, 4] if text.startswith("sep=") else [2, 3])


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


def usable(row: ImportRow) -> bool:
    try:
        row.require_usable()
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd", "-cmd()", " =1+1", "x" * 10_001,
        '{""nom"": ""Essen""}', "Ess\x00en", "Ess\x1ben", "Ess\x92en", "Ess\x7fen",
    ],
)  # fmt: skip
def test_a_cell_that_is_no_data_refuses_its_row_alone(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text(TEXT + f'Grenoble;"{cell}";Italie;;x\n', encoding="utf-8")
    assert [usable(row) for row in Table(path, get_source("modele"))] == [True, True, False]


@pytest.mark.parametrize(
    "cell", ["-12,5", "+33 4", "-", "L’Haÿ", "’s-Hertogenbosch", '"a\r\nb\tc"', "x" * 10_000]
)
def test_what_only_looks_like_no_data_is_some(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text(TEXT + f"Grenoble;{cell};Italie;;x\n", encoding="utf-8", newline="")
    assert all(usable(row) for row in Table(path, get_source("modele")))


@pytest.mark.parametrize("half", [r"\ud800", r"\udc00", r"\uD83D x"])
def test_half_a_character_of_json_refuses_its_row_alone(tmp_path: Path, half: str) -> None:
    path = tmp_path / "envoi.json"
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    text = json.dumps([*rows, {**rows[0], "Partenaire": "HALF"}, {**rows[0], "Partenaire": "😀"}])
    path.write_text(text.replace("HALF", f"Ess{half}en"), encoding="utf-8")
    found = list(Table(path, get_source("modele")))
    assert [usable(row) for row in found] == [True, True, False, True]
    assert found[3].text("foreign_name") == "😀"
    found[2].shown("foreign_name").encode()


def test_a_row_with_more_cells_than_columns_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text(TEXT + "a;b;c;d;e;f;g\nGrenoble;Essen;DE;1979;x;;\n", encoding="utf-8")
    assert [usable(row) for row in Table(path, get_source("modele"))] == [True, True, False, True]


def test_half_a_character_is_seen_where_a_block_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_tables, "BLOCK", 16)
    path = tmp_path / "envoi.json"
    for size in range(32):
        for written, expected in ((r"\ud83d\ude00", False), (r"\ud83d", True), (r"\ude00", True)):
            path.write_text(f'["{"a" * size}{written}{"b" * 20}"]', encoding="utf-8")
            assert json_tables.has_halves(path) is expected, (size, written)


def test_a_name_that_is_too_long_to_show_is_cut(tmp_path: Path) -> None:
    row = ImportRow(2, {"foreign_name": "x\x00" * 5000})
    assert len(row.shown("foreign_name")) == 200
    assert "\x00" not in row.shown("foreign_name")


def test_the_sheets_that_are_not_read_are_named(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "envoi.xlsx",
        {"Vide": [], "2026": [HEADER, *ROWS], "2025": [HEADER, *ROWS], "Notes": [["x"]]},
    )
    table = Table(path, get_source("modele"))
    assert len(list(table)) == 2
    assert [str(one).replace("\N{NO-BREAK SPACE}", " ") for one in table.remarks] == [
        "Seule la feuille « 2026 » est lue ; ne le sont pas : « 2025 », « Notes ».".replace(
            " ;", "\N{NARROW NO-BREAK SPACE};"
        )
    ]
    assert Table(written(tmp_path / "seul.xlsx"), get_source("modele")).remarks == ()


def test_of_two_names_of_one_column_the_first_that_is_filled_in_is_read(tmp_path: Path) -> None:
    path = tmp_path / "fiches.json"
    fiche = {"titre": "T", "thematique": "y"}
    rows = [
        {**fiche, "collectivites": "A – B (DE)", "collectivites_deduites_du_contexte": ""},
        {**fiche, "collectivites": "", "collectivites_deduites_du_contexte": "C – D (DE)"},
        {
            **fiche,
            "collectivites": "a - b (de)",
            "collectivites_deduites_du_contexte": "A – B (DE)",
        },
        {
            **fiche,
            "collectivites": "A – B (DE)",
            "collectivites_deduites_du_contexte": "C – D (DE)",
        },
    ]
    path.write_text(json.dumps({"fiches": rows}), encoding="utf-8")
    table = Table(path, get_source("fiche-etat"))
    found = list(table)
    assert [row.text("parties") for row in found] == [
        "A – B (DE)", "C – D (DE)", "A – B (DE)", "C – D (DE)",
    ]  # fmt: skip
    assert [len(row.remarks) for row in found] == [0, 0, 0, 1]
    assert "« A – B (DE) »" in str(found[3].remarks[0]).replace("\N{NO-BREAK SPACE}", " ")
    assert table.unread == ()


def test_a_list_that_is_cut_over_several_columns_is_put_together(tmp_path: Path) -> None:
    path = tmp_path / "envoi.csv"
    path.write_text(
        "Collectivité;Partenaire;Pays;Source;Thèmes;Thèmes;Code INSEE;SIREN\n"
        "Grenoble;Essen;DE;x;culture;sport;38185;213801855\n"
        "Grenoble;Essen;DE;x;;sport;;213801855\n",
        encoding="utf-8",
    )
    found = list(Table(path, get_source("modele")))
    assert [row.text("themes") for row in found] == ["culture ; sport", "sport"]
    assert [row.text("french_code") for row in found] == ["38185", "213801855"]
    assert not any(row.remarks for row in found)


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
