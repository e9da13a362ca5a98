"""What a collectivité may say of a link, and the document that it amounts to."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from atlas.dates import FIRST_YEAR
from atlas.editing.documents import (
    EventEntry,
    Member,
    PartnershipDocument,
    SourceRef,
    ThemeEntry,
    canonical,
)
from atlas.editing.remarks import Remark, remark
from atlas.editing.stating import CONFIDENCE, Declaration, verified, with_statements
from atlas.events import START_KINDS, Event, derive_span
from atlas.queries.country_names import FRANCE, CountryNames
from atlas.text import is_web_address

CONFIRM, CORRECT, ENDED, ADD = "confirmer", "corriger", "termine", "ajouter"
#: What may be said of a link that the atlas knows; a missing one is added.
CHOICES = (CONFIRM, CORRECT, ENDED)
#: The events that « since when » may mean, the one that is meant first.
_STARTS = ("signed", *(kind for kind in START_KINDS if kind != "signed"))
_ENDS = ("ended", "broken_off")
_LONGEST = {"words": 2000, "partner": 200, "country": 100, "source": 300}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed about one link; texts are empty, and ``themes`` is None, where nothing was.

    ``start`` and ``end`` are years. ``source`` is a title or an address.
    """

    choice: str
    start: str = ""
    end: str = ""
    themes: tuple[str, ...] | None = None
    partner: str = ""
    country: str = ""
    link_type: str = ""
    words: str = ""
    source: str = ""


@dataclass(frozen=True)
class Known:
    """The codes that answers may name, and the countries by what people call them."""

    themes: Collection[str]
    link_types: Collection[str]
    countries: CountryNames


def shown(document: PartnershipDocument) -> Answer:
    """Return the answer that says what ``document`` says, to be corrected."""
    events = [Event(event.kind, event.date, event.circa) for event in document.events]
    span = derive_span(events, link_type=document.link_type, last_evidence=None)
    first = _first_start(document.events)
    return Answer(
        CORRECT,
        start=(first.date or "")[:4] if first is not None else "",
        end="" if span.end is None else str(span.end),
        themes=tuple(theme.code for theme in document.themes),
    )


def examine(
    answer: Answer, base: PartnershipDocument | None, known: Known, this_year: int
) -> list[Remark]:
    """Return what keeps an answer from being sent; ``base`` is the record, None for a new one."""
    found = []
    for name, longest in _LONGEST.items():
        text = getattr(answer, name)
        if len(text) > longest:
            found.append(remark(name, None, "Ce texte est trop long."))
        elif _CONTROL.search(text):
            found.append(remark(name, None, "Ce texte contient un caractère de contrôle."))
    if answer.choice == CONFIRM:
        return found
    for name in ("start", "end"):
        year = getattr(answer, name)
        if year and not _is_year(year, this_year):
            found.append(
                remark(name, None, "L’année s’écrit en quatre chiffres et n’est pas à venir.")
            )
    # What is not said anew stays: an end alone is held against the beginning that is known.
    start = answer.start or (_known_start(base) if base is not None else "")
    if not found and start and answer.end and answer.end < start:
        found.append(remark("end", None, "La fin précède le début."))
    if any(code not in known.themes for code in answer.themes or ()):
        found.append(remark("themes", None, "Ce thème n’existe pas."))
    if answer.choice == ADD:
        found += _added(answer, known)
    elif (
        answer.choice == CORRECT and not found and base is not None and _says_nothing(answer, base)
    ):
        found.append(remark("words", None, "Corrigez un point, ou dites en mots ce qui est faux."))
    return found


def _known_start(base: PartnershipDocument) -> str:
    """Return the year of the earliest beginning that a record tells, as its checks read it."""
    dates = [event.date for event in base.events if event.kind in START_KINDS and event.date]
    return min(dates)[:4] if dates else ""


def _added(answer: Answer, known: Known) -> list[Remark]:
    found = []
    if not answer.partner:
        found.append(remark("partner", None, "Nommez le partenaire."))
    found += _country(answer.country, known.countries)
    if answer.link_type not in known.link_types:
        found.append(remark("link_type", None, "Dites de quelle nature est ce lien."))
    return found


def _country(typed: str, countries: CountryNames) -> list[Remark]:
    if not typed:
        return [remark("country", None, "Dites dans quel pays il est.")]
    code = countries.code(typed)
    if code == FRANCE:
        return [remark("country", None, "Le partenaire est à l’étranger : dites dans quel pays.")]
    if code is not None:
        return []
    near = ", ".join(countries.near(typed))
    if not near:
        return [remark("country", None, "Aucun pays ne s’appelle « {typed} ».", typed=typed[:60])]
    return [
        remark(
            "country",
            None,
            "Aucun pays ne s’appelle « {typed} ». Noms proches : {near}.",
            typed=typed[:60],
            near=near,
        )
    ]


def _is_year(text: str, this_year: int) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}", text)) and FIRST_YEAR <= int(text) <= this_year


def _says_nothing(answer: Answer, base: PartnershipDocument) -> bool:
    return not (answer.words or answer.partner) and _corrected(base, answer, None) == base


def is_in_words(answer: Answer) -> bool:
    """Tell whether an answer holds words that only a person can turn into a change."""
    return answer.choice == CORRECT and bool(answer.words or answer.partner)


def proposed(
    answer: Answer, base: PartnershipDocument, declaration: Declaration
) -> PartnershipDocument:
    """Return ``base`` as an answer would have it.

    What is corrected in words leaves the record unverified: whoever decides makes the change.
    """
    source = _source(answer, declaration.source)
    changed = base
    if answer.choice == CORRECT:
        changed = _corrected(base, answer, source)
    elif answer.choice == ENDED:
        events = _with_end(base.events, answer.end or None, answer.words, source)
        changed = canonical(msgspec.structs.replace(base, events=events))
    if changed != base:
        changed = with_statements(changed, base, source)
    if is_in_words(answer):
        return changed
    return verified(changed, declaration.day, declaration)


def added(answer: Answer, code: str, partner: str, declaration: Declaration) -> PartnershipDocument:
    """Return the document of a link that was missing, between ``code`` and ``partner``.

    ``partner`` is the code of an authority, or what was typed when none was recognised: it cannot
    be written before somebody says which.
    """
    source = _source(answer, declaration.source)
    events = [EventEntry("signed", answer.start or None, source=source)] if answer.start else []
    if answer.end:
        events.append(EventEntry("ended", answer.end, source=source))
    else:
        events.append(EventEntry("confirmed", None, source=source))
    document = PartnershipDocument(
        link_type=answer.link_type,
        confidence=CONFIDENCE,
        members=(Member(code), Member(partner, name_as_written=answer.partner)),
        events=tuple(events),
        themes=tuple(ThemeEntry(theme) for theme in answer.themes or ()),
    )
    return verified(with_statements(document, None, source), declaration.day, declaration)


def _source(answer: Answer, otherwise: SourceRef) -> SourceRef:
    """Return the source that an answer gives, the collectivité's word without one."""
    if not answer.source:
        return otherwise
    if is_web_address(answer.source):
        return SourceRef(title=answer.source, url=answer.source)
    return SourceRef(title=answer.source)


def _corrected(
    base: PartnershipDocument, answer: Answer, source: SourceRef | None
) -> PartnershipDocument:
    """Return ``base`` with what differs from what it showed; what was emptied says nothing."""
    before, events = shown(base), base.events
    if answer.start and answer.start != before.start:
        events = _with_start(events, answer.start, source)
    if answer.end and answer.end != before.end:
        events = _with_end(events, answer.end, "", source)
    themes = base.themes
    if answer.themes is not None and set(answer.themes) != set(before.themes or ()):
        former = {theme.code: theme for theme in base.themes}
        themes = tuple(former.get(code, ThemeEntry(code)) for code in answer.themes)
    return canonical(msgspec.structs.replace(base, events=events, themes=themes))


def _with_start(
    events: tuple[EventEntry, ...], year: str, source: SourceRef | None
) -> tuple[EventEntry, ...]:
    """Return ``events`` with the one that dates the beginning in ``year``."""
    first = _first_start(events)
    if first is None:
        return (*events, EventEntry("signed", year, source=source))
    moved = msgspec.structs.replace(first, date=year, circa=False, source=source)
    return tuple(moved if event is first else event for event in events)


def _first_start(events: tuple[EventEntry, ...]) -> EventEntry | None:
    """Return the event that dates the beginning, None when nothing does."""
    for kind in _STARTS:
        dated = [event for event in events if event.kind == kind and event.date]
        if dated:
            return min(dated, key=lambda event: event.date or "")
    return None


def _with_end(
    events: tuple[EventEntry, ...], year: str | None, note: str, source: SourceRef | None
) -> tuple[EventEntry, ...]:
    """Return ``events`` with one end: the last one that was told, put right, or another."""
    ends = [event for event in events if event.kind in _ENDS]
    if not ends:
        return (*events, EventEntry("ended", year, note=note, source=source))
    last = max(ends, key=lambda event: event.date or "")
    moved = msgspec.structs.replace(
        last, date=year or last.date, circa=False, note=note or last.note, source=source
    )
    return tuple(moved if event is last else event for event in events)
