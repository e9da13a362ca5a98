"""How well and how fast names are matched, on the labels of ``tests/geodata/reconciling/labels``.

    python -m scripts.benchmarks.reconciling [--publish] [--errors]

prints one line per part and half; ``--publish`` writes the figures that the page « Méthode » shows,
``--errors`` lists what is wrong or not found.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from atlas.database import open_engine, transaction
from atlas.services import schema
from atlas.settings import PROJECT_ROOT
from geodata.loading.embedded import load_embedded
from geodata.reconciling.duplicates import find_duplicates
from geodata.reconciling.foreign import ForeignMatcher
from geodata.reconciling.french import FrenchMatcher
from geodata.reconciling.measure import Figures, Half
from geodata.reconciling.measure_parts import PRECISION, RECALL, Part, measured_parts, total
from geodata.reconciling.places import load_gazetteer
from scripts.benchmarks.report import Measure, number

LABELS = PROJECT_ROOT / "tests" / "geodata" / "reconciling" / "labels"
#: A table of twinnings that is not ours, beside the project where it is; see docs/developer.
ROWS = PROJECT_ROOT.parent / "shared" / "data" / "wikidata_p190_2017" / "france.tsv"
PUBLISHED = PROJECT_ROOT / "webapp" / "presentation" / "reconciling.json"
#: As many rows as France has partnerships, each with two names; the least time is not the aim.
ROWS_TIMED, _TARGET_SECONDS = 10_440, 20.0


@contextmanager
def embedded_session() -> Iterator[Session]:
    """Give a session on the shipped datasets, loaded into a database of their own."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        engine = open_engine(f"sqlite:///{folder}/atlas.sqlite", create=True)
        schema.upgrade(engine)
        with transaction(engine) as session:
            load_embedded(session)
        with Session(engine) as session:
            yield session
        engine.dispose()


def measure_reconciling(database: Path) -> list[Measure]:
    """Return the figures of all the parts together, and the times; ``database`` is the national
    set, in which duplicates are looked for."""
    with embedded_session() as session:
        parts = _parts(session)
        seconds = _time_names(session)
    engine = open_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        started = time.perf_counter()
        find_duplicates(session)
        looked = time.perf_counter() - started
    engine.dispose()
    all_parts = total(parts, Half.REPORTED)
    return [
        Measure("reconciling_precision", "rapprochements automatiques justes",
                100 * all_parts.precision, "%", 100 * PRECISION, 2, at_least=True),
        Measure("reconciling_recall", "réponses retrouvées, file comprise",
                100 * all_parts.recall, "%", 100 * RECALL, 2, at_least=True),
        Measure("reconciling_s", "rapprocher 10 440 lignes de noms", seconds, "s",
                _TARGET_SECONDS, 1),
        Measure("duplicates_s", "chercher les doublons de 10 440 liens", looked, "s", 10.0, 1),
    ]  # fmt: skip


def _parts(session: Session) -> list[Part]:
    return list(measured_parts(session, LABELS, ROWS if ROWS.is_file() else None))


def _time_names(session: Session) -> float:
    """Return the seconds that matching takes: one name in two has a slip, none has a place."""
    french, foreign = load_gazetteer(session, "french"), load_gazetteer(session, "foreign")
    started = time.perf_counter()
    home, away = FrenchMatcher(french), ForeignMatcher(foreign)
    for row in range(ROWS_TIMED):
        commune = french.places[row * 3 % len(french.places)]
        town = foreign.places[row % len(foreign.places)]
        slip = slice(None, -2) if row % 2 else slice(None)
        home.match(commune.name[slip])
        away.match(town.name[slip], town.country)
    return time.perf_counter() - started


def _line(title: str, half: Half, counts: Figures, needless: int = 0) -> str:
    which = "réglage" if half is Half.TUNING else "mesure"
    shown = f", {needless} montrés pour rien" if needless else ""
    return (
        f"{title[:52]:52}  {which:8} {counts.labels:6} {counts.certain:6}"
        f" {number(100 * counts.precision, 2):>7} {number(100 * counts.recall, 2):>7}"
        f" {number(100 * counts.automatic, 1):>6} {counts.wrong:4} {counts.missed:4}{shown}"
    )


def report(parts: Sequence[Part]) -> str:
    """Return the table of all the parts, both halves."""
    heading = (
        f"{'Partie':52}  {'Moitié':8} {'Étiq.':>6} {'Sûrs':>6} {'Préc.':>7} {'Rappel':>7}"
        f" {'Auto':>6} {'Faux':>4} {'Perd':>4}"
    )
    lines = [heading]
    for half in (Half.REPORTED, Half.TUNING):
        lines += [
            _line(part.title_fr, half, part.figures(half), part.needless(half)) for part in parts
        ]
        lines.append(_line("Ensemble", half, total(parts, half)))
    return "\n".join(lines)


def published(parts: Sequence[Part]) -> dict[str, object]:
    """Return what the page shows: the counts of the half that nothing was tuned on, by part."""
    counts = {part.name: part.figures(Half.REPORTED) for part in parts}
    return {
        name: {
            "labels": one.labels,
            "certain": one.certain,
            "right": one.right,
            "answerable": one.answerable,
            "found": one.right + one.shown,
        }
        for name, one in counts.items()
    }


def main(arguments: list[str]) -> int:
    """Print the figures; return 1 when they are to be published and some could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m scripts.benchmarks.reconciling")
    parser.add_argument("--publish", action="store_true", help="écrit les chiffres de la page")
    parser.add_argument("--errors", action="store_true", help="liste ce qui est faux ou perdu")
    options = parser.parse_args(arguments)
    with embedded_session() as session:
        parts = _parts(session)
    print(report(parts))
    if options.errors:
        for part in parts:
            for half in (Half.REPORTED, Half.TUNING):
                for one in part.errors(half):
                    print(f"{part.name} ({half}) {one.outcome} : {one.said} → {one.truth}")
    if options.publish:
        if not ROWS.is_file():
            print(f"{ROWS} est absent : rien n’est publié.", file=sys.stderr)
            return 1
        text = json.dumps(published(parts), indent=2) + "\n"
        PUBLISHED.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
