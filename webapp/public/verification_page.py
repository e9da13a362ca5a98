"""What the personal page of a campaign shows: the links of a collectivité, and what it said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import Response, current_app, make_response, render_template, session
from flask_babel import gettext

from atlas.campaigns import answering, links, running
from atlas.campaigns.answering import Given
from atlas.campaigns.answers import CONFIRM, ENDED, Answer, Known
from atlas.campaigns.links import DeadLinkError, UnknownLinkError
from atlas.dates import today
from atlas.editing.documents import PartnershipDocument
from atlas.editing.reading import read_documents
from atlas.model import CampaignInvitation
from atlas.queries.authorities import get_authority
from atlas.queries.country_names import read_country_names
from atlas.queries.record_reading import read_records
from atlas.queries.records import PartnershipRecord
from webapp.database import get_session, get_vocabulary
from webapp.i18n import language, translate
from webapp.presentation import naming
from webapp.presentation.freshness import freshness_view
from webapp.presentation.labels import country_name, date_label
from webapp.presentation.naming import title_of
from webapp.presentation.periods import period_label
from webapp.public.verification_form import FIELDS, field_id, prefilled

#: Links on one page: more is long to scroll on a telephone, and heavy.
PAGE_SIZE = 20
#: What was done, for the page that is shown next.
DONE = "verification-faite"


@dataclass
class Visit:
    """Who followed a link, what they may speak of, and what they said so far."""

    token: str
    invitation: CampaignInvitation
    numbers: list[int]
    given: dict[str, Given]

    def read_again(self) -> None:
        """Read what was said again, after it was written."""
        get_session().rollback()
        self.given = answering.given(get_session(), self.invitation.id)

    @property
    def silent(self) -> list[int]:
        """The links of which nothing was sent."""
        sent = {one.record for one in self.given.values() if one.sent}
        return [number for number in self.numbers if str(number) not in sent]

    @property
    def unspoken(self) -> int:
        """How many links nothing was typed about."""
        return sum(str(number) not in self.given for number in self.numbers)

    def page_of(self, number: int) -> int:
        """Return the page on which a link is."""
        return self.numbers.index(number) // PAGE_SIZE + 1

    def on_page(self, page: int) -> list[int]:
        """Return the links of a page."""
        return self.numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-len(self.numbers) // PAGE_SIZE))


def read_visit(token: str) -> Visit:
    """Return who holds a token; raise :class:`UnknownLinkError` or :class:`DeadLinkError`."""
    reader = get_session()
    invitation = links.read(reader, secret(), token, today())
    numbers = answering.records_of(reader, invitation.code)
    return Visit(token, invitation, numbers, answering.given(reader, invitation.id))


def secret() -> str:
    """Return what signs the links."""
    return str(current_app.secret_key)


def known() -> Known:
    """Return what answers may name."""
    vocabulary = get_vocabulary()
    return Known(vocabulary.themes, vocabulary.link_types, read_country_names(get_session()))


def head(visit: Visit) -> dict[str, Any]:
    """Return what every page of a visit says of it."""
    body = get_authority(get_session(), visit.invitation.code)
    campaign = running.find(get_session(), visit.invitation.campaign_id)
    return {
        "jeton_lien": visit.token,
        "nom": body.display_name(language()),
        "de_nom": naming.of_authority(body, language()),
        "code": body.code,
        "campagne": campaign.title,
        "ferme": date_label(campaign.closes_on),
        "total": len(visit.numbers),
    }


def show_page(
    visit: Visit,
    number: int,
    typed: Mapping[str, Answer] | None = None,
    *,
    problems: Mapping[str, Mapping[str, str]] | None = None,
    added: Answer | None = None,
    add_problems: Mapping[str, str] | None = None,
    alert: str = "",
    alert_at: str = "",
    status: int = 200,
) -> Response:
    """Return the page of a visit, with what was ``typed`` and could not be taken.

    ``alert`` says what is wrong with the whole, and ``alert_at`` is the id of the field to go to.
    """
    if status != 200:
        # What was sent a moment ago is to be shown as such.
        visit.read_again()
    vocabulary, reader = get_vocabulary(), language()
    here = visit.on_page(number)
    documents = read_documents(get_session(), here)
    records = read_records(get_session(), here)
    page = render_template(
        "public/verifier.html",
        **head(visit),
        liens=[
            _link(
                record,
                documents[record.id],
                visit.given.get(str(record.id)),
                (typed or {}).get(str(record.id)),
                (problems or {}).get(str(record.id), {}),
            )
            for record in records
        ],
        ajoutes=[one for one in visit.given.values() if not one.record.isdecimal()],
        themes=[(code, term.label(reader)) for code, term in vocabulary.themes.items()],
        natures=[(code, term.label(reader)) for code, term in vocabulary.link_types.items()],
        ajout=added,
        problemes_ajout=add_problems or {},
        page=number,
        pages=visit.pages,
        envoyees=len(visit.numbers) - len(visit.silent),
        muets=visit.unspoken,
        titre_des_reprises=alert if problems else "",
        reprises={
            **({} if problems or not alert else {alert_at: alert}),
            **_to_put_right(records, typed or {}, problems or {}),
            **{f"ajout-{name}": said for name, said in (add_problems or {}).items()},
        },
        fait=session.pop(DONE, "") if status == 200 else "",
        champs=FIELDS,
    )
    return keep_private(make_response(page, status))


def _to_put_right(
    records: Sequence[PartnershipRecord],
    typed: Mapping[str, Answer],
    problems: Mapping[str, Mapping[str, str]],
) -> dict[str, str]:
    """Return what is wrong with known links, by the id of each field, with the link's name."""
    reader = language()
    return {
        field_id(record.id, typed[str(record.id)].choice, field): gettext(
            "%(lien)s\N{NO-BREAK SPACE}: %(phrase)s", lien=title_of(record, reader), phrase=said
        )
        for record in records
        for field, said in problems.get(str(record.id), {}).items()
    }


def _link(
    record: PartnershipRecord,
    document: PartnershipDocument,
    given: Given | None,
    typed: Answer | None,
    problems: Mapping[str, str],
) -> SimpleNamespace:
    vocabulary, reader = get_vocabulary(), language()
    answer = typed if typed is not None else prefilled(document, given)
    shown = prefilled(document, None)
    fresh = freshness_view(record, today())
    return SimpleNamespace(
        id=record.id,
        title=title_of(record, reader),
        where=", ".join(dict.fromkeys(country_name(m, reader) for m in record.foreign_members)),
        kind=vocabulary.link_types[record.link_type].label(reader),
        period=period_label(record),
        status=vocabulary.statuses[record.status].label(reader),
        themes=[vocabulary.themes[code].label(reader) for code in record.themes],
        freshness=" ".join(filter(None, (fresh.sentence, fresh.caution))),
        choice=answer.choice,
        start=answer.start if answer.choice not in (CONFIRM, ENDED) else shown.start,
        end=answer.end if answer.choice not in (CONFIRM, ENDED) else shown.end,
        ended=answer.end if answer.choice == ENDED else "",
        why=answer.words if answer.choice == ENDED else "",
        chosen=shown.themes if answer.themes is None else answer.themes,
        partner=answer.partner,
        words=answer.words if answer.choice != ENDED else "",
        source=answer.source,
        problems=problems,
        state=_state(given),
        reply=given.reply if given is not None else "",
    )


def _state(given: Given | None) -> str:
    """Return where an answer is, in words; empty while there is none."""
    if given is None:
        return ""
    if not given.sent:
        return gettext("gardé, pas encore envoyé")
    if given.changed:
        return gettext("changé depuis l’envoi, à envoyer de nouveau")
    return {
        "pending": gettext("envoyé, à relire par l’équipe"),
        "accepted": gettext("accepté, et public"),
        "amended": gettext("accepté, et public"),
        "refused": gettext("non retenu"),
    }.get(given.status, gettext("envoyé"))


def show_dead(error: DeadLinkError | UnknownLinkError) -> Response:
    """Say why a link leads nowhere, what became of what was answered, and the way out."""
    invitation = error.invitation if isinstance(error, DeadLinkError) else None
    page = render_template(
        "public/verifier_ferme.html",
        message=translate(error.template),
        ancien=_what_became(invitation) if invitation is not None else None,
    )
    status = 410 if isinstance(error, DeadLinkError) else 404
    return keep_private(make_response(page, status))


def _what_became(invitation: CampaignInvitation) -> SimpleNamespace:
    """Return the collectivité of an invitation, and how many of its answers are in which state."""
    reader = get_session()
    body = get_authority(reader, invitation.code)
    statuses = [one.status for one in answering.given(reader, invitation.id).values() if one.sent]
    public = sum(status in ("accepted", "amended") for status in statuses)
    return SimpleNamespace(
        code=body.code,
        of_name=naming.of_authority(body, language()),
        sent=len(statuses),
        public=public,
        waiting=statuses.count("pending"),
    )


def keep_private(response: Response) -> Response:
    """Return an answer that nobody keeps, and no search engine finds."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
