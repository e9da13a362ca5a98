"""The past of the shipped geography, applied again to an atlas that is taken back before it."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from atlas.database import open_engine, transaction
from atlas.editing.authority_documents import AuthorityDocument, read_authority_documents
from atlas.editing.authority_writing import write_authorities
from atlas.editing.reading import read_documents
from atlas.editing.writing import write_documents
from atlas.events import is_over
from atlas.model import Authority, EditedRecord, PartnershipMember
from atlas.queries import partnerships
from atlas.queries.authorities import family_ids, resolve_code
from atlas.queries.record_reading import read_records
from atlas.selection import Selection
from atlas.services import import_runs as imports
from atlas.services import schema
from atlas.services.import_runs import fingerprint
from geodata import manifests
from geodata.loading.embedded import load_embedded
from geodata.manifests import DATASETS
from tests.support.cut_datasets import cut_datasets
from tests.support.movements import Row, line, merger
from tests.support.territories import applied, body, document, planned

FORMER = "communes_anciennes.csv"
ANNECY = {
    "74011": "Annecy-le-Vieux", "74093": "Cran-Gevrier", "74182": "Meythet", "74217": "Pringy",
    "74268": "Seynod",
}  # fmt: skip


def all_bodies(session: Session) -> dict[str, AuthorityDocument]:
    codes = session.scalars(select(Authority.code).where(Authority.side == "french")).all()
    return read_authority_documents(session, codes)


def take_back(session: Session, year: int) -> dict[str, AuthorityDocument]:
    """Make the communes that ceased in a year communes again; return them as they were shipped.

    The partnerships of those that they joined become theirs, as if the first of them had signed.
    """
    window = (Authority.valid_to > f"{year - 1}-01-01", Authority.valid_to <= f"{year}-01-01")
    former = read_authority_documents(
        session, session.scalars(select(Authority.code).where(*window)).all()
    )
    write_authorities(
        session,
        {
            code: msgspec.structs.replace(
                one, kind="commune", valid_to=None, successor=None, population=0
            )
            for code, one in former.items()
        },
    )
    parts = {one.successor: code for code, one in sorted(former.items(), reverse=True)}
    numbers = session.scalars(
        select(PartnershipMember.partnership_id)
        .join(Authority, Authority.id == PartnershipMember.authority_id)
        .where(Authority.code.in_(parts))
    ).all()
    back = {}
    for number, one in read_documents(session, sorted(set(numbers))).items():
        members = tuple(
            msgspec.structs.replace(m, code=parts.get(m.code, m.code)) for m in one.members
        )
        back[number] = msgspec.structs.replace(one, members=members)
    write_documents(session, back)
    return former


def lines_of(former: dict[str, AuthorityDocument], names: dict[str, str]) -> list[Row]:
    """Return the movements that made of communes what the datasets say."""
    rows = []
    for code, one in former.items():
        day = one.valid_to or ""
        assert one.successor is not None
        whole = f"COM {one.successor} {names[one.successor]}"
        rows.append(line(31, day, f"COM {code} {one.name}", whole))
        kept = {"deleguee": "COMD", "associee": "COMA"}.get(one.kind)
        if kept:
            rows.append(line(31, day, f"COM {code} {one.name}", f"{kept} {code} {one.name}"))
    return rows


@pytest.mark.slow
def test_the_mergers_of_2016_make_again_of_the_atlas_what_it_is(
    embedded_copy: Engine, tmp_path: Path
) -> None:
    with Session(embedded_copy) as session:
        shipped = all_bodies(session)
        names = {code: one.name for code, one in shipped.items()}
    with transaction(embedded_copy) as session:
        former = take_back(session, 2016)
    assert len(former) > 700
    with Session(embedded_copy) as session:
        before = fingerprint(session)
        plan = planned(session, tmp_path, lines_of(former, names), year=2016)
        assert plan.counts("communes")["merged"] == len(former)
        assert plan.counts("communes")["refused"] == 0
        moved = sorted(plan.partnerships)
        assert plan.moved == len(moved) > 20
    assert applied(embedded_copy, tmp_path, lines_of(former, names), year=2016) == 1
    with Session(embedded_copy) as session:
        assert all_bodies(session) == shipped
        for record in read_records(session, moved):
            kinds = [event.kind for event in record.events]
            over = is_over(record.status, record.link_type)
            assert kinds.count("territorial_change") == (0 if over else 1)
    assert applied(embedded_copy, tmp_path, lines_of(former, names), year=2016) is None
    with transaction(embedded_copy) as session:
        imports.revert(session, 1, author="command")
        assert fingerprint(session) == before


def test_annecy_takes_in_five_communes_with_what_they_had(
    embedded_copy: Engine, tmp_path: Path
) -> None:
    with transaction(embedded_copy) as session:
        take_back(session, 2017)
        had = body(session, "74010")
    family = sorted(ANNECY)
    parts = [f"{code} {name}" for code, name in ANNECY.items()]
    rows = merger("2017-01-01", "74010 Annecy", parts)
    applied(embedded_copy, tmp_path, rows, year=2017)
    with Session(embedded_copy) as session:
        for code in ANNECY:
            found = body(session, code)
            assert (found.kind, found.successor, found.valid_to) == (
                "deleguee", "74010", "2017-01-01",
            )  # fmt: skip
            assert resolve_code(session, code) == code
            assert family_ids(session, [code]) == family_ids(session, ["74010"])
        assert body(session, "74010").postcodes == had.postcodes
        assert (
            session.scalars(
                select(PartnershipMember.partnership_id)
                .join(Authority, Authority.id == PartnershipMember.authority_id)
                .where(Authority.code.in_(family))
            ).all()
            == []
        )
        links = partnerships.list_page(session, Selection(collectivite=("74268",)), size=50).items
        assert len(links) > 5
        assert {m.code for link in links for m in link.french_members} == {"74010"}


def test_neussargues_is_cut_up_again_in_2025(embedded_copy: Engine, tmp_path: Path) -> None:
    """Four communes of the Cantal were restored on 1 January 2025 (COG 2024 and 2025)."""
    restored = {"15031": "Celles", "15035": "Chalinargues", "15047": "Chavagnac",
                "15171": "Sainte-Anastasie"}  # fmt: skip
    whole = "COM 15141 Neussargues en Pinatelle"
    with transaction(embedded_copy) as session:
        today = {code: body(session, code) for code in (*restored, "15141")}
        before = {
            code: msgspec.structs.replace(
                today[code], kind="deleguee", successor="15141", valid_to="2016-12-01", epci=None
            )
            for code in restored
        }
        before["15141"] = msgspec.structs.replace(today["15141"], name="Neussargues en Pinatelle")
        write_authorities(session, before)
    rows = [line(21, "2025-01-01", whole, "COM 15141 Neussargues-Moissac")]
    for code, name in restored.items():
        rows.append(line(21, "2025-01-01", f"COMD {code} {name}", f"COM {code} {name}"))
        rows.append(line(21, "2025-01-01", whole, f"COM {code} {name}"))
    with Session(embedded_copy) as session:
        counts = planned(session, tmp_path, rows, year=2025).counts("communes")
        assert dict(counts) == {"renamed": 1, "restored": 4, "detail": 4}
    applied(embedded_copy, tmp_path, rows, year=2025)
    with Session(embedded_copy) as session:
        for code in restored:
            found = body(session, code)
            assert (found.kind, found.successor, found.valid_to) == ("commune", None, None)
        whole_again = body(session, "15141")
        assert (whole_again.name, whole_again.population) == ("Neussargues-Moissac", None)
        assert "Neussargues en Pinatelle" in whole_again.names


def newer_edition(folder: Path) -> None:
    """Keep in the cut datasets what the shipped ones know of the code of before 1968."""
    (row,) = (r for r in manifests.read_rows(DATASETS / "cog", FORMER) if r["code"] == "75040")
    with (folder / "cog" / FORMER).open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, list(row), lineterminator="\n").writerow(row)
    manifests.refresh(folder / "cog")


def older_edition(folder: Path) -> None:
    """Take the cut datasets back before 1968, when Issy-les-Moulineaux was in the Seine."""
    for name in ("cog/communes.csv", "partenariats/membres.csv", "partenariats/faits.csv"):
        path = folder / name
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [
                ["75040" if cell == "92040" else cell for cell in row] for row in csv.reader(stream)
            ]
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    for name in ("cog", "partenariats"):
        manifests.refresh(folder / name)


def test_what_was_applied_comes_through_loads_until_the_datasets_know_it(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    cut_datasets(new)
    newer_edition(new)
    cut_datasets(old)
    older_edition(old)
    engine = open_engine(f"sqlite:///{tmp_path / 'atlas.sqlite'}", create=True)
    schema.upgrade(engine)
    row = line(41, "1968-01-01", "COM 75040 Issy-les-Moulineaux", "COM 92040 Issy-les-Moulineaux")
    with transaction(engine) as session:
        load_embedded(session, old)
        assert document(session, 54).members[0].code == "75040"
    assert applied(engine, tmp_path, [row], year=1968) == 1
    with transaction(engine) as session:
        once = fingerprint(session)
        load_embedded(session, old)
        assert fingerprint(session) == once
        moved = document(session, 54)
        assert moved.members[0].code == "92040"
        assert body(session, "92040").departement == "92"
    with transaction(engine) as session:
        load_embedded(session, new)
        kept = document(session, 54)
        assert (kept.members, kept.events) == (moved.members, moved.events)
        assert set(kept.statements) == set(moved.statements)
        assert body(session, "75040").successor == "92040"
        edited = session.scalars(select(EditedRecord.record)).all()
        assert edited == ["54"]
    with Session(engine) as session:
        plan = planned(session, tmp_path, [row], year=1968)
        assert (plan.bodies, plan.partnerships) == ({}, {})
    engine.dispose()
