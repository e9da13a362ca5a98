"""Doing what a plan of territorial changes says: a run, listed and undone with the imports."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from atlas.editing import authorities, history, partnerships
from atlas.editing.history import Cause
from atlas.model import ImportRun
from atlas.services.import_rows import Outcome as ImportOutcome
from atlas.services.import_runs import DONE
from geodata.territories.outcomes import Outcome
from geodata.territories.planning import SOURCE, TerritoryPlan


def run(
    session: Session, plan: TerritoryPlan, *, file_name: str, file_digest: str, author: str
) -> int | None:
    """Do what ``plan`` says; return the number of the run, None when there is nothing to do.

    Works within the session's transaction: all of it is kept, or nothing.
    """
    if not plan.partnerships and not plan.bodies:
        return None
    started = history.now()
    row = ImportRun(
        source=SOURCE,
        file_name=file_name,
        digest=file_digest,
        author=author,
        started_at=started,
        finished_at=started,
        status=DONE,
        summary=json.dumps(summary(plan), ensure_ascii=False),
    )
    session.add(row)
    session.flush()
    reason = f"Code officiel géographique {plan.year} ({file_name})"
    cause = Cause(author, reason, "import", row.id)
    authorities.save_all(session, plan.bodies, cause)
    partnerships.save_all(session, plan.partnerships, cause)
    partnerships.touch(session)
    row.finished_at = history.now()
    session.flush()
    return row.id


def summary(plan: TerritoryPlan) -> dict[str, Any]:
    """Return what is kept of a plan: as for an import, with the year and the outcomes of lines."""
    counts = {outcome.value: 0 for outcome in ImportOutcome}
    refused = [entry for entry in plan.entries if entry.outcome is Outcome.REFUSED]
    counts |= {
        ImportOutcome.COMPLETED.value: len(plan.partnerships),
        ImportOutcome.DOUBTFUL.value: len(plan.left),
        ImportOutcome.REFUSED.value: len(refused),
    }
    lines = {
        file: {outcome.value: number for outcome, number in plan.counts(file).items()}
        for file in sorted({entry.file for entry in plan.entries})
    }
    return {
        "year": plan.year,
        "counts": counts,
        "authorities": 0,
        "bodies": len(plan.bodies),
        "lines": lines,
        "left": [
            *(
                _left(entry.line, ImportOutcome.REFUSED, entry.about, entry.reason)
                for entry in refused
            ),
            *(
                _left(0, ImportOutcome.DOUBTFUL, f"n° {one.number}, {one.title}", one.reason)
                for one in plan.left
            ),
        ],
    }


def _left(line: int, outcome: ImportOutcome, about: str, reason: str) -> dict[str, Any]:
    return {
        "line": line,
        "outcome": outcome.value,
        "french": about,
        "foreign": "",
        "reason": reason,
    }
