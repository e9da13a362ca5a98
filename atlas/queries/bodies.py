"""What is read of an authority wherever it appears: its names, its country and its point."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeVarTuple

from sqlalchemy import Row, Select, select

from atlas import spatial
from atlas.language import name_in_language
from atlas.model import Authority, AuthorityPoint, Country

#: Degrees WGS 84 of an authority, where :func:`with_point` joined its point.
LONGITUDE = spatial.longitude(AuthorityPoint.geom).label("lon")
LATITUDE = spatial.latitude(AuthorityPoint.geom).label("lat")

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, kw_only=True)
class BodyRecord:
    """An authority with its country. Coordinates are degrees WGS 84, or None when unknown."""

    code: str
    side: str
    kind: str
    name: str
    name_fr: str
    name_en: str
    charniere_fr: str
    country_iso2: str
    country_fr: str
    country_en: str
    country_article_fr: str
    departement_code: str | None
    region_code: str | None
    location_precision: str
    lon: float | None
    lat: float | None

    def display_name(self, language: str) -> str:
        """Return the usual name in ``language``: an exonym for French and English readers."""
        return name_in_language(language, self.name, self.name_fr, self.name_en)


_BODY: tuple[Any, ...] = (
    Authority.code,
    Authority.side,
    Authority.kind,
    Authority.name,
    Authority.name_fr,
    Authority.name_en,
    Authority.charniere_fr,
    Authority.country_iso2,
    Country.name_fr.label("country_fr"),
    Country.name_en.label("country_en"),
    Country.article_fr.label("country_article_fr"),
    Authority.departement_code,
    Authority.region_code,
    Authority.location_precision,
    LONGITUDE,
    LATITUDE,
)
_FIELDS = tuple(field.name for field in fields(BodyRecord))


def select_bodies(*more: Any) -> Select[Any]:
    """Return a query of authorities with what :func:`body_values` reads, then ``more`` columns."""
    return with_point(
        select(*_BODY, *more)
        .select_from(Authority)
        .join(Country, Country.iso2 == Authority.country_iso2)
    )


def with_point(query: Select[*Columns]) -> Select[*Columns]:
    """Join the points to a query of authorities; those that have none stay."""
    return query.outerjoin(AuthorityPoint, AuthorityPoint.authority_id == Authority.id)


def body_values(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """Return the values of :class:`BodyRecord` from a row of :func:`select_bodies`."""
    return dict(zip(_FIELDS, row, strict=False))  # the columns that follow are the caller's
