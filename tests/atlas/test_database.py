"""Opening the database: SpatiaLite, foreign keys, transactions that are whole or nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError

from atlas import database, spatial
from atlas.database import open_engine, transaction
from atlas.errors import AtlasError, DatabaseUnavailableError, SpatialLibraryMissingError
from atlas.model import Authority, Landmark
from atlas.services import doctor, schema
from atlas.spatial import BoundingBox


def test_connections_have_spatialite_wal_and_foreign_keys(small_engine: Engine) -> None:
    with small_engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert set(spatial.library_versions(connection)) == {"SQLite", "SpatiaLite", "GEOS", "PROJ"}


def test_a_missing_library_is_told_with_the_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SPATIALITE_MODULES", ("mod_that_is_not_there",))
    engine = open_engine(f"sqlite:///{tmp_path}/atlas.sqlite", create=True)
    with pytest.raises(SpatialLibraryMissingError, match="libsqlite3-mod-spatialite"):
        engine.connect()
    engine.dispose()


def test_extensions_cannot_be_loaded_once_the_connection_is_ours(small_engine: Engine) -> None:
    with (
        small_engine.connect() as connection,
        pytest.raises(Exception, match=r"not (authorized|enabled)"),
    ):
        connection.execute(text("SELECT load_extension('mod_spatialite')"))


def test_a_transaction_that_fails_leaves_nothing(small_engine: Engine) -> None:
    def write_then_fail() -> None:
        with transaction(small_engine) as session:
            session.add(
                Landmark(
                    id=999,
                    date="1963",
                    label_fr="x",
                    label_en="x",
                    kind="loi",
                    era_hint="",
                    source_url="",
                )
            )
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_then_fail()
    with small_engine.connect() as connection:
        assert connection.scalar(select(Landmark.id).where(Landmark.id == 999)) is None


def test_a_dangling_reference_is_refused(small_engine: Engine) -> None:
    with small_engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text("UPDATE authority SET country_iso2 = 'ZZ' WHERE code = 'de-essen'"))


def test_a_write_that_the_database_refuses_leaves_it_where_it_is(small_engine: Engine) -> None:
    with pytest.raises(DatabaseUnavailableError) as told, transaction(small_engine) as session:
        session.execute(text("UPDATE authority SET country_iso2 = 'ZZ' WHERE code = 'de-essen'"))
    assert "mettez-la de côté" not in str(told.value)
    assert "rien n’est écrit" in str(told.value)


def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "atlas.sqlite"
    path.write_bytes(b"this is not a database, but a text of some length" * 40)
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises((DatabaseUnavailableError, sqlite3.DatabaseError)), transaction(engine) as s:
        s.execute(text("SELECT 1 FROM authority"))
    engine.dispose()


def test_the_box_query_uses_the_spatial_index(small_engine: Engine) -> None:
    query = spatial.points_in_bbox("sqlite", BoundingBox(5, 45, 6, 46))
    with small_engine.connect() as connection:
        plan = connection.execute(
            text("EXPLAIN QUERY PLAN " + str(query.compile(compile_kwargs={"literal_binds": True})))
        ).all()
        codes = connection.scalars(
            select(Authority.code).where(Authority.id.in_(query)).order_by(Authority.code)
        ).all()
    assert "VIRTUAL TABLE INDEX" in str(plan)
    assert codes == ["38169", "38185"]


@pytest.mark.parametrize(
    "url", ["n’importe quoi", "sqlite://", "sqlite:///:memory:", "oracle://x/y"]
)
def test_an_address_that_makes_no_sense_is_told(url: str) -> None:
    with pytest.raises(AtlasError, match="ATLAS_DATABASE_URL"):
        open_engine(url)


def test_a_database_that_is_not_there_is_not_made_unasked(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/folder/atlas.sqlite")
    with pytest.raises(DatabaseUnavailableError, match="init"):
        engine.connect()
    assert not (tmp_path / "folder").exists()
    engine.dispose()


def test_the_doctor_says_what_is_missing_in_words(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/atlas.sqlite", create=True)
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE correction"))
        connection.execute(text("DROP INDEX ix_partnership_year_start"))
    problems = " ".join(finding.problem for finding in doctor.examine(engine))
    assert "la table « correction » manque" in problems or "l’index" in problems
    assert "Table(" not in problems
    engine.dispose()


def test_the_doctor_tells_a_damaged_file_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "atlas.sqlite"
    path.write_bytes(b"\x00garbage" * 5000)
    engine = open_engine(f"sqlite:///{path}")
    problems = [finding.problem for finding in doctor.examine(engine) if finding.problem]
    assert problems
    assert "sauvegarde" in problems[0]
    engine.dispose()
