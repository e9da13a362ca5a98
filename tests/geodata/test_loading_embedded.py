"""The shipped datasets, loaded: counts that add up, known stories, nothing half-written."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.database import open_engine, transaction
from atlas.eras import PartnerState
from atlas.events import ONE_OFF_LINK_TYPES
from atlas.model import (
    Authority,
    Country,
    Funding,
    HistoricalState,
    LoadCount,
    Partnership,
    RejectedRow,
    Source,
)
from atlas.queries import authorities, facets, partnerships, provenance
from atlas.queries.records import PartnershipRecord
from atlas.selection import Selection
from atlas.services import doctor, reports
from atlas.services.derivation import load_engine, refresh_all
from atlas.services.reports import Draft
from geodata.loading.embedded import load_embedded
from geodata.manifests import DATASETS
from tests.support.embedded import EmbeddedAtlas
from tests.support.facet_queries import count_facet

FACTS = DATASETS / "partenariats" / "faits.csv"


def find(session: Session, *codes: str) -> PartnershipRecord:
    """Return the twinning of exactly these members, the first if several."""
    page = partnerships.list_page(session, Selection(collectivite=(codes[0],)), size=500)
    found = [
        record for record in page.items if set(codes) <= {member.code for member in record.members}
    ]
    assert found, codes
    return min(found, key=lambda record: record.link_type != "jumelage")


def test_every_source_row_is_accounted_for(embedded: EmbeddedAtlas, session: Session) -> None:
    with FACTS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert embedded.report.rows_read == len(rows)
    accounts = session.scalars(select(LoadCount)).all()
    assert all(a.rows_read == a.loaded + a.merged + a.rejected for a in accounts)
    assert sum(a.rows_read for a in accounts) == len(rows)
    assert sum(a.loaded for a in accounts) == embedded.report.partnerships
    assert session.scalar(select(func.count()).select_from(RejectedRow)) == sum(
        a.rejected for a in accounts
    )


def test_rejected_rows_are_listed_with_a_sentence(session: Session) -> None:
    rejections = provenance.list_rejections(session)
    assert rejections
    assert all(item.reason_fr.endswith(".") for item in rejections)


def test_a_page_is_one_source_and_a_line_of_money_is_there_once(session: Session) -> None:
    addresses = [url for url in session.scalars(select(Source.url)) if url]
    assert len(addresses) == len(set(addresses))
    lines = session.scalars(select(Funding).where(Funding.partnership_id == 1456)).all()
    assert len(lines) == 1


def test_a_funding_line_has_the_instrument_that_its_source_names_and_no_other(
    session: Session,
) -> None:
    families = session.scalars(
        select(Funding.family_code).where(Funding.instrument_code == "fonds_liban_2006")
    ).all()
    assert set(families) == {"meae_daect"}
    named = session.scalar(select(func.count(Funding.instrument_code))) or 0
    lines = session.scalar(select(func.count()).select_from(Funding)) or 0
    assert 80 < named < lines / 2


def test_the_status_shown_is_that_of_the_dataset(session: Session) -> None:
    with FACTS.with_name("liens.csv").open(encoding="utf-8", newline="") as stream:
        told = {int(row["partenariat"]): row["status"] for row in csv.DictReader(stream)}
    shown = {item.id: item.status_code for item in session.scalars(select(Partnership))}
    # A one-off action that its source ends in a year is over, whatever else is unknown.
    differ = {number for number, status in told.items() if shown[number] != status}
    one_off = session.scalars(
        select(Partnership.id).where(Partnership.link_type_code.in_(ONE_OFF_LINK_TYPES))
    )
    assert differ <= set(one_off)


def test_the_doctor_finds_nothing_wrong(embedded: EmbeddedAtlas) -> None:
    findings = doctor.examine(embedded.engine)
    assert [f.problem for f in findings if f.problem] == []
    subjects = {f.subject for f in findings}
    assert {
        "Pilote",
        "SpatiaLite",
        "GEOS",
        "PROJ",
        "Révision du schéma",
        "Index spatiaux",
    } <= subjects


def test_every_current_commune_is_there(session: Session) -> None:
    count = session.scalar(
        select(func.count()).select_from(Authority).where(Authority.kind == "commune")
    )
    assert count == 34_969


@pytest.mark.parametrize(
    ("members", "year", "eras"),
    [
        (("38169", "de-schmalkalden"), 1963, ["guerre_froide", "apres_guerre"]),
        (("38421", "de-zella-mehlis"), 1967, ["guerre_froide"]),
        (("38185", "it-catania"), 1961, ["apres_guerre"]),
        (("38185", "de-essen"), 1976, ["apres_guerre", "guerre_froide"]),
        (("38185", "de-halle-saale"), 1976, ["guerre_froide"]),
    ],
)
def test_the_stories_of_grenoble_have_the_eras_that_the_reading_gives(
    session: Session, members: tuple[str, str], year: int, eras: list[str]
) -> None:
    record = find(session, *members)
    assert record.year_start == year
    assert [era.code for era in record.eras] == eras
    assert record.sources


@pytest.mark.parametrize(
    ("iso2", "year", "historical", "primary"),
    [
        ("BF", 1974, "HV", "decolonisation"),
        ("DZ", 1978, None, "decolonisation"),
        ("TN", 1989, None, "decolonisation"),
        ("BF", 1995, None, "mondialisation"),
        ("LT", 1997, None, "mondialisation"),
        ("CZ", 1992, None, "mondialisation"),
        ("CN", 1996, None, "mondialisation"),
        ("JP", 2013, None, "mondialisation"),
        ("DE", 1963, "DD", "guerre_froide"),
        ("LT", 1975, "SU", "guerre_froide"),
        ("DE", 1976, None, "apres_guerre"),
        ("GB", 1946, None, "apres_guerre"),
    ],
)
def test_the_shipped_rules_place_a_link_in_its_time(
    session: Session, iso2: str, year: int, historical: str | None, primary: str
) -> None:
    country = session.get_one(Country, iso2)
    state = session.get_one(HistoricalState, historical) if historical else None
    partner = PartnerState(
        iso2,
        country.name_fr,
        country.name_en,
        historical,
        state.name_fr if state else "",
        state.name_en if state else "",
    )
    result = load_engine(session).classify(year, [partner])
    assert result.primary.era == primary
    assert str(year) in result.primary.explanation_fr


def test_every_dated_partnership_has_an_era_with_both_explanations(session: Session) -> None:
    undated = session.scalars(
        select(Partnership.id).where(
            Partnership.year_start.is_not(None), Partnership.primary_era_code == "non_date"
        )
    ).all()
    assert undated == []
    page = partnerships.list_page(session, Selection(), size=5000)
    for record in page.items:
        assert record.primary_era.rank == 1
        assert all(era.explanation_fr and era.explanation_en for era in record.eras)
        assert all(era.rule or era.override_reason for era in record.eras)


@pytest.mark.parametrize(
    ("french", "foreign", "words"),
    [
        ("38185", "lt-kaunas", "post guerre froide"),
        ("38382", "cz-krnov", "post guerre froide"),
        ("38382", "pl-minsk-mazowiecki", "post guerre froide"),
        ("38185", "cn-suzhou", "accompagne la mondialisation"),
        ("38185", "jp-tsukuba", "accompagne la mondialisation"),
        ("38229", "us-gonzales", "accompagne la mondialisation"),
    ],
)
def test_an_undated_link_that_its_source_places_in_time_says_so_and_stays_undated(
    session: Session, french: str, foreign: str, words: str
) -> None:
    record = find(session, french, foreign)
    assert record.year_start is None
    assert [era.code for era in record.eras] == ["mondialisation", "non_date"]
    assert words in record.primary_era.override_reason
    assert record.primary_era.rule == ""


def test_classifying_again_changes_nothing(session: Session) -> None:
    before = [
        (r.id, r.title, r.status, r.year_start, r.active_to, r.eras)
        for r in partnerships.list_page(session, Selection(), size=5000).items
    ]
    refresh_all(session)
    after = [
        (r.id, r.title, r.status, r.year_start, r.active_to, r.eras)
        for r in partnerships.list_page(session, Selection(), size=5000).items
    ]
    assert after == before


def test_loading_again_changes_nothing_and_spares_reports(
    embedded: EmbeddedAtlas, tmp_path: Path
) -> None:
    copy = tmp_path / "again.sqlite"
    with closing(embedded.engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
    engine = open_engine(f"sqlite:///{copy}")
    said = Draft("erreur", "partenariats/3", message="Le jumelage date de 1964.")
    with transaction(engine) as session:
        reference = reports.submit(session, said, this_year=2026)
    with transaction(engine) as session:
        report = load_embedded(session)
    assert report == embedded.report
    with Session(engine) as session:
        assert reports.find(session, reference).message == said.message
    with Session(engine) as again, Session(embedded.engine) as once:
        assert _records(again) == _records(once)
        assert spatial.broken_indexes(again.connection()) == []
    engine.dispose()


def _records(session: Session) -> list[PartnershipRecord]:
    return list(partnerships.list_page(session, Selection(), size=5000).items)


@pytest.mark.parametrize("name", facets.FACETS)
def test_facets_agree_with_the_list_on_real_data(session: Session, name: str) -> None:
    for value in count_facet(session, Selection(), name):
        selection = Selection().with_values(name, (value.value,))
        assert partnerships.count(session, selection) == value.count, value


def test_twelve_sainte_colombe_are_told_apart(session: Session) -> None:
    codes = session.scalars(
        select(Authority.code).where(
            Authority.folded_name == "sainte colombe", Authority.kind == "commune"
        )
    ).all()
    assert len(codes) == 12
    record = authorities.get_authority(session, codes[0])
    others = authorities.homonyms(session, record)
    assert {record.code, *(other.code for other in others)} == set(codes)
    assert len({other.departement_code for other in [record, *others]}) > 1


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2A004", "Ajaccio"),
        ("98818", "Nouméa"),
        ("98735", "Papeete"),
        ("94038", "L'Haÿ-les-Roses"),
        ("69M", "Métropole de Lyon"),
        ("6AE", "Collectivité européenne d'Alsace"),
        ("38D", "Isère"),
        ("53R", "Bretagne"),
    ],
)
def test_codes_of_every_kind_find_their_authority(session: Session, code: str, name: str) -> None:
    assert authorities.get_authority(session, code).name == name


def test_a_merged_commune_keeps_its_page_and_names_its_successor(session: Session) -> None:
    former = session.scalars(
        select(Authority).where(Authority.kind == "deleguee").order_by(Authority.code).limit(1)
    ).one()
    record = authorities.get_authority(session, former.code)
    assert authorities.current_successor(session, record).kind == "commune"
