"""Why an advert or an authority is suggested, in sentences, with the points of each reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from atlas.exchange.acquaintances import ADVISER, Acquaintance
from atlas.exchange.matching import Match, Reason, Why
from atlas.queries.authorities import AuthorityRecord
from atlas.vocabulary import Vocabulary
from webapp.presentation import naming
from webapp.presentation.adverts import (
    AuthorityLine,
    authority_line,
    continent_label,
    in_a_row,
    language_label,
    number,
)


@dataclass(frozen=True)
class ReasonView:
    """A reason: its sentence, and its points."""

    sentence: str
    points: int


@dataclass(frozen=True)
class SuggestionView:
    """An authority that is suggested: a sentence, the links it rests on, the points."""

    authority: AuthorityLine
    sentence: str
    links: tuple[tuple[str, str], ...]
    score: int
    reasons: tuple[ReasonView, ...]


def reasons_of(match: Match, vocabulary: Vocabulary, language: str) -> tuple[ReasonView, ...]:
    """Return the reasons of a match in sentences."""
    return _said(match.reasons, vocabulary, language)


def suggestion_view(one: Acquaintance, vocabulary: Vocabulary, language: str) -> SuggestionView:
    """Return an authority that is suggested, ready to show."""
    return SuggestionView(
        authority=authority_line(one.authority, one.authority.code, vocabulary, language),
        sentence=_told(one, vocabulary, language),
        links=tuple(
            (other.display_name(language), url_for("public.partenariat", partnership_id=link))
            for other, link in zip(one.with_authorities, one.partnerships, strict=True)
        ),
        score=one.score,
        reasons=_said(one.reasons, vocabulary, language),
    )


def _told(one: Acquaintance, vocabulary: Vocabulary, language: str) -> str:
    """Return in one sentence what an authority is suggested for."""
    names = _names(one.with_authorities, vocabulary, language)
    lost = next((reason for reason in one.reasons if reason.why is Why.LOST_LINK), None)
    if one.role == ADVISER:
        return _works(one, names, vocabulary, language)
    if lost is None:
        return gettext("Déjà en lien avec %(noms)s.", noms=names)
    if lost.number is None:
        return gettext(
            "Son lien avec %(noms)s n’est plus en cours\N{NO-BREAK SPACE}: pourrait chercher un "
            "autre partenaire.",
            noms=names,
        )
    return gettext(
        "Son lien avec %(noms)s n’est plus en cours (dernière année connue\N{NO-BREAK SPACE}: "
        "%(annee)s)\N{NO-BREAK SPACE}: pourrait chercher un autre partenaire.",
        noms=names,
        annee=lost.number,
    )


def _works(one: Acquaintance, names: str, vocabulary: Vocabulary, language: str) -> str:
    codes = next((r.codes for r in one.reasons if r.why is Why.WORKS_ON_THEME), ())
    themes = in_a_row(
        gettext(
            "«\N{NO-BREAK SPACE}%(theme)s\N{NO-BREAK SPACE}»",
            theme=vocabulary.label("theme", code, language),
        )
        for code in codes
    )
    # A year stands beside one name only; of several links, the oldest is among the reasons.
    since = one.since if len(one.with_authorities) == 1 else None
    said = {"noms": names, "themes": themes, "annee": since}
    if themes and since is not None:
        return gettext(
            "Travaille avec %(noms)s sur %(themes)s, depuis %(annee)s\N{NO-BREAK SPACE}: peut "
            "conseiller.",
            **said,
        )
    if themes:
        return gettext(
            "Travaille avec %(noms)s sur %(themes)s\N{NO-BREAK SPACE}: peut conseiller.", **said
        )
    if since is not None:
        return gettext(
            "Travaille avec %(noms)s depuis %(annee)s\N{NO-BREAK SPACE}: peut conseiller.", **said
        )
    return gettext("Travaille avec %(noms)s\N{NO-BREAK SPACE}: peut conseiller.", **said)


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
    if each or not countries or names.endswith(")"):
        return names
    return gettext(
        "%(nom)s (%(pays)s)", nom=names, pays=vocabulary.label("pays", countries.pop(), language)
    )


def _with_country(record: AuthorityRecord, vocabulary: Vocabulary, language: str) -> str:
    name = naming.article_of(record, language) + record.display_name(language)
    country = vocabulary.label("pays", record.country_iso2, language)
    return gettext("%(nom)s (%(pays)s)", nom=name, pays=country)


def _said(
    reasons: tuple[Reason, ...], vocabulary: Vocabulary, language: str
) -> tuple[ReasonView, ...]:
    words = _Words(vocabulary, language)
    return tuple(ReasonView(_SENTENCES[one.why](one, words), one.points) for one in reasons)


@dataclass(frozen=True)
class _Words:
    """Names of codes, in the reader's language."""

    vocabulary: Vocabulary
    language: str

    def countries(self, codes: tuple[str, ...]) -> str:
        found = (self.vocabulary.countries.get(code) for code in codes)
        return in_a_row(
            naming.country_in_sentence(entry.label(self.language), entry.article, self.language)
            for entry in found
            if entry is not None
        )

    def themes(self, codes: tuple[str, ...]) -> str:
        labels = (self.vocabulary.label("theme", code, self.language) for code in codes)
        return ", ".join(labels)

    def regions(self, codes: tuple[str, ...]) -> str:
        return ", ".join(continent_label(code, self.language) for code in codes)


def _languages(codes: tuple[str, ...]) -> str:
    return in_a_row(language_label(code) for code in codes)


def _size(reason: Reason, _words: _Words) -> str:
    return gettext(
        "De la taille demandée\N{NO-BREAK SPACE}: %(nombre)s habitants.",
        nombre=number(reason.number or 0),
    )


def _works_in(reason: Reason, words: _Words) -> str:
    return gettext(
        "Un lien dans la région du monde demandée\N{NO-BREAK SPACE}: %(pays)s.",
        pays=words.countries(reason.codes),
    )


_SENTENCES: Mapping[Why, Callable[[Reason, _Words], str]] = {
    Why.ANSWERS: lambda _reason, _words: gettext("L’une cherche, l’autre propose."),
    Why.MUTUAL: lambda _reason, _words: gettext(
        "Toutes deux cherchent un partenaire, de part et d’autre d’une frontière."
    ),
    Why.TOGETHER: lambda _reason, _words: gettext(
        "Toutes deux cherchent\N{NO-BREAK SPACE}: elles peuvent s’associer."
    ),
    Why.THERE: lambda reason, words: gettext(
        "Dans un pays demandé\N{NO-BREAK SPACE}: %(pays)s.", pays=words.countries(reason.codes)
    ),
    Why.WANTS_MINE: lambda reason, words: gettext(
        "Elle demande le pays de cette annonce\N{NO-BREAK SPACE}: %(pays)s.",
        pays=words.countries(reason.codes),
    ),
    Why.SAME_COUNTRY: lambda reason, words: gettext(
        "Toutes deux visent le même pays\N{NO-BREAK SPACE}: %(pays)s.",
        pays=words.countries(reason.codes),
    ),
    Why.SAME_REGION: lambda reason, words: gettext(
        "Dans la même région du monde\N{NO-BREAK SPACE}: %(region)s.",
        region=words.regions(reason.codes),
    ),
    Why.THEMES: lambda reason, words: gettext(
        "Thèmes communs\N{NO-BREAK SPACE}: %(themes)s.", themes=words.themes(reason.codes)
    ),
    Why.LANGUAGES: lambda reason, _words: gettext(
        "Langues communes\N{NO-BREAK SPACE}: %(langues)s.", langues=_languages(reason.codes)
    ),
    Why.SIZE: _size,
    Why.WORKS_THERE: lambda reason, words: gettext(
        "Un lien avec un pays de l’annonce\N{NO-BREAK SPACE}: %(pays)s.",
        pays=words.countries(reason.codes),
    ),
    Why.WORKS_IN_REGION: _works_in,
    Why.IN_REGION: lambda reason, words: gettext(
        "Dans la région du monde demandée\N{NO-BREAK SPACE}: %(pays)s.",
        pays=words.countries(reason.codes),
    ),
    Why.WORKS_ON_THEME: lambda reason, words: gettext(
        "Thèmes de l’annonce, d’après ses liens\N{NO-BREAK SPACE}: %(themes)s.",
        themes=words.themes(reason.codes),
    ),
    Why.IN_FORCE: lambda _reason, _words: gettext("Un lien en cours, selon les sources lues."),
    Why.LONG_STANDING: lambda reason, _words: gettext(
        "Son plus ancien lien là-bas date de %(annee)s.", annee=reason.number
    ),
    Why.NEAR: lambda reason, _words: gettext(
        "Une voisine, à %(nombre)s\N{NO-BREAK SPACE}km.", nombre=reason.number
    ),
    Why.LIKE_ME: lambda reason, _words: gettext(
        "D’une taille comparable\N{NO-BREAK SPACE}: %(nombre)s habitants.",
        nombre=number(reason.number or 0),
    ),
    Why.LOST_LINK: lambda _reason, _words: gettext("Un lien qui n’est plus en cours."),
    Why.LINKED: lambda reason, _words: ngettext(
        "%(nombre)s partenaire connu de l’atlas.",
        "%(nombre)s partenaires connus de l’atlas.",
        reason.number or 0,
        nombre=reason.number,
    ),
    Why.SPEAKS: lambda reason, _words: gettext(
        "Langue de l’annonce, et de ce pays\N{NO-BREAK SPACE}: %(langues)s.",
        langues=_languages(reason.codes),
    ),
}
