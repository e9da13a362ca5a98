"""Countries, States of the past, and local authorities with their names and geometries."""

from __future__ import annotations

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from atlas.model.base import Base
from atlas.spatial import WGS84


class Country(Base):
    """A country of today (ISO 3166-1), with what French and English sentences need to name it.

    ``other_names`` are those that a search understands besides, ``|``-separated.
    """

    __tablename__ = "country"
    iso2: Mapped[str] = mapped_column(primary_key=True)
    iso3: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str]
    article_fr: Mapped[str]
    preposition_fr: Mapped[str]
    continent: Mapped[str]
    lon: Mapped[float]
    lat: Mapped[float]
    other_names: Mapped[str] = mapped_column(default="")


class HistoricalState(Base):
    """A State, colony or union that no longer exists under that name. Years are inclusive.

    ``successors`` holds today's ISO codes and ``admin1`` the provinces concerned where only a part
    of the successor is meant (the RDA in Germany), both ``;``-separated; ``other_names`` are
    ``|``-separated.
    """

    __tablename__ = "historical_state"
    code: Mapped[str] = mapped_column(primary_key=True)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    year_from: Mapped[int]
    year_to: Mapped[int]
    successors: Mapped[str]
    admin1: Mapped[str]
    source: Mapped[str]
    other_names: Mapped[str] = mapped_column(default="")


class Territory(Base):
    """A French région or département as an administrative area, whoever governs it.

    ``code`` is the plain INSEE code (``84``, ``38``, ``2A``); ``article`` serves sentences.
    """

    __tablename__ = "territory"
    level: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    article_fr: Mapped[str] = mapped_column(default="")
    region_code: Mapped[str | None]
    lon: Mapped[float]
    lat: Mapped[float]


class Authority(Base):
    """A French or foreign local authority, known everywhere by its public ``code``.

    ``location_method`` and ``location_precision`` say how its point was found and what the point
    stands for (place, admin, country, none). A merged commune keeps its row and its successor.
    ``charniere_fr`` joins « de » to the name in a sentence (``d'``, ``de la``), as Insee gives it.
    ``wikidata_id`` (``Q2066``) and ``local_code``, the official code in its own country, are what
    people noted; ``population_year`` is that of the count, None where no source says it.
    """

    __tablename__ = "authority"
    __table_args__ = (
        CheckConstraint("side IN ('french', 'foreign')", name="side"),
        Index("ix_authority_folded_name", "folded_name"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    side: Mapped[str]
    kind: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    name_fr: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    folded_name: Mapped[str]
    charniere_fr: Mapped[str] = mapped_column(default="")
    country_iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"), index=True)
    insee_code: Mapped[str | None] = mapped_column(index=True)
    siren: Mapped[str | None] = mapped_column(index=True)
    population: Mapped[int | None]
    population_year: Mapped[int | None]
    departement_code: Mapped[str | None] = mapped_column(index=True)
    region_code: Mapped[str | None] = mapped_column(index=True)
    epci_siren: Mapped[str | None]
    admin1: Mapped[str | None]
    valid_to: Mapped[str | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    geonames_id: Mapped[int | None]
    wikidata_id: Mapped[str | None] = mapped_column(index=True)
    local_code: Mapped[str | None]
    location_method: Mapped[str]
    location_precision: Mapped[str]

    names: Mapped[list[AuthorityName]] = relationship(
        back_populates="authority", cascade="all, delete-orphan", order_by="AuthorityName.id"
    )
    successor: Mapped[Authority | None] = relationship(remote_side="Authority.id")


class Postcode(Base):
    """A postcode of a commune, which may have several and share them with its neighbours."""

    __tablename__ = "postcode"
    code: Mapped[str] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(
        ForeignKey("authority.id", ondelete="CASCADE"), primary_key=True, index=True
    )


#: The ``origin`` of a name that serves to find a place only: GeoNames has dozens for a large town.
GEONAMES = "geonames"
#: That of a territory whose name leads to the body that runs it: « Haut-Rhin », « Corse ».
TERRITORY = "territory"


class AuthorityName(Base):
    """Another name of an authority: an exonym, a former name, a spelling found in a source.

    ``origin`` is empty for what the facts or the COG say, :data:`GEONAMES` for the names by which
    the world calls a town, :data:`TERRITORY` for the territory that it runs: a search knows them,
    its page does not list them.
    """

    __tablename__ = "authority_name"
    __table_args__ = (UniqueConstraint("authority_id", "name", name="uq_authority_name_name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id", ondelete="CASCADE"))
    name: Mapped[str]
    folded_name: Mapped[str] = mapped_column(index=True)
    origin: Mapped[str] = mapped_column(default="")

    authority: Mapped[Authority] = relationship(back_populates="names")


class AuthorityPoint(Base):
    """Where an authority is drawn: one point, WGS 84."""

    __tablename__ = "authority_point"
    authority_id: Mapped[int] = mapped_column(
        ForeignKey("authority.id", ondelete="CASCADE"), primary_key=True
    )
    geom: Mapped[WKBElement] = mapped_column(
        Geometry("POINT", srid=WGS84, spatial_index=False, nullable=False)
    )


class AuthorityOutline(Base):
    """The territory of a département, région or overseas collectivité, simplified, WGS 84."""

    __tablename__ = "authority_outline"
    authority_id: Mapped[int] = mapped_column(
        ForeignKey("authority.id", ondelete="CASCADE"), primary_key=True
    )
    geom: Mapped[WKBElement] = mapped_column(
        Geometry("MULTIPOLYGON", srid=WGS84, spatial_index=False, nullable=False)
    )
