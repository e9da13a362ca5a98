"""``./scripts/bench``: measure, print one table, write ``build/bench.json``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser

from atlas.errors import AtlasError
from atlas.settings import PROJECT_ROOT
from scripts.benchmarks import (
    browsing,
    exporting,
    importing,
    initial,
    lighthouse,
    naive,
    reconciling,
    searching,
    traffic,
)
from scripts.benchmarks.national import cached_database
from scripts.benchmarks.progress import say
from scripts.benchmarks.report import Measure, number, table, write_json
from scripts.benchmarks.site import Site, running_site

#: Load per core (one-minute average) above which durations say as much of the rest as of the atlas.
BUSY = 0.5
OUTPUT = PROJECT_ROOT / "build" / "bench.json"


class Bench:
    """What the benches share, each part made when it is first needed and stopped at the end."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._database: Path | None = None
        self._site: Site | None = None
        self._browser: Browser | None = None

    @property
    def database(self) -> Path:
        """The national set, to be read only."""
        if self._database is None:
            self._database = cached_database()
        return self._database

    @property
    def site(self) -> Site:
        """The atlas on the national set."""
        if self._site is None:
            self._site = self._stack.enter_context(running_site(self.database))
        return self._site

    @property
    def browser(self) -> Browser:
        """A Chromium without a window."""
        if self._browser is None:
            self._browser = self._stack.enter_context(browsing.chromium())
        return self._browser

    def init(self) -> list[Measure]:
        """Time ``init``."""
        return initial.measure_init()

    def importing(self) -> list[Measure]:
        """Time the import of national files."""
        return importing.measure_import(self.database)

    def exporting(self) -> list[Measure]:
        """Time the files of the whole set, and weigh those of a larger one."""
        return exporting.measure_exports(self.site, self.database)

    def reconciling(self) -> list[Measure]:
        """Measure how well and how fast names are matched, and duplicates found."""
        return reconciling.measure_reconciling(self.database)

    def weight(self) -> list[Measure]:
        """Weigh a first visit of the map."""
        return browsing.measure_weight(self.browser, self.site)

    def drawing(self) -> list[Measure]:
        """Time the map beside the naive page."""
        folder = naive.naive_page(self.database)
        with naive.served(folder) as address:
            return browsing.measure_drawing(self.browser, self.site, address)

    def repaint(self) -> list[Measure]:
        """Time the effect of filters and of the year cursor."""
        return browsing.measure_repaint(self.browser, self.site)

    def lighthouse(self) -> list[Measure]:
        """Have Lighthouse judge the pages that matter most."""
        return lighthouse.measure_lighthouse(self.site)

    def search(self) -> list[Measure]:
        """Time the suggestions of the search box."""
        return searching.measure_search(self.site, searching.queries(self.database))

    def server(self) -> list[Measure]:
        """Time every kind of page, then read the memory of the workers."""
        asked = traffic.addresses(self.database, self.site.port)
        times = traffic.measure_traffic(self.site, asked)
        return [*traffic.measure_memory(self.site, asked), *times]


#: The benches by the name that ``--only`` takes, in order: memory is read when all has been served.
BENCHES: dict[str, tuple[str, Callable[[Bench], list[Measure]]]] = {
    "init": ("chargement du jeu livré", Bench.init),
    "import": ("import de 10 440 puis 100 000 lignes", Bench.importing),
    "export": ("fichiers du jeu national, puis de 100 000 liens", Bench.exporting),
    "rapprochement": ("rapprochement des noms et doublons", Bench.reconciling),
    "poids": ("poids d’une première visite de la carte", Bench.weight),
    "carte": ("temps jusqu’à la carte dessinée", Bench.drawing),
    "repeinture": ("repeinture après un filtre ou une année", Bench.repaint),
    "lighthouse": ("notes de Lighthouse", Bench.lighthouse),
    "recherche": ("recherche pendant la frappe", Bench.search),
    "serveur": ("temps et mémoire du serveur", Bench.server),
}


def machine_load() -> Measure:
    """Return how busy the machine is with other things; tell it when it is enough to matter."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    if load > BUSY:
        say(
            f"Cette machine fait autre chose (charge {number(load, 1)} par cœur) : "
            "les durées seront plus longues qu’au repos."
        )
    return Measure(
        "machine_load_per_core", "charge de la machine au départ, par cœur", load, "", decimals=1
    )


def measure(names: Sequence[str]) -> list[Measure]:
    """Run the benches of ``names`` and return what they measured."""
    measures = [machine_load()]
    with ExitStack() as stack:
        bench = Bench(stack)
        for name in names:
            label, run = BENCHES[name]
            say(f"Mesure : {label}…")
            started = time.monotonic()
            measures += run(bench)
            say(f"Mesure : {label}, {time.monotonic() - started:.0f} s")
    return measures


def main(arguments: list[str]) -> int:
    """Measure what is asked; return 0, or 1 when it cannot be, or with --strict and a miss."""
    parser = argparse.ArgumentParser(prog="./scripts/bench", add_help=False)
    parser.add_argument("--only", action="append", choices=BENCHES, metavar="NOM")
    parser.add_argument("--strict", action="store_true")
    options = parser.parse_args(arguments)
    wanted = [name for name in BENCHES if not options.only or name in options.only]
    try:
        measures = measure(wanted)
        write_json(OUTPUT, measures)
    except (AtlasError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(table(measures))
    return int(options.strict and any(item.missed for item in measures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
