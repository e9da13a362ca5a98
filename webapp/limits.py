"""How often one visitor may write to the atlas; reading is not limited here.

Only what was accepted counts: whoever corrects a form is not nearer to the end of the quota.
"""

from __future__ import annotations

import math
import time

from flask import Flask, request
from flask_babel import ngettext
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from atlas.settings import Settings

# Counted by each process in its memory: enough against a script, and nothing to keep of visitors.
_storage = MemoryStorage()
_limiter = MovingWindowRateLimiter(_storage)


class Quota:
    """A number of things that one visitor may do in a given time: « 20 per hour »."""

    def __init__(self, name: str, amount: str) -> None:
        self._name = name
        self._item: RateLimitItem = parse(amount)

    def wait(self) -> int:
        """Return how many seconds the visitor must wait, 0 when there is nothing to wait for."""
        if _limiter.test(self._item, self._name, _visitor()):
            return 0
        reset, _ = _limiter.get_window_stats(self._item, self._name, _visitor())
        return max(1, math.ceil(reset - time.time()))

    def require(self) -> None:
        """Raise 429, with how long to wait, when nothing is left of the quota."""
        wait = self.wait()
        if wait:
            raise TooManyRequests(retry_after=wait)

    def spend(self) -> None:
        """Count one more thing done."""
        _limiter.hit(self._item, self._name, _visitor())


#: Reports that one address may send, and short links that it may ask for.
REPORTS = Quota("reports", "20 per hour")
#: Answers that one address may send to campaigns: a city with a hundred links sends them by pages,
#: and the mairies of a département may share one address.
VERIFICATIONS = Quota("verifications", "300 per hour")
#: Answers to adverts, each of which makes the atlas write to the address given, and messages.
ANSWERS = Quota("answers", "10 per hour")
MESSAGES = Quota("messages", "30 per hour")
#: Passwords and codes that one address may try in vain, and links that it may ask for.
LOGINS = Quota("logins", "30 per hour")
SHORT_LINKS = Quota("short-links", "120 per hour")


def init_app(app: Flask, settings: Settings) -> None:
    """Find the visitor's address, behind the proxies that the settings count."""
    hops = settings.proxies
    if hops:
        # Without a proxy these headers are whatever a visitor writes: they are not read then.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0
        )


def reset() -> None:
    """Forget all that was counted."""
    _storage.reset()


def waiting_time(seconds: int) -> str:
    """Return a time to wait in words, in whole minutes."""
    minutes = max(1, math.ceil(seconds / 60))
    return str(ngettext("%(nombre)s minute", "%(nombre)s minutes", minutes, nombre=minutes))


def _visitor() -> str:
    return request.remote_addr or ""
