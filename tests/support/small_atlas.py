"""A small atlas that we wrote, in a real SpatiaLite file: what tests need, and no more.

Vocabularies are cut down; a handful of partnerships cover eras, themes, money, several members,
merged communes, the antimeridian and names that break careless code.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas import spatial
from atlas.database import open_engine, transaction
from atlas.exchange import adverts
from atlas.exchange.drafts import AdvertContent
from atlas.model import (
    Authority,
    AuthorityName,
    Country,
    DataRevision,
    DatasetVersion,
    Era,
    EraRule,
    Funding,
    FundingFamily,
    HistoricalState,
    LinkType,
    LoadCount,
    Partnership,
    PartnershipEra,
    PartnershipEvent,
    PartnershipMember,
    PartnershipTheme,
    ReferenceFigure,
    RejectedRow,
    Source,
    Statement,
    Status,
    Territory,
    Theme,
    Zone,
    ZoneMembership,
)
from atlas.services import schema
from atlas.services.derivation import refresh_all
from atlas.text import fold

#: Names that must be shown as written, everywhere.
HOSTILE_NAMES = (
    "{{ 7*7 }}<script>alert(1)</script>",
    'L\'Haÿ-les-Roses "x" \\',
    "</textarea><img src=x onerror=alert(1)>${7*7}",
)

ERAS = (
    ("avant_1945", "Avant 1945", "Before 1945"),
    ("apres_guerre", "Après-guerre", "Post-war"),
    ("decolonisation", "Décolonisation", "Decolonisation"),
    ("guerre_froide", "Guerre froide", "Cold war"),
    ("mondialisation", "Mondialisation", "Globalisation"),
    ("non_date", "Non daté", "Undated"),
)
RULES = (
    ("T01", "avant_1945", 1850, 1944, "toutes", 1),
    ("T02", "guerre_froide", 1945, 1989, "bloc_est", 1),
    ("T03", "apres_guerre", 1945, 1989, "europe_ouest", 1),
    ("T04", "guerre_froide", 1949, 1989, "rfa", 2),
    ("T05", "decolonisation", 1945, 1989, "sud", 1),
    ("T06", "mondialisation", 1990, 2100, "toutes", 1),
    ("T07", "guerre_froide", 1945, 1990, "pays_disparu_est", 3),
)
ZONES = (
    ("europe_ouest", "DE", 1945, 2100),
    ("rfa", "DE", 1949, 1990),
    ("bloc_est", "DD", 1945, 1990),
    ("pays_disparu_est", "DD", 1949, 1990),
    ("europe_ouest", "IT", 1945, 2100),
    ("sud", "BF", 1945, 2100),
    ("sud", "HV", 1945, 2100),
    ("sud", "CL", 1945, 2100),
    ("sud", "JP", 1945, 2100),
)
COUNTRIES = (
    ("FR", "FRA", "France", "France", "EU", 2.5, 46.6),
    ("DE", "DEU", "Allemagne", "Germany", "EU", 10.4, 51.1),
    ("IT", "ITA", "Italie", "Italy", "EU", 12.5, 42.8),
    ("BF", "BFA", "Burkina Faso", "Burkina Faso", "AF", -1.7, 12.3),
    ("JP", "JPN", "Japon", "Japan", "AS", 138.0, 37.5),
    ("CL", "CHL", "Chili", "Chile", "SA", -71.0, -35.0),
)
#: What Germans call the countries of a German directory.
IN_GERMAN = {"FR": "Frankreich", "DE": "Deutschland", "IT": "Italien"}
SOURCE_URL = "https://example.org/jumelages"


@dataclass
class Builder:
    """Adds authorities and partnerships to a session, numbering them as it goes."""

    session: Session

    def authority(
        self,
        code: str,
        name: str,
        *,
        side: str = "french",
        kind: str = "commune",
        country: str = "FR",
        point: tuple[float, float] | None = None,
        successor: str | None = None,
        names: tuple[str, ...] = (),
        **values: object,
    ) -> None:
        """Add an authority, its point and its other names."""
        row = Authority(
            code=code,
            side=side,
            kind=kind,
            name=name,
            folded_name=fold(name),
            country_iso2=country,
            location_method="test",
            location_precision="place" if point else "none",
            successor_id=self.id_of(successor) if successor else None,
            **values,
        )
        exonyms = tuple(str(values[key]) for key in ("name_fr",) if key in values)
        row.names = [
            AuthorityName(name=other, folded_name=fold(other)) for other in (*names, *exonyms)
        ]
        self.session.add(row)
        self.session.flush()
        if point:
            spatial.insert_points(
                self.session.connection(),
                [{"authority_id": row.id, "lon": point[0], "lat": point[1]}],
            )

    def id_of(self, code: str) -> int:
        """Return the id of an authority added before."""
        return self.session.query(Authority.id).filter(Authority.code == code).scalar()

    def partnership(
        self,
        number: int,
        members: tuple[str, ...],
        *,
        year: int | None = None,
        end: int | None = None,
        link_type: str = "jumelage",
        status: str = "confirmed",
        then: str | None = None,
        themes: tuple[str, ...] = (),
        fundings: tuple[tuple[str, int | None], ...] = (),
        other_year: int | None = None,
        note: str = "",
        chosen_era: str = "",
    ) -> None:
        """Add a partnership; ``then`` is the historical State of its foreign members.

        ``chosen_era`` is given by a person, not by the rules.
        """
        sides = {code: self._side(code) for code in members}
        row = Partnership(id=number, link_type_code=link_type, confidence="haute", note=note)
        row.members = [
            PartnershipMember(
                authority_id=self.id_of(code),
                position=position,
                name_as_written=code,
                historical_state_code=then if sides[code] == "foreign" else None,
            )
            for position, code in enumerate(members)
        ]
        if year is not None:
            row.events.append(PartnershipEvent(kind="signed", date=str(year), source_id=1))
        if end is not None:
            row.events.append(PartnershipEvent(kind="ended", date=str(end), source_id=1))
        elif status:
            row.events.append(PartnershipEvent(kind=status, date=None, source_id=1))
        row.themes = [PartnershipTheme(theme_code=theme) for theme in themes]
        row.fundings = [
            Funding(family_code=family, amount=amount, source_id=1) for family, amount in fundings
        ]
        if chosen_era:
            reason = "La source la situe ainsi."
            row.eras.append(
                PartnershipEra(
                    era_code=chosen_era,
                    rank=1,
                    explanation_fr=reason,
                    explanation_en="So its source says.",
                    override_reason=reason,
                )
            )
        self.session.add(row)
        self.session.flush()
        if year is not None:
            self._state(number, 1, "year_start", str(year), shown=True)
        if other_year is not None:
            self._state(number, 2, "year_start", str(other_year), shown=False)

    def _side(self, code: str) -> str:
        return self.session.query(Authority.side).filter(Authority.code == code).scalar()

    def _state(self, number: int, source: int, field: str, value: str, *, shown: bool) -> None:
        self.session.add(
            Statement(
                partnership_id=number,
                source_id=source,
                fact=f"test:{number}",
                field=field,
                value=value,
                confidence="haute" if shown else "moyenne",
                shown=shown,
            )
        )


def build_small_atlas(path: Path) -> Engine:
    """Make a database at ``path``, fill it, and return an engine on it."""
    engine = open_engine(f"sqlite:///{path}", create=True)
    schema.upgrade(engine)
    with transaction(engine) as session:
        _vocabularies(session)
        _authorities(Builder(session))
        _partnerships(Builder(session))
        refresh_all(session)
        _adverts(session)
        session.add(DataRevision(id=1, token="test"))
    return engine


def _terms(session: Session, model: type, terms: tuple[tuple[str, str, str], ...]) -> None:
    for position, (code, french, english) in enumerate(terms):
        session.add(model(code=code, position=position, label_fr=french, label_en=english))


def _vocabularies(session: Session) -> None:
    _terms(session, Era, ERAS)
    _terms(
        session,
        Theme,
        (
            ("eau", "Eau potable", "Drinking water"),
            ("culture", "Culture", "Culture"),
            ("jeunesse", "Jeunesse", "Youth"),
        ),
    )
    _terms(
        session,
        LinkType,
        (
            ("jumelage", "Jumelage", "Twinning"),
            ("cooperation", "Coopération décentralisée", "Decentralised cooperation"),
            ("action_ponctuelle", "Action ponctuelle", "One-off action"),
        ),
    )
    _terms(
        session,
        Status,
        (
            ("actif", "Actif", "Active"),
            ("en_sommeil", "En sommeil", "Dormant"),
            ("termine", "Terminé", "Ended"),
            ("suspendu", "Suspendu", "Suspended"),
            ("inconnu", "Inconnu", "Unknown"),
        ),
    )
    _terms(
        session,
        FundingFamily,
        (
            ("afd_ficol", "FICOL", "FICOL"),
            ("un_pourcent_eau", "1 % eau", "1% water"),
        ),
    )
    zones = ["toutes", *dict.fromkeys(zone for zone, *_ in ZONES)]
    _terms(session, Zone, tuple((zone, f"zone {zone}", f"zone {zone}") for zone in zones))
    for iso2, iso3, french, english, continent, lon, lat in COUNTRIES:
        session.add(
            Country(
                iso2=iso2,
                iso3=iso3,
                name_fr=french,
                name_en=english,
                article_fr="",
                preposition_fr="en",
                continent=continent,
                other_names=IN_GERMAN.get(iso2, ""),
                lon=lon,
                lat=lat,
            )
        )
    for code, french, english, first, last, successors in (
        ("DD", "RDA", "East Germany", 1949, 1990, "DE"),
        ("HV", "Haute-Volta", "Upper Volta", 1960, 1984, "BF"),
    ):
        session.add(
            HistoricalState(
                code=code,
                name_fr=french,
                name_en=english,
                year_from=first,
                year_to=last,
                successors=successors,
                admin1="",
                source="",
            )
        )
    for level, code, name, region in (
        ("region", "84", "Auvergne-Rhône-Alpes", None),
        ("region", "93", "Provence-Alpes-Côte d'Azur", None),
        ("region", "11", "Île-de-France", None),
        ("departement", "38", "Isère", "84"),
        ("departement", "84", "Vaucluse", "93"),
        ("departement", "94", "Val-de-Marne", "11"),
        ("departement", "988", "Nouvelle-Calédonie", None),
    ):
        session.add(
            Territory(level=level, code=code, name=name, region_code=region, lon=5.0, lat=45.0)
        )
    session.flush()
    for position, (code, era, first, last, rule_zones, rank) in enumerate(RULES):
        session.add(
            EraRule(
                code=code,
                position=position,
                era_code=era,
                year_from=first,
                year_to=last,
                zones=rule_zones,
                rank=rank,
                explanation_fr=f"Explication {code}",
                explanation_en=f"Explanation {code}",
            )
        )
    for zone, state, first, last in ZONES:
        session.add(ZoneMembership(zone=zone, state_code=state, year_from=first, year_to=last))
    for number in (1, 2):
        session.add(Source(id=number, url=f"{SOURCE_URL}/{number}", title=f"Source {number}"))
    session.add(LoadCount(file="test", rows_read=3, loaded=1, merged=1, rejected=1))
    session.add(
        RejectedRow(
            fact="test:9",
            french_name="Commune à identifier",
            foreign_name=HOSTILE_NAMES[0],
            country_iso2="PE",
            reason_fr="La source ne nomme pas la commune.",
            source_url=SOURCE_URL,
        )
    )
    session.add(
        DatasetVersion(
            name="partenariats",
            position=0,
            title_fr="Partenariats",
            title_en="Partnerships",
            description_fr="Jeu d’essai.",
            publisher="Essai",
            licence="Licence Ouverte 2.0",
            licence_url="https://example.org/licence",
            source_url="https://example.org",
            source_version="1",
            date="2026-01-01",
            rows=3,
            digest="0",
        )
    )
    session.add(
        ReferenceFigure(
            code="partenariats_en_cours",
            label_fr="Partenariats en cours",
            label_en="Partnerships in force",
            value=10440,
            unit="partenariats",
            date="2021",
            source="https://example.org",
            note_fr="essai",
        )
    )


def _authorities(build: Builder) -> None:
    isere = {"departement_code": "38", "region_code": "84"}
    build.authority("38169", "Fontaine", point=(5.69, 45.19), insee_code="38169", **isere)
    build.authority(
        "38185", "Grenoble", point=(5.72, 45.19), population=158_000, siren="213801855", **isere
    )
    build.authority("38D", "Isère", kind="departement", insee_code="38", **isere)
    build.authority(
        "84D", "Vaucluse", kind="departement", insee_code="84", departement_code="84",
        region_code="93",
    )  # fmt: skip
    build.authority("84R", "Auvergne-Rhône-Alpes", kind="region", insee_code="84", region_code="84")
    build.authority(
        "94038", HOSTILE_NAMES[1], point=(2.33, 48.78), departement_code="94", region_code="11"
    )
    build.authority(
        "98818", "Nouméa", point=(166.45, -22.27), departement_code="988", region_code=None
    )
    build.authority("38500", "Ancienne-Commune", kind="deleguee", successor="38169", **isere)
    foreign = {"side": "foreign", "kind": "municipality"}
    build.authority(
        "de-schmalkalden", "Schmalkalden", country="DE", point=(10.45, 50.72), **foreign
    )
    build.authority("de-essen", "Essen", country="DE", point=(7.01, 51.45), **foreign)
    build.authority(
        "it-catania", "Catania", name_fr="Catane", country="IT", point=(15.08, 37.5), **foreign
    )
    build.authority(
        "bf-ouagadougou", "Ouagadougou", country="BF", point=(-1.53, 12.37), names=("Ouaga",),
        **foreign,
    )  # fmt: skip
    build.authority("jp-hostile", HOSTILE_NAMES[0], country="JP", point=(139.7, 35.7), **foreign)
    build.authority("cl-hostile", HOSTILE_NAMES[2], country="CL", **foreign)


def _partnerships(build: Builder) -> None:
    build.partnership(
        1, ("38169", "de-schmalkalden"), year=1963, then="DD", themes=("jeunesse",), other_year=1964
    )
    build.partnership(2, ("38185", "de-essen"), year=1976, themes=("culture", "jeunesse"))
    build.partnership(3, ("38185", "it-catania"), year=1961)
    build.partnership(
        4,
        ("38185", "38D", "bf-ouagadougou"),
        year=1975,
        end=2010,
        link_type="cooperation",
        then="HV",
        themes=("eau",),
        fundings=(("afd_ficol", 300_000), ("un_pourcent_eau", None)),
    )
    build.partnership(5, ("98818", "jp-hostile"), year=1995)
    build.partnership(6, ("94038", "cl-hostile"), status="", note=HOSTILE_NAMES[0])
    build.partnership(7, ("38500", "de-schmalkalden"), then="DD", status="dormant")
    build.partnership(
        8, ("38D", "bf-ouagadougou"), year=2016, link_type="action_ponctuelle", status=""
    )


def _adverts(session: Session) -> None:
    """Publish two adverts that answer each other, for a while that no test outlives.

    Nobody has an account here: nobody reads the answers.
    """
    start = dt.datetime(2098, 1, 1, tzinfo=dt.UTC)
    for content in (
        AdvertContent(
            authority="38169",
            kind="seek",
            title="Un partenaire au Burkina Faso pour un projet d’eau",
            text="La commune voudrait soutenir un service public de l’eau.\nElle débute.",
            countries=("BF",),
            themes=("eau",),
            languages=("fr",),
            population_to=50_000,
        ),
        AdvertContent(
            authority="38185",
            kind="offer",
            title=f"Un retour d’expérience {HOSTILE_NAMES[0]}",
            text=f"Trente-cinq ans de coopération à partager. {HOSTILE_NAMES[2]}",
            countries=("BF",),
            continents=("AF",),
            themes=("eau", "jeunesse"),
            languages=("fr", "en"),
        ),
    ):
        number = adverts.create(session, content, author="user:0", language="fr", now=start)
        adverts.publish(session, number, by="user:0", now=start)
