"""A database that breaks while the site runs: 503 in a sentence, and back once it is put right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from atlas.settings import load_settings
from tests.support.small_atlas import build_small_atlas
from webapp import create_app


@pytest.mark.parametrize("address", ["/", "/liste", "/carte", "/healthz", "/api/v1/partenariats"])
def test_a_damaged_database_is_an_outage_and_not_a_failure(tmp_path: Path, address: str) -> None:
    path = tmp_path / "atlas.sqlite"
    engine = build_small_atlas(path)
    engine.dispose()
    spare = tmp_path / "spare.sqlite"
    shutil.copy(path, spare)
    app = create_app(load_settings({"ATLAS_DATABASE_URL": f"sqlite:///{path}"}))
    client = app.test_client()

    path.write_bytes(b"\x01garbage" * 20_000)
    broken = client.get(address)
    assert broken.status_code == 503
    assert "Traceback" not in broken.get_data(as_text=True)
    assert "base" in broken.get_data(as_text=True)

    for leftover in (*tmp_path.glob("atlas.sqlite-*"), path):
        leftover.unlink()
    assert client.get(address).status_code == 503
    shutil.copy(spare, path)
    assert client.get(address).status_code == 200
    app.extensions["atlas_database"][0].dispose()
