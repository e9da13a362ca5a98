"""Files of a selection, ready to be written: what they say of themselves, in the reader's words."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from atlas.dates import today
from atlas.exports.about import About, dictionary
from atlas.exports.formats import Export, Format, Options
from atlas.exports.reading import read_in_turn, selected_ids
from atlas.exports.tables import Scribe, Table
from atlas.language import in_language
from atlas.queries import provenance
from atlas.selection import Selection
from webapp.database import get_session, get_vocabulary
from webapp.i18n import bound_gettext, language
from webapp.presentation import naming
from webapp.presentation.citing import citation
from webapp.presentation.labels import date_label
from webapp.wording import in_words

LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


def prepare(
    session: Session, selection: Selection, table: Table, form: Format, options: Options
) -> Export:
    """Return the file of ``selection``, whose partnerships are read from ``session`` in turn.

    It can be written after the request, as long as ``session`` lives. Raises what a selection that
    makes no sense raises.
    """
    ids = selected_ids(session, selection)
    where = address(f"{table.name}.{form.extension}", selection)
    about = _about(selection, table, len(ids), form, where)
    return Export(table, scribe(), about, read_in_turn(session, ids), options)


def title(selection: Selection) -> str:
    """Return what a file of ``selection`` is called."""
    if not selection:
        return gettext("Les partenariats des collectivités françaises")
    return in_words(selection)


def address(name: str, selection: Selection) -> str:
    """Return the whole address of a file of ``selection``."""
    found = url_for("public.fichier", name=name, _external=True)
    return f"{found}?{selection.query_string()}" if selection else found


def scribe() -> Scribe:
    """Return how files are written for the current reader."""
    reader, say = language(), bound_gettext()
    number, code, iso2 = "0", "A", "FR"
    partnership = url_for("public.partenariat", partnership_id=number, _external=True)
    authority = url_for("public.collectivite", code=code, _external=True)
    country = url_for("public.pays", iso2=iso2, _external=True)
    return Scribe(
        get_vocabulary(),
        reader,
        lambda record: naming.title_of(record, reader, say),
        partnership.removesuffix(number),
        authority.removesuffix(code),
        country.removesuffix(iso2),
    )


def _about(selection: Selection, table: Table, count: int, form: Format, where: str) -> About:
    reader, name = language(), title(selection)
    reference = citation(name, where)
    datasets = [
        (in_language(reader, each.title_fr, each.title_en), each.publisher, each.licence)
        for each in provenance.list_datasets(get_session())
    ]
    readme = render_template(
        "public/lisezmoi.txt",
        titre=name,
        total=count,
        selection=selection,
        adresse=where,
        date=date_label(today().isoformat()),
        citation=reference,
        licence=LICENCE,
        licence_url=LICENCE_URL,
        jeux=datasets,
        format=f"{form.name}. {form.use(reader)}.",
        colonnes=dictionary([table], reader),
    )
    return About(
        title=name,
        selection=selection.query_string(),
        count=count,
        date=today().isoformat(),
        address=where,
        citation=reference,
        licence_name=LICENCE,
        licence_url=LICENCE_URL,
        readme=readme.strip(),
    )
