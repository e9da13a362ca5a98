"""Authorities in the back office: finding one, and all that is known of it with its history."""

from __future__ import annotations

from types import SimpleNamespace

from flask import render_template, session, url_for
from flask_babel import format_decimal, gettext, ngettext
from sqlalchemy.orm import Session

from atlas.accounts.roles import Permission
from atlas.doubts import queue
from atlas.editing import history
from atlas.editing.authorities import KIND, point_of
from atlas.editing.authority_changes import is_added
from atlas.editing.authority_documents import (
    AuthorityDocument,
    decode,
    read_authority_document,
)
from atlas.errors import NotFoundError
from atlas.model import Revision
from atlas.queries import partnerships
from atlas.queries.directory import read_directory
from atlas.selection import Selection
from webapp.database import get_session, get_vocabulary
from webapp.figures.locator import Locator, Place
from webapp.gestion import wording
from webapp.gestion.access import allow, allowed
from webapp.gestion.account_page import moment
from webapp.gestion.authority_words import authority_changes, position_label, precision_label
from webapp.gestion.blueprint import blueprint
from webapp.gestion.record_history import told_undoing
from webapp.i18n import language
from webapp.params import read_choice, read_number, read_text, refuse_other_params
from webapp.presentation.naming import title_of
from webapp.public import locating, outlines

_SIZE = 50
#: Partnerships of an authority that its page names; the others are one link away.
_LINKS = 20
#: How large the one dot of a small map is, in links.
_DOT = 8


@blueprint.get("/gestion/collectivites")
@allow(Permission.ENTER)
def collectivites() -> str:
    """Find an authority by name, code or country; foreign ones at first."""
    refuse_other_params(("q", "pays", "cote", "touchees", "page"))
    reader, vocabulary = language(), get_vocabulary()
    words = read_text("q")
    country = read_choice("pays", tuple(vocabulary.countries), "")
    side = read_choice("cote", ("etranger", "francais", "tous"), "" if words else "etranger")
    edited = read_choice("touchees", ("1",), "") == "1"
    number = read_number("page", 1, 1, 10**5)
    page = read_directory(
        get_session(),
        words=words,
        country=country,
        side={"etranger": "foreign", "francais": "french"}.get(side, ""),
        only_edited=edited,
        offset=(number - 1) * _SIZE,
        limit=_SIZE,
    )
    return render_template(
        "gestion/collectivites.html",
        lignes=[
            SimpleNamespace(
                code=line.authority.code,
                name=line.authority.display_name(reader),
                kind=vocabulary.kind(line.authority.kind).label(reader),
                country=vocabulary.label("pays", line.authority.country_iso2, reader),
                links=line.links,
                edited=line.edited,
            )
            for line in page.lines
        ],
        q=words,
        pays=country,
        cote=side or "tous",
        touchees=edited,
        choix_pays=[(code, entry.label(reader)) for code, entry in vocabulary.countries.items()],
        en_mots=ngettext(
            "%(nombre)s collectivité",
            "%(nombre)s collectivités",
            page.total,
            nombre=format_decimal(page.total),
        ),
        page=number,
        pages=-(-page.total // _SIZE),
        fait=session.pop("fait", ""),
    )


@blueprint.get("/gestion/collectivites/<code>")
@allow(Permission.ENTER)
def collectivite(code: str) -> str:
    """Show an authority: names, place, registers, partnerships, and what was changed of it."""
    reader = get_session()
    document, last, revisions = known_authority(reader, code)
    here = document is not None
    links = (
        partnerships.list_page(reader, Selection(collectivite=(code,)), size=_LINKS)
        if (here)
        else None
    )
    name = last.name_fr or last.name if language() == "fr" else last.name_en or last.name
    return render_template(
        "gestion/collectivite.html",
        code=code,
        nom=name,
        genre=get_vocabulary().kind(last.kind).label(language()),
        existe=here,
        francaise=last.side == "french",
        faits=_facts(last),
        position=_position(code, name, last),
        liens=[(link, title_of(link, language())) for link in links.items] if links else [],
        total=links.total if links else 0,
        retirable=here and is_added(reader, code) and not (links and links.total),
        ajoutee=here and is_added(reader, code),
        revisions=_history(reader, code, revisions) if allowed(Permission.AUDIT) else [],
        fait=session.pop("fait", ""),
        probleme=session.pop("probleme", ""),
    )


def known_authority(
    reader: Session, code: str
) -> tuple[AuthorityDocument | None, AuthorityDocument, list[Revision]]:
    """Return an authority as it is (None: removed), as it last was, and its changes, latest first.

    Raises :class:`NotFoundError` for a code that nobody ever bore.
    """
    document = read_authority_document(reader, code)
    revisions = history.revisions_of(reader, KIND, code)
    last = document
    if last is None and revisions and revisions[0].before:
        last = decode(revisions[0].before)
    if last is None:
        # Another spelling of a code that is known leads nowhere else: its page is one click away.
        raise NotFoundError(
            "Aucune collectivité ne porte le code « {code} ».", what="authority", code=code[:60]
        )
    return document, last, revisions


def _history(reader: Session, code: str, rows: list[Revision]) -> list[SimpleNamespace]:
    undone = history.undone(reader, KIND, code)
    return [
        _revision(
            row,
            undone.get(row.id),
            queue.question_of_union(reader, row.id) if row.action == "unite" else None,
        )
        for row in rows
    ]


def _revision(row: Revision, undone: history.Undoing | None, union: int | None) -> SimpleNamespace:
    return SimpleNamespace(
        id=row.id,
        when=moment(row.at),
        who=wording.who(row.author),
        why=row.reason,
        action=row.action,
        undoes=row.undoes,
        union=union,
        undone=told_undoing(undone),
        changes=authority_changes(
            decode(row.before) if row.before else None,
            decode(row.after) if row.after else None,
        ),
    )


def _facts(one: AuthorityDocument) -> list[SimpleNamespace]:
    """Return what is known, label and value; what is not known is empty, and said so."""
    vocabulary, reader = get_vocabulary(), language()
    others = [name for name in one.names if name not in (one.name, one.name_fr, one.name_en)]
    people = ""
    if one.population is not None:
        people = ngettext(
            "%(nombre)s habitant",
            "%(nombre)s habitants",
            one.population,
            nombre=format_decimal(one.population),
        )
        if one.population_year is not None:
            people = f"{people} ({one.population_year})"

    def fact(label: str, value: object, url: str = "") -> SimpleNamespace:
        return SimpleNamespace(label=label, value=str(value or ""), url=url if value else "")

    names = (
        fact(gettext("Nom français"), one.name_fr),
        fact(gettext("Nom anglais"), one.name_en),
        fact(gettext("Autres noms"), ", ".join(others)),
    )
    facts = [
        fact(gettext("Nom local") if one.side == "foreign" else gettext("Nom"), one.name),
        # Without one of its own, its name is the local one in that language too.
        *(name for name in names if name.value),
        fact(
            gettext("Pays"),
            vocabulary.label("pays", one.country, reader),
            url_for("public.pays", iso2=one.country),
        ),
    ]
    if one.side == "french":
        facts += [
            fact(
                gettext("Département"),
                vocabulary.label("departement", one.departement or "", reader),
            ),
            fact(gettext("Région"), vocabulary.label("region", one.region or "", reader)),
            fact(gettext("Code Insee"), one.insee_code),
            fact(gettext("SIREN"), one.siren),
        ]
    else:
        facts += [
            fact(gettext("Région ou province"), one.admin1),
            fact(gettext("Code dans son pays"), one.local_code),
        ]
    return [
        *facts,
        fact(gettext("Population"), people),
        fact("Wikidata", one.wikidata, f"https://www.wikidata.org/wiki/{one.wikidata}"),
        fact("GeoNames", one.geonames, f"https://www.geonames.org/{one.geonames}"),
    ]


def _position(code: str, name: str, one: AuthorityDocument) -> SimpleNamespace:
    point = point_of(one)
    drawn: Locator | None = None
    if point is not None and one.location_precision != "country":
        drawn = locating.draw(f"gestion:{code}", [Place(name, point, "", links=_DOT)])
    return SimpleNamespace(
        label=position_label(*point) if point is not None else "",
        precision=precision_label(one.location_precision),
        drawn=drawn,
        outside=one.side == "foreign"
        and point is not None
        and outlines.is_outside(one.country, point),
    )
