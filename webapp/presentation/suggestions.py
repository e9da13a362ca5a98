"""What a suggestion says besides its name: where it is, why it matched, where it leads."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from atlas.queries.search import Suggestion
from atlas.search import Why
from atlas.text import fold
from atlas.vocabulary import FORMER_KINDS, Vocabulary

_INSEE = 5  # characters of the code of a commune


def address(suggestion: Suggestion) -> str:
    """Return the address of the page that a suggestion leads to."""
    match suggestion.group:
        case "pays":
            return url_for("public.pays", iso2=suggestion.code)
        case "themes":
            return url_for("public.theme", code=suggestion.code)
        case "epoques":
            return url_for("public.epoque", code=suggestion.code)
    return url_for("public.collectivite", code=suggestion.code)


def where(suggestion: Suggestion, vocabulary: Vocabulary, language: str) -> str:
    """Return what tells an authority from its namesakes: « Commune, Loire », « Allemagne »."""
    if suggestion.group == "collectivites":
        kind = vocabulary.kind(suggestion.kind).label(language)
        entry = vocabulary.departements.get(suggestion.departement_code or "")
        place = entry.label(language) if entry is not None else ""
        if not place or place == suggestion.name.in_language(language):
            return kind
        return f"{kind}, {place}"
    if suggestion.group == "partenaires":
        return vocabulary.countries[suggestion.country_iso2 or ""].label(language)
    return ""


def reason(suggestion: Suggestion, vocabulary: Vocabulary, language: str) -> str:
    """Return why the query led here, where the name shown does not say it; empty otherwise."""
    name = suggestion.matched.in_language(language)
    if suggestion.why == Why.PAST_STATE:
        return gettext("%(pays)s jusqu’en %(annee)s", pays=name, annee=suggestion.matched.year_to)
    if suggestion.why == Why.POSTCODE:
        return gettext("code postal %(code)s", code=name)
    if suggestion.why == Why.OFFICIAL_CODE:
        return (
            gettext("SIREN %(code)s", code=name)
            if len(name) > _INSEE
            else gettext("code Insee %(code)s", code=name)
        )
    if fold(name) == fold(suggestion.name.in_language(language)):
        return ""
    if suggestion.why == Why.FORMER_NAME:
        return gettext("ancien nom\N{NO-BREAK SPACE}: %(nom)s", nom=name)
    if suggestion.why == Why.MERGED:
        return _merged(name, suggestion.merged_kind, vocabulary, language)
    if suggestion.kind == "municipality":
        return gettext("aussi appelé %(nom)s", nom=name)
    # « Appelé » would have to agree with the name of a country or of a province.
    return gettext("autre nom\N{NO-BREAK SPACE}: %(nom)s", nom=name)


def _merged(name: str, kind: str, vocabulary: Vocabulary, language: str) -> str:
    if kind in FORMER_KINDS:
        label = vocabulary.kind(kind).label(language).lower()
        return gettext("%(nature)s\N{NO-BREAK SPACE}: %(nom)s", nature=label, nom=name)
    return gettext("a succédé à un organisme\N{NO-BREAK SPACE}: %(nom)s", nom=name)
