"""The selection as pages show it: active filters in words, and addresses that change one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask_babel import gettext

from atlas.selection import Selection
from atlas.vocabulary import Vocabulary
from webapp.presentation.selection_terms import quoted


def field_labels() -> dict[str, str]:
    """Return what each field of a selection is called beside one of its values."""
    return {
        "q": gettext("Mots"),
        "epoque": gettext("Époque"),
        "theme": gettext("Thème"),
        "financement": gettext("Financement"),
        "type": gettext("Lien"),
        "statut": gettext("Statut"),
        "pays": gettext("Pays"),
        "region": gettext("Région"),
        "departement": gettext("Département"),
        "collectivite": gettext("Collectivité"),
        "echelon": gettext("Échelon"),
        "de": gettext("À partir de"),
        "a": gettext("Jusqu’à"),
        "date": gettext("En vigueur en"),
        "bbox": gettext("Cadre de la carte"),
    }


@dataclass(frozen=True)
class ActiveFilter:
    """One value of one field of the selection, with the address of the page without it."""

    field: str
    field_label: str
    value: str
    label: str
    url_without: str


@dataclass(frozen=True)
class SelectionView:
    """A selection on one page.

    ``view`` holds the page's own parameters (sort, page…); ``implied`` the fields that the page's
    address already says (``/pays/DE``) and that its links to itself leave out.
    """

    selection: Selection
    vocabulary: Vocabulary
    address: str
    language: str
    names: dict[str, str] = field(default_factory=dict)
    view: tuple[tuple[str, str], ...] = ()
    implied: tuple[str, ...] = ()

    @property
    def fields(self) -> list[ActiveFilter]:
        """The active filters, in the order of the canonical query string."""
        labels = field_labels()
        return [
            ActiveFilter(
                name, labels[name], value, self._label(name, value), self.url_without(name, value)
            )
            for name, value in self.selection.items()
        ]

    def query_string(self, **changes: object) -> str:
        """Return the query string of the page with view parameters changed, or removed (None)."""
        view = dict(self.view)
        for name, value in changes.items():
            if value is None:
                view.pop(name, None)
            else:
                view[name] = str(value)
        if "page" not in changes:
            view.pop("page", None)
        own = [pair for pair in self.selection.items() if pair[0] not in self.implied]
        return urlencode([*own, *view.items()])

    @property
    def elsewhere(self) -> str:
        """The query string of the same selection on another page: map, list, API."""
        return self.selection.query_string()

    def url_without(self, name: str, value: str | None = None) -> str:
        """Return the address of the page without a field, or without one of its values."""
        return self._url(self.selection.without(name, value))

    def url_with(self, name: str, values: Iterable[str]) -> str:
        """Return the address of the page with more values of a field."""
        more = tuple(sorted({*getattr(self.selection, name), *values}))
        return self._url(self.selection.with_values(name, more))

    def _label(self, name: str, value: str) -> str:
        if name == "q":
            return quoted(value)
        if name == "collectivite":
            return self.names.get(value, value)
        return self.vocabulary.label(name, value, self.language)

    def _url(self, selection: Selection) -> str:
        view = [(key, text) for key, text in self.view if key != "page"]
        query = urlencode([*selection.items(), *view])
        return f"{self.address}?{query}" if query else self.address
