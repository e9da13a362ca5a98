"""Loading everything that ships with the atlas, as one whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from atlas.editing import history
from atlas.editing.authority_loading import restore_after_load
from atlas.editing.partnerships import merge_after_load, touch
from atlas.model import (
    KEPT,
    Base,
    DataRevision,
    DatasetVersion,
)
from atlas.services.derivation import refresh_all
from atlas.settings import PROJECT_ROOT
from geodata.loading.accounts import Account, totals
from geodata.loading.authorities import AuthorityWriter
from geodata.loading.bodies import (
    load_foreign_authorities,
    load_foreign_names,
    load_other_french_bodies,
)
from geodata.loading.cog import load_french_authorities
from geodata.loading.countries import load_countries
from geodata.loading.outlines import load_outlines
from geodata.loading.partnerships import FactLoader
from geodata.loading.vocabularies import load_vocabularies, read_vocabularies
from geodata.manifests import DATASETS, ChangedFileError, Manifest, read_manifest, verify

#: The datasets that the database is made from, in the order in which pages list them.
LOADED = ("partenariats", "vocabulaires", "cog", "contours", "pays", "noms")
#: Those that the site uses as files, listed beside the others.
LISTED = ("fonds", "lieux")

#: The code that decides what a dataset becomes in the database.
_READING_CODE = tuple(
    PROJECT_ROOT / part
    for part in (
        "geodata/loading",
        "atlas/eras",
        "atlas/editing",
        "atlas/model",
        "atlas/services",
        "atlas/migrations",
    )
)

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class LoadReport:
    """What a load did: the account of each source file, and counts of what was written."""

    accounts: dict[str, Account]
    partnerships: int
    authorities: int
    outlines: int

    @property
    def rows_read(self) -> int:
        """How many source rows were read, all files together."""
        return totals(self.accounts.values()).total()


def embedded_token(folder: Path = DATASETS) -> str:
    """Return the revision token of what would be loaded: datasets, and the code that reads them.

    A database that bears it has nothing to gain from being loaded again. Raises ManifestError as
    :func:`~geodata.manifests.verify` does.
    """
    digest = hashlib.sha256()
    for manifest in _manifests(folder):
        digest.update(_digest(manifest).encode())
    for path in sorted(file for part in _READING_CODE for file in part.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _manifests(folder: Path) -> list[Manifest]:
    return [verify(folder / name) for name in (*LOADED, *LISTED)]


def _read_manifests(folder: Path) -> tuple[list[Manifest], ChangedFileError | None]:
    """Return the manifests, and the refusal of the first file that is not the announced one."""
    found, changed = [], None
    for name in (*LOADED, *LISTED):
        try:
            found.append(verify(folder / name))
        except ChangedFileError as error:
            changed = changed or error
            found.append(read_manifest(folder / name))
    return found, changed


def _digest(manifest: Manifest) -> str:
    text = "".join(f"{entry.path}:{entry.sha256};" for entry in manifest.files)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load_embedded(
    session: Session,
    folder: Path = DATASETS,
    *,
    progress: Progress = lambda _stage, _share: None,
) -> LoadReport:
    """Replace all data of the database by the shipped datasets of ``folder``, and what people made
    of them since (``docs/adr/0016``).

    Works within the session's transaction: nothing is kept unless the caller commits. ``progress``
    is told the stage (French) and the share done, 0 to 1. Raises :class:`DataFileError` for a row
    that cannot be used, and the manifests' error for a file that is not the announced one; a file
    that was changed is refused last, as whoever changed it has more use for the line that is wrong.
    """
    progress("Vérification des fichiers", 0.0)
    manifests, changed = _read_manifests(folder)
    connection = session.connection()
    _empty(session)
    progress("Vocabulaires et pays", 0.05)
    load_vocabularies(connection, folder / "vocabulaires")
    load_countries(connection, folder / "pays")
    progress("Collectivités françaises", 0.1)
    writer = AuthorityWriter(connection)
    load_french_authorities(writer, connection, folder / "cog")
    progress("Contours", 0.5)
    outlines = load_outlines(connection, folder / "contours", folder / "cog", writer.ids)
    progress("Partenaires et partenariats", 0.55)
    load_other_french_bodies(writer, folder / "partenariats")
    load_foreign_authorities(writer, folder / "partenariats")
    load_foreign_names(writer, connection, folder / "noms")
    facts = FactLoader(connection, read_vocabularies(session), writer.ids)
    facts.load(folder / "partenariats")
    restore_after_load(session)
    merge_after_load(session)
    count = refresh_all(
        session,
        progress=lambda done, total: progress(
            "Époques, statuts et titres", 0.6 + 0.4 * done / total
        ),
    )
    if changed is not None:
        raise changed
    connection.execute(
        insert(DatasetVersion),
        [version_row(manifest, position) for position, manifest in enumerate(manifests)],
    )
    token = embedded_token(folder)
    connection.execute(insert(DataRevision), [{"id": 1, "token": token, "loaded": token}])
    if history.count(session):
        # What people made is shown beside the same datasets: no cache may take it for those alone.
        touch(session)
    progress("Terminé", 1.0)
    return LoadReport(dict(sorted(facts.accounts.items())), count, len(writer.ids), outlines)


def _empty(session: Session) -> None:
    """Delete every row of every table of ours, children first; what readers left is kept."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.info != KEPT:
            session.execute(delete(table))
    session.expunge_all()


def version_row(manifest: Manifest, position: int) -> dict[str, object]:
    """Return the row of :class:`DatasetVersion` that tells which dataset was loaded."""
    return {
        "name": manifest.name,
        "position": position,
        "title_fr": manifest.title_fr,
        "title_en": manifest.title_en,
        "description_fr": manifest.description_fr,
        "publisher": manifest.publisher,
        "licence": manifest.licence,
        "licence_url": manifest.licence_url,
        "source_url": manifest.source_url,
        "source_version": manifest.source_version,
        "date": manifest.date.isoformat(),
        "rows": sum(entry.rows for entry in manifest.files),
        "digest": _digest(manifest),
    }
