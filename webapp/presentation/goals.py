"""The names of the codes that others file themes under: OECD DAC purposes, goals of the UN.

Names follow the lists of the OECD (« codes-objet », CRS) and of the United Nations.
"""

from __future__ import annotations

from flask_babel import gettext


def purpose_name(code: str) -> str:
    """Return the name of a DAC purpose code that a theme has; raise KeyError on another."""
    return {
        "11110": gettext("Politique de l’éducation et gestion administrative"),
        "11231": gettext("Éducation des jeunes pour une meilleure qualité de vie"),
        "11330": gettext("Formation professionnelle"),
        "11420": gettext("Enseignement supérieur"),
        "12220": gettext("Soins et services de santé de base"),
        "14031": gettext("Approvisionnement en eau potable, dispositifs de base"),
        "14032": gettext("Assainissement, dispositifs de base"),
        "14050": gettext("Traitement des déchets"),
        "15111": gettext("Gestion des finances publiques"),
        "15112": gettext("Décentralisation et soutien aux administrations infranationales"),
        "15150": gettext("Participation démocratique et société civile"),
        "15170": gettext("Mouvements et institutions de défense des droits des femmes"),
        "15185": gettext("Administration des collectivités locales"),
        "15190": gettext("Migrations et mobilités ordonnées, sûres et régulières"),
        "15220": gettext("Construction de la paix et prévention des conflits"),
        "16010": gettext("Protection sociale"),
        "16020": gettext("Création d’emplois"),
        "16065": gettext("Loisirs et sports"),
        "16066": gettext("Culture"),
        "21010": gettext("Politique des transports et gestion administrative"),
        "22040": gettext("Technologies de l’information et de la communication"),
        "23210": gettext("Production d’énergie de sources renouvelables"),
        "31120": gettext("Développement agricole"),
        "32130": gettext("Développement des petites et moyennes entreprises"),
        "33210": gettext("Politique du tourisme et gestion administrative"),
        "41010": gettext("Politique de l’environnement et gestion administrative"),
        "41030": gettext("Diversité biologique"),
        "41040": gettext("Protection des sites"),
        "43030": gettext("Développement et gestion urbaine"),
        "43060": gettext("Réduction des risques de catastrophe"),
        "43071": gettext("Politique de sécurité alimentaire et gestion administrative"),
        "43082": gettext("Recherche et institutions scientifiques"),
        "72010": gettext("Assistance matérielle et services d’urgence"),
        "99820": gettext("Sensibilisation au développement"),
    }[code]


def goal_name(number: int) -> str:
    """Return the short name of a Sustainable Development Goal, 1 to 17."""
    return (
        gettext("Pas de pauvreté"),
        gettext("Faim « zéro »"),
        gettext("Bonne santé et bien-être"),
        gettext("Éducation de qualité"),
        gettext("Égalité entre les sexes"),
        gettext("Eau propre et assainissement"),
        gettext("Énergie propre et d’un coût abordable"),
        gettext("Travail décent et croissance économique"),
        gettext("Industrie, innovation et infrastructure"),
        gettext("Inégalités réduites"),
        gettext("Villes et communautés durables"),
        gettext("Consommation et production responsables"),
        gettext("Lutte contre les changements climatiques"),
        gettext("Vie aquatique"),
        gettext("Vie terrestre"),
        gettext("Paix, justice et institutions efficaces"),
        gettext("Partenariats pour la réalisation des objectifs"),
    )[number - 1]
