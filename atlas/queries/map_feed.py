"""The data of the map, in columns made for size: places, partnerships and pairs of members.

Names are not in it (the browser asks for them when it needs them). Coordinates are hundredths of
a degree; ids ascend and are delta-coded; sets of eras, themes and fundings are numbered once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import pairwise
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.model import (
    Authority,
    AuthorityPoint,
    Funding,
    Partnership,
    PartnershipEra,
    PartnershipMember,
    PartnershipTheme,
)
from atlas.queries.filters import PartnershipIds, partnership_ids
from atlas.selection import Selection
from atlas.vocabulary import Vocabulary

SCHEMA = 1
Key = TypeVar("Key", bound=Hashable)


class _Numbering(Generic[Key]):
    """Gives each distinct value the next number."""

    def __init__(self) -> None:
        self.numbers: dict[Key, int] = {}

    def of(self, key: Key) -> int:
        return self.numbers.setdefault(key, len(self.numbers))


def build_map_feed(
    session: Session, selection: Selection, vocabulary: Vocabulary
) -> dict[str, Any]:
    """Return the feed of ``selection`` as plain lists and numbers, ready for JSON."""
    ids = partnership_ids(session, selection)
    codes = {
        "epoques": list(vocabulary.eras),
        "themes": list(vocabulary.themes),
        "financements": list(vocabulary.fundings),
        "types": list(vocabulary.link_types),
        "statuts": list(vocabulary.statuses),
    }
    index = {name: {code: i for i, code in enumerate(values)} for name, values in codes.items()}
    partnerships = session.execute(
        select(
            Partnership.id,
            Partnership.year_start,
            Partnership.active_to,
            Partnership.link_type_code,
            Partnership.status_code,
        )
        .where(Partnership.id.in_(ids))
        .order_by(Partnership.id)
    ).all()
    position = {row[0]: i for i, row in enumerate(partnerships)}
    sets = {
        "epoques": _sets(session, _eras(ids), index["epoques"]),
        "themes": _sets(session, _themes(ids), index["themes"]),
        "financements": _sets(session, _fundings(ids), index["financements"]),
    }
    numbered: dict[str, _Numbering[tuple[int, ...]]] = {name: _Numbering() for name in sets}
    links = {
        "id": _deltas(row[0] for row in partnerships),
        "debut": [row[1] or 0 for row in partnerships],
        "fin": [row[2] or 0 for row in partnerships],
        "type": [index["types"][row[3]] for row in partnerships],
        "statut": [index["statuts"][row[4]] for row in partnerships],
        **{
            name: [numbered[name].of(groups.get(row[0], ())) for row in partnerships]
            for name, groups in sets.items()
        },
    }
    places, edges, group_codes = _places_and_edges(session, ids, position)
    return {
        "schema": SCHEMA,
        "total": len(partnerships),
        "codes": codes | group_codes,
        "ensembles": {name: [list(key) for key in n.numbers] for name, n in numbered.items()},
        "lieux": places,
        "liens": links,
        "aretes": edges,
    }


def _eras(ids: PartnershipIds) -> Any:
    return (
        select(PartnershipEra.partnership_id, PartnershipEra.era_code)
        .where(PartnershipEra.partnership_id.in_(ids))
        .order_by(PartnershipEra.partnership_id, PartnershipEra.rank, PartnershipEra.id)
    )


def _themes(ids: PartnershipIds) -> Any:
    return (
        select(PartnershipTheme.partnership_id, PartnershipTheme.theme_code)
        .where(PartnershipTheme.partnership_id.in_(ids))
        .order_by(
            PartnershipTheme.partnership_id,
            PartnershipTheme.is_main.desc(),
            PartnershipTheme.theme_code,
        )
    )


def _fundings(ids: PartnershipIds) -> Any:
    return (
        select(Funding.partnership_id, Funding.family_code)
        .where(Funding.partnership_id.in_(ids), Funding.family_code.is_not(None))
        .order_by(Funding.partnership_id, Funding.id)
    )


def _sets(session: Session, query: Any, index: dict[str, int]) -> dict[int, tuple[int, ...]]:
    groups: dict[int, dict[int, None]] = {}
    for partnership_id, code in session.execute(query):
        groups.setdefault(partnership_id, {})[index[code]] = None
    return {key: tuple(values) for key, values in groups.items()}


def _places_and_edges(
    session: Session, ids: PartnershipIds, position: dict[int, int]
) -> tuple[dict[str, Any], dict[str, list[int]], dict[str, list[str]]]:
    members = session.execute(
        select(PartnershipMember.partnership_id, Authority.id, Authority.side)
        .join(Authority, Authority.id == PartnershipMember.authority_id)
        .where(PartnershipMember.partnership_id.in_(ids))
        .order_by(PartnershipMember.partnership_id, PartnershipMember.position)
    ).all()
    wanted = {authority_id for _, authority_id, _ in members}
    authorities = session.execute(
        select(
            Authority.id,
            Authority.side,
            Authority.departement_code,
            Authority.country_iso2,
            spatial.longitude(AuthorityPoint.geom),
            spatial.latitude(AuthorityPoint.geom),
        )
        .outerjoin(AuthorityPoint, AuthorityPoint.authority_id == Authority.id)
        .where(
            Authority.id.in_(
                select(PartnershipMember.authority_id).where(
                    PartnershipMember.partnership_id.in_(ids)
                )
            )
        )
        .order_by(Authority.side.desc(), Authority.id)  # « french » sorts after « foreign »
    ).all()
    rows = [row for row in authorities if row[0] in wanted]
    french = [row for row in rows if row[1] == "french"]
    foreign = [row for row in rows if row[1] == "foreign"]
    departements: _Numbering[str] = _Numbering()
    countries: _Numbering[str] = _Numbering()
    places = {
        "francais": len(french),
        "id": [*_deltas(row[0] for row in french), *_deltas(row[0] for row in foreign)],
        "lon": [_hundredths(row[4]) for row in rows],
        "lat": [_hundredths(row[5]) for row in rows],
        "groupe": [
            *(departements.of(row[2]) if row[2] else -1 for row in french),
            *(countries.of(row[3]) for row in foreign),
        ],
    }
    place = {row[0]: i for i, row in enumerate([*french, *foreign])}
    sides: dict[int, tuple[list[int], list[int]]] = {}
    for partnership_id, authority_id, side in members:
        sides.setdefault(partnership_id, ([], []))[side == "foreign"].append(place[authority_id])
    pairs = [
        (position[partnership_id], home, away)
        for partnership_id, (homes, aways) in sides.items()
        for home in homes
        for away in aways
    ]
    edges = {
        "lien": _deltas(pair[0] for pair in pairs),
        "fr": [pair[1] for pair in pairs],
        "et": [pair[2] for pair in pairs],
    }
    groups = {"pays": list(countries.numbers), "departements": list(departements.numbers)}
    return places, edges, groups


def place_names(session: Session) -> dict[str, Any]:
    """Return the id, code and French display name of every place that a partnership has."""
    rows = session.execute(
        select(Authority.id, Authority.code, Authority.name, Authority.name_fr)
        .where(Authority.id.in_(select(PartnershipMember.authority_id)))
        .order_by(Authority.id)
    ).all()
    return {
        "id": _deltas(row[0] for row in rows),
        "code": [row[1] for row in rows],
        "nom": [row[3] or row[2] for row in rows],
    }


def _deltas(numbers: Iterable[int]) -> list[int]:
    values = [0, *numbers]
    return [after - before for before, after in pairwise(values)]


def _hundredths(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 100)
