"""The era rules and the landmarks of the timeline, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlas.language import in_language
from atlas.model import EraRule, Landmark, Partnership, Zone


@dataclass(frozen=True)
class ZoneRecord:
    """A group of States that era rules speak of."""

    code: str
    label_fr: str
    label_en: str

    def label(self, language: str) -> str:
        """Return its label in ``language``."""
        return in_language(language, self.label_fr, self.label_en)


@dataclass(frozen=True)
class RuleRecord:
    """An era rule in words; years inclusive."""

    code: str
    era: str
    year_from: int
    year_to: int
    zones: tuple[ZoneRecord, ...]
    rank: int
    explanation_fr: str
    explanation_en: str

    def explanation(self, language: str) -> str:
        """Return its explanation in ``language``."""
        return in_language(language, self.explanation_fr, self.explanation_en)


@dataclass(frozen=True)
class LandmarkRecord:
    """A landmark of the timeline; ``eras`` are those on whose pages it is told."""

    id: int
    date: str
    label_fr: str
    label_en: str
    kind: str
    eras: tuple[str, ...]
    source_url: str

    def label(self, language: str) -> str:
        """Return its label in ``language``."""
        return in_language(language, self.label_fr, self.label_en)


def list_rules(session: Session) -> list[RuleRecord]:
    """Return the era rules in the order in which they apply."""
    zones = {
        row.code: ZoneRecord(row.code, row.label_fr, row.label_en)
        for row in session.scalars(select(Zone))
    }
    return [
        RuleRecord(
            code=row.code,
            era=row.era_code,
            year_from=row.year_from,
            year_to=row.year_to,
            zones=tuple(zones[code] for code in row.zones.split(";")),
            rank=row.rank,
            explanation_fr=row.explanation_fr,
            explanation_en=row.explanation_en,
        )
        for row in session.scalars(select(EraRule).order_by(EraRule.position))
    ]


def list_landmarks(session: Session) -> list[LandmarkRecord]:
    """Return the landmarks in order of time."""
    return [
        LandmarkRecord(
            id=row.id,
            date=row.date,
            label_fr=row.label_fr,
            label_en=row.label_en,
            kind=row.kind,
            eras=tuple(era for era in row.eras.split(";") if era),
            source_url=row.source_url,
        )
        for row in session.scalars(select(Landmark).order_by(Landmark.date, Landmark.id))
    ]


def count_primary(session: Session, code: str) -> int:
    """Return how many partnerships have an era as their primary one."""
    query = select(func.count()).where(Partnership.primary_era_code == code)
    return session.scalar(query) or 0
