"""What others published beside what the atlas knows, with the gap in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import format_decimal, gettext, ngettext

from atlas.queries.reference import PublishedFigure
from atlas.typography import french_spaces


@dataclass(frozen=True)
class GapView:
    """A published figure: its text, year and source, the atlas's own, and the gap said."""

    label: str
    published: str
    date: str
    source: str
    own: str
    gap: str


#: Published figures in the order in which they are told.
TOLD = (
    "partenariats_en_cours",
    "collectivites_francaises_engagees",
    "collectivites_partenaires",
    "pays_partenaires",
    "part_communes_dans_projets",
    "part_intra_europe",
    "part_nord_nord",
    "reseaux_dimension_internationale_france",
    "apd_collectivites",
    "budget_cooperation_decentralisee",
    "budget_cooperation_developpement",
    "budget_aict_bas",
    "budget_aict_haut",
)


def gap_views(
    figures: Mapping[str, PublishedFigure], own: Mapping[str, float], reader: str
) -> list[GapView]:
    """Return the published figures that are loaded, each beside what the atlas counts.

    ``own`` has the atlas's own figure of a code, where it has one: a number, or a percentage where
    the published figure is one.
    """
    return [
        GapView(
            label=figures[code].label(reader),
            published=shown(figures[code].value, figures[code].unit),
            date=figures[code].date,
            source=figures[code].source,
            own=shown(own[code], figures[code].unit) if code in own else "",
            gap=gap_sentence(figures[code], own.get(code)),
        )
        for code in TOLD
        if code in figures
    ]


def shown(value: float, unit: str) -> str:
    """Return a figure with its sign: percentages and euros have one, what is counted has not."""
    number = format_decimal(round(value))
    if unit == "%":
        return french_spaces(gettext("%(nombre)s %%", nombre=number))
    if unit.startswith("EUR"):
        return gettext("%(nombre)s € par an", nombre=number)
    return number


def gap_sentence(figure: PublishedFigure, own: float | None) -> str:
    """Say how far the atlas is from a published figure, or why it cannot be told."""
    if own is None:
        if figure.unit.startswith("EUR"):
            return gettext(
                "L’atlas ne connaît que des montants isolés, sans budget annuel\N{NO-BREAK SPACE}: "
                "il n’y a pas d’écart à calculer."
            )
        return gettext("L’atlas n’a pas de chiffre comparable.")
    if figure.unit == "%":
        points = round(own) - round(figure.value)
        if not points:
            return gettext("L’atlas arrive à la même part.")
        size = ngettext("%(nombre)s point", "%(nombre)s points", abs(points), nombre=abs(points))
        if points > 0:
            return gettext("La part est plus forte de %(ecart)s dans l’atlas.", ecart=size)
        return gettext("La part est plus faible de %(ecart)s dans l’atlas.", ecart=size)
    missing = round(figure.value) - round(own)
    if missing > 0:
        share = format_decimal(round(100 * own / figure.value))
        return gettext(
            "L’atlas en compte %(part)s %%\N{NO-BREAK SPACE}: il lui en manque %(nombre)s.",
            part=share,
            nombre=format_decimal(missing),
        )
    if missing < 0:
        return gettext("L’atlas en compte %(nombre)s de plus.", nombre=format_decimal(-missing))
    return gettext("L’atlas en compte autant.")
