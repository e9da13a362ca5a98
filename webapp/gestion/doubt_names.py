"""The names of what questions and their answers are about, read together for a whole page."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from atlas.doubts import evidence
from atlas.doubts.content import AuthorityPairContent, PairContent, RowContent
from atlas.doubts.queue import DoubtRecord
from atlas.queries.authorities import read_authorities
from atlas.queries.record_reading import read_records
from webapp.gestion import wording
from webapp.i18n import language
from webapp.presentation.labels import country_name
from webapp.presentation.naming import title_of


class Names:
    """What the partnerships and authorities of some questions are called.

    A record that is gone has the title that it had, and an authority its code.
    """

    def __init__(self, session: Session, doubts: Iterable[DoubtRecord]) -> None:
        numbers: set[int] = set()
        codes: set[str] = set()
        for doubt in doubts:
            numbers |= {one for one in (doubt.answer.record, doubt.answer.gone) if one}
            codes |= {*doubt.answer.meant.values(), *filter(None, (doubt.answer.kept,))}
            if isinstance(doubt.content, PairContent):
                numbers |= set(doubt.content.numbers)
            elif isinstance(doubt.content, AuthorityPairContent):
                codes |= set(doubt.content.codes)
            elif isinstance(doubt.content, RowContent):
                codes |= {party.code for party in doubt.content.parties if party.code}
        reader = language()
        self._titles = {
            record.id: title_of(record, reader) for record in read_records(session, sorted(numbers))
        }
        gone = evidence.last_documents(session, sorted(numbers - set(self._titles)))
        self._titles |= {number: wording.title(document) for number, document in gone.items()}
        self._bodies = {body.code: body for body in read_authorities(session, sorted(codes))}

    def record(self, number: int) -> str:
        """Return the title of a partnership; empty for one that never was."""
        return self._titles.get(number, "")

    def body(self, code: str) -> str:
        """Return the name of an authority."""
        body = self._bodies.get(code)
        return body.display_name(language()) if body is not None else code

    def body_and_country(self, code: str) -> str:
        """Return the name of an authority with its country abroad, with its code in France."""
        body = self._bodies.get(code)
        if body is None:
            return code
        where = body.code if body.side == "french" else country_name(body, language())
        return f"{self.body(code)} ({where})"
