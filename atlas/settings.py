"""Settings, each read from one ``ATLAS_*`` environment variable.

``SETTINGS`` is the only list of them; the table of ``docs/configuration.md`` is checked against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas.errors import AtlasError

PROJECT_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One setting: its environment variable, default value as text, and what it does (French)."""

    name: str
    default: str
    help_fr: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ATLAS_DATABASE_URL",
        "sqlite:///instance/atlas.sqlite",
        "Adresse SQLAlchemy de la base ; un chemin SQLite relatif part du dossier du projet.",
    ),
    Setting("ATLAS_HOST", "127.0.0.1", "Adresse sur laquelle `./scripts/serve` écoute."),
    Setting("ATLAS_PORT", "8000", "Port sur lequel `./scripts/serve` écoute."),
    Setting(
        "ATLAS_PROXIES",
        "0",
        "Nombre de serveurs frontaux devant l’atlas, dont l’en-tête `X-Forwarded-For` dit "
        "l’adresse du visiteur ; 0 : aucun, et cet en-tête n’est pas cru.",
    ),
    Setting("ATLAS_WORKERS", "2", "Nombre de processus serveurs que lance `./scripts/serve`."),
    Setting(
        "ATLAS_SECRET_KEY",
        "",
        "Secret qui signe les formulaires ; vide : tiré au sort une fois, et gardé dans le fichier "
        "`secret_key` à côté de la base.",
    ),
    Setting(
        "ATLAS_PUBLISHER", "", "Qui édite ce site : nom et adresse, pour les mentions légales."
    ),
    Setting(
        "ATLAS_DIRECTOR",
        "",
        "Qui dirige la publication : nom ou fonction, pour les mentions légales.",
    ),
    Setting(
        "ATLAS_HOSTING", "", "Qui héberge ce site : nom et adresse, pour les mentions légales."
    ),
    Setting("ATLAS_CONTACT", "", "Adresse électronique à laquelle joindre l’équipe du site."),
    Setting(
        "ATLAS_PUBLIC_URL",
        "",
        "Adresse publique du site (`https://atlas.exemple.fr`), pour les liens des messages ; "
        "vide : `http://` suivi de `ATLAS_HOST` et `ATLAS_PORT`. En `https`, le témoin de session "
        "n’est envoyé que chiffré.",
    ),
    Setting(
        "ATLAS_SMTP_HOST",
        "",
        "Serveur qui envoie les messages ; vide : ils attendent, et `./scripts/atlas mail list` "
        "les montre.",
    ),
    Setting("ATLAS_SMTP_PORT", "25", "Port de ce serveur."),
    Setting(
        "ATLAS_SMTP_SECURITY",
        "",
        "Chiffrement de la liaison : vide (aucun), `starttls` ou `tls`.",
    ),
    Setting("ATLAS_SMTP_USER", "", "Identifiant auprès de ce serveur ; vide : aucun."),
    Setting("ATLAS_SMTP_PASSWORD", "", "Mot de passe auprès de ce serveur."),
    Setting(
        "ATLAS_MAIL_FROM",
        "",
        "Expéditeur des messages ; vide : `ATLAS_CONTACT`, sinon `atlas@` et le nom de la machine.",
    ),
    Setting(
        "ATLAS_WIKIDATA_ENDPOINT",
        "https://query.wikidata.org/sparql",
        "Service SPARQL que demande `./scripts/atlas import --source wikidata-sparql`.",
    ),
    Setting(
        "ATLAS_PYTHON",
        "",
        "Python (3.11 ou plus) dont les commandes tirent leur environnement ; vide : cherché.",
    ),
    Setting(
        "ATLAS_CHROMIUM",
        "/usr/bin/chromium",
        "Chromium que pilotent les tests et les mesures.",
    ),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """The settings of one process, typed."""

    database_url: str
    host: str
    port: int
    proxies: int
    workers: int
    secret_key: str
    publisher: str
    director: str
    hosting: str
    contact: str
    public_url: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    smtp_password: str
    mail_from: str
    wikidata_endpoint: str


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings found in ``environ``, defaults for the rest.

    Raises :class:`AtlasError` when a value cannot be understood.
    """

    def text(name: str) -> str:
        return environ.get(name, "").strip() or _BY_NAME[name].default

    def number(name: str, valid: Callable[[int], bool]) -> int:
        value = text(name)
        if not value.isdecimal() or not valid(int(value)):
            raise AtlasError(
                "Le réglage {name} doit être un nombre entier valable, et non « {value} ».",
                name=name,
                value=value,
            )
        return int(value)

    def choice(name: str, choices: tuple[str, ...]) -> str:
        value = text(name)
        if value not in choices:
            raise AtlasError(
                "Le réglage {name} vaut « {value} »\N{NO-BREAK SPACE}: "
                "il peut être vide ou {choices}.",
                name=name,
                value=value,
                choices=", ".join(filter(None, choices)),
            )
        return value

    def address(name: str) -> str:
        value = text(name).rstrip("/")
        if value and not re.fullmatch(r"https?://[^\s/?#]+", value):
            raise AtlasError(
                "Le réglage {name} doit être l’adresse du site, comme « https://atlas.fr », "
                "et non « {value} ».",
                name=name,
                value=value,
            )
        return value

    return Settings(
        database_url=_anchored(text("ATLAS_DATABASE_URL")),
        host=text("ATLAS_HOST"),
        port=number("ATLAS_PORT", lambda n: 1 <= n <= 65535),
        proxies=number("ATLAS_PROXIES", lambda n: n <= 8),
        workers=number("ATLAS_WORKERS", lambda n: 1 <= n <= 64),
        secret_key=text("ATLAS_SECRET_KEY"),
        publisher=text("ATLAS_PUBLISHER"),
        director=text("ATLAS_DIRECTOR"),
        hosting=text("ATLAS_HOSTING"),
        contact=text("ATLAS_CONTACT"),
        public_url=address("ATLAS_PUBLIC_URL")
        or f"http://{text('ATLAS_HOST')}:{text('ATLAS_PORT')}",
        smtp_host=text("ATLAS_SMTP_HOST"),
        smtp_port=number("ATLAS_SMTP_PORT", lambda n: 1 <= n <= 65535),
        smtp_security=choice("ATLAS_SMTP_SECURITY", ("", "starttls", "tls")),
        smtp_user=text("ATLAS_SMTP_USER"),
        smtp_password=text("ATLAS_SMTP_PASSWORD"),
        mail_from=text("ATLAS_MAIL_FROM") or text("ATLAS_CONTACT"),
        wikidata_endpoint=text("ATLAS_WIKIDATA_ENDPOINT"),
    )


def _anchored(url: str) -> str:
    """Anchor a relative SQLite path at the project's root, whatever the current folder is."""
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith(prefix + "/"):
        path = url[len(prefix) :]
        if path and path != ":memory:":
            return f"{prefix}{PROJECT_ROOT / path}"
    return url
