"""One collectivité of a campaign: its address, its letters, its link, what it answered."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.campaigns import accepting, answering, invitations, progress, running
from atlas.campaigns import writing as letters_of
from atlas.campaigns.running import InvalidCampaignError
from atlas.dates import today
from atlas.errors import NotFoundError
from atlas.queries.record_reading import read_records
from atlas.services.server_answers import is_refusal
from webapp.database import get_session, writing
from webapp.gestion import posting
from webapp.gestion.access import allow
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.gestion.campaign_page import accept, invitation_label, post
from webapp.gestion.deciding import status_label
from webapp.i18n import language, translate
from webapp.presentation.naming import title_of


@blueprint.get("/gestion/campagnes/<int:number>/invitations/<int:invitation>")
@allow(Permission.IMPORT)
def invitation_campagne(number: int, invitation: int) -> Response:
    """Show an invitation, and its link for who must send it by other means."""
    return _page(number, invitation)


@blueprint.post("/gestion/campagnes/<int:number>/invitations/<int:invitation>")
@allow(Permission.IMPORT)
def agir_invitation(number: int, invitation: int) -> Response:
    """Change the address, send another link, take the link back, accept what is confirmed."""
    act = request.form.get("acte", "")
    if act == "accepter":
        waiting = accepting.waiting_confirmations(get_session(), number, invitation)
        session["fait"] = accept(waiting)
    else:
        try:
            session["fait"] = _change(number, invitation, act)
        except InvalidCampaignError as error:
            problems = {error.field: translate(error.template, **error.params)}
            return _page(number, invitation, problems, 400)
    here = url_for("gestion.invitation_campagne", number=number, invitation=invitation)
    return redirect(here, 303)


def _change(number: int, invitation: int, act: str) -> str:
    with writing() as writer:
        row = invitations.find(writer, number, invitation)
        leaving: list[int] = []
        if act == "adresse":
            typed = request.form.get("courriel", "")[:200]
            leaving = invitations.change_address(writer, row, typed)
            done = gettext("L’adresse est notée.")
        elif act == "revoquer":
            invitations.revoke(writer, row)
            done = gettext("Le lien ne sert plus.")
        elif act == "renvoyer":
            running.require_open(running.find(writer, number), today())
            if not row.email:
                raise InvalidCampaignError("courriel", "Donnez d’abord une adresse.")
            leaving = letters_of.write_again(writer, row, post())
            done = gettext(
                "Une lettre est écrite, avec un autre lien\N{NARROW NO-BREAK SPACE}; l’ancien est "
                "mort."
            )
        else:
            raise NotFoundError("Cette action n’existe pas.")
    return f"{done} {_sent(leaving)}".strip()


def _sent(numbers: list[int]) -> str:
    """Send letters to one collectivité, and to no other; return what became of them."""
    if not numbers:
        return ""
    problem = posting.send_these(numbers)
    if problem:
        return gettext(
            "La lettre n’a pas pu partir\N{NO-BREAK SPACE}: %(raison)s. Elle attend ci-dessous.",
            raison=problem,
        )
    if not posting.settings().smtp_host:
        return gettext("La lettre attend\N{NO-BREAK SPACE}: aucun serveur n’est réglé.")
    return gettext("La lettre est partie.")


def _page(
    number: int, invitation: int, problems: dict[str, str] | None = None, status: int = 200
) -> Response:
    reader = get_session()
    campaign = running.find(reader, number)
    found = progress.get_invitation(reader, number, invitation)
    given = answering.given(reader, invitation)
    numbers = [int(record) for record in given if record.isdecimal()]
    titles = {str(r.id): title_of(r, language()) for r in read_records(reader, numbers)}
    confirmed = accepting.sort_confirmations(reader, number, invitation)
    page = render_template(
        "gestion/invitation.html",
        k=campaign,
        i=found,
        ouverte=campaign.is_open(today()),
        etat=invitation_label(found.state),
        refusee=is_refusal(found.problem),
        lien=post().link(invitations.find(reader, number, invitation)),
        lettres=[(moment(at), reminder, moment(left)) for at, reminder, left in found.letters],
        ouverte_le=moment(found.opened_at),
        repondue_le=moment(found.answered_at),
        reponses=[
            (
                titles.get(one.record) or one.answer.partner or one.record,
                int(one.record) if one.record.isdecimal() else None,
                choice_label(one.answer.choice),
                status_label(one.status) if one.status else gettext("Pas encore envoyée"),
            )
            for one in given.values()
        ],
        a_accepter=len(confirmed.together),
        une_par_une=confirmed.one_by_one,
        problemes=problems or {},
        fait=session.pop("fait", "") if status == 200 else "",
    )
    return make_response(page, status)


def choice_label(choice: str) -> str:
    """Return what a collectivité said of a link."""
    return {
        "confirmer": gettext("Exact"),
        "corriger": gettext("À corriger"),
        "termine": gettext("Terminé"),
        "ajouter": gettext("Ajouté"),
    }[choice]
