"""Writing down that a question has its answer, and what follows from it."""

from __future__ import annotations

from atlas.doubts.content import Answer, encode
from atlas.editing import history
from atlas.errors import AtlasError
from atlas.model import Doubt


class AnswerError(AtlasError):
    """An answer that cannot be taken: not one of those asked for, or the question has its own."""


def decide(row: Doubt, state: str, by: str, answer: Answer) -> None:
    """Give a question its state, its answer and its author, now."""
    row.state, row.answer, row.decided_by = state, encode(answer), by
    row.decided_at = history.now()
    row.revision_id = next(iter((*answer.revisions, *answer.bodies)), None)


def undecide(row: Doubt) -> None:
    """Let a question wait again."""
    row.state, row.answer, row.decided_by = "pending", "", ""
    row.decided_at, row.revision_id = None, None


def not_an_answer() -> AnswerError:
    """Return the refusal of what is none of the answers."""
    return AnswerError("Choisissez l’une des réponses proposées.")
