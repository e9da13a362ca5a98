"""What an address of the site is about: a title, a sentence and a selection of partnerships.

Reports, previews, short links and cards all name a page by its address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from flask import current_app, g, request, url_for
from flask_babel import format_decimal, gettext, ngettext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from atlas.errors import NotFoundError
from atlas.exchange import reading
from atlas.language import SOURCE_LANGUAGE
from atlas.queries import authorities, countries, figures, fundings, partnerships
from atlas.selection import FIELDS, Selection
from webapp.database import get_session, get_vocabulary
from webapp.i18n import language, language_of, speaking
from webapp.presentation import naming
from webapp.presentation.periods import period_label
from webapp.wording import in_words

_LONGEST = 2000
#: Addresses about other addresses, those of files, and personal ones: nobody shares them.
UNSHARED = frozenset(
    f"public.{name}"
    for name in (
        "partager", "apercu", "qr", "oembed", "lien_court",
        "verifier", "repondre_verification", "merci_verification",
        "bourse_confirmer", "bourse_echange", "bourse_reponse",
    )
)  # fmt: skip

#: Pages that show a selection, and that its words, which say how many links it holds, entitle.
_SELECTIONS = frozenset({"public.carte", "public.liste"})


@dataclass(frozen=True)
class PageSubject:
    """A page: its address below the host (no fragment) in the reader's language, and what it tells.

    ``places`` gives (primary era, longitude, latitude) of the partners that it tells of.
    """

    url: str
    endpoint: str
    title: str
    sentence: str
    places: Callable[[], list[tuple[str, float, float]]]


def describe(address: str) -> PageSubject:
    """Return the subject of the page at ``address`` (``/pays/DE``, ``/en/carte?pays=DE#5/51/10``).

    Raises :class:`NotFoundError` when it leads to no page, or what the page itself would raise.
    """
    unknown = NotFoundError(
        "L’adresse « {address} » ne mène à aucune page de l’atlas.", address=address[:80]
    )
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or len(address) > _LONGEST:
        raise unknown
    try:
        endpoint, values = current_app.url_map.bind("atlas").match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        raise unknown from None
    if not str(endpoint).startswith("public.") or endpoint in UNSHARED:
        raise unknown
    if parts.query:
        _require_understood(address)
    url = url_for(str(endpoint), **{k: v for k, v in values.items() if k != "langue"})
    if parts.query:
        url = f"{url}?{parts.query}"
    if endpoint == "public.partenariat":
        return _partnership(url, int(values["partnership_id"]))
    title, selection = _described(str(endpoint), values, parts.query)
    title_counts = bool(selection) and str(endpoint) in _SELECTIONS
    return PageSubject(
        url,
        str(endpoint),
        title,
        _who(selection) if title_counts else _counted(selection),
        lambda: figures.partner_points(get_session(), selection),
    )


def _require_understood(address: str) -> None:
    """Raise what the page at ``address`` raises for filters that it does not understand."""
    with speaking(language()), current_app.test_request_context(address):
        current_app.preprocess_request()
        g.language = language_of(request.path)
        current_app.dispatch_request()


def _partnership(url: str, number: int) -> PageSubject:
    record = partnerships.get_partnership(get_session(), number)
    kind = get_vocabulary().link_types[record.link_type].label(language())
    when = period_label(record)
    return PageSubject(
        url,
        "public.partenariat",
        naming.title_of(record, language()),
        f"{kind}, {when}." if when else f"{kind}.",
        lambda: [
            (record.primary_era.code, member.lon, member.lat)
            for member in record.foreign_members
            if member.lon is not None and member.lat is not None
        ],
    )


def _described(endpoint: str, values: Mapping[str, object], query: str) -> tuple[str, Selection]:
    session, reader = get_session(), language()
    match endpoint:
        case "public.collectivite":
            code = authorities.resolve_code(session, str(values["code"]))
            body = authorities.get_authority(session, code)
            selection = Selection(collectivite=(body.code,))
            return body.display_name(reader), selection
        case "public.pays":
            country = countries.get_country(session, str(values["iso2"]).upper())
            selection = Selection(pays=(country.iso2,))
            return country.name(reader), selection
        case "public.epoque" if era := get_vocabulary().eras.get(str(values["code"])):
            return era.label(reader), Selection(epoque=(era.code,))
        case "public.theme" if theme := get_vocabulary().themes.get(str(values["code"])):
            return theme.label(reader), Selection(theme=(theme.code,))
        case "public.financement":
            item = fundings.get_instrument(session, str(values["code"]))
            return item.name(reader), Selection(financement=(item.family,))
        case "public.annonce" | "public.repondre_annonce" | "public.bourse_envoyee":
            now = dt.datetime.now(tz=dt.UTC)
            advert = reading.find_public(session, int(str(values["number"])), now)
            return advert.content.title, Selection()
        case _ if endpoint in _SELECTIONS:
            pairs = [(k, v) for k, v in parse_qsl(query) if k in FIELDS]
            selection = Selection.parse(pairs, get_vocabulary().known_values(reader))
            if selection:
                return in_words(selection), selection
    return _title_of_page(endpoint), Selection()


def _title_of_page(endpoint: str) -> str:
    """Return the title of a page that tells of the whole atlas."""
    titles = {
        "public.acteurs": gettext("Les acteurs\N{NO-BREAK SPACE}: à qui s’adresser"),
        "public.accessibilite": gettext("Accessibilité"),
        "public.bourse": gettext("La bourse aux partenariats"),
        "public.chiffres": gettext("Les chiffres"),
        "public.comparer": gettext("Comparer des collectivités"),
        "public.donnees": gettext("Les données"),
        "public.epoques": gettext("Quatre époques, qui se recouvrent"),
        "public.financements": gettext("Les financements"),
        "public.mentions_legales": gettext("Mentions légales"),
        "public.methode": gettext("Comment l’atlas est fait"),
        "public.signaler": gettext("Corriger ou compléter l’atlas"),
        "public.themes": gettext("Les thèmes"),
    }
    return titles.get(endpoint) or gettext("Les liens des collectivités françaises avec le monde")


def _counted(selection: Selection) -> str:
    totals = figures.key_figures(get_session(), selection)
    links = ngettext(
        "%(nombre)s partenariat",
        "%(nombre)s partenariats",
        totals.partnerships,
        nombre=format_decimal(totals.partnerships),
    )
    if totals.countries < 2:
        return f"{links}."
    return gettext(
        "%(liens)s, %(nombre)s pays.", liens=links, nombre=format_decimal(totals.countries)
    )


def _who(selection: Selection) -> str:
    totals = figures.key_figures(get_session(), selection)
    return gettext(
        "%(francaises)s, %(etrangers)s.",
        francaises=ngettext(
            "%(nombre)s collectivité française",
            "%(nombre)s collectivités françaises",
            totals.french_authorities,
            nombre=format_decimal(totals.french_authorities),
        ),
        etrangers=ngettext(
            "%(nombre)s partenaire étranger",
            "%(nombre)s partenaires étrangers",
            totals.foreign_authorities,
            nombre=format_decimal(totals.foreign_authorities),
        ),
    )


def absolute(address: str) -> str:
    """Return an address of the site with its host."""
    root = url_for("public.accueil", langue=SOURCE_LANGUAGE, _external=True)
    return f"{root.rstrip('/')}{address}"
