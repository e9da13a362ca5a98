"""Which instruments may fund a project: what their rules say, do not say, or leave to be checked.

The rules are the codes of ``instruments.csv``: ``commune`` for a yes, ``epci?`` for what the
source leaves open, ``-maroc`` for what it leaves out, ``*`` for all. Nothing said is an unknown,
never a yes nor a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

ALL = "*"
#: Who may ask besides local authorities: an organisation, a twinning committee.
ORGANISATION = "association"


class Answer(IntEnum):
    """What a rule answers to a criterion, from the worst to the best."""

    NO = 0
    UNKNOWN = 1
    YES = 2


class Rules(Protocol):
    """What an instrument says of whom it funds, with whom, about what, and when."""

    @property
    def applicants(self) -> str: ...
    @property
    def country_groups(self) -> str: ...
    @property
    def themes(self) -> str: ...
    @property
    def year_from(self) -> int | None: ...
    @property
    def year_to(self) -> int | None: ...


@dataclass(frozen=True)
class Wish:
    """What someone looks for: a level, a group of countries, a theme; None where it is not said."""

    applicant: str | None = None
    country_group: str | None = None
    theme: str | None = None

    def __bool__(self) -> bool:
        return bool(self.applicant or self.country_group or self.theme)


@dataclass(frozen=True)
class Assessment:
    """What an instrument answers to each criterion of a wish; None for a criterion not given."""

    applicant: Answer | None
    country_group: Answer | None
    theme: Answer | None

    @property
    def whole(self) -> Answer:
        """The worst of the answers: one no is a no, one unknown leaves the whole unknown."""
        given = (self.applicant, self.country_group, self.theme)
        return min((answer for answer in given if answer is not None), default=Answer.UNKNOWN)


def assess(rules: Rules, wish: Wish, larger: Mapping[str, str]) -> Assessment:
    """Return what an instrument answers to ``wish``.

    ``larger`` gives the larger group that holds a group of countries: what is open to the larger
    one is open to the smaller; what is open to a smaller one only is to be checked.
    """
    return Assessment(
        applicant=answer(rules.applicants, wish.applicant) if wish.applicant else None,
        country_group=(
            _answer_of_group(rules.country_groups, wish.country_group, larger)
            if wish.country_group
            else None
        ),
        theme=answer(rules.themes, wish.theme) if wish.theme else None,
    )


def answer(said: str, code: str) -> Answer:
    """Return what the codes ``said`` answer to ``code``."""
    codes = [one for one in said.split(";") if one]
    if not codes:
        return Answer.UNKNOWN
    if f"-{code}" in codes:
        return Answer.NO
    if code in codes or ALL in codes:
        return Answer.YES
    return Answer.UNKNOWN if f"{code}?" in codes else Answer.NO


def _answer_of_group(said: str, group: str, larger: Mapping[str, str]) -> Answer:
    if f"-{group}" in said.split(";"):
        return Answer.NO
    found = answer(said, group)
    above = larger.get(group, "")
    if above:
        found = max(found, answer(said, above))
    if found is Answer.NO and _covers_part(said.split(";"), group, larger):
        return Answer.UNKNOWN
    return found


def _covers_part(codes: Iterable[str], group: str, larger: Mapping[str, str]) -> bool:
    return any(larger.get(code.rstrip("?")) == group for code in codes)


def is_closed(rules: Rules, year: int) -> bool:
    """Tell whether an instrument is known to have ended before ``year``."""
    return rules.year_to is not None and rules.year_to < year
