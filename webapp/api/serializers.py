"""From domain records to the JSON of the API; its keys are French, like its addresses."""

from __future__ import annotations

from typing import Any

from flask import url_for

from atlas.language import in_language
from atlas.queries import freshness
from atlas.queries.authorities import AuthorityRecord
from atlas.queries.facets import FacetValue
from atlas.queries.flows import Flow, FlowEnd
from atlas.queries.records import FundingRecord, MemberRecord, PartnershipRecord
from atlas.queries.search import Suggestion
from atlas.vocabulary import Entry, Vocabulary
from webapp.presentation import naming, suggestions
from webapp.presentation.labels import country_name, event_label
from webapp.presentation.periods import period_label

Json = dict[str, Any]


class Serializer:
    """Writes records in one language, with the vocabularies of one database."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.language = language

    def term(self, entry: Entry) -> Json:
        """Return a vocabulary term: its code and label."""
        return {"code": entry.code, "libelle": entry.label(self.language)}

    def partnership(self, record: PartnershipRecord) -> Json:
        """Return a partnership as it stands in a list."""
        vocabulary = self.vocabulary
        return {
            "id": record.id,
            "titre": naming.title_of(record, self.language),
            "url": url_for("public.partenariat", partnership_id=record.id),
            "type": self.term(vocabulary.link_types[record.link_type]),
            "statut": self.term(vocabulary.statuses[record.status]),
            "annee_debut": record.year_start,
            "annee_debut_approximative": record.circa,
            "annee_fin": record.year_end,
            "periode": period_label(record) or None,
            "epoques": [
                {
                    **self.term(vocabulary.eras[era.code]),
                    "rang": era.rank,
                    "regle": era.rule or None,
                    "explication": era.explanation(self.language),
                    "motif": era.override_reason or None,
                }
                for era in record.eras
            ],
            "membres": [self.member(member) for member in record.members],
            "themes": [self.term(vocabulary.themes[code]) for code in record.themes],
            "financements": [self.funding(line) for line in record.fundings],
            "confiance": record.confidence,
            "derniere_verification": record.last_verified,
            "verifie_par": freshness.declared(record) or None,
            "sources": [{"titre": s.title, "url": s.url or None} for s in record.sources],
        }

    def partnership_detail(self, record: PartnershipRecord) -> Json:
        """Return a partnership with its events and what each source says of it."""
        titles = {source.id: source.title for source in record.sources}
        return {
            **self.partnership(record),
            "note": record.note or None,
            "evenements": [
                {
                    "nature": event.kind,
                    "libelle": event_label(event.kind),
                    "date": event.date,
                    "approximative": event.circa,
                    "note": event.note or None,
                }
                for event in record.events
            ],
            "declarations": [
                {
                    "champ": statement.field,
                    "valeur": statement.value,
                    "valeur_source": statement.original_value or None,
                    "retenue": statement.shown,
                    "confiance": statement.confidence,
                    "fait": statement.fact,
                    "source": titles[statement.source_id],
                }
                for statement in record.statements
            ],
        }

    def member(self, member: MemberRecord) -> Json:
        """Return a member of a partnership; ``lon`` and ``lat`` in degrees WGS 84, or null."""
        then = (
            {
                "code": member.state_then_code,
                "nom": in_language(self.language, member.state_then_fr, member.state_then_en),
            }
            if member.state_then_code
            else None
        )
        return {
            "code": member.code,
            "nom": member.display_name(self.language),
            "cote": "francais" if member.side == "french" else "etranger",
            "nature": member.kind,
            "pays": {"code": member.country_iso2, "nom": country_name(member, self.language)},
            "pays_alors": then,
            "departement": member.departement_code,
            "region": member.region_code,
            "graphie_source": member.name_as_written,
            "lon": member.lon,
            "lat": member.lat,
            "precision": member.location_precision,
            "url": url_for("public.collectivite", code=member.code),
        }

    def funding(self, line: FundingRecord) -> Json:
        """Return a funding line; ``montant`` in ``devise``, null when no source gives it."""
        family = self.vocabulary.fundings.get(line.family or "")
        return {
            "famille": self.term(family) if family is not None else None,
            "dispositif": line.instrument,
            "detail": line.detail or None,
            "annee_debut": line.year_from,
            "annee_fin": line.year_to,
            "montant": line.amount,
            "devise": line.currency if line.amount is not None else None,
            "nature_montant": line.kind or None,
            "portee_montant": line.scope or None,
        }

    def feature(self, record: PartnershipRecord) -> Json:
        """Return a partnership as a GeoJSON feature: the points of its located members."""
        points = [[member.lon, member.lat] for member in record.members if member.lon is not None]
        return {
            "type": "Feature",
            "id": record.id,
            "geometry": {"type": "MultiPoint", "coordinates": points} if points else None,
            "properties": self.partnership(record),
        }

    def authority(self, record: AuthorityRecord) -> Json:
        """Return an authority; ``population`` in inhabitants, coordinates in degrees WGS 84.

        ``population_annee`` is the year of the count, null where no source says it; ``code_local``
        is its code in its own country. ``fin`` is when it ceased, partial ISO: null for one of
        today, or where that is unknown.
        """
        return {
            "code": record.code,
            "nom": record.display_name(self.language),
            "autres_noms": list(record.other_display_names(self.language)),
            "cote": "francais" if record.side == "french" else "etranger",
            "nature": record.kind,
            "nature_libelle": self.vocabulary.kind(record.kind).label(self.language),
            "pays": {"code": record.country_iso2, "nom": country_name(record, self.language)},
            "departement": record.departement_code,
            "region": record.region_code,
            "epci": record.epci_siren,
            "siren": record.siren,
            "population": record.population,
            "population_annee": record.population_year,
            "wikidata": record.wikidata,
            "geonames": record.geonames,
            "code_local": record.local_code,
            "lon": record.lon,
            "lat": record.lat,
            "precision": record.location_precision,
            "methode_localisation": record.location_method,
            "remplacee_par": record.successor_code,
            "fin": record.valid_to,
            "url": url_for("public.collectivite", code=record.code),
        }

    def facet(self, name: str, value: FacetValue) -> Json:
        """Return one value of a facet and its count."""
        result: Json = {
            "valeur": value.value,
            "libelle": self.vocabulary.label(name, value.value, self.language),
            "nombre": value.count,
        }
        if value.primary is not None:
            result["nombre_principale"] = value.primary
        return result

    def flow(self, flow: Flow) -> Json:
        """Return a flow, by number of partnerships."""
        return {
            "de": self._flow_end(flow.origin),
            "vers": self._flow_end(flow.destination),
            "nombre": flow.count,
            "epoques": flow.by_era,
        }

    def _flow_end(self, end: FlowEnd) -> Json:
        name = in_language(self.language, end.name_fr, end.name_en)
        return {"code": end.code, "nom": name, "lon": end.lon, "lat": end.lat}

    def suggestion(self, suggestion: Suggestion) -> Json:
        """Return a suggestion of the search box: where it leads, and why it is one.

        ``precision`` and ``motif`` are said in words; ``exact`` is false when letters of the query
        had to be forgiven.
        """
        return {
            "groupe": suggestion.group,
            "code": suggestion.code,
            "nom": suggestion.name.in_language(self.language),
            "nature": suggestion.kind,
            "departement": suggestion.departement_code,
            "pays": suggestion.country_iso2,
            "precision": suggestions.where(suggestion, self.vocabulary, self.language) or None,
            "motif": suggestions.reason(suggestion, self.vocabulary, self.language) or None,
            "exact": suggestion.exact,
            "partenariats": suggestion.partnerships,
            "url": suggestions.address(suggestion),
        }
