"""Applying movements and changes of EPCI in tests, and looking at what they made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing.authority_documents import AuthorityDocument, read_authority_documents
from atlas.editing.documents import PartnershipDocument
from atlas.editing.reading import read_document
from geodata.territories import running
from geodata.territories.epci import EpciChange
from geodata.territories.movements import read_movements
from geodata.territories.planning import TerritoryPlan, make_plan
from tests.support.movements import Row, write_movements

YEAR = 2027
DAY = "2027-01-01"


def planned(
    session: Session,
    folder: Path,
    rows: Iterable[Row],
    changes: Sequence[EpciChange] = (),
    *,
    year: int = YEAR,
) -> TerritoryPlan:
    """Return the plan of movements that are written to a file and read from it."""
    movements = read_movements(write_movements(folder / "v_mvt_commune.csv", rows))
    return make_plan(session, year, movements, changes)


def applied(
    engine: Engine,
    folder: Path,
    rows: Iterable[Row],
    changes: Sequence[EpciChange] = (),
    *,
    year: int = YEAR,
) -> int | None:
    """Plan and write; return the number of the run."""
    with transaction(engine) as session:
        plan = planned(session, folder, rows, changes, year=year)
        return running.run(session, plan, file_name="mvt.csv", file_digest="x", author="command")


def body(session: Session, code: str) -> AuthorityDocument:
    """Return the document of an authority that is there."""
    return read_authority_documents(session, [code])[code]


def document(session: Session, number: int) -> PartnershipDocument:
    """Return the document of a partnership that is there."""
    found = read_document(session, number)
    assert found is not None
    return found


def change(
    kind: str, before: str, after: str, name: str = "", members: tuple[str, ...] | None = None
) -> EpciChange:
    """Return a change of EPCI."""
    return EpciChange(2, kind, before, after, name, DAY, members)
