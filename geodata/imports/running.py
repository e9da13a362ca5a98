"""Doing what a plan says, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.doubts.queue import add_doubts
from atlas.editing import authorities, history, partnerships
from atlas.editing.history import Cause
from atlas.model import ImportRun
from atlas.queries.revision import current_revision_token
from atlas.services.import_rows import Outcome, Reason
from atlas.services.import_runs import DONE
from geodata.imports.plan import Plan
from geodata.imports.planning import make_plan
from geodata.imports.reading import Table
from geodata.imports.tables import digest

Progress = Callable[[int, int], None]


def import_table(
    engine: Engine,
    table: Table,
    plan: Plan,
    *,
    author: str,
    progress: Progress = lambda _done, _total: None,
    planned_again: Callable[[Plan], None] = lambda _plan: None,
) -> int | None:
    """Do what ``plan`` says of ``table``; return the number of the run, None for nothing to do.

    One transaction keeps all of it, or nothing. When somebody wrote since the plan was made, it is
    made again first, within the transaction, and ``planned_again`` is told it. ``progress`` is told
    (done, total).
    """
    with transaction(engine) as session:
        if plan.token == current_revision_token(session):
            return run(session, plan, table, author=author, progress=progress)
        again = make_plan(session, plan.source, table)
        try:
            planned_again(again)
            return run(session, again, table, author=author, progress=progress)
        finally:
            again.close()


def run(
    session: Session,
    plan: Plan,
    table: Table,
    *,
    author: str,
    progress: Progress = lambda _done, _total: None,
) -> int | None:
    """Do what ``plan`` says within the session's transaction; see :func:`import_table`."""
    if not plan.size:
        return None
    started = history.now()
    row = ImportRun(
        source=plan.source.name,
        file_name=table.path.name,
        digest=digest(table.path),
        author=author,
        started_at=started,
        finished_at=started,
        status=DONE,
        summary=json.dumps(summary(plan), ensure_ascii=False),
    )
    session.add(row)
    session.flush()
    number = row.id
    cause = Cause(author, f"{plan.source.title_fr} ({table.path.name})", "import", number)
    done = 0
    for part in plan.parts():
        if part.authorities:
            authorities.add_all(session, part.authorities, cause)
        partnerships.save_all(session, part.partnerships, cause)
        add_doubts(session, part.doubts, run_id=number)
        session.flush()
        # What was written is not needed any more: a long file must not fill the memory.
        session.expunge_all()
        done += len(part.authorities) + len(part.partnerships) + len(part.doubts)
        progress(done, plan.size)
    partnerships.touch(session)
    session.execute(
        update(ImportRun).where(ImportRun.id == number).values(finished_at=history.now())
    )
    return number


#: How many of the rows that were not used are kept with the account of an import.
_KEPT = 2000


def totals(plan: Plan) -> dict[str, Any]:
    """Return what a plan does as a whole: rows for each outcome, authorities that are made."""
    return {
        "counts": {outcome.value: plan.counts[outcome] for outcome in Outcome},
        "authorities": plan.authorities,
    }


def summary(plan: Plan) -> dict[str, Any]:
    """Return what is kept of a plan: totals, and the rows that were not used with their reason."""
    return {
        **totals(plan),
        "left": [
            {
                "line": entry.line,
                "outcome": entry.outcome.value,
                "french": entry.french,
                "foreign": entry.foreign,
                **_told(entry.reason),
            }
            for entry in islice(plan.left(), _KEPT)
        ],
    }


def _told(reason: Reason | None) -> dict[str, Any]:
    return {"reason": reason.template, "params": reason.params} if reason is not None else {}
