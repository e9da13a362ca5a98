"""The words of the era rules: their years, and what the era is for a partnership."""

from __future__ import annotations

from flask_babel import gettext

from webapp.presentation.charts import OUTSIDE_ERAS

#: A rule that begins this early, or ends this late, has no bound on that side.
_NO_FIRST_YEAR, _NO_LAST_YEAR = 1850, 2100


def rule_years(first: int, last: int) -> str:
    """Say the years of a rule; it may have no first or no last one."""
    if first <= _NO_FIRST_YEAR:
        return gettext("avant %(annee)s", annee=last + 1)
    if last >= _NO_LAST_YEAR:
        return gettext("depuis %(annee)s", annee=first)
    return f"{first}–{last}"


def rank_label(era: str, rank: int) -> str:
    """Say what the era of a rule is for a partnership: the third rank is for undated ones."""
    if era in OUTSIDE_ERAS:
        return gettext("hors des époques")
    if rank == 1:
        return gettext("principale")
    return gettext("secondaire") if rank == 2 else gettext("probable, sans date")
