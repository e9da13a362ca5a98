"""Whom a new partner may be already: asked of the command line, which knows how names are matched.

The site knows the domain only; what compares names in all languages is of the data sources, and is
run beside the site as imports are (:mod:`webapp.gestion.import_command`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import msgspec
from flask import current_app

from atlas.doubts import evidence
from atlas.doubts.content import FOREIGN, Choice, Question
from atlas.editing.authority_documents import AuthorityDocument
from atlas.queries.authorities import named
from atlas.settings import PROJECT_ROOT
from webapp.database import get_session
from webapp.gestion import candidate_words
from webapp.gestion.posting import settings
from webapp.i18n import language

_COMMAND = (sys.executable, "-P", "-m", "scripts.cli", "similar")
#: Seconds that the command may take; then the same names alone are shown.
_PATIENCE = 20
#: What a name that is the same, to the letter, is worth.
_SAME_NAME = 0.9


def lookalikes(document: AuthorityDocument) -> list[SimpleNamespace]:
    """Return the authorities that the one to be made may be, ready to read, the likeliest first."""
    question = Question(FOREIGN, document.name, document.country, choices=_choices(document))
    return [
        candidate_words.candidate(one, language())
        for one in evidence.of_question(get_session(), question)
        if one.body is not None
    ]


def _choices(document: AuthorityDocument) -> tuple[Choice, ...]:
    """Return those that bear the same name, then those that names in other words lead to."""
    names = (document.name, document.name_fr, document.name_en, *document.names)
    found = {
        body.code: Choice(body.code, body.name, _SAME_NAME, (("name", body.name),))
        for name in names
        for body in named(get_session(), name)
        if body.side == "foreign" and body.country_iso2 == document.country
    }
    for choice in _asked(document):
        found[choice.code] = choice
    return tuple(sorted(found.values(), key=lambda choice: (-choice.score, choice.code)))


def _asked(document: AuthorityDocument) -> list[Choice]:
    arguments = [f"--country={document.country}", "--json"]
    if document.lon is not None and document.lat is not None:
        arguments += [f"--lon={document.lon}", f"--lat={document.lat}"]
    try:
        # What was typed follows « -- »: a name is never an option.
        done = subprocess.run(
            [*_COMMAND, *arguments, "--", document.name],
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(PROJECT_ROOT),
                "ATLAS_DATABASE_URL": settings().database_url,
            },
        )
        return msgspec.json.decode(done.stdout, type=list[Choice])
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError):
        current_app.logger.exception("« similar » did not answer: same names only are shown")
        return []
