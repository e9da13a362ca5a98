"""Proposals: reading them as differences, and deciding."""

from __future__ import annotations

from types import SimpleNamespace

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.dates import latest_day
from atlas.editing import proposals
from atlas.editing.checks import Check, already_known, examine
from atlas.editing.documents import PartnershipDocument
from atlas.editing.drafts import read_draft
from atlas.editing.merging import merge
from atlas.editing.partnerships import ChangedMeanwhileError
from atlas.editing.proposals import PENDING, REFUSED, ProposalRecord
from atlas.editing.proposed_partners import unknown_partners
from atlas.editing.reading import read_document
from atlas.editing.writing import UnknownMemberError
from atlas.errors import AtlasError, NotFoundError
from webapp.database import get_session, get_vocabulary, writing
from webapp.gestion import posting, sheet, wording
from webapp.gestion.access import allow, allowed, author, somebody
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.gestion.deciding import status_label, tell_author
from webapp.gestion.record_form import show_form
from webapp.gestion.record_opening import amended, base_of
from webapp.i18n import language, translate
from webapp.params import read_number

#: Proposals on one page.
_SIZE = 100


@blueprint.get("/gestion/propositions")
@allow(Permission.ENTER)
def propositions() -> str:
    """List proposals that wait; those of an agent are their own, decided ones included."""
    reads_all = allowed(Permission.AUDIT)
    number = read_number("page", 1, 1, 10**6)
    # One more than is shown tells whether there is a next page.
    found = proposals.list_proposals(
        get_session(),
        status=PENDING if reads_all else None,
        author=None if reads_all else author(),
        confirmations=False,
        offset=(number - 1) * _SIZE,
        limit=_SIZE + 1,
    )
    return render_template(
        "gestion/propositions.html",
        propositions=[
            SimpleNamespace(
                id=one.id,
                title=one.title,
                who=wording.who(one.author),
                when=moment(one.created_at),
                status=status_label(one.status),
            )
            for one in found[:_SIZE]
        ],
        toutes=reads_all,
        confirmations=(
            proposals.count_pending(get_session(), confirmations=True)
            if allowed(Permission.IMPORT)
            else 0
        ),
        page=number,
        suite=len(found) > _SIZE,
    )


@blueprint.get("/gestion/propositions/<int:number>")
@allow(Permission.ENTER)
def proposition(number: int) -> Response:
    """Show a proposal: before, after, why; and what may be decided."""
    return _page(_readable(number))


@blueprint.post("/gestion/propositions/<int:number>")
@allow(Permission.PROPOSE)
def decider(number: int) -> Response:
    """Accept, amend, refuse or withdraw a proposal."""
    found = _readable(number)
    act = request.form.get("acte", "")
    answer = request.form.get("reponse", "").strip()[:2000]
    instead = _instead(found, act, answer) if allowed(Permission.EDIT) else None
    if instead is not None:
        return instead
    try:
        with writing() as writer:
            if act == "retirer":
                proposals.withdraw(writer, number, author=author())
            elif not allowed(Permission.EDIT):
                raise NotFoundError("Votre rôle ne décide pas des propositions.")
            elif act == "accepter":
                proposals.accept(writer, number, by=author(), answer=answer)
            elif act == "refuser":
                proposals.refuse(writer, number, by=author(), answer=answer)
            else:
                raise NotFoundError("Cette action n’existe pas.")
            told = tell_author(writer, number)
    except ChangedMeanwhileError:
        return _page(
            found,
            problem=gettext(
                "La fiche a changé depuis sur le même point\N{NO-BREAK SPACE}: amendez la "
                "proposition pour choisir."
            ),
            answer=answer,
            status=409,
        )
    except UnknownMemberError:
        return _page(
            found,
            problem=gettext(
                "Un membre n’est pas dans l’atlas\N{NO-BREAK SPACE}: ajoutez-le, ou amendez la "
                "proposition pour le choisir parmi ceux qu’il connaît."
            ),
            answer=answer,
            status=400,
        )
    except NotFoundError:
        raise
    except AtlasError as error:
        said = translate(error.template, **error.params)
        if act == "refuser" and not answer:
            return _page(found, missing=said, status=400)
        return _page(found, problem=said, answer=answer, status=400)
    posting.send()
    session["fait"] = (
        gettext("C’est décidé, et l’auteur est prévenu.") if told else gettext("C’est décidé.")
    )
    return redirect(url_for("gestion.proposition", number=number), 303)


def _instead(found: ProposalRecord, act: str, answer: str) -> Response | None:
    """Return the page that an act of who decides shows before anything is decided, if any."""
    if act == "amender" and found.document is not None:
        return _amend(found, found.document)
    if act == "accepter" and found.status == PENDING:
        check = _check(found)
        if check.problems:
            said = gettext(
                "La fiche qui en résulterait ne peut pas être publiée\N{NO-BREAK SPACE}: "
                "«\N{NO-BREAK SPACE}Amender\N{NO-BREAK SPACE}» ouvre la fiche pour la corriger."
            )
            return _page(found, problem=said, answer=answer, status=400)
        if check.warnings and not answer:
            said = gettext(
                "Dites pourquoi ce cas rare est exact, ou corrigez-le par "
                "«\N{NO-BREAK SPACE}Amender\N{NO-BREAK SPACE}»."
            )
            return _page(found, missing=said, status=400)
    return None


def _amend(found: ProposalRecord, wanted: PartnershipDocument) -> Response:
    """Show the form that accepts a proposal amended, or what this person typed of it already."""
    # A record to be made is amended from what was proposed: its sources stay.
    current = _current(found) if found.number is not None else wanted
    draft = read_draft(get_session(), somebody().id, amended(found.id))
    if draft is not None:
        base = base_of(draft.form.pop("base", "")) or current
        shown = {**dict.fromkeys(sheet.CHANGE, ""), **draft.form}
        at = draft.saved_at
        return show_form(found.number, base, shown, proposal_id=found.id, draft_of=at)
    shown = sheet.to_sheet(_merged(found, wanted), current)
    shown["raison"] = found.reason
    if found.number is None and wanted.statements:
        source = wanted.statements[0].source
        shown["source_titre"], shown["source_url"] = source.title, source.url
    return show_form(found.number, current, shown, proposal_id=found.id)


def _readable(number: int) -> ProposalRecord:
    found = proposals.find(get_session(), number)
    if not allowed(Permission.AUDIT) and found.author != author():
        raise NotFoundError("La proposition n° {number} n’existe pas.", number=number)
    return found


def _current(found: ProposalRecord) -> PartnershipDocument | None:
    return read_document(get_session(), found.number) if found.number is not None else None


def _merged(found: ProposalRecord, wanted: PartnershipDocument) -> PartnershipDocument:
    """Return what the record would become, with what changed in it since the proposal."""
    if found.number is None:
        return wanted
    return merge(found.base, wanted, _current(found)).document or wanted


def _check(found: ProposalRecord) -> Check:
    """Return what is wrong or strange in what the record would become, as its form would tell it.

    What the record says already was justified when it was written: it is not asked again.
    """
    reader, current = get_session(), _current(found)
    if found.document is None:
        return Check((), ())
    document = _merged(found, found.document)
    # A member that the atlas lacks is told apart, with the way to add it.
    lacking = [document.members[one.position].code for one in unknown_partners(reader, document)]
    check = examine(reader, document, today=latest_day(), proposed=lacking)
    if current is None:
        if found.number is None and not check.problems:
            again = tuple(already_known(reader, document))
            return Check(check.problems, check.warnings + again)
        return check
    before = examine(reader, current, today=latest_day()).warnings
    known = [(one.template, one.params) for one in before]
    return Check(
        check.problems,
        tuple(one for one in check.warnings if (one.template, one.params) not in known),
    )


def _unknown(found: ProposalRecord) -> list[SimpleNamespace]:
    """Return the members of a proposal that the atlas does not have, by name and country."""
    return [
        SimpleNamespace(
            position=one.position,
            name=one.name,
            country=get_vocabulary().label("pays", one.country, language()),
        )
        for one in unknown_partners(get_session(), found.document)
    ]


def _page(
    found: ProposalRecord,
    *,
    problem: str = "",
    answer: str = "",
    missing: str = "",
    status: int = 200,
) -> Response:
    """Return the page of a proposal; ``missing`` is what is said of the answer that it lacks."""
    check = _check(found) if found.status == PENDING else Check((), ())
    page = render_template(
        "gestion/proposition.html",
        p=found,
        etat=status_label(found.status),
        attend=found.status == PENDING,
        refusee=found.status == REFUSED,
        auteur=wording.who(found.author),
        sienne=found.author == author(),
        decideur=wording.who(found.decided_by) if found.decided_by else "",
        le=moment(found.created_at),
        decide_le=moment(found.decided_at),
        changements=(
            wording.contents(found.document)
            if found.base is None and found.document is not None
            else wording.changes(found.base, found.document)
        ),
        problemes=[translate(one.template, **one.params) for one in check.problems],
        alertes=[translate(one.template, **one.params) for one in check.warnings],
        en_mots=found.number is not None and found.base == found.document,
        depuis=(
            wording.changes(found.base, read_document(get_session(), found.number))
            if found.number is not None and found.status == PENDING
            else []
        ),
        inconnus=_unknown(found) if found.status == PENDING else [],
        probleme=problem,
        reponse=answer,
        manque=missing,
        fait=session.pop("fait", ""),
        personne_id=somebody().id,
    )
    return make_response(page, status)
