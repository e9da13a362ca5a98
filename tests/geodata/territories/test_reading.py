"""The two files that maintainers bring: read however they were saved, refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.imports.sources import ImportFileError
from geodata.territories.epci import read_epci_changes
from geodata.territories.movements import Movement, is_of_year, read_movements
from geodata.territories.outcomes import Outcome
from tests.support.movements import HEADER, line, merger, write_movements

ROWS = merger("2027-01-01", "38185 Grenoble", ["38169 Fontaine-l’Évêque"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_movements_read_the_same_however_they_were_saved(tmp_path: Path, encoding: str) -> None:
    path = write_movements(tmp_path / "mvt.csv", ROWS, encoding=encoding)
    found = list(read_movements(path))
    assert [one.line for one in found] == [2, 3, 4, 5]
    assert found[2].before.name == "Fontaine-l’Évêque"
    assert (found[2].mod, found[2].date, found[2].after.code) == ("32", "2027-01-01", "38185")
    assert [one.after.is_commune for one in found] == [True, False, True, False]


def test_a_file_that_a_spreadsheet_saved_is_understood(tmp_path: Path) -> None:
    header = ";".join(name.lower() for name in reversed(HEADER))
    row = dict(zip(HEADER, line(32, "01/01/2027", "COM 1033 A", "COM 1033 B"), strict=True))
    path = tmp_path / "mvt.csv"
    path.write_text(
        f"{header}\n{';'.join(row[name] for name in reversed(HEADER))}\n;;;;;;;;;;;;;\n"
    )
    (one,) = read_movements(path)
    assert (one.before.code, one.date) == ("01033", "2027-01-01")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "n’est pas le fichier des mouvements"),
        (b"TYPECOM,COM,REG\nCOM,01001,84\n", "il y manque la colonne « MOD »"),
        (b"PK\x03\x04rest", "est une archive"),
        (b"\x81\x8d\xff\xfe", "n’est pas un texte"),
        ((",".join(HEADER) + "\n32,2027-01-01,COM\n").encode(), "ligne 2 : 3 cellules pour 14"),
        ((",".join(HEADER) + '\n32,"2027\n').encode(), "mal formé"),
    ],
)
def test_what_is_no_file_of_movements_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "envoi.csv"
    path.write_bytes(content)
    with pytest.raises(ImportFileError) as refused:
        list(read_movements(path))
    assert said in str(refused.value).replace("\N{NO-BREAK SPACE}", " ")
    with pytest.raises(ImportFileError, match="ne peut pas être lu"):
        list(read_movements(tmp_path / "absent.csv"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (line(32, "l’an dernier", "COM 38169 A", "COM 38185 B"), "n’est pas un jour"),
        (line(32, "2027-02-30", "COM 38169 A", "COM 38185 B"), "n’est pas un jour"),
        (line(32, "2027-01-01", "CANTON 38169 A", "COM 38185 B"), "n’est pas un type"),
        (line(32, "2027-01-01", "COM 3816X A", "COM 38185 B"), "n’est pas un code"),
        (line(32, "2027-01-01", "COM 38169  ", "COM 38185 B"), "n’a pas de nom"),
    ],
)
def test_a_line_that_makes_no_sense_is_told_with_its_number(
    tmp_path: Path, row: tuple[str, ...], said: str
) -> None:
    path = write_movements(tmp_path / "mvt.csv", [*ROWS, row])
    with pytest.raises(ImportFileError, match=f"ligne 6.*{said}"):
        list(read_movements(path))


@pytest.mark.parametrize(
    ("date", "expected"),
    [("2026-01-01", False), ("2026-01-02", True), ("2027-01-01", True), ("2027-01-02", False)],
)
def test_a_year_holds_what_took_effect_since_the_former_first_of_january(
    tmp_path: Path, date: str, expected: bool
) -> None:
    path = write_movements(tmp_path / "mvt.csv", [line(10, date, "COM 38169 A", "COM 38169 B")])
    (one,) = read_movements(path)
    assert isinstance(one, Movement)
    assert is_of_year(one, 2027) is expected


EPCI = "changement,siren_avant,siren_apres,nom_apres,date,membres\n"


def test_changes_of_epci_are_read_with_their_members(tmp_path: Path) -> None:
    path = tmp_path / "epci.csv"
    path.write_text(
        EPCI
        + "Fusion,200 000 001,200000003,CA Neuve,2027-01-01,38169 38185|2A004\n"
        + "DISSOLUTION,200000002,,,01/01/2027,\n",
        encoding="utf-8",
    )
    (merged, dissolved), refused = read_epci_changes(path)
    assert refused == []
    assert (merged.change, merged.before, merged.members) == (
        "fusion", "200000001", ("38169", "38185", "2A004"),
    )  # fmt: skip
    assert (dissolved.change, dissolved.after, dissolved.members) == ("dissolution", "", None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("absorption,200000001,200000003,,2027-01-01,", "n’est pas un changement"),
        ("fusion,200000001,,,2027-01-01,", "« siren_apres » est vide"),
        ("creation,,200000001,,2027-01-01,", "« nom_apres » est vide"),
        ("nom,20000001,,Neuve,2027-01-01,", "n’est pas un SIREN"),
        ("dissolution,200000001,200000003,,2027-01-01,", "c’est une fusion"),
        ("membres,,200000001,,2027-01-01,Grenoble", "n’est pas un code de commune"),
        ("nom,200000001,,Neuve,2027,", "n’est pas un jour"),
        ("nom,200000001,", "3 cellules pour 6 colonnes"),
    ],
)
def test_a_change_of_epci_that_makes_no_sense_is_refused_alone(
    tmp_path: Path, row: str, said: str
) -> None:
    path = tmp_path / "epci.csv"
    good = "nom,200000002,,Neuve,2027-01-01,"
    path.write_text(EPCI + good + "\n" + row + "\n" + good + "\n", encoding="utf-8")
    changes, (refused,) = read_epci_changes(path)
    assert [one.line for one in changes] == [2, 4]
    assert (refused.line, refused.outcome, refused.file) == (3, Outcome.REFUSED, "epci")
    assert said in refused.reason.replace("\N{NO-BREAK SPACE}", " ")
