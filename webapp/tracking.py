"""Addresses that come back from newsletters and social networks with parameters of their own.

A filter that the atlas does not know is refused, so that no selection is silently another one; but
these are known to choose nothing. The reader is sent on to the address without them, so that the
bar, the share links and the caches hold one address per page.
"""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response as BaseResponse

from webapp.errors import address_without, redirect_to

#: What is commonly added to links: by the campaigns of Google, Matomo and AT Internet…
_PREFIXES = ("utm_", "mtm_", "pk_", "at_")
#: … and by Facebook, Google Ads, Microsoft Ads, Mailchimp and X.
_NAMES = frozenset({"fbclid", "gclid", "gbraid", "wbraid", "msclkid", "mc_cid", "mc_eid", "twclid"})


def init_app(app: Flask) -> None:
    """Send readers whose address bears such parameters on to the address without them."""
    app.before_request(_send_on)


def _send_on() -> BaseResponse | None:
    # An address without a page is for the error page: nobody is sent on to it.
    asks_page = request.method in ("GET", "HEAD") and request.endpoint is not None
    if not (asks_page and any(map(_only_tracks, request.args))):
        return None
    return redirect_to(address_without(_only_tracks), 302)


def _only_tracks(name: str) -> bool:
    return name in _NAMES or name.startswith(_PREFIXES)
