"""What no page may ever do: an error, a foreign request, a violation of the policy."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Request


class Watch:
    """What a page must never do; checked when the test ends."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.expected: tuple[str, ...] = ()

    def follow(self, page: Page) -> None:
        """Watch one page from before its first request."""
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) =>"
            " console.error('CSP', event.violatedDirective, event.blockedURI));"
        )
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)

    def expect(self, *parts: str) -> None:
        """Let console errors that hold one of ``parts`` pass: a test that breaks something."""
        self.expected = parts

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.foreign.append(request.url)

    def check(self) -> None:
        """Fail on any console error, policy violation or request to another host."""
        surprising = [
            error for error in self.errors if not any(part in error for part in self.expected)
        ]
        assert surprising == [], surprising
        assert self.foreign == []
