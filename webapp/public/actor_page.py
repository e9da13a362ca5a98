"""Who helps: regional and national networks, and whom a given collectivité may turn to."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response

from atlas.errors import AmbiguousCodeError, NotFoundError
from atlas.queries import authorities, networks
from atlas.queries.authorities import AuthorityRecord
from atlas.queries.networks import KINDS, NetworkRecord
from atlas.vocabulary import labels
from webapp.database import get_session, get_vocabulary
from webapp.i18n import data_text, language
from webapp.params import read_choice, read_text, refuse_other_params
from webapp.presentation import naming
from webapp.presentation.kinds import network_kinds
from webapp.public import outlines
from webapp.public.blueprint import blueprint


@dataclass(frozen=True)
class Asked:
    """The collectivité that a reader typed: the one found, the several it may be, or none."""

    text: str
    body: AuthorityRecord | None = None
    choices: tuple[AuthorityRecord, ...] = ()


@blueprint.get("/acteurs")
def acteurs() -> Response:
    """Show the networks on a map and in lists, and those that a collectivité may turn to."""
    refuse_other_params(("collectivite", "region"))
    vocabulary, reader = get_vocabulary(), language()
    asked = _asked(read_text("collectivite"))
    region = read_choice("region", labels(vocabulary.regions, reader), "")
    if asked.body is not None:
        region = asked.body.region_code or ""
    found = networks.list_networks(get_session())
    by_region = {item.region_code: item for item in found if item.region_code}
    page = render_template(
        "public/acteurs.html",
        carte=_map(by_region, region),
        regions=[
            SimpleNamespace(
                code=code,
                label=entry.label(reader),
                network=by_region[code].name(reader) if code in by_region else "",
                url=f"{url_for('public.acteurs', region=code)}#reponse",
            )
            for code, entry in vocabulary.regions.items()
        ],
        groupes=[
            SimpleNamespace(
                kind=kind,
                label=network_kinds(kind),
                networks=[_view(item) for item in found if item.kind == kind],
            )
            for kind in KINDS
        ],
        demande=_answer(asked, region, by_region),
        sans_region=sum(1 for code in vocabulary.regions if code not in by_region),
    )
    # A name that nobody bears leads nowhere, though the page has more to tell.
    missing = asked.text and asked.body is None and not asked.choices
    return make_response(page, 404 if missing else 200)


def _asked(text: str) -> Asked:
    if not text:
        return Asked("")
    session = get_session()
    try:
        codes: tuple[str, ...] = (authorities.resolve_code(session, text),)
    except AmbiguousCodeError as error:
        codes = error.candidates
    except NotFoundError:
        codes = tuple(body.code for body in authorities.named(session, text))
    bodies = [
        authorities.current_successor(session, body)
        for body in authorities.read_authorities(session, codes)
        if body.side == "french"
    ]
    once = tuple({body.code: body for body in bodies}.values())
    return Asked(text, once[0]) if len(once) == 1 else Asked(text, None, once)


def _answer(
    asked: Asked, region: str, by_region: dict[str, NetworkRecord]
) -> SimpleNamespace | None:
    """Return whom to turn to from what was asked; None when nothing was."""
    if not asked.text and not region:
        return None
    vocabulary, reader = get_vocabulary(), language()
    network = by_region.get(region)
    entry = vocabulary.regions.get(region)
    return SimpleNamespace(
        text=asked.text,
        choices=[
            SimpleNamespace(
                label=body.display_name(reader),
                detail=_where(body),
                url=f"{url_for('public.acteurs', collectivite=body.code)}#reponse",
            )
            for body in asked.choices
        ],
        body=(
            SimpleNamespace(
                name=asked.body.display_name(reader),
                of_name=naming.of_authority(asked.body, reader),
                url=url_for("public.collectivite", code=asked.body.code),
                parents=_parents(asked.body),
                funding_url=url_for("public.financements", qui=_applicant(asked.body)),
            )
            if asked.body is not None
            else None
        ),
        region=entry.label(reader) if entry is not None else "",
        network=_view(network) if network is not None else None,
    )


def _applicant(body: AuthorityRecord) -> str | None:
    return {"autre": None}.get(body.kind, body.kind)


def _where(body: AuthorityRecord) -> str:
    entry = get_vocabulary().departements.get(body.departement_code or "")
    kind = get_vocabulary().kind(body.kind).label(language())
    return f"{kind}, {entry.label(language())}" if entry is not None else kind


def _parents(body: AuthorityRecord) -> list[SimpleNamespace]:
    """Return the EPCI, département and région that the collectivité belongs to, linked."""
    wanted = [
        f"{body.departement_code}D" if body.departement_code else "",
        f"{body.region_code}R" if body.region_code else "",
        body.epci_siren or "",
    ]
    found = authorities.read_authorities(
        get_session(), [code for code in wanted if code and code != body.code]
    )
    return [
        SimpleNamespace(
            name=parent.display_name(language()),
            kind=get_vocabulary().kind(parent.kind).label(language()),
            url=url_for("public.collectivite", code=parent.code),
        )
        for parent in found
    ]


def _view(item: NetworkRecord) -> SimpleNamespace:
    reader = language()
    region = get_vocabulary().regions.get(item.region_code or "")
    return SimpleNamespace(
        code=item.code,
        name=item.name(reader),
        original=item.name_fr if item.name(reader) != item.name_fr else "",
        scope=region.label(reader) if region is not None else data_text(item.scope),
        governance=data_text(item.governance),
        means=data_text(item.means),
        founded=item.founded or "",
        source=item.source,
    )


def _map(by_region: dict[str, NetworkRecord], chosen: str) -> SimpleNamespace:
    drawing, labels = outlines.regions(), get_vocabulary().regions
    return SimpleNamespace(
        width=drawing.width,
        height=drawing.height,
        boxes=drawing.boxes,
        shapes=[
            SimpleNamespace(
                code=shape.code,
                path=shape.path,
                label=labels[shape.code].label(language()),
                network=by_region[shape.code].name(language()) if shape.code in by_region else "",
                chosen=shape.code == chosen,
                url=f"{url_for('public.acteurs', region=shape.code)}#reponse",
            )
            for shape in drawing.shapes
            if shape.code in labels
        ],
    )
