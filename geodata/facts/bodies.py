"""French bodies: from the name and code of the facts to a public code that exists."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geodata import manifests
from geodata.facts.raw import Fact
from geodata.facts.tables import DECISIONS, CurationError, read_table
from geodata.facts.text import key

COG = manifests.DATASETS / "cog"
DECISION_COLUMNS = (
    "written", "type", "code", "name", "kind", "status", "point_commune", "departement",
    "successor", "reason", "source",
)  # fmt: skip
#: Words that tell what a body is, not which one.
GENERIC = frozenset(
    (
        "ca", "cc", "cu", "ept", "communaute", "communes", "agglomeration", "urbaine", "metropole",
        "de", "du", "des", "la", "le", "les", "l", "d", "en", "et", "departement", "region",
        "collectivite", "territoriale",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OtherBody:
    """A French body that the geographic code does not list: syndicat, dissolved EPCI, association.

    ``status``: ``siren`` (the code is its SIREN), ``local`` (a code of the atlas, ``fr-…``) or
    ``cog`` (an alias of a body of the geographic code).
    """

    written: str
    type: str
    code: str
    name: str
    kind: str
    status: str
    point_commune: str
    departement: str
    successor: str
    reason: str
    source: str


def is_siren(code: str) -> bool:
    """Tell whether a code is a SIREN: nine digits, the last a Luhn check digit."""
    if len(code) != 9 or not code.isdigit():
        return False
    total = 0
    for position, digit in enumerate(reversed(code)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def read_other_bodies(path: Path = DECISIONS / "corps_francais.csv") -> list[OtherBody]:
    """Return the decisions on French bodies; CurationError when a SIREN is not one."""
    bodies = [OtherBody(**row) for row in read_table(path, DECISION_COLUMNS)]
    for body in bodies:
        if body.status == "siren" and not is_siren(body.code):
            raise CurationError(
                f"{path.name} : « {body.code} », donné à {body.written}, n’est pas un SIREN."
            )
    return bodies


class FrenchBodies:
    """The bodies that facts may name: those of the geographic code, and those decided by hand."""

    def __init__(self, others: list[OtherBody], cog: Path = COG) -> None:
        def rows(name: str) -> list[dict[str, str]]:
            return manifests.read_rows(cog, name)

        self.others = others
        self.communes = {row["code"]: row for row in rows("communes.csv")}
        self.former = {row["code"]: row for row in rows("communes_anciennes.csv")}
        self._epci = {row["siren"]: row for row in rows("epci.csv")}
        self._departements = {row["code"]: row for row in rows("departements.csv")}
        self._regions = {row["code"]: row for row in rows("regions.csv")}
        self._special = {row["siren"]: row for row in rows("statuts_particuliers.csv")}
        self._decided = {(body.written, body.type): body for body in others}
        self.codes = (
            {*self.communes, *self.former, *self._epci}
            | {row["ctcd"] for row in self._departements.values()}
            | {row["public_code"] for row in self._regions.values()}
            | {row["code"] for row in rows("statuts_particuliers.csv")}
            | {row["code"] for row in rows("outre_mer.csv")}
            | {body.code for body in others}
        )

    def resolve(self, fact: Fact) -> str | None:
        """Return the public code of the French body of a fact, or None when it is not known.

        The code that the fact gives must exist, and its official name must be the name written:
        CurationError otherwise, since one of the two is wrong and a person must decide which.
        """
        decided = self._decided.get((fact["fr_body"], fact["fr_type"]))
        if decided:
            return decided.code
        lookup = {
            "commune": self._commune,
            "epci": self._intercommunal,
            "departement": self._departement,
            "region": self._region,
            "statut_particulier": self._statut_particulier,
        }.get(fact["fr_type"])
        found = lookup(fact["fr_code"]) if lookup else None
        if found is None:
            return None
        code, name = found
        if not same_body(name, fact["fr_body"]):
            raise fact.error(
                "fr_code",
                f"ce code est celui de « {name} », et le fait nomme « {fact['fr_body']} »",
            )
        return code

    def method(self, fact: Fact) -> str:
        """Return ``cog`` when the code is that of the fact, else why another one was decided."""
        decided = self._decided.get((fact["fr_body"], fact["fr_type"]))
        if decided is None:
            return "cog"
        return f"decision:{decided.reason}" + (f" ({decided.source})" if decided.source else "")

    def _commune(self, code: str) -> tuple[str, str] | None:
        row = self.communes.get(code) or self.former.get(code)
        return (code, row["name"]) if row else None

    def _intercommunal(self, code: str) -> tuple[str, str] | None:
        row = self._epci.get(code)
        return (row["public_code"], row["name"]) if row else None

    def _departement(self, code: str) -> tuple[str, str] | None:
        row = self._departements.get(code)
        return (row["ctcd"], row["name"]) if row else None

    def _region(self, code: str) -> tuple[str, str] | None:
        row = self._regions.get(code)
        return (row["public_code"], row["name"]) if row else None

    def _statut_particulier(self, code: str) -> tuple[str, str] | None:
        row = self._special.get(code)
        return (row["code"], row["name"]) if row else None


def same_body(official: str, written: str) -> bool:
    """Tell whether two names are those of one body, whatever the words that tell its kind."""
    first, second = (set(key(name).split()) - GENERIC for name in (official, written))
    if first and second:
        return first <= second or second <= first
    return key(official) == key(written)
