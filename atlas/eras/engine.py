"""Applying the era rules (DESIGN §2): year × zone of the partner's State at that time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from atlas.eras.rules import (
    EVERYWHERE,
    EXPLANATION_LIKELY,
    EXPLANATION_UNDATED,
    UNDATED,
    VANISHED,
    Classification,
    EraMatch,
    PartnerState,
    Rule,
    ZoneSpan,
)


class EraEngine:
    """Gives eras to partnerships from ``rules``, in their order, and ``zones``."""

    def __init__(self, rules: Iterable[Rule], zones: Iterable[ZoneSpan]) -> None:
        self.rules = tuple(rules)
        self._spans: dict[str, list[ZoneSpan]] = defaultdict(list)
        for span in zones:
            self._spans[span.state].append(span)

    def zones_of(self, state: str, year: int) -> frozenset[str]:
        """Return the zones that ``state`` (ISO or historical code) belonged to in ``year``."""
        spans = self._spans.get(state, ())
        return frozenset([EVERYWHERE, *(s.zone for s in spans if s.year_from <= year <= s.year_to)])

    def classify(self, year: int | None, partners: Sequence[PartnerState]) -> Classification:
        """Return the eras of a partnership begun in ``year`` (None: unknown) with ``partners``.

        Partners in several countries each vote with their own State: the era that most of them
        give at rank 1 is primary, the earlier rule on equal votes, and the others are secondary.
        """
        if year is None:
            return self._undated(partners)
        best: dict[str, EraMatch] = {}
        votes: Counter[str] = Counter()
        order: dict[str, int] = {}
        for partner in partners:
            state = partner.code if partner.code in self._spans else partner.iso2
            zones = self.zones_of(state, year)
            given: set[str] = set()
            for position, rule in enumerate(self.rules):
                if not (rule.year_from <= year <= rule.year_to and rule.zones & zones):
                    continue
                if VANISHED in rule.zones:
                    continue
                match = _match(rule, year, partner)
                known = best.get(rule.era)
                if known is None or match.rank < known.rank:
                    best[rule.era] = match
                    order[rule.era] = position
                if rule.rank == 1 and rule.era not in given:
                    votes[rule.era] += 1
                    given.add(rule.era)
        if not votes:
            return self._undated(partners)
        primary = min(votes, key=lambda era: (-votes[era], order[era]))
        others = sorted(
            (match for era, match in best.items() if era != primary),
            key=lambda match: (match.rank, order[match.era]),
        )
        return Classification(
            (
                _ranked(best[primary], 1),
                *(_ranked(match, max(2, match.rank)) for match in others),
            )
        )

    def _undated(self, partners: Sequence[PartnerState]) -> Classification:
        hints = {
            rule.era: _match(rule, None, partner)
            for partner in partners
            for rule in self.rules
            if VANISHED in rule.zones
            and partner.historical_code is not None
            and any(span.zone == VANISHED for span in self._spans.get(partner.historical_code, ()))
        }
        french, english = EXPLANATION_LIKELY if hints else EXPLANATION_UNDATED
        return Classification((EraMatch(UNDATED, 1, "R00", french, english), *hints.values()))


def _ranked(match: EraMatch, rank: int) -> EraMatch:
    return EraMatch(match.era, rank, match.rule, match.explanation_fr, match.explanation_en)


def _match(rule: Rule, year: int | None, partner: PartnerState) -> EraMatch:
    """Say the rule for one partner: « 1963, RDA (aujourd’hui Allemagne). Le partenaire… »."""
    place_fr, place_en = partner.name_fr, partner.name_en
    if partner.historical_code is not None:
        place_fr = f"{partner.historical_name_fr} (aujourd’hui {partner.name_fr})"
        place_en = f"{partner.historical_name_en}, today {partner.name_en}"
    when_fr = str(year) if year is not None else "Date inconnue"
    when_en = str(year) if year is not None else "Date unknown"
    return EraMatch(
        era=rule.era,
        rank=rule.rank,
        rule=rule.code,
        explanation_fr=f"{when_fr}, {place_fr}. {rule.explanation_fr}",
        explanation_en=f"{when_en}, {place_en}. {rule.explanation_en}",
    )
