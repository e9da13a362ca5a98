"""``python -m geodata.facts``: make ``datasets/partenariats/`` and print the account."""

from __future__ import annotations

import sys
from collections import Counter

import click

from geodata.facts import dataset
from geodata.facts.curate import OUTCOMES, Curated, curate
from geodata.facts.tables import CurationError
from geodata.manifests import ManifestError


def account_lines(found: Curated) -> list[str]:
    """Return the printed account: rows per file and in total, partners by precision and method."""
    counts = found.account()
    total: Counter[str] = Counter()
    lines = [f"{'file':24}{'read':>7}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES)]
    for stem, counter in (*counts.items(), ("total", total)):
        total += counter if counter is not total else Counter()
        lines.append(
            f"{stem:24}{counter['read']:>7}"
            + "".join(f"{counter[outcome]:>10}" for outcome in OUTCOMES)
        )
    lines.append(
        f"{total['read']} rows read = "
        + " + ".join(f"{total[outcome]} {outcome}" for outcome in OUTCOMES)
        + f"; {len(found.links)} partnerships, {len(found.partners)} partners."
    )
    for label, values in (
        ("precision", (partner.precision for partner in found.partners)),
        ("method", (partner.method for partner in found.partners)),
    ):
        ranked = Counter(values).most_common()
        lines.append(f"{label}: " + ", ".join(f"{value} {count}" for value, count in ranked))
    return lines


@click.command()
def main() -> None:
    """Curate the raw facts into datasets/partenariats and print the account of their rows."""
    try:
        found = curate()
        lines = account_lines(found)
        dataset.write(found)
    except (CurationError, ManifestError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo("\n".join(lines))


if __name__ == "__main__":
    main()
