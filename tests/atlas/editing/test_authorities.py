"""What a person does to an authority: written, merged, undone, and kept through a load."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.database import transaction
from atlas.editing import history
from atlas.editing.authorities import KIND, AuthorityChangedError, put_back, remove_all
from atlas.editing.authority_changes import (
    AuthorityEditedError,
    AuthorityInUseError,
    create_authority,
    is_added,
    remove_authority,
    save_authority,
    undo_authority,
)
from atlas.editing.authority_checks import examine_authority
from atlas.editing.authority_documents import (
    AuthorityDocument,
    authority_differences,
    merge_authority,
    read_authority_document,
    version,
)
from atlas.editing.authority_loading import restore_after_load
from atlas.editing.authority_writing import write_authorities
from atlas.editing.documents import Member, PartnershipDocument
from atlas.editing.history import Change
from atlas.editing.proposed_partners import (
    known_partner,
    partner_words,
    read_partner,
    unknown_partners,
    with_partner,
)
from atlas.errors import NotFoundError
from atlas.exchange import adverts
from atlas.exchange.drafts import AdvertContent
from atlas.model import Authority, EditedRecord, Partnership
from atlas.queries.countries import find_country
from atlas.queries.directory import read_directory
from atlas.queries.revision import current_revision_token
from tests.support.editing import CAUSE

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TOWN = AuthorityDocument("municipality", "Neustadt", "DE", lon=11.74, lat=50.74, wikidata="Q14920")


def body(session: Session, code: str) -> AuthorityDocument:
    found = read_authority_document(session, code)
    assert found is not None
    return found


def changed(session: Session, code: str, **values: object) -> int:
    """Change an authority as one person does; return the revision."""
    now = body(session, code)
    wanted = msgspec.structs.replace(now, **values)
    made = save_authority(session, code, wanted, expected=version(now), cause=CAUSE)
    assert made is not None
    return made


def test_what_is_written_of_an_authority_is_read_back(engine: Engine) -> None:
    whole = msgspec.structs.replace(
        TOWN,
        name_fr="Villeneuve",
        name_en="Newtown",
        names=("Nova Civitas", "Villeneuve", "Newtown"),
        admin1="Thuringe",
        population=9000,
        population_year=2023,
        location_method="person",
        location_precision="place",
        geonames=2864475,
        local_code="16075073",
    )
    with transaction(engine) as session:
        before = current_revision_token(session)
        code = create_authority(session, whole, CAUSE)
        assert code == "de-neustadt"
        assert body(session, code) == whole
        assert is_added(session, code)
        assert current_revision_token(session) != before
        assert create_authority(session, TOWN, CAUSE) == "de-neustadt-2"


def test_the_titles_of_partnerships_follow_a_name(engine: Engine) -> None:
    with transaction(engine) as session:
        changed(session, "de-essen", name="Essen an der Ruhr")
        record = session.get(Partnership, 2)
        assert record is not None
        assert "Essen an der Ruhr" in record.title


def test_who_read_another_state_is_told(engine: Engine) -> None:
    with transaction(engine) as session:
        old = body(session, "de-essen")
        changed(session, "de-essen", admin1="Rhénanie")
        with pytest.raises(AuthorityEditedError) as told:
            save_authority(session, "de-essen", old, expected=version(old), cause=CAUSE)
        assert told.value.current is not None
        assert told.value.current.admin1 == "Rhénanie"


def test_changes_are_undone_one_by_one_whatever_else_changed(engine: Engine) -> None:
    with transaction(engine) as session:
        first = changed(session, "de-essen", name="Essen (Ruhr)")
        changed(session, "de-essen", admin1="Rhénanie")
        undo_authority(session, first, CAUSE)
        assert (body(session, "de-essen").name, body(session, "de-essen").admin1) == (
            "Essen", "Rhénanie",
        )  # fmt: skip
        last = history.revisions_of(session, KIND, "de-essen")[0]
        assert (last.action, last.undoes) == ("undo", first)
        again = changed(session, "de-essen", name="Essen 2")
        changed(session, "de-essen", name="Essen 3")
        with pytest.raises(AuthorityChangedError):
            undo_authority(session, again, CAUSE)
        with pytest.raises(NotFoundError):
            undo_authority(session, 10_000, CAUSE)


def test_undoing_does_not_give_one_identifier_to_two(engine: Engine) -> None:
    with transaction(engine) as session:
        changed(session, "de-essen", wikidata="Q2066")
        freed = changed(session, "de-essen", wikidata=None)
        changed(session, "it-catania", wikidata="Q2066")
        with pytest.raises(AuthorityChangedError, match="Q2066"):
            undo_authority(session, freed, CAUSE)


def test_what_was_made_is_unmade_and_what_was_removed_comes_back(engine: Engine) -> None:
    with transaction(engine) as session:
        code = create_authority(session, TOWN, CAUSE)
        made = history.revisions_of(session, KIND, code)[0].id
        (gone,) = undo_authority(session, made, CAUSE)
        assert read_authority_document(session, code) is None
        with pytest.raises(AuthorityChangedError):
            undo_authority(session, made, CAUSE)
        undo_authority(session, gone, CAUSE)
        assert body(session, code) == TOWN
        removed = remove_authority(session, code, CAUSE)
        undo_authority(session, removed, CAUSE)
        # It was touched since it was made: undoing that alone would lose the rest.
        changed(session, code, admin1="Thuringe")
        with pytest.raises(AuthorityChangedError):
            undo_authority(session, made, CAUSE)


def test_one_that_something_has_is_not_removed(engine: Engine) -> None:
    with transaction(engine) as session:
        with pytest.raises(AuthorityInUseError, match="jeux de données"):
            remove_authority(session, "de-essen", CAUSE)
        with pytest.raises(NotFoundError):
            remove_authority(session, "de-nulle-part", CAUSE)
        code = create_authority(session, TOWN, CAUSE)
        content = AdvertContent(
            authority=code, kind="seek", title="Un", text="Deux", themes=("eau",)
        )
        adverts.create(session, content, author="user:1", language="fr", now=NOW)
        with pytest.raises(AuthorityInUseError, match="annonce"):
            remove_authority(session, code, CAUSE)
        assert remove_all(session, [code], CAUSE) == []


def test_an_import_that_is_undone_leaves_what_somebody_corrected_or_removed(engine: Engine) -> None:
    with transaction(engine) as session:
        codes = [create_authority(session, TOWN, CAUSE) for _ in range(3)]
        made = [Change(KIND, code, None, msgspec.json.encode(TOWN).decode()) for code in codes]
        changed(session, codes[1], admin1="Thuringe")
        remove_authority(session, codes[2], CAUSE)
        assert put_back(session, made, CAUSE).removed == 1
        assert read_authority_document(session, codes[0]) is None
        assert body(session, codes[1]).admin1 == "Thuringe"


def test_half_of_a_position_is_never_merged_with_another_half() -> None:
    mine = msgspec.structs.replace(TOWN, lon=1.0, name="A")
    theirs = msgspec.structs.replace(TOWN, lat=2.0, admin1="B")
    merged = merge_authority(TOWN, mine, theirs)
    assert merged.disputed == ("position",)
    assert (merged.document.lon, merged.document.lat) == (TOWN.lon, 2.0)
    assert (merged.document.name, merged.document.admin1) == ("A", "B")


def test_differences_tell_a_position_as_one_and_names_that_come_and_go() -> None:
    old = msgspec.structs.replace(TOWN, names=("a", "b"))
    new = msgspec.structs.replace(TOWN, names=("b", "c"), lon=1.0, lat=2.0)
    found = {one.field: (one.before, one.after) for one in authority_differences(old, new)}
    assert found == {"names": (("a",), ("c",)), "position": ((11.74, 50.74), (1.0, 2.0))}
    assert [one.field for one in authority_differences(None, new)] == ["record"]
    assert authority_differences(None, None) == []


def loaded(session: Session, **documents: AuthorityDocument) -> None:
    """Write what the datasets say now, and put back what people made, as a load does."""
    write_authorities(session, {code.replace("_", "-"): one for code, one in documents.items()})
    restore_after_load(session)


def test_a_load_keeps_what_people_corrected_and_takes_what_the_datasets_learned(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        shipped = body(session, "de-essen")
        changed(session, "de-essen", name="Essen an der Ruhr", names=("Assindia",))
        learned = msgspec.structs.replace(shipped, population=571_039, names=("Essena",))
        loaded(session, de_essen=learned)
        kept = body(session, "de-essen")
        assert (kept.name, kept.population) == ("Essen an der Ruhr", 571_039)
        assert set(kept.names) == {"Assindia", "Essena"}
        # Where both changed the same, people win, and the history says so.
        loaded(session, de_essen=msgspec.structs.replace(learned, name="Essen (Ruhr)"))
        assert body(session, "de-essen").name == "Essen an der Ruhr"
        last = history.revisions_of(session, KIND, "de-essen")[0]
        assert (last.author, last.action) == ("load", "merge")
        assert last.reason.endswith("Gardé malgré lui : name.")
        count = history.count(session)
        loaded(session, de_essen=msgspec.structs.replace(learned, name="Essen (Ruhr)"))
        assert history.count(session) == count
        # The datasets say the same at last: nothing is to be kept any more.
        loaded(session, de_essen=kept)
        assert session.get(EditedRecord, (KIND, "de-essen")) is None


def test_one_that_people_made_comes_through_a_load_and_the_datasets_may_take_it_over(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        code = create_authority(session, TOWN, CAUSE)
        session.execute(Authority.__table__.delete().where(Authority.code == code))
        loaded(session)
        assert body(session, code) == TOWN
        theirs = msgspec.structs.replace(TOWN, admin1="Thuringe")
        loaded(session, de_neustadt=theirs)
        assert body(session, code) == theirs
        assert not is_added(session, code)
        # What people correct from then on is measured from the datasets, and kept.
        changed(session, code, name="Neustadt (Orla)")
        loaded(session, de_neustadt=msgspec.structs.replace(theirs, population=9000))
        kept = body(session, code)
        assert (kept.name, kept.population) == ("Neustadt (Orla)", 9000)


def test_one_that_people_removed_stays_away(engine: Engine) -> None:
    with transaction(engine) as session:
        code = create_authority(session, TOWN, CAUSE)
        remove_authority(session, code, CAUSE)
        loaded(session)
        assert read_authority_document(session, code) is None
        # Its code serves once.
        assert create_authority(session, TOWN, CAUSE) == f"{code}-2"


def test_a_point_is_strange_where_the_caller_says_so(engine: Engine) -> None:
    with Session(engine) as session:
        for outside, count in ((True, 1), (False, 0)):
            found = examine_authority(
                session, TOWN, code=None, this_year=2026, is_outside=lambda *_, o=outside: o
            )
            assert (len(found.problems), len(found.warnings)) == (0, count)
        twin = msgspec.structs.replace(TOWN, geonames=5)
        row = session.query(Authority).filter_by(code="de-essen").one()
        row.geonames_id = 5
        session.flush()
        (warning,) = examine_authority(
            session, twin, code=None, this_year=2026, is_outside=lambda *_: False
        ).warnings
        assert warning.params["name"] == "Essen"


def test_partners_in_words_are_understood_with_their_country(engine: Engine) -> None:
    with Session(engine) as session:
        said = read_partner(session, partner_words("Neustadt (Orla)", "Allemagne"))
        assert (said.name, said.country) == ("Neustadt (Orla)", "DE")
        assert read_partner(session, "Neustadt (Orla)").country == ""
        assert known_partner(session, "Essen (Germany)") == "de-essen"
        assert known_partner(session, "Essen (Italie)") is None
        assert known_partner(session, "Grenoble (France)") is None
        document = PartnershipDocument(
            "jumelage", "haute", members=(Member("38185"), Member("Neustadt (Deutschland)"))
        )
        (unknown,) = unknown_partners(session, document)
        assert (unknown.name, unknown.country, unknown.position) == ("Neustadt", "DE", 1)
        made = with_partner(document, 1, "de-essen")
        assert made.members[1] == Member("de-essen", name_as_written="Neustadt")
        assert unknown_partners(session, made) == unknown_partners(session, None) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [("DE", "DE"), ("deu", "DE"), ("ALLEMAGNE", "DE"), ("Deutschland", "DE"), ("", None),
     ("Atlantide", None)],
)  # fmt: skip
def test_a_country_is_found_by_its_codes_and_names(
    engine: Engine, words: str, code: str | None
) -> None:
    with Session(engine) as session:
        assert find_country(session, words) == code


def test_the_directory_takes_signs_as_they_are(engine: Engine) -> None:
    with Session(engine) as session:
        assert read_directory(session, words="%").total == 0
        assert read_directory(session, words="_").total == 0
        page = read_directory(session, words="e", limit=2)
        assert (len(page.lines), page.total > 2) == (2, True)
        (first, *_) = read_directory(session, words="essen").lines
        assert (first.authority.code, first.links, first.edited) == ("de-essen", 1, False)
