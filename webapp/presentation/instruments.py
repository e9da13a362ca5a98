"""Funding instruments as pages show them: years, amounts, rules said or unknown."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import format_percent, gettext

from atlas.eligibility import Answer, Assessment
from atlas.queries.fundings import AmountTotal, InstrumentRecord
from webapp.i18n import data_text
from webapp.presentation.labels import amount_kind_label, amount_label


@dataclass(frozen=True)
class InstrumentView:
    """An instrument in the reader's language; empty strings where nothing is known."""

    code: str
    name: str
    url: str
    operator: str
    years: str
    closed: bool
    bodies: str
    countries: str
    amounts: str
    rate: str
    law: str
    law_dates: tuple[str, ...]
    source_url: str
    links: int


@dataclass(frozen=True)
class AmountView:
    """The known amounts of one kind: how many, and their total."""

    label: str
    number: int
    total: str


def instrument_view(
    item: InstrumentRecord, language: str, *, links: int, closed: bool
) -> InstrumentView:
    """Return ``item`` as pages show it; ``links`` is how many links it is known to fund."""
    return InstrumentView(
        code=item.code,
        name=item.name(language),
        url=url_for("public.financement", code=item.code),
        operator=data_text(item.operator),
        years=_years(item),
        closed=closed,
        bodies=data_text(item.eligible_bodies),
        countries=data_text(item.eligible_countries),
        amounts=_amounts(item),
        rate=_rate(item),
        law=data_text(item.law),
        law_dates=item.law_dates,
        source_url=item.source_url,
        links=links,
    )


def amount_views(totals: list[AmountTotal]) -> list[AmountView]:
    """Return the totals of known amounts, each under the name of its kind."""
    return [
        AmountView(
            amount_kind_label(item.kind) or gettext("nature non précisée"),
            item.number,
            amount_label(item.total),
        )
        for item in totals
    ]


def _years(item: InstrumentRecord) -> str:
    first, last = item.year_from, item.year_to
    if first is None and last is None:
        return ""
    if first is None:
        return gettext("jusqu’en %(annee)s", annee=last)
    if last is None:
        return gettext("depuis %(annee)s, sans fin connue", annee=first)
    return str(first) if first == last else f"{first}–{last}"


def _amounts(item: InstrumentRecord) -> str:
    if item.min_eur and item.max_eur:
        return gettext(
            "de %(moins)s à %(plus)s",
            moins=amount_label(item.min_eur),
            plus=amount_label(item.max_eur),
        )
    if item.max_eur:
        return gettext("jusqu’à %(plus)s", plus=amount_label(item.max_eur))
    return (
        gettext("à partir de %(moins)s", moins=amount_label(item.min_eur)) if item.min_eur else ""
    )


def _rate(item: InstrumentRecord) -> str:
    if item.rate_max is None:
        return ""
    rate = format_percent(item.rate_max / 100, gettext("#,##0\N{NO-BREAK SPACE}%"))
    if item.rate_max <= 1:
        return gettext("jusqu’à %(taux)s des recettes du service", taux=rate)
    return gettext("jusqu’à %(taux)s du coût", taux=rate)


def reasons(found: Assessment) -> list[str]:
    """Return what remains to be checked, criterion by criterion."""
    unknown = Answer.UNKNOWN
    return [
        sentence
        for answered, sentence in (
            (found.applicant, gettext("qui peut demander")),
            (found.country_group, gettext("le pays")),
            (found.theme, gettext("le thème")),
        )
        if answered is unknown
    ]
