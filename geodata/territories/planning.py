"""What a new official geography would do to the atlas: bodies, and partnerships that follow."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.editing.authority_documents import AuthorityDocument
from atlas.editing.documents import PartnershipDocument, SourceRef
from atlas.errors import AtlasError
from atlas.model import DatasetVersion, ImportRun
from atlas.services.import_runs import DONE
from geodata.territories import communes, epci
from geodata.territories.communes import CommuneChanges
from geodata.territories.epci import EpciChange
from geodata.territories.following import follow
from geodata.territories.ground import Ground
from geodata.territories.intercommunal import EpciChanges
from geodata.territories.movements import Movement, is_of_year
from geodata.territories.outcomes import Entry, Left, Outcome

#: What the run is called among imports.
SOURCE = "territoires"
INSEE = "https://www.insee.fr/fr/information/2560452"
BANATIC = "https://www.banatic.interieur.gouv.fr/"
_LICENCE = "Licence Ouverte 2.0"
#: The dataset whose date tells the official geography that was loaded.
_DATASET = "cog"

Progress = Callable[[str, float], None]


class YearError(AtlasError):
    """A year cannot be applied: one before it is missing, or the files hold nothing of it."""


@dataclass
class TerritoryPlan:
    """What a year would do, ready to be done. ``other_years`` counts lines that it leaves out."""

    year: int
    entries: list[Entry] = field(default_factory=list)
    other_years: int = 0
    bodies: dict[str, AuthorityDocument] = field(default_factory=dict)
    partnerships: dict[int, PartnershipDocument] = field(default_factory=dict)
    moved: int = 0
    returned: int = 0
    left: list[Left] = field(default_factory=list)

    def counts(self, file: str) -> Counter[Outcome]:
        """Return how many lines of a file have each outcome; they add up to those of the year."""
        return Counter(entry.outcome for entry in self.entries if entry.file == file)


def make_plan(
    session: Session,
    year: int,
    movements: Iterable[Movement],
    changes: Sequence[EpciChange] = (),
    unread: Sequence[Entry] = (),
    *,
    progress: Progress = lambda _stage, _share: None,
) -> TerritoryPlan:
    """Return what the files do for the official geography of ``year``; nothing is written.

    ``unread`` are lines that were refused as they were read. ``progress`` is told the stage
    (French) and the share done, 0 to 1. Raises :class:`YearError`.
    """
    require_year(session, year)
    plan = TerritoryPlan(year)
    mine, seen = [], set()
    for one in movements:
        # The Insee repeats some lines, which would count twice.
        said = (one.mod, one.date, one.before, one.after)
        if is_of_year(one, year) and said not in seen:
            seen.add(said)
            mine.append(one)
        else:
            plan.other_years += 1
    ours = [one for one in changes if f"{year - 1}-01-01" < one.date <= f"{year}-01-01"]
    plan.other_years += len(changes) - len(ours)
    if not mine and not ours and not unread:
        raise YearError(
            "Aucune ligne n’a pris effet du 2 janvier {before} au 1er janvier {year} : est-ce bien "
            "le fichier de {year} ?",
            before=year - 1,
            year=year,
        )
    progress("Collectivités", 0.1)
    ground = Ground(session, {side.code for one in mine for side in (one.before, one.after)})
    of_communes, of_epci = CommuneChanges(ground), EpciChanges(ground)
    of_communes.apply(mine)
    progress("Intercommunalités", 0.5)
    sirens = {code for one in ours for code in (one.before, one.after) if code}
    ground.load(sirens)
    ground.load_members(sirens)
    ground.load(code for one in ours for code in one.members or ())
    of_epci.apply(ours)
    plan.entries = sorted(
        (*of_communes.entries, *of_epci.entries, *unread),
        key=lambda entry: (entry.file, entry.line),
    )
    plan.bodies = ground.changed()
    progress("Partenariats", 0.6)
    followed = follow(
        session,
        ground,
        (*of_communes.moves, *of_epci.moves),
        (*of_communes.splits, *of_epci.splits),
        _sources(year),
    )
    plan.partnerships, plan.left = followed.documents, followed.left
    plan.moved, plan.returned = followed.moved, followed.returned
    progress("Prévu", 1.0)
    return plan


def _sources(year: int) -> dict[str, SourceRef]:
    return {
        communes.FILE: SourceRef(
            f"Code officiel géographique {year}, mouvements de communes (Insee)", INSEE, _LICENCE
        ),
        epci.FILE: SourceRef(
            f"Intercommunalités au 1er janvier {year} (Banatic)", BANATIC, _LICENCE
        ),
    }


def known_year(session: Session) -> int | None:
    """Return the year of the official geography of the atlas: as loaded, or as applied since."""
    loaded = session.scalar(select(DatasetVersion.date).where(DatasetVersion.name == _DATASET))
    summaries = session.scalars(
        select(ImportRun.summary).where(ImportRun.source == SOURCE, ImportRun.status == DONE)
    )
    years = [int(json.loads(summary)["year"]) for summary in summaries]
    if loaded is not None:
        years.append(int(loaded[:4]))
    return max(years, default=None)


def require_year(session: Session, year: int) -> None:
    """Raise :class:`YearError` for a year that cannot follow the one that the atlas has."""
    known = known_year(session)
    if known is not None and year > known + 1:
        raise YearError(
            "L’atlas en est au code officiel géographique de {known} : appliquez d’abord celui de "
            "{following}.",
            known=known,
            following=known + 1,
        )
