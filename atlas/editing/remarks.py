"""Remarks: sentences about one place of a document, of a form or of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """A sentence about one place of a document: its field, and the entry by position.

    ``template`` is French and translated when it is shown, ``params`` fill it in. ``part`` is the
    field of the entry that it is about, empty for the entry as a whole.
    """

    field: str
    entry: int | None
    template: str
    params: Mapping[str, object]
    part: str = ""

    def sentence(self) -> str:
        """Return the sentence in French, for reports that are not translated."""
        return self.template.format(**self.params)


def remark(
    field: str, entry: int | None, template: str, *, part: str = "", **params: object
) -> Remark:
    """Return a remark; what collects the texts to translate looks for this name."""
    return Remark(field, entry, template, params, part)


def spaced(number: int) -> str:
    """Return a number with the spaces that French puts between thousands."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
