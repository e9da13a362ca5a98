"""One theme, with the codes that others file it under."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.errors import NotFoundError
from atlas.model import Theme
from atlas.text import close_to


@dataclass(frozen=True)
class ThemeRecord:
    """A theme; ``dac_purposes`` are OECD DAC purpose codes, ``sdgs`` numbers from 1 to 17."""

    code: str
    dac_purposes: tuple[str, ...]
    sdgs: tuple[int, ...]


def get_theme(session: Session, code: str) -> ThemeRecord:
    """Return the theme of a code; raise :class:`NotFoundError` with codes that look like it."""
    row = session.get(Theme, code)
    if row is None:
        known = session.scalars(select(Theme.code).order_by(Theme.position)).all()
        raise NotFoundError(
            "Aucun thème ne porte le code « {code} ». Codes proches : {near}.",
            what="theme",
            code=code[:60],
            near=", ".join(close_to(code, known)),
        )
    return ThemeRecord(
        row.code,
        tuple(code for code in row.dac_purposes.split(";") if code),
        tuple(int(goal) for goal in row.sdgs.split(";") if goal),
    )
