"""The selection as pages show it: active filters in words, and addresses that change one thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from atlas.selection import Selection
from atlas.vocabulary import Vocabulary


@dataclass(frozen=True)
class ActiveFilter:
    """One value of one field of the selection, with the address of the page without it."""

    field: str
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
        return [
            ActiveFilter(name, value, self._label(name, value), self._url_without(name, value))
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

    def _label(self, name: str, value: str) -> str:
        if name == "q":
            return f"«\N{NO-BREAK SPACE}{value}\N{NO-BREAK SPACE}»"
        if name == "collectivite":
            return self.names.get(value, value)
        return self.vocabulary.label(name, value, self.language)

    def _url_without(self, name: str, value: str) -> str:
        kept = self.selection.without(name, value).items()
        view = [(key, text) for key, text in self.view if key != "page"]
        query = urlencode([*kept, *view])
        return f"{self.address}?{query}" if query else self.address
