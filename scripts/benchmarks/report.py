"""What was measured: one table for people, one flat JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.benchmarks.bodies import BenchmarkError

_HEADINGS = ("Mesure", "Valeur", "Cible", "Ratio", "")
_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True)
class Measure:
    """One figure. ``name`` is its key in JSON.

    A ``target`` is the most that it may be, or the least when ``at_least`` is set (a score).
    """

    name: str
    label: str
    value: float
    unit: str
    target: float | None = None
    decimals: int = 0
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """The value divided by its target, or the inverse for a score; None without a target.

        Above 1 the target is missed, whichever way it goes.
        """
        if self.target is None:
            return None
        if self.at_least:
            return self.target / self.value if self.value else float("inf")
        return self.value / self.target

    @property
    def missed(self) -> bool:
        """Whether the value is on the wrong side of its target."""
        if self.target is None:
            return False
        return self.value < self.target if self.at_least else self.value > self.target


def number(value: float, decimals: int = 0) -> str:
    """Return ``value`` as a French reader writes it: decimal comma, thousands apart."""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", _NARROW_SPACE).replace(".", ",")


def table(measures: Sequence[Measure]) -> str:
    """Return the table of ``measures``: those that have a target first."""
    ordered = sorted(measures, key=lambda measure: measure.target is None)
    lines = [_HEADINGS, *(_cells(measure) for measure in ordered)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    rule = "  ".join("─" * width for width in widths)
    rows = [_line(line, widths) for line in lines]
    with_target = sum(measure.target is not None for measure in measures)
    rows.insert(1, rule)
    if 0 < with_target < len(measures):
        rows.insert(2 + with_target, rule)
    return "\n".join(row.rstrip() for row in rows)


def _cells(measure: Measure) -> tuple[str, ...]:
    def shown(value: float) -> str:
        return f"{number(value, measure.decimals)} {measure.unit}".rstrip()

    if measure.target is None or measure.ratio is None:
        return measure.label, shown(measure.value), "", "", ""
    verdict = "dépassée" if measure.missed else "tenue"
    return (
        measure.label,
        shown(measure.value),
        f"{'≥' if measure.at_least else '≤'} {shown(measure.target)}",
        number(measure.ratio, 2),
        verdict,
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others, verdict = cells
    aligned = [text.rjust(width) for text, width in zip(others, widths[1:-1], strict=True)]
    return "  ".join((first.ljust(widths[0]), *aligned, verdict))


def write_json(path: Path, measures: Sequence[Measure]) -> None:
    """Write ``{"name": number}`` at ``path``, in place of an earlier file.

    Raises :class:`BenchmarkError` when two measures have one name.
    """
    values = {measure.name: round(measure.value, 4) for measure in measures}
    if len(values) < len(measures):
        raise BenchmarkError("Deux mesures portent le même nom.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of ``values`` that at least ``share`` (0 to 1) of them do not exceed."""
    if not values:
        raise BenchmarkError("Aucune valeur à résumer.")
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]
