"""The form of the personal page: what is typed about each link, read and shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from werkzeug.datastructures import MultiDict

from atlas.campaigns.answering import Given
from atlas.campaigns.answers import ADD, CHOICES, CORRECT, ENDED, Answer, shown
from atlas.editing.documents import PartnershipDocument
from atlas.editing.remarks import Remark
from webapp.i18n import translate

#: The field of the form for each part of an answer.
FIELDS = {
    "start": "debut",
    "end": "fin",
    "partner": "partenaire",
    "country": "pays",
    "link_type": "nature",
    "words": "mots",
    "source": "source",
}
#: More than anybody writes: what is longer is refused with a sentence, never cut below its limit.
_LONGEST = 4000


@dataclass(frozen=True)
class Field:
    """What a link of the form shows: the answer typed (its choice empty before), and problems."""

    answer: Answer
    problems: Mapping[str, str]


def read_link(form: MultiDict[str, str], number: int) -> Answer | None:
    """Return what was typed about a link, None when nothing was chosen.

    The year and the words of an end have fields of their own: a browser sends those that are out of
    sight as well.
    """
    choice = form.get(f"l{number}-choix", "")
    if choice not in CHOICES:
        return None
    if choice == CORRECT:
        return _typed(form, f"l{number}-", choice, ("start", "end", "partner", "words", "source"))
    ended = _typed(form, f"l{number}-termine-", choice, ("end", "words"))
    return ended if choice != CHOICES[0] else Answer(choice)


def read_added(form: MultiDict[str, str]) -> Answer:
    """Return what was typed about a link that is missing."""
    return _typed(form, "ajout-", ADD, tuple(FIELDS))


def _typed(form: MultiDict[str, str], prefix: str, choice: str, names: Sequence[str]) -> Answer:
    values = {name: _text(form, f"{prefix}{FIELDS[name]}") for name in names}
    themes = None
    if choice in (ADD, CORRECT):
        themes = tuple(dict.fromkeys(form.getlist(f"{prefix}themes")))
    return Answer(choice, themes=themes, **values)


def _text(form: MultiDict[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()[:_LONGEST]


def prefilled(document: PartnershipDocument, given: Given | None) -> Answer:
    """Return the answer that a link shows first: what was given, over what the atlas says."""
    usual = shown(document)
    if given is None:
        return msgspec.structs.replace(usual, choice="")
    if given.answer.choice == CORRECT:
        return given.answer
    return msgspec.structs.replace(
        usual, choice=given.answer.choice, end=given.answer.end, words=given.answer.words
    )


def field_id(number: int, choice: str, field: str) -> str:
    """Return the id of a field about a link on the page: an end said as such has its own."""
    return f"l{number}-termine-{field}" if choice == ENDED else f"l{number}-{field}"


def told(remarks: Sequence[Remark]) -> dict[str, str]:
    """Return remarks as sentences, by field of the form; the first of each field."""
    found: dict[str, str] = {}
    for one in remarks:
        found.setdefault(FIELDS.get(one.field, one.field), translate(one.template, **one.params))
    return found
