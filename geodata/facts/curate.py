"""The whole curation: raw facts and decisions in, rows of the dataset and an account out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from geodata import manifests
from geodata.facts import normalise
from geodata.facts.bodies import FrenchBodies, read_other_bodies
from geodata.facts.confidence import lower_confidence, read_ceilings
from geodata.facts.eras import ChosenEra, read_chosen_eras
from geodata.facts.events import Told, read_events
from geodata.facts.gazetteer import Gazetteer
from geodata.facts.history import PastStates
from geodata.facts.instruments import InstrumentRule, check_rules, funding_lines
from geodata.facts.instruments import read_rules as read_instrument_rules
from geodata.facts.merging import Link, choose_shown, gather, number, read_groups
from geodata.facts.notes import public_note, read_notes, read_rules
from geodata.facts.partners import Partner, PartnerRegister, read_decisions, resolve_partners
from geodata.facts.raw import Fact, apply_corrections, read_facts
from geodata.facts.tables import DECISIONS, CurationError, read_table

OUTCOMES = ("loaded", "merged", "rejected")

Progress = Callable[[str, float], None]


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
    lowered: dict[str, str]
    told: dict[int, list[Told]]
    notes: dict[int, str]
    eras: dict[str, ChosenEra]
    instruments: tuple[InstrumentRule, ...]

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
                raise CurationError(
                    f"{stem}.csv : {counter['read']} lignes lues, "
                    f"{sum(counter[outcome] for outcome in OUTCOMES)} retrouvées."
                )
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
            f"montants.csv : pas de montant dans {', '.join(sorted(decided - with_amount))}."
        )
    return decided


def curate(progress: Progress = lambda _stage, _share: None) -> Curated:
    """Run the curation; CurationError when anything is not understood or not decided.

    ``progress`` is told the stage (French) and the share done, 0 to 1. Nothing is written, but the
    identifiers of partnerships that had none, at the very end.
    """
    progress("Lecture des faits", 0.0)
    facts = read_facts()
    corrections = apply_corrections(facts)
    for fact in facts:
        normalise.check(fact)
    lowered = lower_confidence(facts, read_ceilings())
    rejected = read_rejections()
    unknown = set(rejected) - {fact.id for fact in facts}
    if unknown:
        raise CurationError(f"rejets.csv : aucun fait ne s’appelle {', '.join(sorted(unknown))}.")
    usable = [fact for fact in facts if fact.id not in rejected]

    progress("Collectivités françaises", 0.2)
    bodies = FrenchBodies(read_other_bodies())
    fr_codes = {}
    for fact in usable:
        code = bodies.resolve(fact)
        if code is None:
            raise fact.error(
                "fr_body",
                "cette collectivité n’est ni reconnue ni écartée ; décidez-en dans "
                "corps_francais.csv ou rejets.csv",
            )
        fr_codes[fact.id] = code

    progress("Partenaires", 0.5)
    register = PartnerRegister(Gazetteer(), read_decisions(), country_points())
    partner_of, other_partners = resolve_partners(usable, register)
    unused = register.unused_decisions()
    if unused:
        names = ", ".join(f"{decision.country} {decision.written[0]}" for decision in unused)
        raise CurationError(f"partenaires.csv : aucun fait n’a besoin de ces décisions, {names}.")

    progress("Partenariats", 0.9)
    links = gather(
        usable,
        fr_codes,
        {fact_id: partner.code for fact_id, partner in partner_of.items()},
        read_groups(),
    )
    choose_shown(links)
    eras = read_chosen_eras(links)
    past = PastStates()
    then = {fact.id: past.then(fact, partner_of[fact.id]) for fact in usable}
    programme_amounts = read_programme_amounts(facts)
    events = read_events(facts)
    rules, written = read_rules(), read_notes()
    instruments = read_instrument_rules()
    check_rules(
        instruments,
        [
            line
            for fact in usable
            for line in funding_lines(
                normalise.codes(fact, "funding", "familles_financement"), fact["funding_detail"]
            )
        ],
    )
    # Last of all: an identifier is given for good, so nothing may be refused after this.
    number(links)
    told = {
        link.id: [event for fact in link.facts for event in events.get(fact.id, ())]
        for link in links
    }
    notes = {
        link.id: written.get(link.id, public_note(link, rules, told[link.id])) for link in links
    }
    progress("Terminé", 1.0)
    return Curated(
        facts, links, bodies, register.partners, fr_codes, partner_of, other_partners, rejected,
        then, corrections, programme_amounts, lowered, told, notes, eras, instruments,
    )  # fmt: skip
