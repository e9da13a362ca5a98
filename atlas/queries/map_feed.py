"""The data of the map, in columns made for size: places, partnerships and pairs of members.

Names are not in it: the browser asks for them when it needs them, in the same order. Coordinates
are hundredths of a degree around the middle of their group (département, country); ids of
partnerships ascend and are delta-coded; sets of eras, themes and fundings are numbered once; a pair
names a place by how long ago it came first.
docs/developer/carte.md describes the columns.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from atlas.language import name_in_language
from atlas.model import (
    Authority,
    Funding,
    Partnership,
    PartnershipEra,
    PartnershipMember,
    PartnershipTheme,
)
from atlas.queries.bodies import LATITUDE, LONGITUDE, with_point
from atlas.queries.filters import PartnershipIds, partnership_ids
from atlas.selection import Selection
from atlas.vocabulary import Vocabulary

SCHEMA = 2
ROUGH = ("admin", "country")
"""Precisions of a point that is the middle of something larger than the place."""
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


@dataclass(frozen=True)
class _Places:
    """The members of a selection, French and foreign, each in the order in which pairs name them.

    That order makes the feed small: most pairs name a place for the first time.
    """

    french: list[int]
    foreign: list[int]
    pairs: list[tuple[int, int, int]]  #: partnership, French member, foreign member

    @classmethod
    def of(cls, session: Session, ids: PartnershipIds) -> _Places:
        """Return the places of the partnerships of ``ids``, by id of authority."""
        members = session.execute(
            select(PartnershipMember.partnership_id, Authority.id, Authority.side)
            .join(Authority, Authority.id == PartnershipMember.authority_id)
            .where(PartnershipMember.partnership_id.in_(ids))
            .order_by(PartnershipMember.partnership_id, PartnershipMember.position)
        )
        sides: dict[int, tuple[list[int], list[int]]] = {}
        for partnership_id, authority_id, side in members:
            sides.setdefault(partnership_id, ([], []))[side == "foreign"].append(authority_id)
        pairs = [
            (partnership_id, home, away)
            for partnership_id, (homes, aways) in sides.items()
            for home in homes
            for away in aways
        ]
        # Those that no pair names (a partnership that has one side only) come last.
        french = [pair[1] for pair in pairs]
        foreign = [pair[2] for pair in pairs]
        for homes, aways in sides.values():
            french += homes
            foreign += aways
        return cls(list(dict.fromkeys(french)), list(dict.fromkeys(foreign)), pairs)


def _places_and_edges(
    session: Session, ids: PartnershipIds, position: dict[int, int]
) -> tuple[dict[str, Any], dict[str, list[int]], dict[str, list[str]]]:
    places = _Places.of(session, ids)
    columns_read = (
        Authority.id,
        Authority.departement_code,
        Authority.country_iso2,
        LONGITUDE,
        LATITUDE,
    )
    known = {
        row[0]: row
        for row in session.execute(with_point(select(*columns_read)).where(_takes_part(ids)))
    }
    french = [known[id_] for id_ in places.french]
    foreign = [known[id_] for id_ in places.foreign]
    departements: _Numbering[str] = _Numbering()
    countries: _Numbering[str] = _Numbering()
    groups = [
        *(departements.of(row[1]) if row[1] else -1 for row in french),
        *(countries.of(row[2]) for row in foreign),
    ]
    # One numbering for the middles: departements first, then countries.
    middle = [
        group if group < 0 or place < len(french) else group + len(departements.numbers)
        for place, group in enumerate(groups)
    ]
    middle_lon, lon = _around_middles([_hundredths(row[3]) for row in (*french, *foreign)], middle)
    middle_lat, lat = _around_middles([_hundredths(row[4]) for row in (*french, *foreign)], middle)
    columns = {
        "francais": len(french),
        "groupe": groups,
        "milieu_lon": middle_lon,
        "lon": lon,
        "milieu_lat": middle_lat,
        "lat": lat,
    }
    home = {id_: number for number, id_ in enumerate(places.french)}
    away = {id_: number for number, id_ in enumerate(places.foreign)}
    edges = {
        "lien": _deltas(position[pair[0]] for pair in places.pairs),
        "fr": _back_references(home[pair[1]] for pair in places.pairs),
        "et": _back_references(away[pair[2]] for pair in places.pairs),
    }
    codes = {"pays": list(countries.numbers), "departements": list(departements.numbers)}
    return columns, edges, codes


def _takes_part(ids: PartnershipIds) -> ColumnElement[bool]:
    return Authority.id.in_(
        select(PartnershipMember.authority_id).where(PartnershipMember.partnership_id.in_(ids))
    )


def place_names(session: Session, selection: Selection, language: str = "fr") -> dict[str, Any]:
    """Return the code and the name of each place of the feed of ``selection``.

    Names are those of ``language``, in the order of the feed's places, French ones first.
    ``approche`` numbers those whose point is only the middle of their région or country.
    """
    ids = partnership_ids(session, selection)
    places = _Places.of(session, ids)
    known = {
        row[0]: row
        for row in session.execute(
            select(
                Authority.id,
                Authority.code,
                Authority.name,
                Authority.name_fr,
                Authority.name_en,
                Authority.location_precision,
            ).where(_takes_part(ids))
        )
    }
    rows = [known[id_] for id_ in (*places.french, *places.foreign)]
    return {
        "code": [row[1] for row in rows],
        "nom": [name_in_language(language, *row[2:5]) for row in rows],
        "approche": [place for place, row in enumerate(rows) if row[5] in ROUGH],
    }


def _around_middles(
    values: Sequence[int | None], groups: Sequence[int]
) -> tuple[list[int], list[int | None]]:
    """Return the median of each group, and the values as differences from it.

    Places of a country lie near each other: small numbers compress better. Values of group -1 stay
    as they are.
    """
    known: dict[int, list[int]] = {group: [] for group in range(max(groups, default=-1) + 1)}
    for value, group in zip(values, groups, strict=True):
        if value is not None and group >= 0:
            known[group].append(value)
    middles = [median_low(numbers) if numbers else 0 for numbers in known.values()]
    return middles, [
        value if value is None or group < 0 else value - middles[group]
        for value, group in zip(values, groups, strict=True)
    ]


def _back_references(numbers: Iterable[int]) -> list[int]:
    """Code numbers given in order of first appearance: 0 for the next new one, n for n before."""
    seen = 0
    coded = []
    for number in numbers:
        coded.append(seen - number)
        seen += number == seen
    return coded


def _deltas(numbers: Iterable[int]) -> list[int]:
    values = [0, *numbers]
    return [after - before for before, after in pairwise(values)]


def _hundredths(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 100)
