"""Networks of local authorities, and the regional networks that one turns to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.language import in_language
from atlas.model import Network

#: Kinds in display order; ``rrma`` are the regional multi-actor networks.
KINDS = ("rrma", "national", "europeen", "international")


@dataclass(frozen=True)
class NetworkRecord:
    """A network: what it covers, who governs it and what it offers, in French; empty if unknown."""

    code: str
    name_fr: str
    name_en: str
    kind: str
    scope: str
    governance: str
    means: str
    region_code: str | None
    founded: str | None
    source: str

    def name(self, language: str) -> str:
        """Return its name in ``language``."""
        return in_language(language, self.name_fr, self.name_en)


def list_networks(session: Session) -> list[NetworkRecord]:
    """Return the networks by kind, then by name."""
    records = [
        NetworkRecord(
            code=row.code,
            name_fr=row.name,
            name_en=row.name_en,
            kind=row.kind,
            scope=row.scope_fr,
            governance=row.governance_fr,
            means=row.means_fr,
            region_code=row.region_code,
            founded=row.founded,
            source=row.source,
        )
        for row in session.scalars(select(Network).order_by(Network.name))
    ]
    return sorted(records, key=lambda record: KINDS.index(record.kind))
