"""A Folium figure whose parts go into a page of ours instead of a page of Folium's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from branca.element import CssLink, Element, Figure, JavascriptLink
from markupsafe import Markup, escape

StaticUrl = Callable[[str], str]
"""Turns a path under ``webapp/static`` into the address of that file on this site."""


class ForeignAssetError(LookupError):
    """A Folium element asked for a script or a style that this site does not serve."""


class StaticFigure(Figure):
    """Renders Folium elements as three fragments that fit a strict content security policy.

    Args:
        static_url: gives the address of one of our static files.
        assets: our own file (path under ``webapp/static``) for each script and style name that
            the elements of the figure may ask for. A name that is not listed is refused:
            a plugin added one day cannot bring a CDN in silently.
        nonce: the nonce of the page, put on every inline script and style.
    """

    def __init__(self, static_url: StaticUrl, assets: Mapping[str, str], nonce: str) -> None:
        super().__init__()
        self._static_url = static_url
        self._assets = assets
        self._nonce = nonce
        # Folium's own figure starts with a <meta charset>; the page already has one.
        self.header._children.clear()

    def render_parts(self) -> tuple[Markup, Markup, Markup]:
        """Return header, body and script, ready for a Jinja page.

        The script is a module: like every deferred script it runs after Leaflet, in the order of
        the page, without holding back the display.

        Raises:
            ForeignAssetError: an element needs a file that is not in ``assets``.
        """
        self._number_elements()
        for child in self._children.values():
            child.render(nonce=self._nonce)
        header = Markup("\n").join(self._header_fragments())
        body = Markup("").join(Markup(part.render()) for part in self.html._children.values())
        code = Markup("").join(Markup(part.render()) for part in self.script._children.values())
        script = Markup('<script type="module" nonce="{}">{}</script>').format(self._nonce, code)
        return header, body, script

    def _number_elements(self) -> None:
        """Replace Folium's random ids by the rank of each element, for pages that can be cached."""
        for rank, element in enumerate(_walk(self)):
            element._id = str(rank)

    def _header_fragments(self) -> Iterator[Markup]:
        for name, element in self.header._children.items():
            if isinstance(element, JavascriptLink | CssLink):
                yield self._link(name, element)
            else:
                yield Markup(element.render())

    def _link(self, name: str, element: JavascriptLink | CssLink) -> Markup:
        try:
            address = self._static_url(self._assets[name])
        except KeyError as error:
            raise ForeignAssetError(f"no local file for the asset {name!r}") from error
        if isinstance(element, JavascriptLink):
            return Markup('<script src="{}" defer></script>').format(escape(address))
        return Markup('<link rel="stylesheet" href="{}">').format(escape(address))


def _walk(element: Any) -> Iterator[Element]:
    """Yield every element below ``element``, parents first, in order of insertion."""
    for child in element._children.values():
        yield child
        yield from _walk(child)
