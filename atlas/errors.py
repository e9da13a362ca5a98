"""Errors of the domain, each with a sentence fit for the person who caused it.

A message is a French template with named parameters. It is the key under which a translation is
looked up, so that a web adapter can show the same sentence in another language; ``str(error)`` is
always the French sentence. Templates are written with ordinary spaces: those of French punctuation
are put where the sentence is made (:func:`~atlas.typography.french_spaces`).
"""

from __future__ import annotations

from collections.abc import Sequence

from atlas.typography import french_spaces

_NB = "\N{NO-BREAK SPACE}"


class AtlasError(Exception):
    """Base of every error that the atlas raises on purpose.

    ``template`` is the untranslated French sentence, ``params`` what fills it.
    """

    def __init__(self, template: str, **params: object) -> None:
        self.template = template
        self.params = params
        super().__init__(french_spaces(template).format(**params))


class NotFoundError(AtlasError):
    """Nothing bears the identifier that was asked for.

    ``what`` is the kind of thing that is missing, where a reader can be told how to find it:
    ``authority``, ``country``, ``partnership``, or ``results`` (a page after the last one).
    """

    def __init__(self, template: str, *, what: str = "", **params: object) -> None:
        self.what = what
        super().__init__(template, **params)


class InvalidSelectionError(AtlasError):
    """A field or a value of a selection is unknown, malformed or absurd.

    ``field`` names the offending field of the query string.
    """

    def __init__(self, field: str, template: str, **params: object) -> None:
        self.field = field
        super().__init__(template, field=field, **params)


class InvalidFormError(AtlasError):
    """What somebody wrote cannot be taken as it stands.

    ``problems`` are (field, French sentence) pairs.
    """

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("{sentences}", sentences=" ".join(text for _, text in problems))


class AmbiguousCodeError(AtlasError):
    """A code names several authorities; ``candidates`` are their public codes."""

    def __init__(self, template: str, candidates: tuple[str, ...], **params: object) -> None:
        self.candidates = candidates
        super().__init__(template, **params)


class DataFileError(AtlasError):
    """A row of a data file cannot be used as it stands; nothing of the load is kept."""

    def __init__(
        self, *, file: str, line: int | None, column: str | None, value: str | None, reason: str
    ) -> None:
        self.file, self.line, self.column, self.value, self.reason = (
            file,
            line,
            column,
            value,
            reason,
        )
        where = [file]
        if line is not None:
            where.append(f"ligne {line}")
        if column is not None:
            where.append(f"colonne «{_NB}{column}{_NB}»")
        if value is not None:
            where.append(f"valeur «{_NB}{value}{_NB}»")
        super().__init__(
            "{where} : {reason}",
            where=", ".join(where),
            reason=french_spaces(reason),
        )


class DatabaseUnavailableError(AtlasError):
    """The database cannot be opened, is not initialised, or has the wrong schema revision."""


class SpatialLibraryMissingError(DatabaseUnavailableError):
    """The SpatiaLite library cannot be loaded."""
