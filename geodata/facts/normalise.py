"""Codes, years and amounts of the facts, in the vocabularies of the atlas."""

from __future__ import annotations

import re
from functools import cache

from geodata import manifests
from geodata.facts.raw import Fact

PARTNER_TYPES = frozenset(
    ("commune", "intermunicipal", "province_region", "departement", "state", "reseau", "autre")
)
AMOUNT_KINDS = frozenset(("subvention", "budget_total", "annuel", ""))
CONFIDENCES = frozenset(("haute", "moyenne"))
#: No link of local authorities is older, none can be younger (the atlas is of 2026).
FIRST_YEAR, LAST_YEAR = 1850, 2026
#: No project of a French collectivité abroad is dearer than this, in euros.
LARGEST_AMOUNT = 200_000_000

#: The note says that the year was worked out (an anniversary, a guess), so it may be off by one.
_CIRCA = re.compile(
    r"(?:année|début) déduit|année approchée|\bans\b.* (?:fêtés|indiqués|prévus|annoncés|célébrés)|"
    r"ans (?:en|fêtés|indiqués|prévus|annoncés|célébrés|marqués)\b|\d+e anniversaire|« ?\d+ ans|"
    r"ans de (?:liens?|jumelage)|(?:né|noué) (?:vers|entre|vingt)|\d+ ans avant|\d{4} ou \d{4}|"
    r"ans d'échanges|soixante ans|\d{4}-\d{4} selon|année exacte non donnée|au rapport de"
)
#: A day or an act of the link itself: the year is the source's own.
_DATED = re.compile(
    r"\b\d{1,2}(?:er)? (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|"
    r"novembre|décembre)|signé (?:en|à|le)|charte (?:du|signée)|acte (?:du|d'|signé)|contrat"
)
#: The amount is that of a programme or of several years and partners, not of this link alone.
_PROGRAMME = re.compile(r"enveloppe|tout le (?:programme|projet)|cumul|montant global|commune à")
#: Types whose years may be those of a project rather than of the link; a one-off action, an
#: emergency aid or a network tie is its own action.
PROJECT_TYPES = frozenset(("cooperation", "transfrontalier"))
#: A cooperation known with both its years for no longer than this is taken for a project.
PROJECT_YEARS = 8


@cache
def vocabulary(name: str) -> frozenset[str]:
    """Return the codes of one vocabulary of ``datasets/vocabulaires/``, by the name of its file."""
    rows = manifests.read_rows(manifests.DATASETS / "vocabulaires", f"{name}.csv")
    return frozenset(row["code"] for row in rows)


def link_type(fact: Fact) -> str:
    """Return the code of the link type (the facts write ``jumelage-cooperation``)."""
    return fact["link_type"].replace("-", "_")


def is_circa(fact: Fact) -> bool:
    """Tell whether the first year is approximate, from what the note says of it."""
    note = fact["note"]
    if not fact["year_start"] or not _CIRCA.search(note):
        return False
    return "née déduit" in note or not _DATED.search(note)


def dates_a_project(fact: Fact) -> bool:
    """Tell whether the years are rather those of a project than of the link.

    They are when the action lasted a few years, and when it is known by its funding; an active
    cooperation whose first year is not that of the funding keeps its year.
    """
    if link_type(fact) not in PROJECT_TYPES or not (fact["year_start"] or fact["year_end"]):
        return False
    if fact["year_end"]:
        first = int(fact["year_start"] or fact["year_end"])
        return int(fact["year_end"]) - first <= PROJECT_YEARS
    funded = bool(fact["funding_detail"] or fact["amount_eur"])
    return funded and (fact["status"] != "actif" or fact["year_start"] in fact["funding_detail"])


def amount_scope(fact: Fact, decided: frozenset[str]) -> str:
    """Return ``programme`` when the amount covers more than this link, ``lien`` otherwise."""
    if not fact["amount_eur"]:
        return ""
    wide = fact.id in decided or _PROGRAMME.search(fact["note"])
    return "programme" if wide else "lien"


def codes(fact: Fact, column: str, vocabulary_name: str) -> str:
    """Return ``;``-separated codes without repetition; CurationError on an unknown one."""
    known = vocabulary(vocabulary_name)
    values = list(dict.fromkeys(item.strip() for item in fact[column].split(";") if item.strip()))
    unknown = [value for value in values if value not in known]
    if unknown:
        raise fact.error(column, f"« {unknown[0]} » n’est pas au vocabulaire")
    return ";".join(values)


def check(fact: Fact) -> None:
    """Raise CurationError when a code, a year or an amount of the fact cannot be right."""
    for column, known in (
        ("link_type", vocabulary("types_lien")),
        ("status", vocabulary("statuts")),
        ("partner_type", PARTNER_TYPES),
        ("amount_kind", AMOUNT_KINDS),
        ("confidence", CONFIDENCES),
    ):
        value = link_type(fact) if column == "link_type" else fact[column]
        if value not in known:
            raise fact.error(column, "ce code n’est pas au vocabulaire")
    _check_years(fact)
    amount = fact["amount_eur"]
    if amount and (not amount.isdigit() or not 0 < int(amount) <= LARGEST_AMOUNT):
        raise fact.error(
            "amount_eur", f"un nombre entier d’euros de 1 à {LARGEST_AMOUNT} est attendu"
        )
    if bool(amount) != bool(fact["amount_kind"]):
        missing = "amount_kind" if amount else "amount_eur"
        raise fact.error(missing, "un montant et sa nature vont ensemble")
    for column in ("source_url", "source_title"):
        if not fact[column]:
            raise fact.error(column, "un fait demande l’adresse et le titre de sa source")


def _check_years(fact: Fact) -> None:
    for column in ("year_start", "year_end"):
        year = fact[column]
        if year and not (year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR):
            raise fact.error(column, f"une année de {FIRST_YEAR} à {LAST_YEAR} est attendue")
    first, last = fact["year_start"], fact["year_end"]
    if first and last and int(last) < int(first):
        raise fact.error("year_end", f"la fin ne peut précéder le début, {first}")
