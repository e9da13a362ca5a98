"""What an advert is shown with: who is suggested, in one sentence, and the reasons of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from atlas.exchange.acquaintances import ADVISER, Acquaintance
from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.matching import Match, Why
from atlas.queries.authorities import AuthorityRecord
from atlas.vocabulary import Vocabulary
from webapp.presentation import naming
from webapp.presentation.adverts import (
    AuthorityLine,
    authority_line,
    in_a_row,
)
from webapp.presentation.match_reasons import ReasonView, Words, said


@dataclass(frozen=True)
class SuggestionView:
    """An authority that is suggested: a sentence, the links it rests on, the points."""

    authority: AuthorityLine
    sentence: str
    links: tuple[tuple[str, str], ...]
    score: int
    reasons: tuple[ReasonView, ...]


def reasons_of(
    mine: AdvertRecord, match: Match, vocabulary: Vocabulary, language: str
) -> tuple[ReasonView, ...]:
    """Return in sentences why an advert answers ``mine``."""
    words = Words(vocabulary, language, mine.content.kind, match.advert.content.kind)
    return said(match.reasons, words)


def suggestion_view(
    one: Acquaintance, kind: str, vocabulary: Vocabulary, language: str
) -> SuggestionView:
    """Return an authority that is suggested to an advert of ``kind``, ready to show."""
    words = Words(vocabulary, language, kind)
    return SuggestionView(
        authority=authority_line(one.authority, one.authority.code, vocabulary, language),
        sentence=_told(one, words),
        links=tuple(
            (other.display_name(language), url_for("public.partenariat", partnership_id=link))
            for other, link in zip(one.with_authorities, one.partnerships, strict=True)
        ),
        score=one.score,
        reasons=said(one.reasons, words),
    )


def _told(one: Acquaintance, words: Words) -> str:
    """Return in one sentence what an authority is suggested for: with whom, on what, since when."""
    told = {"liens": _links(one, words), "depuis": _since(one)}
    if one.role == ADVISER:
        if words.seeks:
            return gettext(
                "Travaille avec %(liens)s, %(depuis)s\N{NO-BREAK SPACE}: peut conseiller.", **told
            )
        return gettext(
            "Travaille avec %(liens)s, %(depuis)s\N{NO-BREAK SPACE}: peut dire ce qu’elle y a "
            "appris.",
            **told,
        )
    lost = next((reason for reason in one.reasons if reason.why is Why.LOST_LINK), None)
    if lost is not None:
        return _lost(lost.number, told["liens"], words)
    if any(reason.why is Why.LINKED for reason in one.reasons):
        return gettext("En lien avec %(liens)s, %(depuis)s.", **told)
    return gettext("Son lien avec %(liens)s est suspendu, ou n’est plus en cours.", **told)


def _lost(year: int | None, links: str, words: Words) -> str:
    last = gettext("inconnue") if year is None else str(year)
    if words.seeks:
        return gettext(
            "Son lien avec %(liens)s n’est plus en cours (dernière année connue\N{NO-BREAK SPACE}: "
            "%(annee)s)\N{NO-BREAK SPACE}: pourrait chercher un autre partenaire.",
            liens=links,
            annee=last,
        )
    return gettext(
        "Son lien avec %(liens)s n’est plus en cours (dernière année connue\N{NO-BREAK SPACE}: "
        "%(annee)s)\N{NO-BREAK SPACE}: ce qui est proposé pourrait l’intéresser.",
        liens=links,
        annee=last,
    )


def _links(one: Acquaintance, words: Words) -> str:
    """Return with whom an authority is linked, and on which themes of the advert."""
    names = _names(one.with_authorities, words.vocabulary, words.language)
    if not one.themes:
        return names
    themes = in_a_row(
        gettext(
            "«\N{NO-BREAK SPACE}%(theme)s\N{NO-BREAK SPACE}»",
            theme=words.vocabulary.label("theme", code, words.language),
        )
        for code in one.themes
    )
    return gettext("%(noms)s sur %(themes)s", noms=names, themes=themes)


def _since(one: Acquaintance) -> str:
    """Return since when; of several links, the oldest one."""
    if one.since is None:
        return gettext("depuis une date inconnue")
    if len(one.with_authorities) == 1:
        return gettext("depuis %(annee)s", annee=one.since)
    return gettext("depuis %(annee)s pour le plus ancien lien", annee=one.since)


def _names(records: Sequence[AuthorityRecord], vocabulary: Vocabulary, language: str) -> str:
    """Return authorities in a row, with their country once where it is the same abroad."""
    countries = {record.country_iso2 for record in records if record.side == "foreign"}
    each = len(countries) > 1
    names = in_a_row(
        _with_country(record, vocabulary, language)
        if each
        else naming.article_of(record, language) + record.display_name(language)
        for record in records
    )
    if each or not countries:
        return names
    if names.endswith(")"):
        # « Halle (Saale) »: one parenthesis after another is hard to read.
        country = vocabulary.label("pays", countries.pop(), language)
        return gettext("%(nom)s, %(pays)s", nom=names, pays=country)
    return gettext(
        "%(nom)s (%(pays)s)", nom=names, pays=vocabulary.label("pays", countries.pop(), language)
    )


def _with_country(record: AuthorityRecord, vocabulary: Vocabulary, language: str) -> str:
    name = naming.article_of(record, language) + record.display_name(language)
    country = vocabulary.label("pays", record.country_iso2, language)
    return gettext("%(nom)s (%(pays)s)", nom=name, pays=country)
