"""The page that puts two to five authorities side by side, or one beside those that are like it."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import format_decimal, gettext
from werkzeug.wrappers import Response

from atlas.errors import AmbiguousCodeError, InvalidSelectionError, NotFoundError
from atlas.language import in_language
from atlas.queries import authorities, comparison, rankings
from atlas.queries.authorities import AuthorityRecord
from atlas.queries.comparison import FACTOR, Comparison, Portrait
from atlas.selection import Selection
from atlas.vocabulary import CONTINENTS
from webapp.database import cached, get_session, get_vocabulary
from webapp.errors import redirect_to
from webapp.figures import columns
from webapp.i18n import language
from webapp.params import read_choice, read_text, refuse_other_params
from webapp.presentation import naming
from webapp.presentation.labels import country_name
from webapp.presentation.rows import Term
from webapp.public.blueprint import blueprint
from webapp.public.coverage_view import read_known
from webapp.public.numbers_page import get_amounts

MOST = 5
_PARAMS = ("collectivite", "semblables", "ajouter")
#: Levels whose two most linked authorities an empty page proposes to compare.
_EXAMPLES = ("commune", "departement", "region")


@blueprint.get("/comparer")
def comparer() -> str | Response | tuple[str, int]:
    """Show authorities side by side; ``ajouter`` names one more, by name or code."""
    refuse_other_params(_PARAMS)
    records = _read_authorities()
    alike = read_choice("semblables", ("0", "1"), "0") == "1"
    wanted = read_text("ajouter", 100)
    refusal, choices = "", []
    if wanted:
        found, refusal = _find(wanted, records)
        if len(found) == 1 and not refusal:
            return redirect_to(_address([*records, found[0]]), 302)
        choices = [] if refusal else found
    reference = records[0] if alike and len(records) == 1 else None
    shown = records
    if reference is not None:
        others = comparison.alike(get_session(), reference, limit=MOST - 1)
        shown = [reference, *others]
    page = render_template(
        "public/comparer.html",
        choisies=[_chosen(record, records) for record in records],
        codes=[record.code for record in records],
        places=MOST - len(records),
        cherche=wanted,
        refus=refusal,
        choix=[_choice(record, records) for record in choices],
        reference=_reference(reference, shown),
        semblables_url=_address(records[:1], alike=True) if len(records) == 1 else "",
        exemples=[] if records else cached(("pairs", language()), _examples),
        facteur=f"{FACTOR:g}",
        **_side_by_side(shown),
    )
    return (page, 404) if refusal else page


def _read_authorities() -> list[AuthorityRecord]:
    """Return the authorities of the address, each once, former ones as those of today."""
    codes = list(dict.fromkeys(c.strip() for c in request.args.getlist("collectivite")))
    records: dict[str, AuthorityRecord] = {}
    for code in filter(None, codes):
        record = _today(authorities.resolve_code(get_session(), code))
        if record.side != "french":
            raise InvalidSelectionError(
                "collectivite",
                "« {name} » est une collectivité étrangère\N{NO-BREAK SPACE}: "
                "seules des collectivités françaises se comparent.",
                name=record.display_name(language()),
            )
        records[record.code] = record
    if len(records) > MOST:
        raise InvalidSelectionError(
            "collectivite",
            "Cinq collectivités au plus se comparent à la fois\N{NARROW NO-BREAK SPACE}; "
            "{number} sont demandées.",
            number=len(records),
        )
    return list(records.values())


def _today(code: str) -> AuthorityRecord:
    session = get_session()
    return authorities.current_successor(session, authorities.get_authority(session, code))


def _find(wanted: str, records: list[AuthorityRecord]) -> tuple[list[AuthorityRecord], str]:
    """Return the authorities that a name or a code may mean, or why none can be added."""
    session = get_session()
    if len(records) >= MOST:
        return [], gettext(
            "Cinq collectivités au plus se comparent à la fois\N{NO-BREAK SPACE}: "
            "retirez-en une d’abord."
        )
    try:
        found = [authorities.get_authority(session, authorities.resolve_code(session, wanted))]
    except AmbiguousCodeError as error:
        found = authorities.read_authorities(session, list(error.candidates))
    except NotFoundError:
        found = authorities.named(session, wanted, limit=20)
    french = {
        today.code: today
        for record in found
        if record.side == "french"
        for today in (authorities.current_successor(session, record),)
    }
    taken = {record.code for record in records}
    left = [record for code, record in french.items() if code not in taken]
    if left:
        return left, ""
    if french:
        return [], gettext(
            "«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}» est déjà dans la comparaison.",
            nom=wanted,
        )
    if found:
        return [], gettext(
            "«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}» est une collectivité étrangère"
            "\N{NO-BREAK SPACE}: seules des collectivités françaises se comparent.",
            nom=wanted,
        )
    return [], gettext(
        "Aucune collectivité française ne porte le nom ou le code "
        "«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}». Essayez le nom entier, ou le code Insee.",
        nom=wanted,
    )


def _address(records: list[AuthorityRecord], *, alike: bool = False) -> str:
    pairs = [("collectivite", record.code) for record in records]
    if alike:
        pairs.append(("semblables", "1"))
    query = urlencode(pairs)
    return url_for("public.comparer") + (f"?{query}" if query else "")


def _where(record: AuthorityRecord) -> str:
    entry = get_vocabulary().departements.get(record.departement_code or "")
    return entry.label(language()) if entry is not None and record.kind == "commune" else ""


def _chosen(record: AuthorityRecord, records: list[AuthorityRecord]) -> SimpleNamespace:
    return SimpleNamespace(
        name=record.display_name(language()),
        url_without=_address([other for other in records if other.code != record.code]),
    )


def _choice(record: AuthorityRecord, records: list[AuthorityRecord]) -> SimpleNamespace:
    kind = get_vocabulary().kind(record.kind).label(language())
    return SimpleNamespace(
        name=record.display_name(language()),
        detail=", ".join(part for part in (kind, _where(record)) if part),
        url=_address([*records, record]),
    )


def _reference(
    record: AuthorityRecord | None, shown: list[AuthorityRecord]
) -> SimpleNamespace | None:
    """Return what the page says of the rule of likeness, when it applies it."""
    if record is None:
        return None
    return SimpleNamespace(
        name=record.display_name(language()),
        of_name=naming.of_authority(record, language()),
        kind_label=get_vocabulary().kind(record.kind).label(language()).lower(),
        population=record.population,
        found=len(shown) - 1,
        keep_url=_address(shown),
    )


def _examples() -> list[SimpleNamespace]:
    """Return, for each level, the two most linked authorities and the address to compare them."""
    examples = []
    for level in _EXAMPLES:
        ranked = rankings.rank_authorities(
            get_session(), Selection(echelon=(level,)), side="french", limit=20
        )
        pair = [item.authority for item in ranked if item.authority.kind == level][:2]
        if len(pair) == 2:
            names = [record.display_name(language()) for record in pair]
            examples.append(
                SimpleNamespace(
                    label=gettext("%(une)s et %(autre)s", une=names[0], autre=names[1]),
                    url=_address(pair),
                )
            )
    return examples


def _side_by_side(records: list[AuthorityRecord]) -> dict[str, object]:
    if not records:
        return {"portraits": [], "pays_communs": [], "partenaires_communs": []}
    found = comparison.compare(
        get_session(), records, read_known(), get_amounts(), get_vocabulary()
    )
    return {
        "portraits": _portraits(found),
        "pays_communs": _common_countries(found),
        "partenaires_communs": _common_partners(found),
    }


def _portraits(found: Comparison) -> list[SimpleNamespace]:
    years = [decade for portrait in found.portraits for decade in portrait.decades]
    axis = range(min(years), max(years) + 1, 10) if years else range(0)
    tallest = max((n for p in found.portraits for n in p.decades.values()), default=0)
    return [_portrait(portrait, axis, tallest) for portrait in found.portraits]


def _portrait(portrait: Portrait, axis: range, tallest: int) -> SimpleNamespace:
    vocabulary, reader = get_vocabulary(), language()
    record = portrait.authority

    def share(number: int) -> float | None:
        return number / portrait.links if portrait.links else None

    def terms(field: str, counts: dict[str, int]) -> list[tuple[Term, int]]:
        order = sorted(counts, key=lambda code: -counts[code])
        return [(Term(c, vocabulary.label(field, c, reader)), counts[c]) for c in order]

    return SimpleNamespace(
        code=record.code,
        name=record.display_name(reader),
        detail=", ".join(
            part for part in (vocabulary.kind(record.kind).label(reader), _where(record)) if part
        ),
        url=url_for("public.collectivite", code=record.code),
        list_url=f"{url_for('public.liste')}?{urlencode([('collectivite', record.code)])}",
        population=record.population,
        links=portrait.links,
        rate=format_decimal(portrait.rate, format="#,##0.0") if portrait.rate is not None else "",
        countries=[
            Term(code, vocabulary.countries[code].label(reader)) for code in portrait.countries
        ],
        continents=[in_language(reader, *CONTINENTS[code]) for code in portrait.continents],
        eras=[
            (Term(code, vocabulary.eras[code].label(reader)), portrait.eras[code])
            for code in vocabulary.eras
            if code in portrait.eras
        ],
        themes=terms("theme", portrait.themes),
        first_year=portrait.first_year,
        dated=share(portrait.dated),
        themed=share(portrait.themed),
        funded=portrait.funded,
        amount=portrait.amount,
        # One scale for all: the column of the tallest decade anywhere fills the height.
        chart=columns.build_single(
            [(str(decade), portrait.decades.get(decade, 0)) for decade in axis], tallest
        ),
        decades=sorted(portrait.decades.items()),
    )


def _names(found: Comparison, codes: tuple[str, ...]) -> list[str]:
    named = {p.authority.code: p.authority.display_name(language()) for p in found.portraits}
    return [named[code] for code in codes]


def _common_countries(found: Comparison) -> list[SimpleNamespace]:
    terms = get_vocabulary().countries
    return [
        SimpleNamespace(
            name=terms[code].label(language()),
            url=url_for("public.pays", iso2=code),
            holders=_names(found, holders),
            everyone=len(holders) == len(found.portraits),
        )
        for code, holders in found.countries.items()
    ]


def _common_partners(found: Comparison) -> list[SimpleNamespace]:
    reader = language()
    return [
        SimpleNamespace(
            name=record.display_name(reader),
            country=country_name(record, reader),
            url=url_for("public.collectivite", code=record.code),
            holders=_names(found, found.partners[record.code]),
        )
        for record in authorities.read_authorities(get_session(), list(found.partners))
    ]
