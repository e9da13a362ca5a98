"""Which partnerships the atlas knows between whom."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Authority, PartnershipMember
from geodata.reconciling.places import Gazetteer


def read_pairs(session: Session, french: Gazetteer) -> dict[str, tuple[int, ...]]:
    """Return the partnerships that join each French and each foreign authority of today.

    Keys are the two codes: ``38185|de-essen``.
    """
    rows = session.execute(
        select(PartnershipMember.partnership_id, Authority.code, Authority.side)
        .join(Authority, Authority.id == PartnershipMember.authority_id)
        .order_by(PartnershipMember.partnership_id)
    )
    heirs = {place.code: place.heir for place in french.places}
    sides: defaultdict[int, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for number, code, side in rows:
        home, away = sides[number]
        (home if side == "french" else away).add(heirs.get(code, code))
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, (home, away) in sides.items():
        for one in home:
            for other in away:
                found[f"{one}|{other}"].append(number)
    return {pair: tuple(numbers) for pair, numbers in found.items()}
