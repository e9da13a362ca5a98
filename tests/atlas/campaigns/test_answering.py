"""What a collectivité answers becomes proposals; what a maintainer accepts becomes public."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from atlas.campaigns import answering, progress
from atlas.campaigns.accepting import accept_confirmations, waiting_confirmations
from atlas.campaigns.answering import AnswerError
from atlas.campaigns.answers import ADD, CONFIRM, CORRECT, ENDED, Answer, Known, examine
from atlas.database import transaction
from atlas.editing import history, proposals
from atlas.editing.differences import differences
from atlas.editing.documents import PartnershipDocument
from atlas.editing.history import Cause
from atlas.editing.partnerships import save_all, undo
from atlas.editing.reading import read_document
from atlas.editing.writing import UnknownMemberError
from atlas.model import Proposal
from atlas.queries.country_names import CountryNames
from atlas.queries.record_reading import read_records
from tests.support.campaigns import MAINTAINER, TODAY, invitation_of, make_for
from tests.support.editing import CAUSE

COUNTRIES = CountryNames({"allemagne": "DE", "germany": "DE", "france": "FR"}, {"DE": "Allemagne"})
KNOWN = Known({"eau", "culture", "jeunesse"}, {"jumelage", "cooperation"}, COUNTRIES)


def document(session: Session, number: int) -> PartnershipDocument:
    found = read_document(session, number)
    assert found is not None
    return found


def answer(engine: Engine, code: str, **answers: Answer) -> None:
    """Send answers of a collectivité: ``n2=Answer(…)`` is about partnership 2."""
    with transaction(engine) as session:
        said = {name.removeprefix("n"): one for name, one in answers.items()}
        answering.send(session, invitation_of(session, code), said, TODAY)


def accept_all(engine: Engine, campaign: int) -> tuple[int, int]:
    with Session(engine) as session:
        numbers = waiting_confirmations(session, campaign)
    done = accept_confirmations(engine, numbers, by=MAINTAINER)
    return done.accepted, done.left


def pending(session: Session) -> list[Proposal]:
    query = select(Proposal).where(Proposal.status == "pending").order_by(Proposal.id)
    return list(session.scalars(query))


def test_a_confirmation_changes_nothing_but_who_verified_and_when(engine: Engine) -> None:
    campaign = make_for(engine, "38185")
    with Session(engine) as session:
        before = document(session, 2)
    answer(engine, "38185", n2=Answer(CONFIRM))
    with Session(engine) as session:
        assert document(session, 2) == before, "nothing is public before it is accepted"
        (waiting,) = pending(session)
        assert waiting.reason == "Campagne 2026 : Grenoble confirme la fiche."
        assert waiting.author == f"link:{invitation_of(session, '38185').id}"
    assert accept_all(engine, campaign) == (1, 0)
    with Session(engine) as session:
        after = document(session, 2)
        assert {one.field for one in differences(before, after)} == {"last_verified", "statements"}
        assert after.last_verified == "2026-03-02"
        (declared,) = [s for s in after.statements if s.field == "last_verified"]
        assert declared.source.title == (
            "Déclaration de la collectivité (Grenoble, 38185), campagne 2026"
        )
        (revision,) = history.revisions_of(session, "partnership", "2")
        assert (revision.action, revision.author) == ("verify", MAINTAINER)
    with transaction(engine) as session:
        undo(session, revision.id, Cause(MAINTAINER, "Une erreur."))
        assert document(session, 2) == before


def test_both_members_confirm_one_link_and_the_later_day_stands(engine: Engine) -> None:
    campaign = make_for(engine, "38185", "38D")
    with transaction(engine) as session:
        later, earlier = TODAY.replace(day=9), TODAY
        for code, day in (("38185", later), ("38D", earlier)):
            answering.send(session, invitation_of(session, code), {"4": Answer(CONFIRM)}, day)
    assert accept_all(engine, campaign) == (2, 0)
    with Session(engine) as session:
        after = document(session, 4)
    assert after.last_verified == "2026-03-09"
    said = {s.fact: s.value for s in after.statements if s.field == "last_verified"}
    assert said == {"declaration:38185": "2026-03-09", "declaration:38D": "2026-03-02"}


def test_where_members_contradict_each_other_somebody_decides(engine: Engine) -> None:
    campaign = make_for(engine, "38185", "38D")
    answer(engine, "38185", n4=Answer(CONFIRM))
    answer(engine, "38D", n4=Answer(ENDED, end="2012", words="Plus de crédits."))
    assert accept_all(engine, campaign) == (0, 0)
    with transaction(engine) as session:
        ended = next(one for one in pending(session) if one.action == "edit")
        proposals.accept(session, ended.id, by=MAINTAINER)
    # The record is no longer the one that was confirmed: it is left to a person.
    assert accept_all(engine, campaign) == (0, 1)


def test_confirming_next_year_takes_the_place_of_this_year(engine: Engine) -> None:
    for year in ("2026", "2027"):
        campaign = make_for(engine, "38185", opens_on=f"{year}-03-01", closes_on=f"{year}-04-30")
        with transaction(engine) as session:
            day = TODAY.replace(year=int(year))
            answering.send(session, invitation_of(session, "38185"), {"2": Answer(CONFIRM)}, day)
        assert accept_all(engine, campaign) == (1, 0)
    with Session(engine) as session:
        said = [s.value for s in document(session, 2).statements if s.field == "last_verified"]
    assert said == ["2027-03-02"]


def test_a_correction_is_a_proposal_with_its_source(engine: Engine) -> None:
    make_for(engine, "38185")
    correction = Answer(
        CORRECT, start="1977", themes=("eau", "jeunesse"), source="https://grenoble.fr/essen"
    )
    answer(engine, "38185", n2=correction)
    with transaction(engine) as session:
        (waiting,) = pending(session)
        proposals.accept(session, waiting.id, by=MAINTAINER)
        after = document(session, 2)
        (record,) = read_records(session, [2])
    assert (record.year_start, set(record.themes)) == (1977, {"eau", "jeunesse"})
    assert after.last_verified == "2026-03-02"
    said = {s.field: s.value for s in after.statements if s.source.url.endswith("/essen")}
    assert said == {"year_start": "1977", "themes": "eau;jeunesse"}


def test_a_correction_in_words_leaves_the_record_as_it_is_until_somebody_reads_it(
    engine: Engine,
) -> None:
    make_for(engine, "38185")
    with Session(engine) as session:
        before = document(session, 2)
    words = Answer(CORRECT, partner="Essen-Kray", words="C’est un quartier.")
    answer(engine, "38185", n2=words)
    with Session(engine) as session:
        (waiting,) = pending(session)
        found = proposals.find(session, waiting.id)
    assert found.document == before
    assert found.reason.endswith("Le partenaire : Essen-Kray. C’est un quartier.")


def test_an_end_is_an_event_with_its_reason(engine: Engine) -> None:
    make_for(engine, "38185")
    answer(engine, "38185", n2=Answer(ENDED, words="Le comité est dissous."))
    with transaction(engine) as session:
        (waiting,) = pending(session)
        proposals.accept(session, waiting.id, by=MAINTAINER)
        (record,) = read_records(session, [2])
    assert record.status == "termine"
    assert record.year_end is None
    assert [e.note for e in record.events if e.kind == "ended"] == ["Le comité est dissous."]


def test_a_link_that_was_missing_waits_for_its_partner_to_be_known(engine: Engine) -> None:
    make_for(engine, "38185")
    with transaction(engine) as session:
        invitation = invitation_of(session, "38185")
        for partner, country in (("Ouaga", "Burkina Faso"), ("Halle", "Allemagne")):
            for _ in range(2):
                said = Answer(
                    ADD, start="1996", partner=partner, country=country, link_type="jumelage"
                )
                answering.send_added(session, invitation, said, TODAY)
        known, unknown = (one.id for one in pending(session))
        number = proposals.accept(session, known, by=MAINTAINER)
        made = document(session, number)
        assert [member.code for member in made.members] == ["38185", "bf-ouagadougou"]
        assert made.last_verified == "2026-03-02"
        with pytest.raises(UnknownMemberError, match="Halle \\(Allemagne\\)"):
            proposals.accept(session, unknown, by=MAINTAINER)


def test_nobody_answers_for_the_links_of_others(engine: Engine) -> None:
    make_for(engine, "38185")
    with transaction(engine) as session:
        invitation = invitation_of(session, "38185")
        for record in ("1", "999", "x"):
            with pytest.raises(AnswerError):
                answering.send(session, invitation, {record: Answer(CONFIRM)}, TODAY)
    with Session(engine) as session:
        assert pending(session) == []


def test_another_answer_takes_the_place_of_the_one_that_waits(engine: Engine) -> None:
    make_for(engine, "38185")
    answer(engine, "38185", n2=Answer(CONFIRM))
    answer(engine, "38185", n2=Answer(CONFIRM))
    answer(engine, "38185", n2=Answer(ENDED, end="2020"))
    with Session(engine) as session:
        assert [one.action for one in pending(session)] == ["edit"]
        assert len(session.scalars(select(Proposal)).all()) == 2


def test_what_is_kept_for_later_is_found_again_and_read_by_nobody(engine: Engine) -> None:
    make_for(engine, "38185")
    typed = Answer(CORRECT, start="19", words="À vérifier")
    with transaction(engine) as session:
        invitation = invitation_of(session, "38185")
        answering.keep(session, invitation, {"2": typed})
        assert pending(session) == []
        kept = answering.given(session, invitation.id)["2"]
        assert (kept.answer, kept.sent) == (typed, False)
        answering.send(session, invitation, {"2": Answer(CONFIRM)}, TODAY)
        answering.keep(session, invitation, {"2": typed})
        changed = answering.given(session, invitation.id)["2"]
        assert (changed.sent, changed.changed, changed.status) == (True, True, "pending")


def test_all_is_right_confirms_what_was_not_spoken_of_and_ends_the_questions(
    engine: Engine,
) -> None:
    campaign = make_for(engine, "38169", addresses="38169;a@b.fr")
    with transaction(engine) as session:
        invitation = invitation_of(session, "38169")
        answering.send(session, invitation, {"1": Answer(ENDED)}, TODAY)
        assert invitation.answered_at is None
        # The link of the commune that was merged into it is one of theirs.
        assert answering.confirm_the_rest(session, invitation, TODAY) == 1
        assert invitation.answered_at is not None
        (one,) = progress.list_invitations(session, campaign)
    assert (one.state, one.answers) == (progress.ANSWERED, {ENDED: 1, CONFIRM: 1})


def test_a_record_that_changed_since_it_was_confirmed_is_left_to_a_person(engine: Engine) -> None:
    campaign = make_for(engine, "38185")
    answer(engine, "38185", n2=Answer(CONFIRM), n3=Answer(CONFIRM))
    with transaction(engine) as session:
        changed = msgspec.structs.replace(document(session, 2), note="Changée.")
        save_all(session, {2: changed, 3: None}, CAUSE)
    assert accept_all(engine, campaign) == (0, 2)


def test_accepting_stops_in_time_and_goes_on(engine: Engine) -> None:
    campaign = make_for(engine, "38185")
    answer(engine, "38185", n2=Answer(CONFIRM), n3=Answer(CONFIRM), n4=Answer(CONFIRM))
    with Session(engine) as session:
        numbers = waiting_confirmations(session, campaign)
    first = accept_confirmations(engine, numbers, by=MAINTAINER, most_seconds=0)
    assert first.accepted + first.remaining == 3
    assert first.remaining > 0
    assert accept_all(engine, campaign)[0] == first.remaining
    with Session(engine) as session:
        assert progress.decisions(session, campaign) == progress.Decisions(0, 3, 0)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (Answer(CONFIRM), []),
        (Answer(CORRECT), ["words"]),
        (Answer(CORRECT, start="1976", themes=("jeunesse", "culture")), ["words"]),
        (Answer(CORRECT, start="2027"), ["start"]),
        (Answer(CORRECT, start="76", end="mars"), ["start", "end"]),
        (Answer(CORRECT, start="1980", end="1970"), ["end"]),
        (Answer(CORRECT, themes=("magie",)), ["themes"]),
        (Answer(CORRECT, words="x" * 2001), ["words"]),
        (Answer(ENDED, words="\x00"), ["words"]),
        (Answer(ENDED), []),
        (Answer(ADD), ["partner", "country", "link_type"]),
        (Answer(ADD, partner="Klow", country="Syldavie", link_type="jumelage"), ["country"]),
        (Answer(ADD, partner="Lyon", country="France", link_type="jumelage"), ["country"]),
        (Answer(ADD, partner="Halle", country="L’Allemagne", link_type="jumelage"), []),
    ],
)
def test_what_cannot_be_understood_is_told_by_field(
    session: Session, said: Answer, fields: list[str]
) -> None:
    base = document(session, 2) if said.choice != ADD else None
    assert [one.field for one in examine(said, base, KNOWN, 2026)] == fields
