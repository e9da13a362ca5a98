"""The account of a load: what became of each source row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Account:
    """What became of the rows of one source file."""

    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def rows_read(self) -> int:
        """How many rows were read; the sum of the three outcomes."""
        return self.outcomes.total()


def totals(accounts: Iterable[Account]) -> Counter[str]:
    """Return the outcomes of several files together."""
    total: Counter[str] = Counter()
    for account in accounts:
        total.update(account.outcomes)
    return total
