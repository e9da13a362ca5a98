"""The map of a campaign: the share of each département that answered, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from flask_babel import gettext, ngettext

from atlas.campaigns.progress import Figures
from webapp.database import get_vocabulary
from webapp.i18n import language
from webapp.public import outlines

#: The least share, 0 to 1, of each class after « nobody yet »; that of the last is all of them.
_BOUNDS = (0.0, 0.25, 0.5, 1.0)


def build(groups: Mapping[str, Figures]) -> SimpleNamespace:
    """Return the shapes of the map with their class and sentence, and the rows of its table."""
    drawing, labels, reader = outlines.departements(), get_vocabulary().departements, language()

    def name(code: str) -> str:
        if not code:
            return gettext("Régions, et hors des départements")
        return labels[code].label(reader) if code in labels else code

    return SimpleNamespace(
        width=drawing.width,
        height=drawing.height,
        boxes=drawing.boxes,
        shapes=[
            SimpleNamespace(
                path=shape.path,
                degree=degree(groups.get(shape.code)),
                title=f"{name(shape.code)}, {said(groups.get(shape.code))}",
            )
            for shape in drawing.shapes
        ],
        rows=[(name(code), found) for code, found in groups.items()],
        legend=[
            (0, gettext("personne encore")),
            (1, gettext("moins d’un quart")),
            (2, gettext("d’un quart à la moitié")),
            (3, gettext("la moitié ou plus")),
            (4, gettext("toutes")),
        ],
    )


def degree(found: Figures | None) -> str:
    """Return the class of a département: 0 to 4, « aucune » where nobody was asked."""
    if found is None:
        return "aucune"
    if not found.answered:
        return "0"
    return str(sum(found.share >= bound for bound in _BOUNDS))


def said(found: Figures | None) -> str:
    """Return how many answered of those asked, in words."""
    if found is None:
        return gettext("personne n’est interrogé")
    return ngettext(
        "%(num)s réponse sur %(total)s", "%(num)s réponses sur %(total)s", found.answered,
        total=found.asked,
    )  # fmt: skip
