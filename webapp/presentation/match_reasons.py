"""The reasons for which an advert or an authority is suggested, in sentences.

What an advert seeks and what it offers are told in other words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from atlas.exchange.matching import Reason, Why
from atlas.exchange.terms import SEEK
from atlas.vocabulary import Vocabulary
from webapp.presentation import naming
from webapp.presentation.adverts import continent_label, in_a_row, language_label, number


@dataclass(frozen=True)
class ReasonView:
    """A reason: its sentence, and its points."""

    sentence: str
    points: int


def said(reasons: tuple[Reason, ...], words: Words) -> tuple[ReasonView, ...]:
    """Return reasons in sentences."""
    return tuple(ReasonView(_SENTENCES[one.why](one, words), one.points) for one in reasons)


@dataclass(frozen=True)
class Words:
    """Names of codes in the reader's language, and the kinds of the two adverts.

    ``kind`` is that of the advert that is read, ``other`` that of the one that answers it, empty
    for an authority that the atlas suggests.
    """

    vocabulary: Vocabulary
    language: str
    kind: str
    other: str = ""

    @property
    def seeks(self) -> bool:
        """Whether the advert that is read seeks something."""
        return self.kind == SEEK

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


def _size(reason: Reason, words: Words) -> str:
    size = number(reason.number or 0)
    if words.seeks:
        return gettext(
            "De la taille cherchée\N{NO-BREAK SPACE}: %(nombre)s habitants.", nombre=size
        )
    return gettext(
        "De la taille à laquelle l’annonce s’adresse\N{NO-BREAK SPACE}: %(nombre)s habitants.",
        nombre=size,
    )


def _there(reason: Reason, words: Words) -> str:
    countries = words.countries(reason.codes)
    if words.seeks:
        return gettext("Dans un pays cherché\N{NO-BREAK SPACE}: %(pays)s.", pays=countries)
    return gettext("Dans un pays où l’annonce propose\N{NO-BREAK SPACE}: %(pays)s.", pays=countries)


def _wants_mine(reason: Reason, words: Words) -> str:
    countries = words.countries(reason.codes)
    if words.other == SEEK:
        return gettext(
            "Elle cherche dans le pays de cette annonce\N{NO-BREAK SPACE}: %(pays)s.",
            pays=countries,
        )
    return gettext(
        "Elle propose dans le pays de cette annonce\N{NO-BREAK SPACE}: %(pays)s.", pays=countries
    )


def _answers(_reason: Reason, words: Words) -> str:
    if words.seeks:
        return gettext("Cette annonce cherche, l’autre propose.")
    return gettext("Cette annonce propose, l’autre cherche.")


def _works_in(reason: Reason, words: Words) -> str:
    return gettext(
        "Un lien dans la région du monde de l’annonce\N{NO-BREAK SPACE}: %(pays)s.",
        pays=words.countries(reason.codes),
    )


_SENTENCES: Mapping[Why, Callable[[Reason, Words], str]] = {
    Why.ANSWERS: _answers,
    Why.MUTUAL: lambda _reason, _words: gettext(
        "Toutes deux cherchent un partenaire, de part et d’autre d’une frontière."
    ),
    Why.TOGETHER: lambda _reason, _words: gettext(
        "Toutes deux cherchent\N{NO-BREAK SPACE}: elles peuvent s’associer."
    ),
    Why.THERE: _there,
    Why.WANTS_MINE: _wants_mine,
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
        "Dans la région du monde de l’annonce\N{NO-BREAK SPACE}: %(pays)s.",
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
