"""All names that lead somewhere, packed for comparing a query with every one of them at once.

Three tables, each a few arrays: *targets* (the pages that a search leads to), *forms* (distinct
names, folded, abbreviations written out) made of numbered *words*, and *names*, which say that a
form leads to a target, and why. Sixty thousand names take some ten megabytes.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from atlas.language import in_language
from atlas.text import fold, spellings

Numbers = NDArray[np.int32]
Small = NDArray[np.uint8]
#: Sets of letters, a bit each: what two spellings do not share tells at once that they are far.
Letters = NDArray[np.uint32]


class Group(IntEnum):
    """What a target is; suggestions are grouped by it, in this order when nothing else decides."""

    COLLECTIVITES = 0
    PARTENAIRES = 1
    PAYS = 2
    THEMES = 3
    EPOQUES = 4


class Why(IntEnum):
    """What a name is to the target that it leads to. Lower ones come first between equals."""

    NAME = 0
    OTHER_NAME = 1
    FORMER_NAME = 2
    #: The name of an authority that was merged into the target.
    MERGED = 3
    #: The name of a State that the target, a country, has left or succeeded.
    PAST_STATE = 4
    #: One of the many names that the world gives to a town.
    WORLD_NAME = 5
    #: A code of post or of State, that no spelling forgives; the index knows no codes.
    POSTCODE = 6
    OFFICIAL_CODE = 7


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages, and the last year of a State of the past."""

    fr: str
    en: str
    year_to: int | None = None

    def in_language(self, language: str) -> str:
        """Return the text in ``language`` (``fr`` or ``en``)."""
        return in_language(language, self.fr, self.en)


@dataclass(frozen=True, slots=True)
class Term:
    """A target that is not an authority: a country, a theme or an era."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True, eq=False)
class SearchIndex:
    """The packed names. ``name_*`` arrays are in the order of their form, ``form_*`` by length.

    ``target_key`` is the id of an authority, or the place of a term in ``terms``. ``name_source``
    is where the name as it is written stands: the id of an authority (for ``NAME`` and ``MERGED``)
    or of an other name; for terms, a place in ``texts``.
    """

    words: list[str]
    word_letters: Letters
    forms: list[str]
    form_letters: Letters
    form_length: Numbers
    form_start: Numbers
    form_words: Numbers
    name_form: Numbers
    name_target: Numbers
    name_why: Small
    name_source: Numbers
    target_group: Small
    target_key: Numbers
    target_links: Numbers
    target_population: Numbers
    terms: list[Term]
    texts: list[Text]

    def links_of(self, authority: int) -> int:
        """Return how many partnerships the authority of this id has."""
        bodies = np.isin(self.target_group, (Group.COLLECTIVITES, Group.PARTENAIRES))
        return int(self.target_links[bodies & (self.target_key == authority)].sum())


def letters_of(text: str) -> int:
    """Return the letters of a folded text as a set of bits; those of other scripts share six."""
    bits = 0
    for letter in text:
        number = ord(letter) - ord("a")
        bits |= 1 << (number if 0 <= number < 26 else 26 + number % 6)
    return bits


def written_out(text: str) -> list[str]:
    """Return the folded words of a name, abbreviations in full: ``St-Étienne`` → saint, etienne."""
    return [spellings(word)[-1] for word in fold(text).split()]


class IndexBuilder:
    """Takes targets and their names one by one, then packs them."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        self._form_words = array("i")
        self._form_start = array("i")
        self._names = {column: array("i") for column in ("form", "target", "why", "source")}
        self._targets = {column: array("i") for column in ("group", "key", "links", "population")}
        self._terms: list[Term] = []
        self._texts: list[Text] = []

    def add_authority(self, group: Group, key: int, links: int, population: int) -> int:
        """Add an authority of id ``key``; return the number of the target."""
        return self._add_target(group, key, links, population)

    def add_term(self, group: Group, code: str, label: Text, links: int) -> int:
        """Add a country, a theme or an era with its labels; return the number of the target."""
        self._terms.append(Term(code, label))
        target = self._add_target(group, len(self._terms) - 1, links, 0)
        for name in dict.fromkeys((label.fr, label.en)):
            self.add_text(target, (name,), Why.NAME, Text(name, name))
        return target

    def add_text(self, target: int, spelled: tuple[str, ...], why: Why, text: Text) -> None:
        """Add the spellings of one other name of a term, shown as ``text``."""
        self._texts.append(text)
        for name in dict.fromkeys(name for name in spelled if name):
            self.add_name(target, name, why, len(self._texts) - 1)

    def add_name(self, target: int, name: str, why: Why, source: int) -> None:
        """Add a name of a target; one without any letter or digit cannot be searched for."""
        words = written_out(name)
        if not words:
            return
        # Where a name is cut into words does not make it another.
        form = self._forms.setdefault("".join(words), len(self._forms))
        if form == len(self._form_start):
            self._form_start.append(len(self._form_words))
            self._form_words.extend(
                self._words.setdefault(word, len(self._words)) for word in words
            )
        for column, value in zip(
            self._names.values(), (form, target, int(why), source), strict=True
        ):
            column.append(value)

    def _add_target(self, *values: int) -> int:
        for column, value in zip(self._targets.values(), values, strict=True):
            column.append(value)
        return len(self._targets["group"]) - 1

    def build(self) -> SearchIndex:
        """Return the index; the builder is empty afterwards, which frees what it held."""
        words = sorted(self._words)
        rank = np.empty(len(words), np.int32)
        rank[[self._words[word] for word in words]] = np.arange(len(words), dtype=np.int32)
        self._words.clear()
        joined = list(self._forms)
        self._forms.clear()
        lengths = np.fromiter((len(form) for form in joined), np.int32, len(joined))
        order = np.argsort(lengths, kind="stable").astype(np.int32)
        starts, flat = self._sorted_words(rank, order)
        letters = np.fromiter((letters_of(word) for word in words), np.uint32, len(words))
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        names = {name: _packed(column) for name, column in self._names.items()}
        names["form"] = place[names["form"]]
        by_form = np.argsort(names["form"], kind="stable")
        names = {name: column[by_form] for name, column in names.items()}
        targets = {name: _packed(column) for name, column in self._targets.items()}
        return SearchIndex(
            words=words,
            word_letters=letters,
            form_letters=np.bitwise_or.reduceat(letters[flat], starts) if len(flat) else letters,
            forms=[joined[number] for number in order],
            form_length=lengths[order],
            form_start=starts,
            form_words=flat,
            name_form=names["form"],
            name_target=names["target"],
            name_why=names["why"].astype(np.uint8),
            name_source=names["source"],
            target_group=targets["group"].astype(np.uint8),
            target_key=targets["key"],
            target_links=targets["links"],
            target_population=targets["population"],
            terms=self._terms,
            texts=self._texts,
        )

    def _sorted_words(self, rank: Numbers, order: Numbers) -> tuple[Numbers, Numbers]:
        """Return where each form begins and its words, for forms in ``order``, words by rank."""
        old = _packed(self._form_start)
        flat = rank[_packed(self._form_words)] if len(old) else np.empty(0, np.int32)
        counts = np.diff(np.append(old, len(flat)))[order]
        starts = np.cumsum(counts) - counts
        inside = np.arange(len(flat)) - np.repeat(starts, counts)
        return starts.astype(np.int32), flat[np.repeat(old[order], counts) + inside]


def _packed(column: array[int]) -> Numbers:
    return np.frombuffer(column, np.int32).copy() if len(column) else np.empty(0, np.int32)
