"""What the pages of an era, a theme or a funding say of a selection: figures, places, shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for
from markupsafe import Markup

from atlas.queries.facets import FacetValue
from atlas.selection import UNKNOWN, Selection
from atlas.vocabulary import Vocabulary


@dataclass(frozen=True)
class Share:
    """A value and how many partnerships bear it, of how many; the label is a link."""

    label: Markup
    count: int
    total: int

    @property
    def share(self) -> float:
        """The part of the whole, 0 to 1."""
        return self.count / self.total if self.total else 0.0


def shares(
    values: Iterable[FacetValue],
    name: str,
    selection: Selection,
    total: int,
    vocabulary: Vocabulary,
    language: str,
    *,
    limit: int,
) -> list[Share]:
    """Return the most frequent values of a field within ``selection``, linked to their list.

    What no source states is left out: pages say it apart.
    """
    kept = [value for value in values if value.value != UNKNOWN][:limit]
    return [
        Share(
            _link(
                f"{url_for('public.liste')}?{urlencode([*selection.items(), (name, value.value)])}",
                vocabulary.label(name, value.value, language),
            ),
            value.count,
            total,
        )
        for value in kept
    ]


def _link(address: str, label: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, label)


def elsewhere(selection: Selection) -> dict[str, str]:
    """Return the addresses of the map, of the list and of the files of ``selection``."""
    query = selection.query_string()
    return {
        "carte": f"{url_for('public.carte')}?{query}",
        "liste": f"{url_for('public.liste')}?{query}",
        "fichiers": f"{url_for('public.telecharger')}?{query}",
    }
