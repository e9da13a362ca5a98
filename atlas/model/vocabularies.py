"""Controlled vocabularies: what a partnership can be, be about, be paid by, and belong to."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from atlas.model.base import Base


class Term:
    """Columns that every vocabulary shares: a code, an order, labels and definitions."""

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    label_fr: Mapped[str]
    label_en: Mapped[str]
    definition_fr: Mapped[str] = mapped_column(default="")
    definition_en: Mapped[str] = mapped_column(default="")


class Era(Term, Base):
    """A historical context; eras overlap. Years are the era's usual bounds, inclusive."""

    __tablename__ = "era"
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]


class EraRule(Base):
    """A default rule: years × zone of the partner's State at that time → an era, with a rank.

    ``zones`` is a ``;``-separated list; ``rank`` 1 makes the primary era, above 1 a secondary one.
    """

    __tablename__ = "era_rule"
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    era_code: Mapped[str] = mapped_column(ForeignKey("era.code"))
    year_from: Mapped[int]
    year_to: Mapped[int]
    zones: Mapped[str]
    rank: Mapped[int]
    explanation_fr: Mapped[str]
    explanation_en: Mapped[str]


class ZoneMembership(Base):
    """A State (ISO 3166-1 alpha-2 today, or a historical code) in a zone, for a span of years."""

    __tablename__ = "zone_membership"
    id: Mapped[int] = mapped_column(primary_key=True)
    zone: Mapped[str] = mapped_column(index=True)
    state_code: Mapped[str]
    year_from: Mapped[int]
    year_to: Mapped[int]
    explanation_fr: Mapped[str] = mapped_column(default="")


class Zone(Term, Base):
    """A group of States that the era rules speak of, such as the Eastern bloc."""

    __tablename__ = "zone"


class Theme(Term, Base):
    """A field of cooperation, with OECD DAC purpose codes and SDG numbers (``;``-separated)."""

    __tablename__ = "theme"
    dac_purposes: Mapped[str] = mapped_column(default="")
    sdgs: Mapped[str] = mapped_column(default="")


class LinkType(Term, Base):
    """The legal or customary form of a partnership."""

    __tablename__ = "link_type"
    rgre_term: Mapped[str] = mapped_column(default="")


class Status(Term, Base):
    """The outcome of a partnership's events."""

    __tablename__ = "status"


class Motivation(Term, Base):
    """Why a link was made, when a source says so."""

    __tablename__ = "motivation"
    source: Mapped[str] = mapped_column(default="")


class FundingFamily(Term, Base):
    """A family of funding instruments; the values of the ``financement`` filter."""

    __tablename__ = "funding_family"
    operator: Mapped[str] = mapped_column(default="")


class CountryGroup(Term, Base):
    """A group of countries that the rules of instruments tell apart; ``within`` names a larger one.

    ``within`` is empty for a group that no other holds.
    """

    __tablename__ = "country_group"
    within: Mapped[str] = mapped_column(default="")


class Instrument(Base):
    """A call or fund with its rules; amounts in euros, rate in percent.

    ``law_dates`` are the dates of the landmarks that its law is. ``applicants`` (levels, and
    ``association``), ``country_groups`` and ``themes`` say what its rules say in words, as far as
    the source goes: ``;``-separated codes, ``?`` after what is to be checked, ``-`` before what is
    left out, ``*`` for all; empty when nothing is said.
    """

    __tablename__ = "instrument"
    code: Mapped[str] = mapped_column(primary_key=True)
    family_code: Mapped[str | None] = mapped_column(ForeignKey("funding_family.code"))
    name_fr: Mapped[str]
    name_en: Mapped[str]
    operator: Mapped[str]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    eligible_bodies: Mapped[str]
    eligible_countries: Mapped[str]
    min_eur: Mapped[int | None]
    max_eur: Mapped[int | None]
    rate_max: Mapped[float | None]
    law: Mapped[str]
    source_url: Mapped[str]
    law_dates: Mapped[str] = mapped_column(default="")
    applicants: Mapped[str] = mapped_column(default="")
    country_groups: Mapped[str] = mapped_column(default="")
    themes: Mapped[str] = mapped_column(default="")


class Network(Base):
    """A network of local authorities, or a regional multi-actor network (kind ``rrma``)."""

    __tablename__ = "network"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    scope_fr: Mapped[str]
    governance_fr: Mapped[str]
    means_fr: Mapped[str]
    region_code: Mapped[str | None]
    founded: Mapped[str | None]
    source: Mapped[str]


class Landmark(Base):
    """A law, treaty, programme, institution or crisis of the timeline; ``date`` is partial ISO.

    ``eras`` are the eras on whose pages it is told, ``;``-separated.
    """

    __tablename__ = "landmark"
    id: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[str]
    label_fr: Mapped[str]
    label_en: Mapped[str]
    kind: Mapped[str]
    era_hint: Mapped[str]
    source_url: Mapped[str]
    eras: Mapped[str] = mapped_column(default="")


class ReferenceFigure(Base):
    """A figure published by others, to be shown beside what the atlas itself knows."""

    __tablename__ = "reference_figure"
    code: Mapped[str] = mapped_column(primary_key=True)
    label_fr: Mapped[str]
    label_en: Mapped[str]
    value: Mapped[float]
    unit: Mapped[str]
    date: Mapped[str]
    source: Mapped[str]
    note_fr: Mapped[str]


class SurveyResult(Base):
    """An answer of a survey published by others: its table, what was answered, and by how many.

    ``table_code`` groups the answers to one question; ``base`` says of whom they are.
    """

    __tablename__ = "survey_result"
    id: Mapped[int] = mapped_column(primary_key=True)
    survey: Mapped[str]
    table_code: Mapped[str]
    table_fr: Mapped[str]
    table_en: Mapped[str]
    label_fr: Mapped[str]
    label_en: Mapped[str]
    value: Mapped[float]
    unit_fr: Mapped[str]
    unit_en: Mapped[str]
    base_fr: Mapped[str]
    base_en: Mapped[str]
    source: Mapped[str]
