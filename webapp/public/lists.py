"""Lists of partnerships, and one partnership."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.dates import today
from atlas.doubts.queue import united_into
from atlas.errors import NotFoundError
from atlas.public_codes import AUTHORITY_OF_ISO
from atlas.queries import authorities, partnerships, provenance, search
from atlas.queries.partnerships import Page
from atlas.search import Why
from atlas.selection import Selection
from atlas.text import fold
from webapp.database import cached, get_session, get_vocabulary, read_facets
from webapp.errors import redirect_to
from webapp.i18n import language
from webapp.params import LISTING_PARAMS, PAGE_SIZES, Listing, read_listing, read_selection
from webapp.presentation import suggestions
from webapp.presentation.facet_views import facet_views, years_view
from webapp.presentation.freshness import freshness_view
from webapp.presentation.labels import country_name, date_label
from webapp.presentation.rows import PartnershipView, RowPresenter
from webapp.presentation.selection import SelectionView
from webapp.public.blueprint import blueprint
from webapp.searching import search_index
from webapp.wording import in_words

#: How many names are offered for one that nothing bears.
_CLOSE_NAMES = 5


def presenter() -> RowPresenter:
    """Return the presenter of rows for the current reader."""
    return RowPresenter(get_vocabulary(), language())


def view_selection(
    selection: Selection, address: str, listing: Listing | None, *, implied: tuple[str, ...] = ()
) -> SelectionView:
    """Return ``selection`` as a page at ``address`` shows it, sorted and cut by ``listing``."""
    return SelectionView(
        selection,
        get_vocabulary(),
        address,
        language(),
        names=authority_names(selection),
        view=tuple(listing.pairs()) if listing is not None else (),
        implied=implied,
    )


def authority_names(selection: Selection) -> dict[str, str]:
    """Return the display name of each authority that ``selection`` names, by code."""
    session = get_session()
    public = {code: authorities.resolve_code(session, code) for code in selection.collectivite}
    return {
        code: authorities.get_authority(session, found).display_name(language())
        for code, found in public.items()
    }


def read_page(selection: Selection, listing: Listing) -> tuple[Page, list[PartnershipView]]:
    """Return a page of ``selection`` and its rows as views."""
    page = partnerships.list_page(
        get_session(),
        selection,
        number=listing.number,
        size=listing.size,
        sort=listing.sort,
        descending=listing.descending,
    )
    present = presenter()
    return page, [present.partnership(record) for record in page.items]


def list_context(page: Page, rows: list[PartnershipView], listing: Listing) -> dict[str, Any]:
    """Return what every template with a table of partnerships needs."""
    return {
        "partenariats": rows,
        "page": page,
        "tri": listing.sort,
        "ordre": "desc" if listing.descending else "asc",
    }


@blueprint.get("/liste")
def liste() -> str | Response:
    """Show a selection as a table, with its filters.

    A postcode or an official code that one authority bears leads to its page: it is no word that a
    partnership could hold.
    """
    selection = read_selection(LISTING_PARAMS)
    listing = read_listing()
    page, rows = read_page(selection, listing)
    if not page.total and selection == Selection(q=selection.q):
        found = search.suggest(get_session(), search_index(), selection.q, limit=2)
        if len(found) == 1 and found[0].why in (Why.POSTCODE, Why.OFFICIAL_CODE):
            return redirect_to(suggestions.address(found[0]), 302)
    named = _found_by_name(selection.q)
    counts = read_facets(selection)
    view = view_selection(selection, url_for("public.liste"), listing)
    return render_template(
        "public/liste.html",
        selection=view,
        en_mots=in_words(selection, page.total),
        facettes=facet_views(counts, selection, view, get_vocabulary(), language()),
        annees=years_view(counts.starts, selection),
        tailles=PAGE_SIZES,
        trouvees=named,
        proches=[] if rows or named else _close_names(selection.q),
        total_atlas=cached("total", lambda: partnerships.count(get_session(), Selection())),
        **list_context(page, rows, listing),
    )


def _found_by_name(query: str) -> list[SimpleNamespace]:
    """Return the countries and authorities that bear the name searched, with their links.

    A commune without any known link is found all the same, and so is one that was merged.
    """
    session, reader = get_session(), language()
    found = [
        SimpleNamespace(
            name=entry.label(reader),
            url=url_for("public.pays", iso2=entry.code),
            detail="",
            kind=gettext("Pays ou territoire"),
            merged_into="",
            count=partnerships.count(session, Selection(pays=(entry.code,))),
        )
        for entry in get_vocabulary().countries.values()
        if query
        and entry.code not in AUTHORITY_OF_ISO
        and fold(query) in (fold(entry.label_fr), fold(entry.label_en))
    ]
    for record in authorities.named(session, query) if query else ():
        today = authorities.current_successor(session, record)
        departement = get_vocabulary().departements.get(record.departement_code or "")
        where = departement.label(reader) if departement is not None else ""
        if record.side == "foreign":
            where = country_name(record, reader)
        found.append(
            SimpleNamespace(
                name=record.display_name(reader),
                url=url_for("public.collectivite", code=record.code),
                detail=where,
                kind=get_vocabulary().kind(record.kind).label(reader),
                merged_into=today.name if today.code != record.code else "",
                count=partnerships.count(session, Selection(collectivite=(today.code,))),
            )
        )
    return found


def _close_names(query: str) -> list[SimpleNamespace]:
    """Return pages that whoever wrote ``query`` may have meant, when no partnership holds it.

    The selection stays as it was written: readers choose.
    """
    if not query or partnerships.count(get_session(), Selection(q=query)):
        return []
    vocabulary, reader = get_vocabulary(), language()
    found = search.suggest(get_session(), search_index(), query, limit=_CLOSE_NAMES)
    return [
        SimpleNamespace(
            name=item.name.in_language(reader),
            url=suggestions.address(item),
            details=[
                detail
                for detail in (
                    suggestions.where(item, vocabulary, reader),
                    suggestions.reason(item, vocabulary, reader),
                )
                if detail
            ],
            count=item.partnerships,
        )
        for item in found[:_CLOSE_NAMES]
    ]


@blueprint.get("/partenariats/<int:partnership_id>")
def partenariat(partnership_id: int) -> str | Response:
    """Show one partnership; one that was united with another leads to it."""
    try:
        record = partnerships.get_partnership(get_session(), partnership_id)
    except NotFoundError:
        kept = united_into(get_session(), partnership_id) if partnership_id < 2**63 else None
        if kept is None:
            raise
        # Not for good: browsers must find it again once the union is taken back.
        return redirect_to(url_for("public.partenariat", partnership_id=kept), 302)
    french = record.french_members
    query = Selection(collectivite=(french[0].code,)).query_string() if french else ""
    datasets = {d.name: d for d in provenance.list_datasets(get_session())}
    loaded = datasets.get("partenariats")
    return render_template(
        "public/partenariat.html",
        partenariat=presenter().partnership(record),
        fraicheur=freshness_view(record, today()),
        carte_url=f"{url_for('public.carte')}?{query}#partenariat:{record.id}",
        permalien=url_for("public.partenariat", partnership_id=record.id, _external=True),
        lu_le=date_label(loaded.date) if loaded is not None else gettext("date inconnue"),
    )
