"""The values that the era rules are made of."""

from __future__ import annotations

from dataclasses import dataclass

#: The zone that every State belongs to.
EVERYWHERE = "toutes"
#: The zone of States that vanished about 1990: their name dates a link that has no date.
VANISHED = "pays_disparu_est"
#: The pseudo-era of a partnership whose beginning is unknown.
UNDATED = "non_date"

EXPLANATION_UNDATED = (
    (
        "Aucune source consultée ne date le début de ce partenariat\N{NO-BREAK SPACE}: "
        "il n’est rattaché à aucune époque."
    ),
    "No source consulted dates the beginning of this partnership: it belongs to no era.",
)


EXPLANATION_LIKELY = (
    (
        "Aucune source consultée ne date le début de ce partenariat\N{NARROW NO-BREAK SPACE}; "
        "le nom de l’État partenaire donne toutefois une époque probable."
    ),
    (
        "No source consulted dates the beginning of this partnership; "
        "the name of the partner State still gives a likely era."
    ),
)


@dataclass(frozen=True)
class Rule:
    """Years × zones of the partner's State at that time → an era.

    Years are inclusive. ``rank`` 1 gives the primary era, a higher rank a secondary one.
    """

    code: str
    era: str
    year_from: int
    year_to: int
    zones: frozenset[str]
    rank: int
    explanation_fr: str
    explanation_en: str


@dataclass(frozen=True)
class ZoneSpan:
    """A State's membership of a zone, years inclusive."""

    zone: str
    state: str
    year_from: int
    year_to: int


@dataclass(frozen=True)
class PartnerState:
    """Where a partner is: its country today, and the State it belonged to at signature if another.

    Names serve the explanation that readers get.
    """

    iso2: str
    name_fr: str
    name_en: str
    historical_code: str | None = None
    historical_name_fr: str = ""
    historical_name_en: str = ""

    @property
    def code(self) -> str:
        """The code that zones are looked up with: the State of that time goes first."""
        return self.historical_code or self.iso2


@dataclass(frozen=True)
class EraMatch:
    """An era given to a partnership, with its rank (1 = primary), rule and explanations."""

    era: str
    rank: int
    rule: str
    explanation_fr: str
    explanation_en: str


@dataclass(frozen=True)
class Classification:
    """The eras of one partnership, primary first."""

    matches: tuple[EraMatch, ...]

    @property
    def primary(self) -> EraMatch:
        """The primary era; every partnership has one, ``non_date`` included."""
        return self.matches[0]

    @property
    def secondary(self) -> tuple[EraMatch, ...]:
        """The other eras, by rank."""
        return self.matches[1:]
