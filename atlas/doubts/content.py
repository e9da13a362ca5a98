"""What a question holds: who may be meant, how likely, by what evidence, and what follows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import ClassVar, TypeVar

import msgspec
from msgspec import Struct

from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.declared import Declaration
from atlas.editing.documents import DocumentError
from atlas.text import fold

ROW, PARTNERSHIPS, AUTHORITIES = "row", "partnerships", "authorities"
FRENCH, FOREIGN, RECORD = "french", "foreign", "record"
#: The answer that none of the candidates is meant: a new authority, or a new record.
NONE_OF_THEM = "new"


class Choice(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A candidate: its code, its score from 0 to 1, and what made it, as (code, value) pairs."""

    code: str
    name: str
    score: float
    reasons: tuple[tuple[str, str], ...] = ()


class Question(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whom ``name`` means: ``side`` is ``french``, ``foreign``, or ``record`` for which record.

    ``place`` is the authority that is made when it is none of ``choices``; without it, somebody
    must be among them.
    """

    side: str
    name: str
    country: str = ""
    departement: str = ""
    lon: float | None = None
    lat: float | None = None
    choices: tuple[Choice, ...] = ()
    place: AuthorityDocument | None = None


class Party(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A member that a row names: its code when it is certain, else the question it raises.

    ``place`` is an authority that nobody bears yet and that raises no question.
    """

    name: str
    code: str = ""
    question: Question | None = None
    place: AuthorityDocument | None = None


class RowContent(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A row of a file: what it declares, who it names, and which record it may be about.

    ``row`` is a digest of the cells: what tells the row again, whoever its names mean by then.
    ``first`` is what was asked before it turned out that several records may be meant.
    """

    source: str
    declaration: Declaration
    parties: tuple[Party, ...]
    record: Question | None = None
    reason: str = ""
    row: str = ""
    first: RowContent | None = None

    kind: ClassVar[str] = ROW

    def questions(self) -> tuple[Question, ...]:
        """Return what is to be answered, in the order of the row."""
        asked = tuple(party.question for party in self.parties if party.question is not None)
        return (*asked, self.record) if self.record is not None else asked

    def may_be_new(self, question: Question) -> bool:
        """Tell whether the answer may be none of the candidates: a new authority, a new record."""
        if question.side == RECORD:
            return len(self.parties) > 1
        return question.place is not None


class PairContent(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Two records that may be one partnership, with how likely and why."""

    numbers: tuple[int, int]
    nature: str
    score: float
    reasons: tuple[tuple[str, str], ...] = ()

    kind: ClassVar[str] = PARTNERSHIPS


class AuthorityPairContent(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Two foreign authorities, by code, that may be one, with how likely and why."""

    codes: tuple[str, str]
    score: float
    reasons: tuple[tuple[str, str], ...] = ()

    kind: ClassVar[str] = AUTHORITIES


AnyContent = RowContent | PairContent | AuthorityPairContent
#: What each kind of question holds.
KINDS: Mapping[str, type[RowContent] | type[PairContent] | type[AuthorityPairContent]] = {
    one.kind: one for one in (RowContent, PairContent, AuthorityPairContent)
}


class Answer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was answered, and what it wrote: kept to be told, and to be taken back.

    ``answers`` are those of a row by :func:`name_key`, ``meant`` the codes that they amount to.
    ``record`` is the partnership that was written or kept, ``created`` whether it is a new one,
    ``gone`` the one that was united with it; ``kept`` is the authority that another leads to.
    ``revisions`` are of partnerships, ``bodies`` of authorities, ``places`` the codes of
    authorities that were made. ``follow`` are the questions that follow, ``asked`` those among them
    that are new; set aside with this one where two authorities are two. ``alike`` are the other
    rows that had this answer at the same time.
    """

    answers: dict[str, str] = {}
    meant: dict[str, str] = {}
    record: int | None = None
    created: bool = False
    gone: int | None = None
    kept: str = ""
    places: tuple[str, ...] = ()
    revisions: tuple[int, ...] = ()
    bodies: tuple[int, ...] = ()
    asked: tuple[int, ...] = ()
    follow: tuple[int, ...] = ()
    alike: tuple[int, ...] = ()


Content = TypeVar("Content", bound=Struct)


def encode(content: AnyContent | Answer) -> str:
    """Return the JSON text of ``content``."""
    return msgspec.json.encode(content).decode()


def decode(text: str, kind: type[Content]) -> Content:
    """Return the content of a JSON text; raise :class:`DocumentError`."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as error:
        raise DocumentError(
            "Ce document ne peut pas être lu par cette version de l’atlas ({reason}).",
            reason=error,
        ) from None


def key_of(content: AnyContent) -> str:
    """Return what tells a question that was asked before, whatever the scores are now."""
    if isinstance(content, PairContent):
        return "{}+{}".format(*sorted(content.numbers))
    if isinstance(content, AuthorityPairContent):
        return "{}+{}".format(*sorted(content.codes))
    told = msgspec.json.encode(content.declaration).decode() if not content.row else ""
    names = [f"{party.name}|{party.code}" for party in content.parties] if not content.row else []
    text = "\n".join([content.source, content.row, told, *names])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def name_key(question: Question) -> str:
    """Return the question as people's answers are remembered: a place is told to some 10 km."""
    place = "" if question.lon is None else f"{question.lon:.1f},{question.lat:.1f}"
    told = (question.side, question.country, question.departement, fold(question.name), place)
    return "|".join(told)
