"""Campaigns: the list, making one, and seeing first whom it would ask."""

from __future__ import annotations

from types import SimpleNamespace

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.campaigns import progress, running
from atlas.campaigns.running import CampaignRecord, InvalidCampaignError, Plan
from atlas.dates import today
from webapp.database import get_session, writing
from webapp.gestion import campaign_form
from webapp.gestion.access import allow, author
from webapp.gestion.blueprint import blueprint
from webapp.i18n import translate
from webapp.presentation.labels import date_label

#: Collectivités that a preview names: those that have no address, which somebody must find.
_NAMED = 200


@blueprint.get("/gestion/campagnes")
@allow(Permission.IMPORT)
def campagnes() -> str:
    """List the campaigns, the latest first."""
    reader = get_session()
    return render_template(
        "gestion/campagnes.html",
        campagnes=[
            SimpleNamespace(
                id=one.id,
                title=one.title,
                state=state_label(one),
                closes=date_label(one.closes_on),
                figures=progress.figures(progress.list_invitations(reader, one.id)),
                decisions=progress.decisions(reader, one.id),
            )
            for one in running.list_campaigns(reader)
        ],
    )


@blueprint.get("/gestion/campagnes/nouvelle")
@allow(Permission.IMPORT)
def nouvelle_campagne() -> Response:
    """Show the form of a campaign."""
    return _form(campaign_form.empty(today()))


@blueprint.post("/gestion/campagnes/nouvelle")
@allow(Permission.IMPORT)
def creer_campagne() -> Response:
    """Show whom a campaign would ask, or make it; nobody is written to yet."""
    typed = campaign_form.read(request.form, request.files.get("fichier"))
    try:
        draft = campaign_form.to_draft(typed)
        if request.form.get("acte") != "creer":
            return _form(typed, plan=running.plan(get_session(), draft, today()))
        with writing() as writer:
            number = running.make(writer, draft, author=author(), today=today())
    except InvalidCampaignError as error:
        problems = {
            one.field: translate(one.template, **one.params) for one in (error, *error.others)
        }
        return _form(typed, problems, status=400)
    session["fait"] = gettext(
        "La campagne est prête. Rien n’est parti\N{NO-BREAK SPACE}: envoyez les lettres quand "
        "vous voulez."
    )
    return redirect(url_for("gestion.campagne", number=number), 303)


def _form(
    typed: campaign_form.Typed,
    problems: dict[str, str] | None = None,
    *,
    plan: Plan | None = None,
    status: int = 200,
) -> Response:
    page = render_template(
        "gestion/campagne_nouvelle.html",
        f=typed,
        problemes=problems or {},
        apercu=plan,
        sans_adresse=(
            [one for one, email in plan.asked if not email][:_NAMED] if plan is not None else []
        ),
        ages=campaign_form.AGES,
        **campaign_form.choices(),
    )
    return make_response(page, status)


def state_label(campaign: CampaignRecord) -> str:
    """Return what the state of a campaign is called."""
    if campaign.is_open(today()):
        return gettext("ouverte")
    if campaign.closed_at is None and campaign.opens_on > today().isoformat():
        return gettext("à venir")
    return gettext("close")
