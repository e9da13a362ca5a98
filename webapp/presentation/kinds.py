"""What kinds of landmarks and networks are called on screen."""

from __future__ import annotations

from flask_babel import gettext


def landmark_kind(kind: str) -> str:
    """Return what a kind of landmark is called."""
    return {
        "loi": gettext("Loi ou texte"),
        "traite": gettext("Traité ou accord"),
        "programme": gettext("Programme"),
        "institution": gettext("Institution"),
        "crise": gettext("Crise"),
        "evenement": gettext("Événement"),
    }.get(kind, kind)


def network_kinds(kind: str) -> str:
    """Return what the networks of a kind are called together."""
    return {
        "rrma": gettext("Réseaux régionaux multi-acteurs"),
        "national": gettext("Réseaux nationaux"),
        "europeen": gettext("Réseaux européens"),
        "international": gettext("Réseaux internationaux"),
    }[kind]
