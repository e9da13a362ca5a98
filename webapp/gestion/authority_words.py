"""Changes of an authority in words, and what its fields are called."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal, gettext

from atlas.editing.authority_documents import AuthorityDocument, authority_differences
from atlas.editing.differences import Difference
from webapp.database import get_vocabulary
from webapp.gestion.wording import Change
from webapp.i18n import language
from webapp.presentation.labels import date_label


def authority_field(field: str) -> str:
    """Return what a field of the document of an authority is called."""
    return {
        "record": gettext("La collectivité"),
        "kind": gettext("Nature"),
        "name": gettext("Nom"),
        "name_fr": gettext("Nom français"),
        "name_en": gettext("Nom anglais"),
        "names": gettext("Autres noms"),
        "country": gettext("Pays"),
        "admin1": gettext("Région ou province"),
        "population": gettext("Habitants"),
        "population_year": gettext("Année du compte"),
        "position": gettext("Position"),
        "location_precision": gettext("Précision de la position"),
        "wikidata": gettext("Wikidata"),
        "geonames": gettext("GeoNames"),
        "local_code": gettext("Code dans son pays"),
        "article": gettext("Article"),
        "insee_code": gettext("Code Insee"),
        "siren": gettext("SIREN"),
        "departement": gettext("Département"),
        "region": gettext("Région"),
        "epci": gettext("Intercommunalité"),
        "valid_to": gettext("Jusqu’à"),
        "successor": gettext("Réunie à"),
        "postcodes": gettext("Codes postaux"),
    }.get(field, field)


def authority_changes(
    before: AuthorityDocument | None, after: AuthorityDocument | None
) -> list[Change]:
    """Return what changed, ready to read; how a position was found is not told."""
    return [
        Change(authority_field(one.field), _said(one, one.before), _said(one, one.after))
        for one in authority_differences(before, after)
        if one.field not in ("location_method", "side")
    ]


def precision_label(precision: str) -> str:
    """Return what the point of an authority stands for."""
    return {
        "place": gettext("le lieu même"),
        "admin": gettext("le centre ou le chef-lieu de son territoire"),
        "country": gettext("le centre du pays, faute de mieux"),
        "none": gettext("inconnue"),
    }.get(precision, precision)


def position_label(lon: float, lat: float) -> str:
    """Return a position as a reader writes it: latitude, then longitude, in degrees."""
    return gettext(
        "%(lat)s\N{NARROW NO-BREAK SPACE}; %(lon)s",
        lat=format_decimal(lat, "0.#####"),
        lon=format_decimal(lon, "0.#####"),
    )


def _said(difference: Difference, value: Any) -> str:
    if value in (None, "", ()):
        return ""
    vocabulary, reader = get_vocabulary(), language()
    match difference.field:
        case "record":
            return str(value.name_fr or value.name)
        case "kind":
            return vocabulary.kind(value).label(reader)
        case "country":
            return vocabulary.label("pays", value, reader)
        case "population":
            return str(format_decimal(value))
        case "position":
            return position_label(*value)
        case "location_precision":
            return precision_label(value)
        case "valid_to":
            return date_label(value)
        case "names" | "postcodes":
            return ", ".join(value)
    return str(value)
