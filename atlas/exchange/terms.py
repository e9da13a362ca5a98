"""The words of the exchange: kinds, states, limits and delays."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping

SEEK, OFFER = "seek", "offer"
KINDS = (SEEK, OFFER)

DRAFT, PROPOSED, PUBLISHED, REFUSED, WITHDRAWN, EXPIRED = (
    "draft",
    "proposed",
    "published",
    "refused",
    "withdrawn",
    "expired",
)
STATUSES = (DRAFT, PROPOSED, PUBLISHED, REFUSED, WITHDRAWN, EXPIRED)

#: The fields that hold codes, as ``advert_term`` names them.
COUNTRY, CONTINENT, THEME, LANGUAGE, PARTNER = (
    "country",
    "continent",
    "theme",
    "language",
    "partner",
)
#: The most codes of each field: an advert that wants everything tells nothing.
MOST = {COUNTRY: 6, CONTINENT: 3, THEME: 6, LANGUAGE: 6, PARTNER: 5}

#: Languages that an advert may name (ISO 639-1): those of the countries that French authorities
#: have most links with, and of the atlas' other partners.
LANGUAGES = (
    "fr", "en", "de", "es", "it", "pt", "nl", "pl", "ro", "cs", "hu", "el", "sv", "hr", "sr", "bg",
    "uk", "ru", "hy", "tr", "ar", "he", "wo", "bm", "ff", "ha", "sw", "mg", "fa", "hi", "vi", "km",
    "lo", "zh", "ja", "ko",
)  # fmt: skip

#: The kinds of partner that an advert may want, and the kinds of authorities that each stands for.
PARTNERS: Mapping[str, frozenset[str]] = {
    "municipality": frozenset({"commune", "municipality"}),
    "intermunicipal": frozenset({"epci", "syndicat", "intermunicipal"}),
    "department": frozenset({"departement", "statut_particulier", "department"}),
    "region": frozenset({"region", "statut_particulier", "province_region"}),
    "other": frozenset({"autre", "other", "network"}),
}

SHORTEST_TITLE, LONGEST_TITLE = 10, 120
SHORTEST_TEXT, LONGEST_TEXT = 40, 4000
MOST_INHABITANTS = 50_000_000

#: A published advert ends after this many months, unless it is renewed.
LASTING_MONTHS = 6
#: Its author is told this long before.
WARNING = dt.timedelta(days=14)

#: Somebody who answers an advert proves their address within this time.
TO_CONFIRM = dt.timedelta(days=3)
#: A conversation is erased this long after its last message.
KEPT_FOR = dt.timedelta(days=90)


def end_of(start: dt.datetime) -> dt.datetime:
    """Return when an advert published or renewed at ``start`` ends: six months later."""
    months = start.month - 1 + LASTING_MONTHS
    year, month = start.year + months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day)


def iso(moment: dt.datetime) -> str:
    """Return a moment as the database keeps it."""
    return moment.isoformat(timespec="seconds")
