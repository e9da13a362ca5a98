"""Adverts as pages show them: labels, places, sizes and dates in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale
from flask import url_for
from flask_babel import format_decimal, get_locale, gettext, to_user_timezone

from atlas.exchange import terms
from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.drafts import AdvertContent
from atlas.language import SOURCE_LANGUAGE, in_language
from atlas.queries.authorities import AuthorityRecord
from atlas.vocabulary import CONTINENTS, Vocabulary
from webapp.presentation import naming
from webapp.presentation.labels import country_name, date_label


@dataclass(frozen=True)
class AuthorityLine:
    """The authority of an advert: its name, its page, and what it is."""

    name: str
    of_name: str
    url: str
    detail: str


@dataclass(frozen=True)
class AdvertView:
    """An advert, ready to show; ``language`` is that of its text, when not the page's."""

    id: int
    url: str
    kind: str
    kind_label: str
    status_label: str
    title: str
    paragraphs: tuple[str, ...]
    language: str
    authority: AuthorityLine
    places: str
    themes: tuple[str, ...]
    languages: str
    partners: str
    size: str
    published: str
    expires: str


def kind_label(kind: str) -> str:
    """Return what the kind of an advert is called."""
    return gettext("Cherche") if kind == terms.SEEK else gettext("Propose")


def status_label(status: str) -> str:
    """Return what a state of an advert is called."""
    return {
        terms.DRAFT: gettext("Brouillon"),
        terms.PROPOSED: gettext("À décider"),
        terms.PUBLISHED: gettext("Publiée"),
        terms.REFUSED: gettext("Refusée"),
        terms.WITHDRAWN: gettext("Retirée"),
        terms.EXPIRED: gettext("Expirée"),
    }[status]


def partner_label(code: str) -> str:
    """Return what a kind of partner is called."""
    return {
        "municipality": gettext("Commune ou ville"),
        "intermunicipal": gettext("Intercommunalité"),
        "department": gettext("Département, district, province"),
        "region": gettext("Région"),
        "other": gettext("Autre organisme local"),
    }[code]


def continent_label(code: str, language: str) -> str:
    """Return what a region of the world is called."""
    return in_language(language, *CONTINENTS[code])


def language_label(code: str) -> str:
    """Return the name of a language, by the Unicode CLDR."""
    locale = get_locale() or Locale(SOURCE_LANGUAGE)
    return str(locale.languages.get(code, code))


def in_a_row(words: Iterable[str]) -> str:
    """Return words as a list inside a sentence: « a, b et c »."""
    said = list(words)
    if len(said) < 2:
        return "".join(said)
    return gettext("%(debut)s et %(dernier)s", debut=", ".join(said[:-1]), dernier=said[-1])


def day(moment: str | None) -> str:
    """Return the day of a time of the database; empty when there is none."""
    if not moment:
        return ""
    return date_label(to_user_timezone(dt.datetime.fromisoformat(moment)).date().isoformat())


def number(value: int) -> str:
    """Return a number of inhabitants as the reader's language writes it."""
    return str(format_decimal(value))


def size_label(content: AdvertContent) -> str:
    """Return the size of the partner that is wanted; empty when any will do."""
    smallest, largest = content.population_from, content.population_to
    if smallest is not None and largest is not None:
        return gettext(
            "de %(petite)s à %(grande)s habitants", petite=number(smallest), grande=number(largest)
        )
    if smallest is not None:
        return gettext("au moins %(nombre)s habitants", nombre=number(smallest))
    if largest is not None:
        return gettext("au plus %(nombre)s habitants", nombre=number(largest))
    return ""


def authority_line(
    record: AuthorityRecord | None, code: str, vocabulary: Vocabulary, language: str
) -> AuthorityLine:
    """Return the authority of an advert; one that a load took away is known by its code alone."""
    url = url_for("public.collectivite", code=code)
    if record is None:
        return AuthorityLine(code, code, url, "")
    said = [vocabulary.kind(record.kind).label(language)]
    if record.side == "foreign":
        said.append(country_name(record, language))
    else:
        departement = vocabulary.departements.get(record.departement_code or "")
        name = departement.label(language) if departement is not None else ""
        if name and name != record.display_name(language):
            said.append(name)
    if record.population:
        said.append(gettext("%(nombre)s habitants", nombre=number(record.population)))
    return AuthorityLine(
        record.display_name(language),
        naming.of_authority(record, language),
        url,
        ", ".join(said),
    )


def advert_view(
    advert: AdvertRecord,
    record: AuthorityRecord | None,
    vocabulary: Vocabulary,
    language: str,
    now: dt.datetime,
) -> AdvertView:
    """Return an advert, ready to show."""
    content = advert.content
    over = advert.is_over(now)
    places = (
        *(vocabulary.label("pays", code, language) for code in content.countries),
        *(continent_label(code, language) for code in content.continents),
    )
    return AdvertView(
        id=advert.id,
        url=url_for("public.annonce", number=advert.id),
        kind=content.kind,
        kind_label=kind_label(content.kind),
        status_label=status_label(terms.EXPIRED if over else advert.status),
        title=content.title,
        paragraphs=tuple(part.strip() for part in content.text.splitlines() if part.strip()),
        language=advert.language if advert.language != language else "",
        authority=authority_line(record, content.authority, vocabulary, language),
        places=", ".join(places),
        themes=tuple(vocabulary.label("theme", code, language) for code in content.themes),
        languages=", ".join(language_label(code) for code in content.languages),
        partners=", ".join(partner_label(code) for code in content.partners),
        size=size_label(content),
        published=day(advert.published_at),
        expires=day(advert.expires_at),
    )
