"""Partnerships that may be one, and foreign authorities that may be one town."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.model import Authority, AuthorityPoint, Partnership, PartnershipMember
from geodata.reconciling.doubles import double_authorities
from geodata.reconciling.duplicates import (
    DuplicateKind,
    DuplicatePair,
    compare,
    find_double_authorities,
    find_duplicates,
    same_as,
)
from geodata.reconciling.links import Link, Partner
from geodata.reconciling.matching import CERTAIN, DOUBTFUL
from geodata.reconciling.places import Gazetteer, Place

ESSEN = Partner("de-essen", "de-essen", "municipality", "DE", "NW")
TWIN = Partner("de-essen-2", "de-essen", "municipality", "DE", "NW")
STATE = Partner("de-etat", "de-etat", "state", "DE", "")
REGION = Partner("de-nrw", "de-nrw", "province_region", "DE", "NW")
LINK = Link(1, "jumelage", "", frozenset({"38185"}), frozenset({ESSEN}), 1976, None)


def _other(**changes: object) -> Link:
    return replace(LINK, number=2, **changes)  # type: ignore[arg-type]


def _found(other: Link) -> DuplicatePair:
    pair = compare(LINK, other)
    assert pair is not None
    assert pair == compare(other, LINK)
    return pair


def test_the_same_pair_nature_and_year_is_certain() -> None:
    pair = _found(_other())
    assert (pair.first, pair.second, pair.kind) == (1, 2, DuplicateKind.SAME)
    assert pair.score >= CERTAIN
    assert ("year", "1976 | 1976") in pair.reasons


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (_other(start=1991), DuplicateKind.DECLARED_TWICE),
        (_other(link_type="cooperation"), DuplicateKind.SPLIT),
        (_other(link_type="jumelage_cooperation"), DuplicateKind.SPLIT),
        (_other(foreign=frozenset({TWIN})), DuplicateKind.SPELLING),
        (_other(foreign=frozenset({STATE})), DuplicateKind.VAGUE_PARTNER),
        (_other(foreign=frozenset({REGION})), DuplicateKind.VAGUE_PARTNER),
        (_other(name="Programme eau"), DuplicateKind.SAME),
    ],
)
def test_what_may_be_one_is_shown_with_its_kind(other: Link, kind: DuplicateKind) -> None:
    assert _found(other).kind is kind


@pytest.mark.parametrize(
    "other",
    [
        _other(start=1991),
        _other(link_type="cooperation"),
        _other(link_type="jumelage_cooperation"),
        _other(foreign=frozenset({TWIN})),
        _other(foreign=frozenset({REGION})),
    ],
)
def test_what_may_be_right_twice_is_never_certain(other: Link) -> None:
    assert DOUBTFUL <= _found(other).score < CERTAIN


def test_a_link_that_ended_before_the_other_began_is_one_life_in_two() -> None:
    ended = replace(LINK, end=1990)
    pair = compare(ended, _other(start=1991))
    assert pair is not None
    assert pair.kind is DuplicateKind.SPLIT
    assert ("pause", "1") in pair.reasons


def test_a_merged_commune_and_its_heir_are_one() -> None:
    pair = _found(_other(merged=frozenset({"38999"})))
    assert pair.kind is DuplicateKind.SPELLING
    assert pair.score >= CERTAIN
    assert ("merged", "38999") in pair.reasons


def test_a_commune_and_its_intercommunal_body_may_share_one_link() -> None:
    commune = replace(LINK, intercommunal=frozenset({"200040715"}))
    pair = compare(commune, _other(french=frozenset({"200040715"})))
    assert pair is not None
    assert pair.kind is DuplicateKind.TAKEN_OVER
    assert pair.score < CERTAIN


@pytest.mark.parametrize(
    "other",
    [
        _other(foreign=frozenset({replace(ESSEN, code="de-koln", one="de-koln")})),
        _other(french=frozenset({"69123"})),
        _other(link_type="urgence", start=2022),
        _other(link_type="action_ponctuelle", start=2015, name="Festival"),
        _other(foreign=frozenset({replace(STATE, country="FR")})),
        _other(foreign=frozenset({replace(REGION, admin1="BY")})),
        _other(french=frozenset({"38185", "38421"})),
    ],
)
def test_what_is_another_link_is_not_shown(other: Link) -> None:
    assert compare(LINK, other) is None


def test_two_titles_make_two_programmes() -> None:
    one = replace(LINK, link_type="cooperation", name="Programme eau")
    other = _other(link_type="cooperation", name="Programme jeunesse", start=1990)
    assert compare(one, other) is None


def _towns(*towns: tuple[str, float, float]) -> Gazetteer:
    places = [
        Place(f"de-{n}", f"de-{n}", name, "municipality", "DE", "", 0)
        for n, (name, _, _) in enumerate(towns)
    ]
    gazetteer = Gazetteer(places, np.array([(lon, lat) for _, lon, lat in towns]))
    for position, (name, _, _) in enumerate(towns):
        gazetteer.name(position, name, proper=True)
    return gazetteer


def test_one_town_under_two_codes_is_found() -> None:
    (double,) = double_authorities(
        _towns(("Tübingen", 9.05, 48.52), ("Tuebingen", 9.06, 48.53), ("Bonn", 7.1, 50.7)), {}
    )
    assert (double.first, double.second) == ("de-0", "de-1")
    assert double.score >= CERTAIN
    assert {code for code, _ in double.reasons} == {"name", "distance"}


def test_one_geonames_number_is_one_town() -> None:
    towns = _towns(("Saint-Jean", 9.05, 48.52), ("Sankt Johann", 9.05, 48.52))
    (double,) = double_authorities(towns, {"de-0": 12, "de-1": 12})
    assert double.reasons == (("geonames", "12"),)


def test_namesakes_and_neighbours_are_two_towns() -> None:
    assert not double_authorities(_towns(("Neustadt", 8.1, 49.3), ("Neustadt", 11.1, 50.3)), {})
    assert not double_authorities(
        _towns(("Ludwigshafen", 8.44, 49.48), ("Mannheim", 8.47, 49.49)), {}
    )
    # Two districts of one town.
    assert not double_authorities(
        _towns(("Budapest XI. kerület", 19.04, 47.47), ("Budapest XII. kerület", 19.02, 47.50)), {}
    )


def test_doubles_of_doubles_are_all_one() -> None:
    towns = _towns(("Köln", 6.96, 50.94), ("Koeln", 6.96, 50.94), ("Koln", 6.95, 50.94))
    heads = same_as(double_authorities(towns, {}))
    assert set(heads.values()) == {"de-0"}


def test_a_duplicate_that_somebody_enters_is_found_in_the_atlas(session: Session) -> None:
    before = find_duplicates(session)
    # Rules below are of the pair, not of the shipped data: it may grow duplicates of its own.
    row = session.scalars(
        select(Partnership)
        .where(Partnership.link_type_code == "jumelage", Partnership.year_start.is_not(None))
        .order_by(Partnership.id)
    ).first()
    assert row is not None
    copy = Partnership(id=2_000_001, link_type_code="jumelage", confidence="moyenne")
    copy.year_start = row.year_start
    session.add(copy)
    session.flush()
    members = session.scalars(
        select(PartnershipMember).where(PartnershipMember.partnership_id == row.id)
    ).all()
    for member in members:
        session.add(
            PartnershipMember(
                partnership_id=copy.id,
                authority_id=member.authority_id,
                position=member.position,
                name_as_written=member.name_as_written,
            )
        )
    session.flush()
    (found,) = [pair for pair in find_duplicates(session) if pair not in before]
    assert (found.first, found.second, found.kind) == (row.id, copy.id, DuplicateKind.SAME)
    assert found.score >= CERTAIN


def test_a_second_code_of_a_town_is_found_in_the_atlas(session: Session) -> None:
    essen = session.scalars(select(Authority).where(Authority.code == "de-essen")).one()
    point = session.get(AuthorityPoint, essen.id)
    assert point is not None
    number = (session.scalar(select(func.max(Authority.id))) or 0) + 1
    session.add(
        Authority(
            id=number, code="de-essen-2", side="foreign", kind="municipality", name="Essen",
            name_fr="", name_en="", folded_name="essen", charniere_fr="", country_iso2="DE",
            location_method="source", location_precision="place",
        )
    )  # fmt: skip
    session.flush()
    session.add(AuthorityPoint(authority_id=number, geom=point.geom))
    session.flush()
    doubles = find_double_authorities(session)
    assert ("de-essen", "de-essen-2") in {(one.first, one.second) for one in doubles}


def test_the_shipped_atlas_has_no_certain_duplicate(session: Session) -> None:
    assert not [pair for pair in find_duplicates(session) if pair.score >= CERTAIN]
    assert not [double for double in find_double_authorities(session) if double.score >= CERTAIN]
