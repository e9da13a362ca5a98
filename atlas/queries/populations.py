"""How many people live in each département."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.model import Authority


def departement_populations(session: Session) -> dict[str, int]:
    """Return the inhabitants of each département or overseas territory, by its code.

    They are those of its communes of today. A territory none of whose communes has a known
    population is left out: unknown is not zero.
    """
    query = (
        select(Authority.departement_code, func.sum(Authority.population))
        .where(
            Authority.side == "french",
            Authority.kind == "commune",
            Authority.valid_to.is_(None),
            Authority.population.is_not(None),
            Authority.departement_code.is_not(None),
        )
        .group_by(Authority.departement_code)
        .order_by(Authority.departement_code)
    )
    return {str(code): int(total) for code, total in session.execute(query) if total}
