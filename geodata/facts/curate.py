"""The whole curation: raw facts and decisions in, rows of the dataset and an account out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from geodata import manifests
from geodata.facts import normalise
from geodata.facts.bodies import FrenchBodies, read_other_bodies
from geodata.facts.gazetteer import Gazetteer
from geodata.facts.history import PastStates
from geodata.facts.merging import Link, choose_shown, gather, number, read_groups
from geodata.facts.partners import Partner, PartnerRegister, read_decisions, resolve_partners
from geodata.facts.raw import Fact, apply_corrections, read_facts
from geodata.facts.tables import DECISIONS, CurationError, read_table

OUTCOMES = ("loaded", "merged", "rejected")


@dataclass(slots=True)
class Curated:
    """What the curation found: everything that the files of the dataset are written from."""

    facts: list[Fact]
    links: list[Link]
    bodies: FrenchBodies
    partners: list[Partner]
    fr_codes: dict[str, str]
    partner_of: dict[str, Partner]
    other_partners: dict[str, list[Partner]]
    rejected: dict[str, str]
    then: dict[str, tuple[str, str]]
    corrections: list[dict[str, str]]
    programme_amounts: frozenset[str]

    def outcome(self, fact: Fact, link: Link | None) -> str:
        """Return what became of a fact: ``loaded``, ``merged`` or ``rejected``."""
        if link is None:
            return "rejected"
        return "loaded" if link.shown is fact else "merged"

    def link_of(self) -> dict[str, Link]:
        """Return the partnership of each usable fact, by fact id."""
        return {fact.id: link for link in self.links for fact in link.facts}

    def account(self) -> dict[str, Counter[str]]:
        """Return, per raw file, how many rows were read, loaded, merged and rejected.

        Raises CurationError when they do not add up: a row would have been lost.
        """
        links = self.link_of()
        counts: dict[str, Counter[str]] = {}
        for fact in self.facts:
            counter = counts.setdefault(fact.stem, Counter())
            counter["read"] += 1
            counter[self.outcome(fact, links.get(fact.id))] += 1
        for stem, counter in counts.items():
            if counter["read"] != sum(counter[outcome] for outcome in OUTCOMES):
                raise CurationError(f"{stem}: the rows do not add up: {dict(counter)}.")
        return counts


def country_points() -> dict[str, tuple[str, str]]:
    """Return a point of each country (WGS 84 degrees, as text), by ISO code."""
    rows = manifests.read_rows(manifests.DATASETS / "pays", "pays.csv")
    return {row["iso2"]: (row["lon"], row["lat"]) for row in rows}


def read_rejections() -> dict[str, str]:
    """Return why each unusable fact is set aside, by fact id."""
    return {
        row["fact"]: row["reason"]
        for row in read_table(DECISIONS / "rejets.csv", ("fact", "reason"))
    }


def read_programme_amounts(facts: list[Fact]) -> frozenset[str]:
    """Return the facts whose amount was decided to be that of a whole programme.

    Raises CurationError when one of them is unknown or gives no amount.
    """
    with_amount = {fact.id for fact in facts if fact["amount_eur"]}
    decided = frozenset(
        row["fact"] for row in read_table(DECISIONS / "montants.csv", ("fact", "reason"))
    )
    if decided - with_amount:
        raise CurationError(
            f"montants.csv: no amount in {', '.join(sorted(decided - with_amount))}."
        )
    return decided


def curate() -> Curated:
    """Run the curation; CurationError when anything is not understood or not decided."""
    facts = read_facts()
    corrections = apply_corrections(facts)
    for fact in facts:
        normalise.check(fact)
    rejected = read_rejections()
    unknown = set(rejected) - {fact.id for fact in facts}
    if unknown:
        raise CurationError(f"rejets.csv: no such fact: {', '.join(sorted(unknown))}.")
    usable = [fact for fact in facts if fact.id not in rejected]

    bodies = FrenchBodies(read_other_bodies())
    fr_codes = {}
    for fact in usable:
        code = bodies.resolve(fact)
        if code is None:
            raise CurationError(f"{fact.id}: {fact['fr_body']} is neither resolved nor rejected.")
        fr_codes[fact.id] = code

    register = PartnerRegister(Gazetteer(), read_decisions(), country_points())
    partner_of, other_partners = resolve_partners(usable, register)
    unused = register.unused_decisions()
    if unused:
        names = ", ".join(f"{decision.country} {decision.written[0]}" for decision in unused)
        raise CurationError(f"partenaires.csv: decisions that no fact needs: {names}.")

    links = gather(
        usable,
        fr_codes,
        {fact_id: partner.code for fact_id, partner in partner_of.items()},
        read_groups(),
    )
    choose_shown(links)
    number(links)
    past = PastStates()
    then = {fact.id: past.then(fact, partner_of[fact.id]) for fact in usable}
    return Curated(
        facts, links, bodies, register.partners, fr_codes, partner_of, other_partners, rejected,
        then, corrections, read_programme_amounts(facts),
    )  # fmt: skip
