"""Aggregated flows: how many partnerships join two territories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, aliased

from atlas.model import (
    Authority,
    Country,
    Partnership,
    PartnershipMember,
    Territory,
)
from atlas.queries.bodies import LATITUDE, LONGITUDE, with_point
from atlas.queries.filters import partnership_ids
from atlas.selection import Selection

#: The scales of aggregation: which French territories the flows leave from.
LEVELS = ("pays", "region", "departement", "collectivite")


@dataclass(frozen=True)
class FlowEnd:
    """One end of a flow: its code, French and English names, and point in degrees WGS 84."""

    code: str
    name_fr: str
    name_en: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Flow:
    """How many partnerships join ``origin`` (French) and ``destination``, by primary era too."""

    origin: FlowEnd
    destination: FlowEnd
    count: int
    by_era: dict[str, int]


def aggregate_flows(session: Session, selection: Selection, level: str) -> list[Flow]:
    """Return the flows of ``selection`` at ``level``, the strongest first.

    ``pays``, ``region`` and ``departement`` join France, a région or a département to countries;
    ``collectivite`` joins one authority to another. A partnership between several territories
    counts once in each of their flows.
    """
    french, foreign = aliased(Authority), aliased(Authority)
    origin = aliased(PartnershipMember)
    destination = aliased(PartnershipMember)
    origin_key = {
        "pays": french.country_iso2,
        "region": french.region_code,
        "departement": french.departement_code,
        "collectivite": french.code,
    }[level]
    destination_key = foreign.code if level == "collectivite" else foreign.country_iso2
    rows = session.execute(
        select(
            origin_key,
            destination_key,
            Partnership.primary_era_code,
            func.count(distinct(Partnership.id)),
        )
        .join(origin, origin.partnership_id == Partnership.id)
        .join(french, french.id == origin.authority_id)
        .join(destination, destination.partnership_id == Partnership.id)
        .join(foreign, foreign.id == destination.authority_id)
        .where(
            french.side == "french",
            foreign.side == "foreign",
            origin_key.is_not(None),
            Partnership.id.in_(partnership_ids(session, selection)),
        )
        .group_by(origin_key, destination_key, Partnership.primary_era_code)
    )
    by_era: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for from_code, to_code, era, number in rows:
        by_era[str(from_code), str(to_code)][era] = number
    origins = _ends(session, level, {pair[0] for pair in by_era})
    destination_level = level if level == "collectivite" else "pays"
    destinations = _ends(session, destination_level, {pair[1] for pair in by_era})
    flows = [
        Flow(origins[from_code], destinations[to_code], sum(eras.values()), eras)
        for (from_code, to_code), eras in by_era.items()
    ]
    return sorted(flows, key=lambda f: (-f.count, f.origin.code, f.destination.code))


def _ends(session: Session, level: str, codes: set[str]) -> dict[str, FlowEnd]:
    if level == "pays":
        return {
            row.iso2: FlowEnd(row.iso2, row.name_fr, row.name_en, row.lon, row.lat)
            for row in session.scalars(select(Country).where(Country.iso2.in_(codes)))
        }
    if level == "collectivite":
        # Thousands of codes would make thousands of parameters: every member is read instead.
        rows = session.execute(
            with_point(
                select(
                    Authority.code,
                    Authority.name,
                    Authority.name_fr,
                    Authority.name_en,
                    LONGITUDE,
                    LATITUDE,
                )
            ).where(Authority.id.in_(select(PartnershipMember.authority_id)))
        )
        return {
            code: FlowEnd(code, name_fr or name, name_en or name, lon, lat)
            for code, name, name_fr, name_en, lon, lat in rows
            if code in codes
        }
    territories = session.scalars(
        select(Territory).where(Territory.level == level, Territory.code.in_(codes))
    )
    return {
        row.code: FlowEnd(row.code, row.name, row.name, row.lon, row.lat) for row in territories
    }
