"""A campaign under way: how far it is, who is silent, and what can be done."""

from __future__ import annotations

import datetime as dt

from flask import Response as FlaskResponse
from flask import current_app, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.campaigns import accepting, invitations, progress, running, writing
from atlas.campaigns.answers import CONFIRM, CORRECT, ENDED
from atlas.campaigns.progress import STATES, InvitationRecord
from atlas.campaigns.writing import Post
from atlas.dates import today
from atlas.errors import AtlasError, NotFoundError
from atlas.services import letters
from atlas.services.server_answers import is_refusal
from webapp import database
from webapp.database import get_session, writing_engine
from webapp.gestion import campaign_form, campaign_map, posting
from webapp.gestion.access import allow, author
from webapp.gestion.blueprint import blueprint
from webapp.gestion.campaigns import state_label
from webapp.i18n import translate
from webapp.params import read_choice, read_number, refuse_other_params
from webapp.presentation.csv_table import csv_bytes
from webapp.presentation.labels import date_label

_SIZE = 50
#: How long a page may take to accept confirmations, in seconds: what is left is gone on with.
_PATIENCE = 8.0


@blueprint.get("/gestion/campagnes/<int:number>")
@allow(Permission.IMPORT)
def campagne(number: int) -> Response:
    """Show how far a campaign is; ``?etat=`` lists the collectivités of one state only."""
    return _page(number)


@blueprint.post("/gestion/campagnes/<int:number>")
@allow(Permission.IMPORT)
def agir_campagne(number: int) -> Response:
    """Write, remind, accept what is confirmed, add addresses, close."""
    running.find(get_session(), number)
    engine, now = writing_engine(), dt.datetime.now(dt.UTC)
    try:
        match request.form.get("acte", ""):
            case "ecrire":
                done = _written(writing.write_first(engine, number, post(), now))
            case "relancer":
                done = _written(writing.write_reminders(engine, number, post(), now))
            case "accepter":
                done = accept(accepting.waiting_confirmations(get_session(), number))
            case "adresses":
                done = _addressed(number)
            case "clore":
                with database.writing() as writer:
                    running.close(writer, number)
                done = gettext(
                    "La campagne est close\N{NO-BREAK SPACE}: ses liens ne servent plus."
                )
            case _:
                raise NotFoundError("Cette action n’existe pas.")
    except NotFoundError:
        raise
    except AtlasError as error:
        return _page(number, translate(error.template, **error.params), 400)
    session["fait"] = done
    return redirect(url_for("gestion.campagne", number=number), 303)


def post() -> Post:
    """Return what letters need of the site; they are in French, like whom they are for."""
    return Post(str(current_app.secret_key), posting.site("fr"))


def _written(count: int) -> str:
    posting.send(most_of_many=posting.SENT_BY_A_PAGE)
    if not count:
        return gettext("Il n’y a personne à qui écrire.")
    said = ngettext("%(num)s lettre est écrite.", "%(num)s lettres sont écrites.", count)
    waiting = letters.count_waiting(get_session())
    if waiting:
        said += " " + ngettext(
            "%(num)s message attend\N{NO-BREAK SPACE}: « ./scripts/atlas mail send » l’envoie.",
            "%(num)s messages attendent\N{NO-BREAK SPACE}: « ./scripts/atlas mail send » les "
            "envoie.",
            waiting,
        )
    return said


def accept(numbers: list[int]) -> str:
    """Accept confirmations for as long as a page may take; return what to say."""
    done = accepting.accept_confirmations(
        writing_engine(), numbers, by=author(), most_seconds=_PATIENCE
    )
    said = ngettext(
        "%(num)s confirmation est acceptée.", "%(num)s confirmations sont acceptées.", done.accepted
    )
    if done.left:
        said += " " + ngettext(
            "%(num)s est laissée\N{NO-BREAK SPACE}: la fiche a changé depuis.",
            "%(num)s sont laissées\N{NO-BREAK SPACE}: les fiches ont changé depuis.",
            done.left,
        )
    if done.remaining:
        said += " " + ngettext(
            "Il en reste %(num)s\N{NO-BREAK SPACE}: continuez.",
            "Il en reste %(num)s\N{NO-BREAK SPACE}: continuez.",
            done.remaining,
        )
    return said


def _addressed(number: int) -> str:
    typed = campaign_form.read(request.form, request.files.get("fichier"))
    with database.writing() as writer:
        done = invitations.add_addresses(writer, number, typed["adresses"])
    said = ngettext("%(num)s adresse est notée.", "%(num)s adresses sont notées.", done.changed)
    if done.refused:
        said += " " + gettext(
            "Lignes refusées\N{NO-BREAK SPACE}: %(lignes)s.",
            lignes=", ".join(str(line.number) for line in done.refused[:20]),
        )
    return said


@blueprint.get("/gestion/campagnes/<int:number>/etat.csv")
@allow(Permission.IMPORT)
def etat_campagne(number: int) -> FlaskResponse:
    """Return the state of every collectivité of a campaign, as a table."""
    running.find(get_session(), number)
    rows: list[list[str | int | None]] = [
        ["code", "nom", "departement", "courriel", "etat", "premiere_lettre", "rappels", "ouvert",
         "repondu", "confirmes", "corriges", "termines", "probleme"]
    ]  # fmt: skip
    rows += [
        [
            one.code, one.name, one.departement, one.email, one.state,
            one.letters[0][0][:10] if one.letters else None,
            " ".join(day[:10] for day in one.reminders), _day(one.opened_at),
            _day(one.answered_at), one.answers.get(CONFIRM, 0), one.answers.get(CORRECT, 0),
            one.answers.get(ENDED, 0), one.problem,
        ]
        for one in progress.list_invitations(get_session(), number)
    ]  # fmt: skip
    answer = make_response(csv_bytes(rows))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="campagne-{number}.csv"'
    return answer


def _day(moment: str | None) -> str:
    return (moment or "")[:10]


def _page(number: int, problem: str = "", status: int = 200) -> Response:
    refuse_other_params(("etat", "page"))
    reader = get_session()
    found = running.find(reader, number)
    asked = progress.list_invitations(reader, number)
    wanted = read_choice("etat", ("silence", *STATES), "")
    shown = [one for one in asked if _is_wanted(one, wanted)]
    pages = max(1, -(-len(shown) // _SIZE))
    refused = [one for one in asked if is_refusal(one.problem)]
    page_number = read_number("page", 1, 1, pages)
    confirmed = accepting.sort_confirmations(reader, number)
    page = render_template(
        "gestion/campagne.html",
        k=found,
        etat=state_label(found),
        ouverte=found.is_open(today()),
        ouvre=date_label(found.opens_on),
        ferme=date_label(found.closes_on),
        chiffres=progress.figures(asked),
        decisions=progress.decisions(reader, number),
        a_ecrire=writing.count_unwritten(reader, number),
        a_relancer=writing.count_due(reader, number, dt.datetime.now(dt.UTC)),
        a_accepter=len(confirmed.together),
        une_par_une=confirmed.one_by_one,
        # Another sending changes nothing to what was refused: it is told apart.
        en_attente=max(0, letters.count_waiting(reader) - len(refused)),
        refusees=refused,
        carte=campaign_map.build(progress.by_departement(asked)),
        invitations=[
            (one, invitation_label(one.state))
            for one in shown[(page_number - 1) * _SIZE : page_number * _SIZE]
        ],
        retenues=len(shown),
        etats=[
            (state, invitation_label(state), sum(_is_wanted(one, state) for one in asked))
            for state in ("silence", *STATES)
        ],
        voulu=wanted,
        page=page_number,
        pages=pages,
        probleme=problem,
        fait=session.pop("fait", "") if status == 200 else "",
    )
    return make_response(page, status)


def _is_wanted(one: InvitationRecord, state: str) -> bool:
    if state == "silence":
        return one.state != progress.ANSWERED
    return not state or one.state == state


def invitation_label(state: str) -> str:
    """Return what the state of an invitation is called."""
    return {
        "silence": gettext("n’ont pas répondu"),
        progress.NO_ADDRESS: gettext("sans adresse"),
        progress.PREPARED: gettext("à écrire"),
        progress.WAITING: gettext("lettre en attente d’envoi"),
        progress.FAILED: gettext("lettre refusée"),
        progress.SENT: gettext("lettre partie"),
        progress.OPENED: gettext("page ouverte"),
        progress.BEGUN: gettext("réponse commencée"),
        progress.ANSWERED: gettext("a répondu"),
    }[state]
