"""Every letter of the atlas, as whoever gets it reads it: whole, plain, and well spaced."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.accounts import guard, invitations, people
from atlas.campaigns import answering, writing
from atlas.campaigns.answers import CONFIRM, Answer
from atlas.database import transaction
from atlas.editing import proposals
from atlas.exchange import adverts, notices, replies
from atlas.exchange.links import ADVERTISER, READER
from atlas.exchange.notices import Post
from atlas.model import Account, AdvertReply, CampaignLetter, Letter
from atlas.services import letters, reports
from atlas.settings import PROJECT_ROOT
from tests.support import campaigns
from tests.support.exchange import NOW, agent, content, reply
from tests.support.exchange import POST as PLAIN_POST
from webapp.database import writing_engine
from webapp.gestion import deciding, posting, reported
from webapp.i18n import speaking, translate

#: The modules that write letters. One that is added here has its letters in ``LETTERS``.
WRITERS = {
    "atlas/accounts/invitations.py",
    "atlas/campaigns/writing.py",
    "atlas/exchange/notices.py",
    "webapp/gestion/deciding.py",
    "webapp/gestion/reported.py",
    "webapp/gestion/signing_in.py",
}
MOST_SPACED = "Un mot.\n\n\n\nUn autre, trois lignes plus bas."


@dataclass(frozen=True)
class Scene:
    """Where letters are written: a session, the language of whoever reads them, the site."""

    session: Session
    reader: str
    post: Post

    def account(self, email: str = "agent@grenoble.fr", role: str = "agent") -> Account:
        account = people.invite(self.session, email, role, authorities=["38185"])
        account.language, account.password = self.reader, "set"
        self.session.flush()
        return account

    def advert(self, answer: str = "", status: str = "published") -> int:
        author = agent(self.session, language=self.reader)
        number = adverts.create(
            self.session, content(), author=author, language=self.reader, now=NOW
        )
        if status == "published":
            adverts.publish(self.session, number, by="user:99", now=NOW)
        else:
            adverts.propose(self.session, number)
            adverts.refuse(self.session, number, by="user:99", answer=answer or "Non", now=NOW)
        return number

    def conversation(self) -> AdvertReply:
        number = self.advert()
        said = reply(message=MOST_SPACED, language=self.reader)
        replies.answer(self.session, self.post, number, said, now=NOW)
        row = self.session.scalars(select(AdvertReply)).one()
        replies.confirm(self.session, self.post, row.secret, now=NOW)
        return row


def invitation(scene: Scene) -> None:
    account = scene.account()
    account.password = None
    _write_link(scene, account)


def other_password(scene: Scene) -> None:
    _write_link(scene, scene.account())


def _write_link(scene: Scene, account: Account) -> None:
    with speaking(scene.reader):
        invitations.write_link(
            scene.session, account, secret_key="k" * 40, site="https://a.test", translate=translate
        )


def locked(scene: Scene) -> None:
    with speaking(scene.reader):
        letters.write(scene.session, "qui@atlas.fr", *guard.warning(translate))


def proposal(answer: str) -> Callable[[Scene], None]:
    def write(scene: Scene) -> None:
        account = scene.account()
        number = proposals.propose(
            scene.session, 2, None, title="Grenoble – Essen", base=None,
            author=f"user:{account.id}", reason="Faux", action="delete",
        )  # fmt: skip
        proposals.refuse(scene.session, number, by="user:99", answer=answer or "Non")
        if not answer:
            scene.session.get_one(proposals.Proposal, number).answer = ""
        assert deciding.tell_author(scene.session, number)

    return write


def report(answer: str) -> Callable[[Scene], None]:
    def write(scene: Scene) -> None:
        draft = reports.Draft(
            kind="erreur", subject="partenariats/2", message="La date est fausse, je crois bien.",
            contact="qui@exemple.fr", language=scene.reader,
        )  # fmt: skip
        reference = reports.submit(scene.session, draft, this_year=2026)
        record = reports.answer(scene.session, reference, "accepte", answer or "Oui")
        if not answer:
            record = type(record)(**{**_fields(record), "answer": ""})
        reported.tell(scene.session, "qui@exemple.fr", record)

    return write


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}  # type: ignore[attr-defined]


def decision(answer: str, status: str) -> Callable[[Scene], None]:
    def write(scene: Scene) -> None:
        number = scene.advert(answer, status)
        row = adverts.find(scene.session, number)
        account = people.find(scene.session, "agent@grenoble.fr")
        shown = type(row)(**{**_fields(row), "answer": answer})
        notices.decision(scene.session, scene.post, shown, account)

    return write


def near_end(scene: Scene) -> None:
    for days in (1, 14):
        number = scene.advert() if days == 1 else 0
        row = adverts.find(scene.session, number or max(_adverts(scene.session)))
        account = people.find(scene.session, "agent@grenoble.fr")
        notices.near_end(scene.session, scene.post, row, account, days=days)


def _adverts(session: Session) -> list[int]:
    return list(session.scalars(select(adverts.Advert.id)))


def conversation(scene: Scene) -> None:
    row = scene.conversation()
    scene.account("une@atlas.fr", "mainteneur")
    for side in (ADVERTISER, READER):
        replies.write(scene.session, scene.post, row.id, side, MOST_SPACED, now=NOW)
    account = people.find(scene.session, "agent@grenoble.fr")
    for side in (ADVERTISER, READER):
        notices.abuse(scene.session, scene.post, row, side)
        notices.closed(scene.session, scene.post, row, side, account)


LETTERS: dict[str, Callable[[Scene], None]] = {
    "an invitation": invitation,
    "another password": other_password,
    "a locked account": locked,
    "a proposal, with words": proposal("Merci.\n\n\n\nBien à vous."),
    "a proposal, without": proposal(""),
    "a report, with words": report("Merci"),
    "a report, without": report(""),
    "an advert accepted, with words": decision("Merci.\n\n\nBien à vous.", "published"),
    "an advert accepted, without": decision("", "published"),
    "an advert refused": decision("C’est de la publicité.", "refused"),
    "an advert near its end": near_end,
    "a conversation from its beginning to its end": conversation,
}
OPENINGS = {"fr": ("Bonjour,", "Madame, Monsieur,"), "en": ("Hello,",)}
CLOSINGS = {"fr": "L’Atlas des liens", "en": "The Atlas of Links"}


def well_written(letter: Letter, reader: str) -> None:
    """Fail where a letter is not one that a person would send."""
    body, subject = letter.body, letter.subject
    assert body.startswith(OPENINGS[reader]), body
    assert body.endswith(f"\n\n{CLOSINGS[reader]}\n"), body
    assert "\n\n\n" not in body, body
    assert not re.search(r"[ \t\N{NO-BREAK SPACE}]\n", body), body
    assert not re.search(r"[{}<>]|%\(|\bNone\b|\(\)|« »", body + subject), body
    assert subject == subject.strip() != ""
    for line in body.split("\n\n"):
        assert line.strip()
    if reader == "fr":
        own = re.sub(r"https?://\S+|L'Haÿ", "", body) + subject
        assert not re.search(r"(?<=«) | (?=[»:;!?])", own), own
        assert not re.search(r"'", own), own


@pytest.fixture
def post(app: Flask) -> Post:
    return Post(posting.say, PLAIN_POST.public_url, PLAIN_POST.secret_key)


@pytest.mark.parametrize("reader", ["fr", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_whole_plain_and_well_spaced(
    app: Flask, post: Post, name: str, reader: str
) -> None:
    with app.test_request_context("/"), transaction(writing_engine()) as session:
        session.query(adverts.Advert).delete()
        LETTERS[name](Scene(session, reader, post))
        session.flush()
        written = list(session.scalars(select(Letter)))
        assert written
        for one in written:
            well_written(one, reader)


def test_a_letter_that_ends_soon_counts_one_day_as_one(app: Flask, post: Post) -> None:
    with app.test_request_context("/"), transaction(writing_engine()) as session:
        near_end(Scene(session, "fr", post))
        session.flush()
        one, many = session.scalars(select(Letter.body).order_by(Letter.id))
    assert "dans moins d’un jour." in one
    assert "dans 14 jours." in many


@pytest.mark.parametrize("reminder", ["first", "silent", "begun"])
@pytest.mark.parametrize(
    ("code", "links"), [("84D", "aucun lien"), ("94038", "1 lien"), ("38185", "3 liens")]
)
def test_the_letters_of_a_campaign_are_too(
    app: Flask, reminder: str, code: str, links: str
) -> None:
    engine = app.extensions["atlas_database"][0]
    number = campaigns.make_for(
        engine, code, addresses=f"{code};mairie@exemple.fr", closes_on="2026-05-01"
    )
    writing.write_first(engine, number, campaigns.POST, campaigns.AT)
    if reminder != "first":
        with transaction(engine) as session:
            campaigns.all_gone(session, campaigns.AT.isoformat())
            session.query(CampaignLetter).update({"written_at": "2026-03-01T09:00:00+00:00"})
            if reminder == "begun":
                said = {"2": Answer(CONFIRM)} if code == "38185" else {}
                answering.keep(
                    session, campaigns.invitation_of(session, code), said or {"x": Answer(CONFIRM)}
                )
        later = campaigns.AT.replace(day=30)
        assert writing.write_reminders(engine, number, campaigns.POST, later) == 1
    with Session(engine) as session:
        letter = session.scalars(select(Letter).order_by(Letter.id.desc())).first()
        assert letter is not None
        well_written(letter, "fr")
    assert links in letter.body
    assert "1er\N{NO-BREAK SPACE}mai 2026" in letter.body
    if reminder == "silent":
        assert "1er\N{NO-BREAK SPACE}mars 2026" in letter.body
    # A mail program breaks the lines itself: a line broken here would be broken twice.
    assert all(
        len(line) > 90 or line.endswith((".", ",", ":", "liens", "—")) or "/verifier/" in line
        for line in letter.body.splitlines()
        if line
    )


def test_every_module_that_writes_letters_has_its_letters_read_here() -> None:
    found = {
        str(path.relative_to(PROJECT_ROOT))
        for package in ("atlas", "webapp", "scripts", "geodata")
        for path in (PROJECT_ROOT / package).rglob("*.py")
        if re.search(r"\bletters\.write(_many)?\(|\bwrite_many\(", path.read_text())
        and path.name != "letters.py"
    }
    assert found == WRITERS
