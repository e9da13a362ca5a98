"""What others published, to be shown beside what the atlas knows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.language import in_language
from atlas.model import ReferenceFigure, SurveyResult


@dataclass(frozen=True)
class PublishedFigure:
    """A figure published by others, with its unit, year and source."""

    code: str
    label_fr: str
    label_en: str
    value: float
    unit: str
    date: str
    source: str

    def label(self, language: str) -> str:
        """Return the label in ``language``."""
        return in_language(language, self.label_fr, self.label_en)


@dataclass(frozen=True)
class Answer:
    """One answer of a survey; ``value`` in the unit of its table."""

    label_fr: str
    label_en: str
    value: float
    unit_fr: str
    unit_en: str

    def label(self, language: str) -> str:
        """Return what was answered, in ``language``."""
        return in_language(language, self.label_fr, self.label_en)

    def unit(self, language: str) -> str:
        """Return the unit in ``language``."""
        return in_language(language, self.unit_fr, self.unit_en)


@dataclass(frozen=True)
class SurveyTable:
    """The answers to one question of a survey, and of whom they are."""

    code: str
    label_fr: str
    label_en: str
    base_fr: str
    base_en: str
    source: str
    answers: tuple[Answer, ...]

    def label(self, language: str) -> str:
        """Return the question in ``language``."""
        return in_language(language, self.label_fr, self.label_en)

    def base(self, language: str) -> str:
        """Return of whom the answers are, in ``language``."""
        return in_language(language, self.base_fr, self.base_en)


def published_figures(session: Session) -> dict[str, PublishedFigure]:
    """Return every figure published by others, by code."""
    return {
        row.code: PublishedFigure(
            row.code, row.label_fr, row.label_en, row.value, row.unit, row.date, row.source
        )
        for row in session.scalars(select(ReferenceFigure).order_by(ReferenceFigure.code))
    }


def survey_tables(session: Session, survey: str) -> list[SurveyTable]:
    """Return the tables of a survey in the order of its file."""
    rows = session.scalars(
        select(SurveyResult).where(SurveyResult.survey == survey).order_by(SurveyResult.id)
    )
    tables = []
    for code, group in groupby(rows, key=lambda row: row.table_code):
        answers = list(group)
        first = answers[0]
        tables.append(
            SurveyTable(
                code=code,
                label_fr=first.table_fr,
                label_en=first.table_en,
                base_fr=first.base_fr,
                base_en=first.base_en,
                source=first.source,
                answers=tuple(
                    Answer(row.label_fr, row.label_en, row.value, row.unit_fr, row.unit_en)
                    for row in answers
                ),
            )
        )
    return tables
