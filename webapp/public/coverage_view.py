"""What the page of the method shows of the coverage: the whole atlas, each région, each country."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import url_for
from flask_babel import gettext

from atlas.dates import today
from atlas.queries import coverage
from atlas.queries.coverage import ASPECTS, Coverage, Known
from atlas.text import fold
from webapp.database import cached, get_facet_index, get_session, get_vocabulary
from webapp.i18n import language
from webapp.params import read_choice, refuse_other_params

PARAMS = ("tri", "ordre")
#: Sort keys of both tables: a name, a number of links, a share.
SORTS = {"nom": "", "liens": "", "dates": "dated", "themes": "themed", "finances": "funded",
         "verifies": "verified"}  # fmt: skip
_FIELDS = ("region", "pays")


def coverage_context() -> dict[str, Any]:
    """Return the coverage of the whole atlas and its two sorted tables, for the template."""
    refuse_other_params(PARAMS)
    key = read_choice("tri", SORTS, "liens")
    usual = "asc" if key == "nom" else "desc"
    descending = read_choice("ordre", ("asc", "desc"), usual) == "desc"
    index, known = get_facet_index(), read_known()
    whole = known.of("", index.everything)
    return {
        "couverture": [_aspect(whole, name) for name in ASPECTS],
        "tables_couverture": [
            SimpleNamespace(
                code=field,
                titre=gettext("Par région") if field == "region" else gettext("Par pays"),
                entete=gettext("Région") if field == "region" else gettext("Pays"),
                colonnes=_headings(field, key, descending),
                rangs=_rows(coverage.coverage_by(known, field), field, key, descending),
            )
            for field in _FIELDS
        ],
    }


def read_known() -> Known:
    """Return of which partnerships each thing is known, today."""
    session, index = get_session(), get_facet_index()
    day = today()
    return cached(("known", day), lambda: coverage.read_known(session, index, day))


def _labels() -> dict[str, str]:
    return {
        "nom": gettext("Nom"),
        "liens": gettext("Liens"),
        "dates": gettext("Datés"),
        "themes": gettext("Thème connu"),
        "finances": gettext("Financement connu"),
        "verifies": gettext("Vérifiés"),
    }


def _aspect(item: Coverage, name: str) -> SimpleNamespace:
    labels = {
        "dated": gettext("dont la première année est connue"),
        "themed": gettext("dont un thème est connu"),
        "funded": gettext("dont un financement est connu"),
        "verified": gettext("vérifiés depuis moins de trois ans"),
    }
    return SimpleNamespace(
        code=name,
        label=labels[name],
        count=getattr(item, name),
        total=item.links,
        share=item.share(name),
    )


def _headings(field: str, key: str, descending: bool) -> list[SimpleNamespace]:
    found = []
    for code, label in _labels().items():
        first = "asc" if code == "nom" else "desc"
        turned = "asc" if descending else "desc"
        order = turned if code == key else first
        found.append(
            SimpleNamespace(
                code=code,
                label=label,
                url=f"{url_for('public.methode', tri=code, ordre=order)}#couverture-{field}",
                sort=("descending" if descending else "ascending") if code == key else "",
            )
        )
    return found


def _rows(items: list[Coverage], field: str, key: str, descending: bool) -> list[SimpleNamespace]:
    vocabulary, reader = get_vocabulary(), language()

    def name(item: Coverage) -> str:
        return vocabulary.label(field, item.code, reader)

    def by(item: Coverage) -> str | float:
        if key == "nom":
            return fold(name(item))
        return item.links if key == "liens" else item.share(SORTS[key])

    # Sorting by a share keeps the most linked first among equals.
    return [
        SimpleNamespace(
            label=name(item),
            url=f"{url_for('public.liste')}?{field}={item.code}",
            links=item.links,
            shares=[item.share(aspect) for aspect in ASPECTS],
        )
        for item in sorted(items, key=by, reverse=descending)
    ]
