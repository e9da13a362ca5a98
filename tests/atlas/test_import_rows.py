"""What becomes of each row of a file, kept beside it and read by pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.doubts.content import Choice
from atlas.editing.documents import Member, PartnershipDocument
from atlas.errors import AtlasError
from atlas.services import import_rows
from atlas.services.import_rows import Entry, NewPlace, Outcome, Reason, count_rows, read_rows

DOCUMENT = PartnershipDocument("jumelage", "haute", members=(Member("38185", "Grenoble"),))


def entries(number: int) -> Iterator[Entry]:
    for line in range(2, number + 2):
        yield Entry(line, Outcome.REFUSED if line % 3 else Outcome.CREATED, "Grenoble", f"V{line}")


def test_rows_are_read_by_pages_of_one_outcome_or_of_all(tmp_path: Path) -> None:
    import_rows.keep_rows(tmp_path / "rows", entries(100))
    folder = tmp_path / "rows"
    assert [count_rows(folder), count_rows(folder, Outcome.CREATED)] == [100, 33]
    assert count_rows(folder, Outcome.SKIPPED) == 0
    assert [one.line for one in read_rows(folder, first=10, most=3)] == [12, 13, 14]
    made = read_rows(folder, Outcome.CREATED, first=31, most=50)
    assert [one.line for one in made] == [96, 99]
    assert read_rows(folder, first=100, most=5) == []


def test_all_that_is_known_of_a_row_is_kept(tmp_path: Path) -> None:
    entry = Entry(
        7, Outcome.CREATED, "Grenoble", "Herten", number=3, made_on=2, before=DOCUMENT,
        after=DOCUMENT, places=(NewPlace("de-herten", "Herten", "DE"),),
        reason=Reason("« {value} » : {x}", {"value": "a{b}", "x": "1"}), remarks=(Reason("R"),),
        candidates=(Choice("de-essen", "Essen", 0.8, (("alike", "0.8"),)),), asks="foreign",
    )  # fmt: skip
    import_rows.keep_rows(tmp_path / "rows", [entry])
    assert read_rows(tmp_path / "rows", most=1) == [entry]
    assert str(entry.reason).replace("\N{NO-BREAK SPACE}", " ") == "« a{b} » : 1"


def test_what_was_kept_before_is_replaced(tmp_path: Path) -> None:
    for number in (50, 3):
        import_rows.keep_rows(tmp_path / "rows", entries(number))
    assert count_rows(tmp_path / "rows") == 3
    assert [path.name for path in tmp_path.iterdir()] == ["rows"]


def test_where_nothing_is_kept_there_is_no_row(tmp_path: Path) -> None:
    assert count_rows(tmp_path / "rows") == 0
    assert read_rows(tmp_path / "rows", most=5) == []


def test_a_full_disk_is_told_and_leaves_what_was_kept(tmp_path: Path) -> None:
    import_rows.keep_rows(tmp_path / "rows", entries(3))

    def failing() -> Iterator[Entry]:
        yield from entries(1)
        raise OSError(28, "No space left on device")

    with pytest.raises(AtlasError, match="n’a plus la place"):
        import_rows.keep_rows(tmp_path / "rows", failing())
    assert count_rows(tmp_path / "rows") == 3
    assert [path.name for path in tmp_path.iterdir()] == ["rows"]
