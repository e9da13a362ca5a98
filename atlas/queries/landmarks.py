"""The landmarks of a year, the most telling first."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy.orm import Session

from atlas.queries.eras import LandmarkRecord, list_landmarks

TELLING = ("evenement", "traite", "loi", "crise", "programme", "institution")
"""Kinds of landmarks in the order in which they are told: what changed the world or the law for
everyone before what concerned a few bodies."""


def landmarks_by_year(session: Session) -> dict[int, list[LandmarkRecord]]:
    """Return the landmarks of each year that has some; in a year by kind, then by date."""

    def rank(landmark: LandmarkRecord) -> tuple[int, str, int]:
        kind = TELLING.index(landmark.kind) if landmark.kind in TELLING else len(TELLING)
        return kind, landmark.date, landmark.id

    years = groupby(list_landmarks(session), key=lambda landmark: int(landmark.date[:4]))
    return {year: sorted(group, key=rank) for year, group in years}
