"""Examining an installation: what is used, what is loaded, and what is wrong."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.database import sqlite_driver
from atlas.editing import history
from atlas.errors import AtlasError, DatabaseUnavailableError
from atlas.queries import provenance
from atlas.services import schema


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at (French): its value, and what is wrong with it if anything."""

    subject: str
    value: str
    problem: str = ""


def examine(engine: Engine) -> list[Finding]:
    """Return every finding on the installation; no finding with a ``problem`` means health.

    A database that cannot be opened yields a finding, not an error.
    """
    findings = [Finding("Python", platform.python_version()), _driver(engine)]
    try:
        with engine.connect() as connection:
            findings += _libraries(connection)
            findings += _schema(connection)
            if schema.current_revision(connection) == schema.head_revision():
                findings += _contents(connection)
    except AtlasError as error:
        findings.append(Finding("Base", str(engine.url), str(error)))
    except DBAPIError as error:
        findings.append(
            Finding(
                "Base",
                str(engine.url),
                f"La base ne s’ouvre pas ou est abîmée\N{NO-BREAK SPACE}: {error.orig}.",
            )
        )
    return findings


def _driver(engine: Engine) -> Finding:
    if engine.dialect.name != "sqlite":
        return Finding("Pilote", f"{engine.dialect.name} ({engine.dialect.driver})")
    try:
        driver = sqlite_driver()
    except DatabaseUnavailableError as error:
        return Finding("Pilote", "sqlite3", str(error))
    return Finding("Pilote", f"{driver.__name__} (SQLite {driver.sqlite_version})")


def _libraries(connection: Connection) -> list[Finding]:
    try:
        versions = spatial.library_versions(connection)
    except DBAPIError:
        return [Finding("SpatiaLite", "absent", "Les fonctions spatiales manquent dans la base.")]
    return [Finding(name, version) for name, version in versions.items()]


def _schema(connection: Connection) -> list[Finding]:
    database = make_url(str(connection.engine.url)).database or ""
    findings = [Finding("Base", database)]
    if connection.dialect.name == "sqlite":
        integrity = str(connection.scalar(text("PRAGMA quick_check")))
        orphans = connection.execute(text("PRAGMA foreign_key_check")).first()
        findings.append(
            Finding(
                "Intégrité",
                integrity,
                ""
                if integrity == "ok"
                else "Le fichier de la base est abîmé\N{NO-BREAK SPACE}: restaurez une sauvegarde.",
            )
        )
        findings.append(
            Finding(
                "Clés étrangères",
                "ok" if orphans is None else "rompues",
                ""
                if orphans is None
                else f"La table « {orphans[0]} » cite une ligne qui n’existe pas.",
            )
        )
    current, head = schema.current_revision(connection), schema.head_revision()
    findings.append(
        Finding(
            "Révision du schéma",
            f"{current or 'aucune'} (attendue\N{NO-BREAK SPACE}: {head})",
            ""
            if current == head
            else "Le schéma n’est pas celui de ce code\N{NO-BREAK SPACE}: "
            "lancez « ./scripts/atlas init ».",
        )
    )
    return findings


def _history(session: Session) -> Finding:
    broken = history.first_broken(session)
    return Finding(
        "Historique",
        f"{history.count(session)} modifications",
        ""
        if broken is None
        else f"La modification n°\N{NO-BREAK SPACE}{broken} a été réécrite, ou une autre manque "
        "avant elle\N{NO-BREAK SPACE}: restaurez une sauvegarde, et voyez qui a touché au fichier.",
    )


def _contents(connection: Connection) -> list[Finding]:
    broken = spatial.broken_indexes(connection)
    drift = schema.drift(connection)
    findings = [
        Finding(
            "Index spatiaux",
            "ok" if not broken else ", ".join(broken),
            ""
            if not broken
            else "Un index spatial ne suit plus sa table\N{NO-BREAK SPACE}: "
            "lancez « ./scripts/atlas init --force ».",
        ),
        Finding(
            "Écart avec le modèle",
            "aucun" if not drift else f"{len(drift)} différences",
            ""
            if not drift
            else f"La base ne ressemble pas au modèle\N{NO-BREAK SPACE}: {drift[0]}.",
        ),
    ]
    with Session(connection) as session:
        datasets = provenance.list_datasets(session)
        accounts = provenance.list_accounts(session)
        findings.append(_history(session))
    if not datasets:
        findings.append(
            Finding(
                "Jeux de données",
                "aucun",
                "La base est vide\N{NO-BREAK SPACE}: lancez « ./scripts/atlas init ».",
            )
        )
    findings += [
        Finding(f"Jeu « {item.name} »", f"{item.date}, {item.rows} lignes, {item.digest}")
        for item in datasets
    ]
    unbalanced = [a.file for a in accounts if a.rows_read != a.loaded + a.merged + a.rejected]
    if unbalanced:
        findings.append(
            Finding(
                "Comptes du chargement",
                unbalanced[0],
                "Les lignes lues ne sont pas toutes expliquées.",
            )
        )
    return findings
