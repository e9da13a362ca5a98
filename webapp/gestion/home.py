"""The first page of the back office: what waits for this person."""

from __future__ import annotations

from flask import render_template

from atlas.accounts.roles import ROLES, Permission
from atlas.doubts.queue import count_by_kind
from atlas.editing import history, proposals
from atlas.exchange import conversations, reading
from atlas.language import in_language
from atlas.queries import partnerships
from atlas.queries.authorities import read_authorities
from atlas.selection import Selection
from atlas.services import letters, reports
from webapp.database import get_session
from webapp.gestion import doubt_words, reach
from webapp.gestion.access import allow, allowed, author, somebody
from webapp.gestion.blueprint import blueprint
from webapp.gestion.doubt_words import KINDS
from webapp.i18n import language


@blueprint.get("/gestion")
@allow(Permission.ENTER)
def accueil() -> str:
    """Show what waits, and for an agent the records of their authorities."""
    person, session = somebody(), get_session()
    role = ROLES[person.role_names[0]]
    bodies = read_authorities(session, person.codes)
    return render_template(
        "gestion/accueil.html",
        nom=person.name or person.email,
        role=in_language(language(), role.label_fr, role.label_en),
        collectivites=[
            (body, partnerships.count(session, Selection(collectivite=(body.code,))))
            for body in bodies
        ],
        propositions=(
            proposals.count_pending(session)
            if allowed(Permission.AUDIT)
            else sum(
                one.status == proposals.PENDING
                for one in proposals.list_proposals(session, author=author())
            )
        ),
        confirmations=(
            proposals.count_pending(session, confirmations=True)
            if allowed(Permission.IMPORT)
            else 0
        ),
        annonces=reading.count_proposed(session) if allowed(Permission.AUDIT) else 0,
        abus=len(conversations.list_reported(session)) if allowed(Permission.EDIT) else 0,
        reponses=_answers_to_give(),
        signalements=len(reports.list_reports(session)) if allowed(Permission.AUDIT) else 0,
        modifications=history.count(session) if allowed(Permission.AUDIT) else 0,
        doutes=_doubts() if allowed(Permission.IMPORT) else [],
        lettres=letters.count_held_up(session) if allowed(Permission.PEOPLE) else 0,
    )


def _doubts() -> list[tuple[str, str]]:
    """Return the kinds of questions that wait, as addresses name them, and how many in words."""
    counts = count_by_kind(get_session())
    return [
        (name, doubt_words.waiting(kind, counts[kind]))
        for name, kind in KINDS.items()
        if kind is not None and counts.get(kind)
    ]


def _answers_to_give() -> int:
    """Return how many answers to adverts wait for this person."""
    person, session = somebody(), get_session()
    if reach.is_limited(person):
        return conversations.count_to_answer(session, reach.codes_in_reach(session, person))
    return conversations.count_to_answer_by(session, author())
