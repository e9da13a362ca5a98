"""Labels that belong to the screen rather than to a vocabulary of the database."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from babel import Locale
from babel.numbers import format_currency
from flask_babel import format_date, format_decimal, get_locale, gettext

from atlas.dates import PartialDate
from atlas.language import SOURCE_LANGUAGE, in_language
from atlas.typography import ordinal_first
from webapp.i18n import language


class _WithCountry(Protocol):
    @property
    def country_fr(self) -> str: ...
    @property
    def country_en(self) -> str: ...


def country_name(record: _WithCountry, language: str) -> str:
    """Return the name of the country of a member or authority in ``language``."""
    return in_language(language, record.country_fr, record.country_en)


def event_label(kind: str) -> str:
    """Return what an event kind is called on screen."""
    return {
        "prepared": gettext("En préparation"),
        "opened": gettext("Premier acte"),
        "signed": gettext("Signature"),
        "first_known": gettext("Première date connue"),
        "project": gettext("Projet"),
        "term": gettext("Échéance prévue"),
        "renewed": gettext("Renouvellement"),
        "confirmed": gettext("Donné pour actif"),
        "dormant": gettext("Donné pour en sommeil"),
        "suspended": gettext("Suspension"),
        "resumed": gettext("Reprise"),
        "ended": gettext("Fin"),
        "broken_off": gettext("Rupture"),
        "taken_over": gettext("Reprise après fusion"),
        "territorial_change": gettext("Changement territorial"),
    }[kind]


def amount_kind_label(kind: str) -> str:
    """Return what a kind of amount is called on screen; empty when unknown."""
    return {
        "committed": gettext("subvention accordée"),
        "paid": gettext("montant versé"),
        "total_budget": gettext("budget total du projet"),
        "yearly": gettext("par an"),
    }.get(kind, "")


def field_label(field: str) -> str:
    """Return what a field of a statement is called on screen."""
    return {
        "year_start": gettext("Année de début"),
        "year_end": gettext("Année de fin"),
        "status": gettext("Statut"),
        "link_type": gettext("Nature du lien"),
        "themes": gettext("Thèmes"),
        "funding": gettext("Financement"),
        "amount": gettext("Montant"),
        "french_name": gettext("Nom de la collectivité française"),
        "foreign_name": gettext("Nom du partenaire"),
        "country_then": gettext("État à l’époque"),
        "last_verified": gettext("Fiche exacte"),
    }.get(field, field)


def date_label(date: str | None, *, circa: bool = False) -> str:
    """Show a partial ISO date in the reader's language: 1963, mai 1963, 1er mai 1963."""
    if date is None:
        return gettext("date inconnue")
    partial = PartialDate.parse(date)
    if partial.month is None:
        shown = str(partial.year)
    else:
        full = dt.date(partial.year, partial.month, partial.day or 1)
        shown = format_date(full, "MMMM y" if partial.day is None else "long")
        if partial.day == 1 and language() == "fr":
            shown = ordinal_first(shown)
    return gettext("vers %(date)s", date=shown) if circa else shown


def column_label(column: str) -> str:
    """Return what a column of the facts is called for a reader; the column itself if unknown."""
    return {
        "funding_detail": gettext("Détail du financement"),
        "amount_eur": gettext("Montant"),
        "fr_body": gettext("Collectivité française"),
        "partner": gettext("Partenaire"),
        "partner_type": gettext("Sorte de partenaire"),
        "country": gettext("Pays"),
        "country_then": gettext("État à l’époque"),
        "circa": gettext("Date approchée"),
        "source_url": gettext("Adresse de la source"),
        "note": gettext("Note"),
    }.get(column) or field_label(column)


def amount_label(amount: int, currency: str = "EUR") -> str:
    """Return a whole amount as the reader's language writes it: « 1 500 € », “€1,500”.

    Other currencies than the euro are told by their ISO code, which everybody reads alike.
    """
    if currency != "EUR":
        return f"{format_decimal(amount)}\N{NO-BREAK SPACE}{currency}"
    locale = get_locale() or Locale(SOURCE_LANGUAGE)
    # The pattern of the language, without its cents: nothing here is that precise.
    pattern = locale.currency_formats["standard"].pattern.partition(";")[0].replace(".00", "")
    return str(format_currency(amount, currency, pattern, locale=locale, currency_digits=False))
