"""The printed account of a curation, in French."""

from __future__ import annotations

from collections import Counter

from geodata.facts.curate import OUTCOMES, Curated

#: What became of a row, as it is said on the command line.
_SAID = {"loaded": "chargées", "merged": "réunies", "rejected": "écartées"}
_SENTENCE = {
    "loaded": "chargées",
    "merged": "réunies à une autre",
    "rejected": "écartées",
}


def account_lines(found: Curated) -> list[str]:
    """Return the account: rows per file and in total, then partners by precision and by method."""
    counts = found.account()
    total: Counter[str] = sum(counts.values(), Counter())
    lines = [
        f"{'Fichier':24}{'lues':>7}" + "".join(f"{_SAID[outcome]:>10}" for outcome in OUTCOMES)
    ]
    lines += [_line(stem, counter) for stem, counter in (*counts.items(), ("Total", total))]
    lines.append(
        f"{total['read']} lignes lues = "
        + " + ".join(f"{total[outcome]} {_SENTENCE[outcome]}" for outcome in OUTCOMES)
        + f" ; {len(found.links)} partenariats, {len(found.partners)} partenaires."
    )
    for label, values in (
        ("Précision des lieux", [partner.precision for partner in found.partners]),
        ("Manière de les trouver", [partner.method for partner in found.partners]),
    ):
        ranked = Counter(values).most_common()
        lines.append(f"{label} : " + ", ".join(f"{value} {count}" for value, count in ranked))
    return lines


def _line(label: str, counter: Counter[str]) -> str:
    return f"{label:24}{counter['read']:>7}" + "".join(
        f"{counter[outcome]:>10}" for outcome in OUTCOMES
    )
