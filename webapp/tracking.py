"""Addresses that come back from newsletters and social networks with parameters of their own.

A filter that the atlas does not know is refused, so that no selection is silently another one; but
these are known to choose nothing. The reader is sent on to the address without them, so that the
bar, the share links and the caches hold one address per page.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Flask, redirect, request
from werkzeug.wrappers import Response as BaseResponse

#: What the tools of campaigns and the networks add to links, from their public documentation:
#: Google and Matomo campaigns, AT Internet, Facebook, Google Ads, Microsoft Ads, Mailchimp, X.
_PREFIXES = ("utm_", "mtm_", "pk_", "at_")
_NAMES = frozenset({"fbclid", "gclid", "gbraid", "wbraid", "msclkid", "mc_cid", "mc_eid", "twclid"})


def init_app(app: Flask) -> None:
    """Send readers whose address bears such parameters on to the address without them."""
    app.before_request(_without_tracking)


def _without_tracking() -> BaseResponse | None:
    if request.method not in ("GET", "HEAD") or request.endpoint is None or not request.args:
        return None
    asked = list(request.args.items(multi=True))
    kept = [(name, value) for name, value in asked if not _follows(name)]
    if len(kept) == len(asked):
        return None
    path = quote(request.path)
    return redirect(f"{path}?{urlencode(kept)}" if kept else path)


def _follows(name: str) -> bool:
    return name in _NAMES or name.startswith(_PREFIXES)
