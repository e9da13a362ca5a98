"""The candidates of a question in words: what each is, and why it may be the one."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from flask import url_for
from flask_babel import format_decimal, gettext

from atlas.doubts.evidence import Evidence
from atlas.queries.authorities import AuthorityRecord
from atlas.queries.records import PartnershipRecord
from webapp.database import get_vocabulary
from webapp.i18n import language
from webapp.presentation.labels import country_name
from webapp.presentation.naming import title_of

Reasons = Sequence[tuple[str, str]]


def candidate(one: Evidence, reader: str) -> SimpleNamespace:
    """Return a candidate ready to read: name, what it is, why it may be meant, its links."""
    if one.record is not None:
        return SimpleNamespace(
            code=one.choice.code,
            name=title_of(one.record, reader),
            url=url_for("public.partenariat", partnership_id=one.record.id),
            what=_record_facts(one.record, reader),
            why=[],
            score=None,
            shared=[],
            links=[source.title for source in one.record.sources[:3]],
            lines=[],
        )
    body = one.body
    return SimpleNamespace(
        code=one.choice.code,
        name=body.display_name(reader) if body is not None else one.choice.name,
        url=url_for("public.collectivite", code=one.choice.code) if body is not None else "",
        what=_body_facts(body, one.distance) if body is not None else [],
        why=why(one.choice.reasons),
        score=round(one.choice.score * 100) if one.choice.reasons else None,
        shared=list(one.shared),
        links=_links(one, reader),
        lines=[],
    )


def of_two(one: Evidence, reader: str) -> SimpleNamespace:
    """Return one of two that may be one, ready to be compared with the other."""
    shown = candidate(one, reader)
    if one.body is None:
        return shown
    point = (
        gettext(
            "latitude %(lat)s°, longitude %(lon)s°",
            lat=_degrees(one.body.lat),
            lon=_degrees(one.body.lon),
        )
        if one.body.lat is not None and one.body.lon is not None
        else gettext("inconnue")
    )
    code = gettext("code %(code)s", code=one.body.code)
    identifiers = [code]
    if one.geonames is not None:
        identifiers.append(gettext("GeoNames %(numero)s", numero=one.geonames))
    shown.what = [fact for fact in shown.what if fact != code]
    others = one.body.other_display_names(reader)
    shown.lines = [
        *([(gettext("Autres noms"), ", ".join(others))] if others else []),
        (gettext("Position"), point),
        (gettext("Identifiants"), ", ".join(identifiers)),
        (gettext("Partenariats"), " ; ".join(shown.links) or gettext("aucun")),
    ]
    shown.links = []
    return shown


def _degrees(value: float) -> str:
    return str(format_decimal(value, format="#,##0.000"))


def _links(one: Evidence, reader: str) -> list[str]:
    shown = [title for link in one.links if (title := title_of(link, reader)) not in one.shared]
    more = one.total - len(shown) - len(one.shared)
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


def why(reasons: Reasons) -> list[str]:
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
            told.append(gettext("débuts\N{NO-BREAK SPACE}: %(annees)s", annees=both(years)))
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
    return both([get_vocabulary().label("type", one, language()) for one in codes.split(" | ")])


def both(words: Sequence[str]) -> str:
    """Return two things, said one after the other."""
    return gettext("%(une)s et %(autre)s", une=words[0], autre=words[-1])
