"""The printed account of a curation."""

from __future__ import annotations

from collections import Counter

from geodata.facts.curate import OUTCOMES, Curated


def account_lines(found: Curated) -> list[str]:
    """Return the account: rows per file and in total, then partners by precision and by method."""
    counts = found.account()
    total: Counter[str] = sum(counts.values(), Counter())
    lines = [f"{'file':24}{'read':>7}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES)]
    lines += [_line(stem, counter) for stem, counter in (*counts.items(), ("total", total))]
    lines.append(
        f"{total['read']} rows read = "
        + " + ".join(f"{total[outcome]} {outcome}" for outcome in OUTCOMES)
        + f"; {len(found.links)} partnerships, {len(found.partners)} partners."
    )
    for label, values in (
        ("precision", [partner.precision for partner in found.partners]),
        ("method", [partner.method for partner in found.partners]),
    ):
        ranked = Counter(values).most_common()
        lines.append(f"{label}: " + ", ".join(f"{value} {count}" for value, count in ranked))
    return lines


def _line(label: str, counter: Counter[str]) -> str:
    return f"{label:24}{counter['read']:>7}" + "".join(
        f"{counter[outcome]:>10}" for outcome in OUTCOMES
    )
