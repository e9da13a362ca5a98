"""Questions and candidates in words, for the workbench."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from flask import url_for
from flask_babel import format_decimal, gettext

from atlas.doubts.content import FRENCH, RECORD, PairContent, Question, RowContent
from atlas.doubts.evidence import Evidence
from atlas.doubts.queue import DoubtRecord
from atlas.queries.authorities import AuthorityRecord
from atlas.queries.records import PartnershipRecord
from webapp.database import get_vocabulary
from webapp.i18n import language
from webapp.presentation.labels import amount_label, country_name, date_label
from webapp.presentation.naming import title_of

Reasons = Sequence[tuple[str, str]]


def title(content: RowContent | PairContent) -> str:
    """Return what a question is called: the names of its row, or the numbers of its records."""
    if isinstance(content, PairContent):
        return gettext("Fiches n° %(une)s et n° %(autre)s", une=content.numbers[0],
                       autre=content.numbers[1])  # fmt: skip
    return "\N{NO-BREAK SPACE}– ".join(party.name for party in content.parties)


def asked(content: RowContent | PairContent) -> str:
    """Return what is to be answered, in one sentence."""
    if isinstance(content, PairContent):
        return gettext("Une seule fiche, ou deux\N{NO-BREAK SPACE}?")
    return " ".join(phrase(question) for question in content.questions())


def phrase(question: Question) -> str:
    """Return a question as a person would ask it."""
    if question.side == RECORD:
        return gettext("De quelle fiche s’agit-il\N{NO-BREAK SPACE}?")
    if question.side == FRENCH:
        return gettext("Quelle collectivité est « %(nom)s »\N{NO-BREAK SPACE}?", nom=question.name)
    return gettext("Qui est « %(nom)s »\N{NO-BREAK SPACE}?", nom=question.name)


def origin(doubt: DoubtRecord) -> str:
    """Return where a question comes from."""
    if doubt.line is None:
        return gettext("Recherche des doublons")
    return gettext("%(fichier)s, ligne %(ligne)s", fichier=doubt.file_name or gettext("fichier"),
                   ligne=doubt.line)  # fmt: skip


def none_of_them(question: Question) -> str:
    """Return the answer that it is none of the candidates."""
    if question.side == RECORD:
        return gettext("Aucune des deux\N{NO-BREAK SPACE}: un autre lien, à créer")
    return gettext("Aucun d’eux\N{NO-BREAK SPACE}: un nouveau partenaire, « %(nom)s »",
                   nom=question.name)  # fmt: skip


def told(content: RowContent | PairContent) -> list[tuple[str, str]]:
    """Return what the row says, label and value; nothing for two records."""
    if isinstance(content, PairContent):
        return []
    declaration = content.declaration
    vocabulary, reader = get_vocabulary(), language()
    country = next((q.country for q in content.questions() if q.country not in ("", "FR")), "")
    departement = next((q.departement for q in content.questions() if q.departement), "")
    amounts = [
        f"{amount_label(line.amount, line.currency)} ({line.year_from})"
        for line in declaration.fundings
        if line.amount is not None
    ]
    said = [
        (gettext("Noms"), " ; ".join(party.name for party in content.parties)),
        (gettext("Département"), departement),
        (gettext("Pays"), vocabulary.label("pays", country, reader) if country else ""),
        (gettext("Nature du lien"), vocabulary.label("type", declaration.link_type, reader)),
        (gettext("Début"), date_label(declaration.year_start) if declaration.year_start else ""),
        (gettext("Fin"), date_label(declaration.year_end) if declaration.year_end else ""),
        (
            gettext("Thèmes"),
            ", ".join(vocabulary.label("theme", code, reader) for code in declaration.themes),
        ),
        (gettext("Montants"), ", ".join(amounts)),
        (gettext("Note"), declaration.note),
        (gettext("Source"), declaration.source.title),
    ]
    return [(label, value) for label, value in said if value]


def candidate(one: Evidence, reader: str, reasons: Reasons = ()) -> SimpleNamespace:
    """Return a candidate ready to read: name, what it is, why it may be meant, its links."""
    score = round(one.choice.score * 100)
    if one.record is not None:
        return SimpleNamespace(
            code=one.choice.code,
            name=title_of(one.record, reader),
            url=url_for("public.partenariat", partnership_id=one.record.id),
            what=_record_facts(one.record, reader),
            why=_why(reasons),
            score=None,
            links=[source.title for source in one.record.sources[:3]],
        )
    body = one.body
    return SimpleNamespace(
        code=one.choice.code,
        name=body.display_name(reader) if body is not None else one.choice.name,
        url=url_for("public.collectivite", code=one.choice.code) if body is not None else "",
        what=_body_facts(body, one.distance) if body is not None else [],
        why=_why(one.choice.reasons),
        score=score,
        links=_links(one, reader),
    )


def _links(one: Evidence, reader: str) -> list[str]:
    shown = [title_of(link, reader) for link in one.links]
    more = one.total - len(shown)
    return [*shown, gettext("et %(nombre)s autres", nombre=more)] if more > 0 else shown


def _body_facts(body: AuthorityRecord, distance: float | None) -> list[str]:
    facts = [get_vocabulary().kind(body.kind).label(language())]
    if body.departement_code and body.side == "french":
        facts.append(get_vocabulary().label("departement", body.departement_code, language()))
    elif body.side == "foreign":
        facts.append(country_name(body, language()))
    if body.population:
        facts.append(gettext("%(nombre)s habitants", nombre=format_decimal(body.population)))
    if distance is not None:
        facts.append(gettext("à %(km)s km du point du fichier", km=format_decimal(round(distance))))
    facts.append(gettext("code %(code)s", code=body.code))
    return facts


def _record_facts(record: PartnershipRecord, reader: str) -> list[str]:
    vocabulary = get_vocabulary()
    years = f"{record.year_start or gettext('date inconnue')}"
    if record.year_end and record.year_end != record.year_start:
        years = f"{years} – {record.year_end}"
    return [
        vocabulary.label("type", record.link_type, reader),
        years,
        vocabulary.label("statut", record.status, reader),
        gettext("fiche n° %(numero)s", numero=record.id),
    ]


def _why(reasons: Reasons) -> list[str]:
    """Return what made a candidate likely, in words; a reason that has none is left out."""
    words = {
        "code": gettext("le code que donne le fichier"),
        "name": gettext("le même nom"),
        "other_name": gettext("un autre de ses noms"),
        "spacing": gettext("le même nom, en un ou plusieurs mots"),
        "article": gettext("le même nom, à l’article près"),
        "intercommunal": gettext("l’intercommunalité de cette commune"),
        "main_commune": gettext("la commune principale de cette intercommunalité"),
        "departement": gettext("le même département"),
        "other_departement": gettext("un autre département"),
        "inside": gettext("un nom dans l’autre"),
        "merged": gettext("une commune réunie à celle-ci"),
        "unsaid_kind": gettext("le même nom, sans dire de quelle sorte"),
        "other_kind": gettext("le même nom, d’une autre sorte"),
        "subdivision": gettext("la même région"),
        "place": gettext("au même endroit"),
        "namesake": gettext("mais d’autres villes portent ce nom"),
        "double": gettext("deux codes pour un même partenaire"),
        "country": gettext("l’une ne nomme que le pays"),
        "region": gettext("l’une ne nomme que la région"),
        "other_title": gettext("d’autres noms d’accord"),
        "year_unknown": gettext("une date inconnue"),
        "geonames": gettext("le même lieu chez GeoNames"),
    }
    told = []
    for code, value in reasons:
        if code == "distance":
            told.append(gettext("à %(km)s km", km=value))
        elif code == "alike":
            share = format_decimal(round(float(value) * 100))
            told.append(gettext("%(part)s %% de lettres communes", part=share))
        elif code == "year":
            years = ["?" if year == "None" else year for year in value.split(" | ")]
            told.append(gettext("débuts\N{NO-BREAK SPACE}: %(annees)s", annees=_several(years)))
        elif code == "pause":
            told.append(gettext("%(annees)s ans entre l’une et l’autre", annees=value))
        elif code == "nature":
            told.append(
                gettext("deux natures\N{NO-BREAK SPACE}: %(natures)s", natures=_natures(value))
            )
        elif code in words:
            told.append(words[code])
    return told


def _natures(codes: str) -> str:
    """Return the kinds of link that a reason names, in words."""
    return _several([get_vocabulary().label("type", one, language()) for one in codes.split(" | ")])


def _several(words: Sequence[str]) -> str:
    return gettext("%(une)s et %(autre)s", une=words[0], autre=words[-1])
