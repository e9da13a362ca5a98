"""When a link held, in words that claim no more than its events do."""

from __future__ import annotations

from typing import Protocol

from flask_babel import gettext

from atlas.events import ONE_OFF_LINK_TYPES


class Dated(Protocol):
    """What the words need to know of a partnership."""

    @property
    def link_type(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def year_start(self) -> int | None: ...
    @property
    def circa(self) -> bool: ...
    @property
    def year_end(self) -> int | None: ...
    @property
    def active_to(self) -> int | None: ...
    @property
    def start_kind(self) -> str | None: ...
    @property
    def year_signed(self) -> int | None: ...


def period_label(link: Dated) -> str:
    """Say when a link held, as the end of a sentence; empty when its first year is unknown.

    « Depuis » is said of a signature only. An action took place in its years; a year that may be a
    project's is the first known one, and goes on only where a source calls the link active; a
    twinning that a pact preceded is dated by its own signature.
    """
    first, last = link.year_start, link.year_end
    if first is None:
        return ""
    if last is None and link.link_type in ONE_OFF_LINK_TYPES:
        last = link.active_to or first
    if last is not None:
        return _span(first, last, link.circa)
    if link.start_kind == "opened" and link.year_signed is not None:
        return gettext(
            "depuis %(annee)s, après un premier acte en %(debut)s",
            annee=link.year_signed,
            debut=first,
        )
    year = gettext("%(annee)s environ", annee=first) if link.circa else str(first)
    if link.start_kind == "project":
        return gettext("avec un projet en %(annee)s", annee=year)
    if link.start_kind == "first_known":
        if link.status == "inconnu":
            return gettext("dès %(annee)s", annee=year)
        return gettext("au moins depuis %(annee)s", annee=year)
    return (
        gettext("depuis %(annee)s environ", annee=first)
        if link.circa
        else gettext("depuis %(annee)s", annee=first)
    )


def _span(first: int, last: int, circa: bool) -> str:
    if first == last:
        return (
            gettext("vers %(annee)s", annee=first)
            if circa
            else gettext("en %(annee)s", annee=first)
        )
    return (
        gettext("de %(debut)s environ à %(fin)s", debut=first, fin=last)
        if circa
        else gettext("de %(debut)s à %(fin)s", debut=first, fin=last)
    )


def start_label(link: Dated) -> str:
    """Return what the first year of a link is called on screen."""
    if link.link_type in ONE_OFF_LINK_TYPES:
        return gettext("Année")
    return {
        "opened": gettext("Premier acte"),
        "first_known": gettext("Première date connue"),
        "project": gettext("Projet"),
    }.get(link.start_kind or "", gettext("Début"))
