"""The command line that imports, run beside the site: a long file must not hold a web process.

The site knows the domain only; the command knows the sources. It says which there are, and tells
how far it is in the file of the job (:mod:`atlas.services.import_jobs`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

from atlas.errors import AtlasError
from atlas.language import in_language
from atlas.services.import_jobs import Job
from atlas.settings import PROJECT_ROOT, Settings
from atlas.text import to_translate

_COMMAND = (sys.executable, "-P", "-m", "scripts.cli", "import")
#: Seconds that the list of sources may take.
_PATIENCE = 60


@dataclass(frozen=True)
class SourceTerms:
    """A source as the form shows it: the headings it must have, and all that it may have."""

    name: str
    title_fr: str
    title_en: str
    help_fr: str
    help_en: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]

    def title(self, language: str) -> str:
        """Return what the source is called."""
        return in_language(language, self.title_fr, self.title_en)

    def help(self, language: str) -> str:
        """Return what its files hold."""
        return in_language(language, self.help_fr, self.help_en)


def folder(settings: Settings) -> Path:
    """Return where files that were sent are kept: beside the database."""
    database = make_url(settings.database_url).database
    return Path(database or PROJECT_ROOT / "instance" / "x").parent / "imports"


@cache
def sources() -> tuple[SourceTerms, ...]:
    """Return the sources whose files can be imported."""
    done = subprocess.run(
        [*_COMMAND, "--sources", "--json"],
        capture_output=True,
        env=_environment(),
        timeout=_PATIENCE,
        check=False,
        cwd=PROJECT_ROOT,
    )
    if done.returncode:
        raise AtlasError(
            to_translate("La commande d’import ne répond pas : voyez « ./scripts/atlas doctor ».")
        )
    return tuple(
        SourceTerms(**{**one, "columns": tuple(one["columns"]), "headings": tuple(one["headings"])})
        for one in json.loads(done.stdout)
    )


def start(job: Job, settings: Settings, arguments: Sequence[str]) -> None:
    """Begin to read or to write the file of ``job``, with more ``arguments``; return at once."""
    told = [f"--with={column}={value}" for column, value in job.told.items()]
    with (job.folder / "command.log").open("ab") as log:
        subprocess.Popen(
            [
                *_COMMAND,
                str(job.file),
                f"--source={job.source}",
                f"--author={job.author}",
                f"--report={job.report}",
                *told,
                *arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=PROJECT_ROOT,
            env={**_environment(), "ATLAS_DATABASE_URL": settings.database_url},
            start_new_session=True,
        )


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
