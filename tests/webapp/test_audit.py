"""The accessibility statement says what the grid says, and the grid is that of RGAA 4.1."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from webapp.presentation.audit import CRITERIA, GRID, read_grid


def test_the_grid_has_every_criterion_of_rgaa_once_in_both_languages() -> None:
    rows = read_grid()
    assert len(rows) == sum(CRITERIA.values()) == 106
    assert all(row["subject_fr"] and row["subject_en"] for row in rows)
    assert all(bool(row["note_fr"]) == bool(row["note_en"]) for row in rows)


def test_what_fails_is_explained() -> None:
    assert all(row["note_fr"] for row in read_grid() if row["status"] == "NC")


@pytest.mark.parametrize("change", [("1.1,C", "1.1,X"), ("1.2,C", "1.1,C")])
def test_a_grid_that_is_not_the_standard_is_refused(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    path = tmp_path / "rgaa.csv"
    path.write_text(GRID.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=r"rgaa\.csv"):
        read_grid(path)


def test_the_page_counts_what_the_grid_holds(client: FlaskClient) -> None:
    page = client.get("/accessibilite").get_data(as_text=True)
    met = sum(row["status"] == "C" for row in read_grid())
    assert f"nous en jugeons {met} respectés" in page
    assert page.count('scope="row"') == 106
    assert "auto-évaluation" in page
