"""What was loaded: datasets, the account of each source file, rejected rows, corrections."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Correction, DatasetVersion, LoadCount, RejectedRow


@dataclass(frozen=True)
class DatasetRecord:
    """A dataset as loaded, with its publisher, licence and digest."""

    name: str
    title_fr: str
    title_en: str
    description_fr: str
    publisher: str
    licence: str
    licence_url: str
    source_url: str
    source_version: str
    date: str
    rows: int
    digest: str


@dataclass(frozen=True)
class LoadAccount:
    """The account of one source file: ``rows_read = loaded + merged + rejected``."""

    file: str
    rows_read: int
    loaded: int
    merged: int
    rejected: int


@dataclass(frozen=True)
class Rejection:
    """A source row that could not be used, and why."""

    fact: str
    french_name: str
    foreign_name: str
    country_iso2: str
    reason_fr: str
    source_url: str


@dataclass(frozen=True)
class CorrectionRecord:
    """A value of a source that the atlas corrected, and why."""

    file: str
    line: int
    column: str
    before: str
    after: str
    reason_fr: str


def list_datasets(session: Session) -> list[DatasetRecord]:
    """Return the datasets in the order in which they were loaded."""
    rows = session.scalars(select(DatasetVersion).order_by(DatasetVersion.position))
    return [
        DatasetRecord(
            row.name, row.title_fr, row.title_en, row.description_fr, row.publisher, row.licence,
            row.licence_url, row.source_url, row.source_version, row.date, row.rows, row.digest,
        )
        for row in rows
    ]  # fmt: skip


def list_accounts(session: Session) -> list[LoadAccount]:
    """Return the account of each source file."""
    return [
        LoadAccount(row.file, row.rows_read, row.loaded, row.merged, row.rejected)
        for row in session.scalars(select(LoadCount).order_by(LoadCount.file))
    ]


def list_rejections(session: Session) -> list[Rejection]:
    """Return every rejected row."""
    return [
        Rejection(
            row.fact, row.french_name, row.foreign_name, row.country_iso2, row.reason_fr,
            row.source_url,
        )
        for row in session.scalars(select(RejectedRow).order_by(RejectedRow.fact))
    ]  # fmt: skip


def list_corrections(session: Session) -> list[CorrectionRecord]:
    """Return every correction."""
    return [
        CorrectionRecord(row.file, row.line, row.column, row.before, row.after, row.reason_fr)
        for row in session.scalars(select(Correction).order_by(Correction.file, Correction.line))
    ]
