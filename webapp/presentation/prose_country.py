"""The page of a country told in sentences; :mod:`webapp.presentation.prose` tells authorities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import format_decimal, gettext, ngettext

from atlas.queries.country_story import NameThen
from atlas.queries.figures import KeyFigures
from webapp.presentation.prose import joined

#: Fewer dated links than this have no decade that stands out.
_FEW = 20


def sentences_of_country(
    totals: KeyFigures,
    curve: Mapping[int, Mapping[str, int]],
    names_then: Sequence[NameThen],
    stopped: Mapping[str, Mapping[str, int]],
    in_sentence: str,
    language: str,
) -> list[str]:
    """Tell the links with a country, named as in a sentence; empty when there are none.

    ``curve`` counts the links that began in each year, by era; ``stopped`` those suspended and
    broken off, by year.
    """
    if not totals.partnerships:
        return []
    told = [
        _how_many(totals, in_sentence),
        _when(totals, curve),
        _under_other_names(names_then, language),
        *interruptions(stopped, language),
    ]
    return [sentence for sentence in told if sentence]


def _how_many(totals: KeyFigures, in_sentence: str) -> str:
    french = ngettext(
        "une collectivité française",
        "%(nombre)s collectivités françaises",
        totals.french_authorities,
        nombre=format_decimal(totals.french_authorities),
    )
    foreign = ngettext(
        "un partenaire",
        "%(nombre)s partenaires",
        totals.foreign_authorities,
        nombre=format_decimal(totals.foreign_authorities),
    )
    return ngettext(
        "L’atlas connaît %(nombre)s lien avec %(pays)s, entre %(francaises)s et %(partenaires)s.",
        "L’atlas connaît %(nombre)s liens avec %(pays)s, entre %(francaises)s et %(partenaires)s.",
        totals.partnerships,
        nombre=format_decimal(totals.partnerships),
        pays=in_sentence,
        francaises=french,
        partenaires=foreign,
    )


def _when(totals: KeyFigures, curve: Mapping[int, Mapping[str, int]]) -> str:
    undated = totals.partnerships - totals.dated
    if not curve:
        return ngettext(
            "Aucune source lue ne dit de quand date ce lien.",
            "Aucune source lue ne dit de quand datent ces liens.",
            totals.partnerships,
        )
    first = min(curve)
    if totals.dated < _FEW:
        if totals.partnerships == 1:
            return gettext("Il est daté de %(annee)s.", annee=first)
        oldest = gettext(
            "Le plus ancien dont l’année est connue est daté de %(annee)s.", annee=first
        )
    else:
        decade, number = busiest_decade(curve)
        oldest = gettext(
            "Le plus ancien dont l’année est connue est daté de %(annee)s"
            "\N{NARROW NO-BREAK SPACE}; la décennie la plus active commence en %(decennie)s, "
            "avec %(nombre)s liens.",
            annee=first,
            decennie=decade,
            nombre=format_decimal(number),
        )
    if not undated:
        return oldest
    gap = ngettext(
        "L’année de %(nombre)s lien n’est pas connue.",
        "L’année de %(nombre)s liens n’est pas connue.",
        undated,
        nombre=format_decimal(undated),
    )
    return f"{oldest} {gap}"


def busiest_decade(curve: Mapping[int, Mapping[str, int]]) -> tuple[int, int]:
    """Return the first year of the decade in which most links began, and how many did."""
    decades: dict[int, int] = {}
    for year, eras in curve.items():
        start = year // 10 * 10
        decades[start] = decades.get(start, 0) + sum(eras.values())
    return max(decades.items(), key=lambda item: (item[1], -item[0]))


def _under_other_names(names_then: Sequence[NameThen], language: str) -> str:
    borne = [name for name in names_then if name.partnerships]
    if not borne:
        return ""
    items = [
        ngettext(
            "%(etat)s (%(nombre)s lien)",
            "%(etat)s (%(nombre)s liens)",
            name.partnerships,
            etat=name.name(language),
            nombre=format_decimal(name.partnerships),
        )
        for name in borne
    ]
    return ngettext(
        "À la signature, un État porte un autre nom\N{NO-BREAK SPACE}: %(etats)s.",
        "À la signature, des États portent un autre nom\N{NO-BREAK SPACE}: %(etats)s.",
        len(items),
        etats=joined(items, language),
    )


def interruptions(stopped: Mapping[str, Mapping[str, int]], language: str) -> list[str]:
    """Say what was suspended and broken off, and when; nothing where nothing was."""
    told = []
    for status, by_year in stopped.items():
        number = sum(by_year.values())
        shown = {"nombre": format_decimal(number)}
        years = joined(sorted(year for year in by_year if year), language)
        suspended = status == "suspendu"
        if not years:
            told.append(
                ngettext(
                    "%(nombre)s lien est suspendu, sans que l’on sache depuis quand.",
                    "%(nombre)s liens sont suspendus, sans que l’on sache depuis quand.",
                    number,
                    **shown,
                )
                if suspended
                else ngettext(
                    "%(nombre)s lien a été rompu, sans que l’on sache quand.",
                    "%(nombre)s liens ont été rompus, sans que l’on sache quand.",
                    number,
                    **shown,
                )
            )
        elif suspended:
            told.append(
                ngettext(
                    "%(nombre)s lien a été suspendu (%(annees)s).",
                    "%(nombre)s liens ont été suspendus (%(annees)s).",
                    number,
                    annees=years,
                    **shown,
                )
            )
        else:
            told.append(
                ngettext(
                    "%(nombre)s lien a été rompu (%(annees)s).",
                    "%(nombre)s liens ont été rompus (%(annees)s).",
                    number,
                    annees=years,
                    **shown,
                )
            )
    return told
