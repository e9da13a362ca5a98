"""One partnership from several facts: which facts go together, and which one is shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from geodata.facts.normalise import dates_a_project, is_circa, link_type
from geodata.facts.raw import Fact
from geodata.facts.tables import DECISIONS, CurationError, read_table, write_table

GROUP_COLUMNS = ("group", "name_fr", "facts", "other_fr_codes", "reason")
ID_COLUMNS = ("key", "partenariat")
TWINNING = frozenset(("jumelage", "jumelage_cooperation", "amitie"))
#: What a twinning became tells more than « actif », often a default of the source.
_TELLING = frozenset(("en_sommeil", "suspendu", "termine", "rompu", "repris"))


@dataclass(frozen=True, slots=True)
class Group:
    """A partnership of more than two members, as a source tells it."""

    group: str
    name_fr: str
    facts: tuple[str, ...]
    other_fr_codes: tuple[str, ...]
    reason: str


@dataclass(slots=True)
class Link:
    """The facts of one partnership. ``key`` is stable; ``shown`` is the fact that is displayed."""

    key: str
    facts: list[Fact]
    group: Group | None = None
    id: int = 0
    shown: Fact = field(init=False)


def read_groups(path: Path = DECISIONS / "regroupements.csv") -> list[Group]:
    """Return the groups; CurationError when a fact is in two of them."""
    groups = [
        Group(
            row["group"],
            row["name_fr"],
            tuple(row["facts"].split("|")),
            tuple(code for code in row["other_fr_codes"].split("|") if code),
            row["reason"],
        )
        for row in read_table(path, GROUP_COLUMNS)
    ]
    facts = [fact for group in groups for fact in group.facts]
    if len(set(facts)) != len(facts):
        raise CurationError(f"{path.name} : {_first_twice(facts)} est dans deux groupes.")
    return groups


def _first_twice(values: list[str]) -> str:
    return next(value for value in values if values.count(value) > 1)


def link_class(fact: Fact) -> str:
    """Return ``J`` for a twinning or friendship, ``T`` cross-border, ``R`` network, else ``C``."""
    code = link_type(fact)
    if code in TWINNING:
        return "J"
    return {"transfrontalier": "T", "reseau": "R"}.get(code, "C")


def gather(
    facts: list[Fact], fr_codes: dict[str, str], partner_codes: dict[str, str], groups: list[Group]
) -> list[Link]:
    """Return the partnerships of the usable facts, in the order of their first fact.

    Facts of one French body and one partner are one partnership, with two exceptions: the facts
    of a group are one partnership with all its members; and a cross-border or network
    cooperation stays beside a twinning. A twinning and an ordinary cooperation of the same two
    bodies are one: the agreements of cooperation are what the twinning does.
    """
    group_of = {fact: group for group in groups for fact in group.facts}
    pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in facts:
        if fact.id not in group_of:
            pairs[fr_codes[fact.id], partner_codes[fact.id]].add(link_class(fact))
    links: dict[str, Link] = {}
    for fact in facts:
        group = group_of.get(fact.id)
        if group:
            link_key = f"group:{group.group}"
        else:
            pair = (fr_codes[fact.id], partner_codes[fact.id])
            kind = link_class(fact)
            if kind == "C" and "J" in pairs[pair]:
                kind = "J"
            link_key = f"{pair[0]}>{pair[1]}:{kind}"
        links.setdefault(link_key, Link(link_key, [], group)).facts.append(fact)
    return list(links.values())


def choose_shown(links: list[Link], path: Path = DECISIONS / "choix.csv") -> None:
    """Set the fact that gives the values shown of each partnership.

    A decision comes first. Otherwise the best fact is a twinning when there is one, has a first
    year, does not date a project, tells what the link became, is of high confidence, is exact,
    is the earliest, and tells most.
    """
    chosen = {row["fact"] for row in read_table(path, ("fact", "reason"))}
    used = set()
    for link in links:
        decided = [fact for fact in link.facts if fact.id in chosen]
        if len(decided) > 1:
            raise CurationError(
                f"{path.name} : deux faits sont choisis pour {link.key}, un seul peut l’être."
            )
        used |= {fact.id for fact in decided}
        link.shown = decided[0] if decided else min(link.facts, key=_rank)
    if chosen - used:
        raise CurationError(
            f"{path.name} : aucun fait retenu ne s’appelle {', '.join(sorted(chosen - used))}."
        )


def _rank(fact: Fact) -> tuple[int, ...]:
    twinning = link_type(fact) in TWINNING
    dated = bool(fact["year_start"])
    told = sum(
        bool(fact[column])
        for column in ("themes", "funding", "funding_detail", "amount_eur", "note")
    )
    return (
        not dated or dates_a_project(fact),
        not twinning,
        not dated,
        bool(fact["year_end"]) and not twinning,
        not (twinning and fact["status"] in _TELLING),
        fact["confidence"] != "haute",
        is_circa(fact),
        int(fact["year_start"] or 9999),
        fact["status"] == "inconnu",
        -told,
    )


#: Which status stands for a cooperation of which several actions are known, the first first.
_LIFE = (
    "suspendu", "en_sommeil", "rompu", "repris", "actif", "en_preparation", "inconnu", "termine",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """What several facts of one partnership say together; the fact behind each value is named."""

    link_type: str
    year_start: str
    year_start_fact: str
    circa: bool
    year_end: str
    status: str
    status_fact: str


def summarise(link: Link) -> Summary:
    """Return the type, the first and last years and the status of a partnership.

    It is a twinning as soon as a fact says so. The shown fact gives the first year when it dates
    the link. A cooperation known by its projects only is at least as old as the first of them
    (hence ``circa``), and it has ended only if all of them have.
    """
    shown = link.shown
    kinds = [link_type(fact) for fact in (shown, *link.facts)]
    kind = next((code for code in kinds if code in TWINNING), kinds[0])
    first, status, end = shown, shown, shown["year_end"]
    projects_only = all(dates_a_project(fact) for fact in link.facts if fact["year_start"])
    if kind not in TWINNING:
        if projects_only:
            dated = [fact for fact in link.facts if fact["year_start"]]
            first = min(dated, key=lambda fact: int(fact["year_start"]), default=shown)
        ends = [fact["year_end"] for fact in link.facts]
        end = max(ends) if all(ends) else ""
        over = all(fact["year_end"] or fact["status"] == "termine" for fact in link.facts)
        if shown["status"] == "inconnu" or (shown["status"] == "termine" and not over):
            status = min(link.facts, key=lambda fact: _LIFE.index(fact["status"]))
    circa = is_circa(first) or (bool(first["year_start"]) and projects_only)
    return Summary(
        kind, first["year_start"], first.id if first["year_start"] else "", circa, end,
        status["status"], status.id,
    )  # fmt: skip


def number(links: list[Link], path: Path = DECISIONS / "identifiants.csv") -> None:
    """Give each partnership its identifier: the one it had, or the next free one.

    The identifiers are kept in a file that only grows, so that an address never changes meaning.
    """
    rows = read_table(path, ID_COLUMNS) if path.exists() else []
    known = {row["key"]: int(row["partenariat"]) for row in rows}
    if len(set(known.values())) != len(rows):
        raise CurationError(f"{path.name} : une clé ou un identifiant y est deux fois.")
    last, kept = max(known.values(), default=0), len(known)
    for link in links:
        if link.key not in known:
            last += 1
            known[link.key] = last
        link.id = known[link.key]
    if len(known) > kept:
        write_table(
            path,
            ID_COLUMNS,
            [{"key": item, "partenariat": str(value)} for item, value in known.items()],
        )
