"""Pages inside other people's pages: ``?embed=1`` leaves the page alone, with one link back."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, request

from atlas.errors import InvalidSelectionError

#: The parameter that asks for a page without the frame of the site.
EMBEDDED = "embed"
#: The size that the ready-made code gives, in pixels.
WIDTH, HEIGHT = 800, 600
#: The pages that make sense alone, by endpoint.
_PAGES = frozenset(
    f"public.{name}"
    for name in ("carte", "liste", "partenariat", "collectivite", "pays", "epoque", "theme")
)


def init_app(app: Flask) -> None:
    """Refuse what ``?embed=`` cannot mean, and tell templates whether to leave the frame out."""
    app.before_request(_check)
    app.add_template_global(is_embedded, "integre")
    app.add_template_global(whole_address, "adresse_sans_cadre")


def is_embeddable(endpoint: str | None) -> bool:
    """Tell whether the page of ``endpoint`` may stand inside another site's page."""
    return endpoint in _PAGES


def is_embedded() -> bool:
    """Tell whether the current page is to be shown inside another site's page."""
    return is_embeddable(request.endpoint) and request.args.get(EMBEDDED) == "1"


def whole_address() -> str:
    """Return the address of the current page with the frame of the site around it."""
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k != EMBEDDED]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path


def _check() -> None:
    values = request.args.getlist(EMBEDDED)
    if values and is_embeddable(request.endpoint) and values != ["1"]:
        raise InvalidSelectionError(
            EMBEDDED, "Le champ « {field} » vaut 1, ou n’est pas dans l’adresse."
        )
