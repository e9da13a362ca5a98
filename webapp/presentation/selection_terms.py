"""The values of a selection as a sentence says them, each in the form that its place asks for.

Each dictionary is made when asked for, in the reader's language. A code that it does not hold (a
vocabulary has grown) is said by its label between quotation marks.
"""

from __future__ import annotations

from flask_babel import gettext, ngettext

#: Link types whose French noun is feminine.
FEMININE = frozenset(
    {"cooperation", "action_ponctuelle", "transfrontalier", "urgence", "un_pourcent"}
)


def quoted(label: str) -> str:
    """Return a label between the quotation marks of the reader's language."""
    return gettext("« %(mots)s »", mots=label)


def link_noun(code: str, count: int) -> str | None:
    """Return what ``count`` links of a type are called, without the number."""
    match code:
        case "jumelage":
            return ngettext("jumelage", "jumelages", count)
        case "jumelage_cooperation":
            return ngettext("jumelage-coopération", "jumelages-coopérations", count)
        case "cooperation":
            return ngettext("coopération", "coopérations", count)
        case "amitie":
            return ngettext("pacte d’amitié", "pactes d’amitié", count)
        case "action_ponctuelle":
            return ngettext("action ponctuelle", "actions ponctuelles", count)
        case "transfrontalier":
            return ngettext("coopération transfrontalière", "coopérations transfrontalières", count)
        case "reseau":
            return ngettext("partenariat en réseau", "partenariats en réseau", count)
        case "urgence":
            return ngettext("aide d’urgence", "aides d’urgence", count)
        case "un_pourcent":
            return ngettext(
                "action de solidarité au titre du 1\N{NO-BREAK SPACE}%%",
                "actions de solidarité au titre du 1\N{NO-BREAK SPACE}%%",
                count,
            )
    return None


def eras() -> dict[str, str]:
    """Return what follows « relevant » for the eras of history."""
    return {
        "apres_guerre": gettext("de l’après-guerre"),
        "decolonisation": gettext("de la décolonisation"),
        "guerre_froide": gettext("de la guerre froide"),
        "mondialisation": gettext("de la mondialisation"),
    }


def outside_eras() -> dict[str, str]:
    """Return how links outside the eras are said."""
    return {
        "avant_1945": gettext("d’avant 1945"),
        "non_date": gettext("sans date connue"),
    }


def themes() -> dict[str, str]:
    """Return what follows « sur »."""
    return {
        "gouvernance": gettext("la gouvernance locale"),
        "finances_locales": gettext("les finances locales"),
        "education": gettext("l’éducation"),
        "formation": gettext("la formation professionnelle"),
        "jeunesse": gettext("la jeunesse"),
        "recherche": gettext("la recherche et l’enseignement supérieur"),
        "culture": gettext("la culture"),
        "patrimoine": gettext("le patrimoine"),
        "sport": gettext("le sport"),
        "sante": gettext("la santé"),
        "eau": gettext("l’eau"),
        "assainissement": gettext("l’assainissement"),
        "dechets": gettext("les déchets"),
        "energie": gettext("l’énergie"),
        "environnement": gettext("l’environnement et le climat"),
        "biodiversite": gettext("la biodiversité"),
        "agriculture": gettext("l’agriculture et l’alimentation"),
        "economie": gettext("l’économie"),
        "emploi": gettext("l’emploi et l’insertion"),
        "tourisme": gettext("le tourisme"),
        "urbanisme": gettext("l’urbanisme"),
        "transports": gettext("les transports"),
        "numerique": gettext("le numérique et l’innovation"),
        "egalite": gettext("l’égalité entre les femmes et les hommes"),
        "social": gettext("l’action sociale"),
        "urgence": gettext("l’aide d’urgence"),
        "risques": gettext("la prévention des risques"),
        "paix": gettext("la paix et les droits humains"),
        "citoyennete": gettext("la citoyenneté"),
        "migrations": gettext("les migrations et les diasporas"),
        "sensibilisation": gettext("l’éducation à la solidarité internationale"),
        "attractivite": gettext("l’attractivité et le rayonnement"),
        "transfrontalier": gettext("la vie transfrontalière"),
    }


def fundings() -> dict[str, str]:
    """Return what follows « financés par »."""
    return {
        "meae_daect": gettext("le ministère de l’Europe et des Affaires étrangères"),
        "afd_ficol": gettext("l’AFD"),
        "fonds_conjoint": gettext("un fonds conjoint avec un État partenaire"),
        "ue_interreg": gettext("Interreg"),
        "ue_europe_citoyens_cerv": gettext("le programme L’Europe pour les citoyens ou CERV"),
        "ue_erasmus": gettext("Erasmus+"),
        "ue_autre": gettext("un autre programme européen"),
        "un_pourcent_eau": gettext("le 1\N{NO-BREAK SPACE}% eau et assainissement"),
        "un_pourcent_dechets": gettext("le 1\N{NO-BREAK SPACE}% déchets"),
        "un_pourcent_energie": gettext("le 1\N{NO-BREAK SPACE}% énergie"),
        "agence_eau": gettext("une agence de l’eau"),
        "faceco": gettext("le FACECO"),
        "region": gettext("un conseil régional"),
        "departement": gettext("un conseil départemental"),
        "ofaj_fonds_citoyen": gettext("l’OFAJ ou le Fonds citoyen franco-allemand"),
        "budget_propre": gettext("le budget propre de la collectivité"),
        "partenaire": gettext("le partenaire étranger"),
        "autre": gettext("un autre financeur"),
    }


def funded_by(names: str, count: int, *, feminine: bool) -> str:
    """Return « financées par l’AFD », in agreement with what is funded."""
    if feminine:
        return ngettext("financée par %(noms)s", "financées par %(noms)s", count, noms=names)
    return ngettext("financé par %(noms)s", "financés par %(noms)s", count, noms=names)


def status(code: str, count: int, *, feminine: bool) -> str | None:
    """Return a status as an adjective of the links, in agreement with them."""
    same = {
        "en_preparation": gettext("en préparation"),
        "en_sommeil": gettext("en sommeil"),
        "inconnu": gettext("de statut inconnu"),
    }
    return same.get(code) or (_feminine if feminine else _masculine)(code, count)


def _masculine(code: str, count: int) -> str | None:
    match code:
        case "actif":
            return ngettext("actif", "actifs", count)
        case "suspendu":
            return ngettext("suspendu", "suspendus", count)
        case "termine":
            return ngettext("terminé", "terminés", count)
        case "rompu":
            return ngettext("rompu par délibération", "rompus par délibération", count)
        case "repris":
            return ngettext("repris par un successeur", "repris par un successeur", count)
    return None


def _feminine(code: str, count: int) -> str | None:
    match code:
        case "actif":
            return ngettext("active", "actives", count)
        case "suspendu":
            return ngettext("suspendue", "suspendues", count)
        case "termine":
            return ngettext("terminée", "terminées", count)
        case "rompu":
            return ngettext("rompue par délibération", "rompues par délibération", count)
        case "repris":
            return ngettext("reprise par un successeur", "reprises par un successeur", count)
    return None


def level(code: str, count: int) -> str | None:
    """Return what follows « engageant » for a level of French authorities."""
    match code:
        case "commune":
            return ngettext("une commune", "des communes", count)
        case "epci":
            return ngettext("une intercommunalité", "des intercommunalités", count)
        case "departement":
            return ngettext("un département", "des départements", count)
        case "region":
            return ngettext("une région", "des régions", count)
        case "statut_particulier":
            return ngettext(
                "une collectivité à statut particulier",
                "des collectivités à statut particulier",
                count,
            )
        case "syndicat":
            return ngettext("un syndicat", "des syndicats", count)
        case "autre":
            return ngettext("un autre organisme", "d’autres organismes", count)
    return None


def continents() -> dict[str, str]:
    """Return what follows « avec » when all countries of a continent are chosen."""
    return {
        "EU": gettext("l’Europe"),
        "AF": gettext("l’Afrique"),
        "AS": gettext("l’Asie"),
        "NA": gettext("l’Amérique du Nord et les Caraïbes"),
        "SA": gettext("l’Amérique du Sud"),
        "OC": gettext("l’Océanie"),
        "AN": gettext("l’Antarctique"),
    }
