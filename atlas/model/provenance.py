"""Where every published value comes from, and what each load did."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from atlas.model.base import Base


class Source(Base):
    """A page or file that facts were read on."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("url", "title"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    title: Mapped[str]
    licence: Mapped[str] = mapped_column(default="")
    read_on: Mapped[str | None]


class Statement(Base):
    """A value that a source gives for one field of a partnership, as it wrote it.

    Sources that disagree are all kept; ``shown`` marks the value that the page displays.
    ``fact`` locates the row: ``grandes_villes:12`` is line 12 of that file.
    """

    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey("partnership.id", ondelete="CASCADE"), index=True
    )
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    fact: Mapped[str]
    field: Mapped[str]
    value: Mapped[str]
    original_value: Mapped[str] = mapped_column(default="")
    confidence: Mapped[str]
    shown: Mapped[bool]


class DatasetVersion(Base):
    """A dataset as loaded: who publishes it, under which licence, and the digest of its files."""

    __tablename__ = "dataset_version"
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    title_fr: Mapped[str]
    title_en: Mapped[str]
    description_fr: Mapped[str]
    publisher: Mapped[str]
    licence: Mapped[str]
    licence_url: Mapped[str]
    source_url: Mapped[str]
    source_version: Mapped[str]
    date: Mapped[str]
    rows: Mapped[int]
    digest: Mapped[str]


class LoadCount(Base):
    """The account of one source file: ``rows_read = loaded + merged + rejected``."""

    __tablename__ = "load_count"
    file: Mapped[str] = mapped_column(primary_key=True)
    rows_read: Mapped[int]
    loaded: Mapped[int]
    merged: Mapped[int]
    rejected: Mapped[int]


class RejectedRow(Base):
    """A source row that could not be used, with the reason, so that it can be mended."""

    __tablename__ = "rejected_row"
    fact: Mapped[str] = mapped_column(primary_key=True)
    french_name: Mapped[str]
    foreign_name: Mapped[str]
    country_iso2: Mapped[str]
    reason_fr: Mapped[str]
    source_url: Mapped[str]


class Correction(Base):
    """A value of a source that the atlas corrected, visibly."""

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    line: Mapped[int]
    column: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    reason_fr: Mapped[str]


class DataRevision(Base):
    """One row whose token changes with every change of the data; what caches are keyed by.

    ``loaded`` tells which datasets were loaded, and by which code.
    """

    __tablename__ = "data_revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str]
    loaded: Mapped[str] = mapped_column(default="")
