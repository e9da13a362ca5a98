"""Selections in words, for pages and API alike."""

from __future__ import annotations

from atlas.queries import authorities, partnerships
from atlas.selection import Selection
from webapp.database import cached, get_facet_index, get_session, get_vocabulary
from webapp.i18n import language
from webapp.presentation import naming
from webapp.presentation.selection_words import MOST_NAMED, SelectionWords


def in_words(selection: Selection, count: int | None = None) -> str:
    """Return ``selection`` as a phrase without full stop, in the reader's language.

    ``count`` is how many partnerships it holds, counted here when it is not given. Raises
    :class:`InvalidSelectionError` or :class:`NotFoundError` for a collectivité that does not exist.
    """
    return cached(("en-mots", language(), selection.query_string()), lambda: _say(selection, count))


def _say(selection: Selection, count: int | None) -> str:
    session, reader = get_session(), language()
    if count is None:
        count = partnerships.count(session, selection)
    several = len(selection.pays) > MOST_NAMED
    words = SelectionWords(
        get_vocabulary(),
        reader,
        linked=tuple(get_facet_index().fields["pays"]) if several else (),
        bodies={code: _of_body(code) for code in selection.collectivite[:MOST_NAMED]},
    )
    return words.say(selection, count)


def _of_body(code: str) -> str:
    session = get_session()
    found = authorities.get_authority(session, authorities.resolve_code(session, code))
    return naming.of_authority(found, language())
