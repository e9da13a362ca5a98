"""What a search forgives, on the shipped data; and how the engine ranks, on a few names."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.model import Authority
from atlas.queries import search
from atlas.queries.search import Suggestion
from atlas.search import Group, IndexBuilder, SearchIndex, Text, Why, find
from atlas.search.reading import read_index
from atlas.text import fold
from tests.support.embedded import EmbeddedAtlas


@dataclass(frozen=True)
class Search:
    """The shipped atlas and its index."""

    session: Session
    index: SearchIndex

    def __call__(self, query: str, limit: int = 8) -> list[Suggestion]:
        return search.suggest(self.session, self.index, query, limit=limit)


@pytest.fixture(scope="module")
def look_for(embedded: EmbeddedAtlas) -> Iterator[Search]:
    with Session(embedded.engine) as session:
        yield Search(session, read_index(session))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("ville de Paris", "75056"),
        ("Mairie de Grenoble", "38185"),
        ("département de l’Isère", "38D"),
        ("Région Bretagne", "53R"),
        ("Métropole de Lyon", "69M"),
        ("Ville-d'Avray", "92077"),
        ("Haut-Rhin", "6AE"),
        ("Corse", "20R"),
        ("Ville", "92077"),
    ],
)
def test_what_is_said_before_a_name_does_not_hide_it(
    look_for: Search, query: str, code: str
) -> None:
    assert code in [found.code for found in look_for(query)][: 8 if query == "Ville" else 1]


def test_one_body_is_suggested_once(look_for: Search) -> None:
    found = [
        item
        for item in look_for("ville de paris")
        if (item.name.fr, item.country_iso2) == ("Paris", "FR")
    ]
    assert [(item.code, item.partnerships > 20) for item in found] == [("75056", True)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # Accents, case, hyphens, apostrophes, spaces.
        ("GRENOBLE", "38185"),
        ("saint etienne", "42218"),
        ("hay les roses", "94038"),
        ("lhay les roses", "94038"),
        ("larochelle", "17300"),
        # Abbreviations.
        ("St-Étienne", "42218"),
        ("ste colombe", "69189"),
        # Slips of the hand.
        ("st etiene", "42218"),
        ("grenobel", "38185"),
        ("bresst", "29019"),
        ("renes", "35238"),
        ("monpellier", "34172"),
        # What is being typed.
        ("greno", "38185"),
        ("ouaga", "bf-ouagadougou"),
        # French, English and local names.
        ("Munich", "de-munchen"),
        ("München", "de-munchen"),
        ("munchen", "de-munchen"),
        ("Monaco di Baviera", "de-munchen"),
        ("Cologne", "de-koln"),
        ("Köln", "de-koln"),
        ("Colonia", "de-koln"),
        ("Varsovie", "pl-warszawa"),
        ("Warsaw", "pl-warszawa"),
        ("Warszawa", "pl-warszawa"),
        # Former names of communes, and communes that were merged.
        ("arbignieu", "01015"),
        ("lyon 3e arrondissement", "69123"),
        # Countries, in both languages, of today and of the past.
        ("allemagne", "DE"),
        ("germany", "DE"),
        ("RDA", "DE"),
        ("Allemagne de l'Est", "DE"),
        ("haute volta", "BF"),
        ("upper volta", "BF"),
        # Themes and eras.
        ("eau", "eau"),
        ("water", "eau"),
        ("guerre froide", "guerre_froide"),
        ("cold war", "guerre_froide"),
    ],
)
def test_what_is_meant_comes_first(look_for: Search, query: str, first: str) -> None:
    assert look_for(query)[0].code == first


def test_typing_nothing_finds_nothing(look_for: Search) -> None:
    for query in ("", "  ", "%", "« »", "-"):
        assert look_for(query) == []


def test_what_resembles_nothing_finds_nothing(look_for: Search) -> None:
    assert look_for("xqzwvkj") == []
    assert look_for("x" * 200) == []
    assert look_for(" ".join(["zzzz"] * 40)) == []


def test_the_reason_names_what_matched(look_for: Search) -> None:
    def why(query: str) -> tuple[Why, str, int | None]:
        first = look_for(query)[0]
        return first.why, first.matched.fr, first.matched.year_to

    assert why("monaco di baviera") == (Why.WORLD_NAME, "Monaco di Baviera", None)
    assert why("arbignieu") == (Why.FORMER_NAME, "Arbignieu", None)
    assert why("lyon 3e") == (Why.MERGED, "Lyon 3e Arrondissement", None)
    assert why("ddr") == (Why.PAST_STATE, "RDA", 1990)
    assert why("haute volta") == (Why.PAST_STATE, "Haute-Volta", 1984)


def test_one_place_is_suggested_once(look_for: Search) -> None:
    for query in ("arbignieu", "lyon", "saint", "munich", "allemagne", "urss", "marseille"):
        codes = [(item.group, item.code) for item in look_for(query, limit=20)]
        assert len(codes) == len(set(codes)), query


def test_homonyms_are_told_apart_by_departement(look_for: Search) -> None:
    found = [item for item in look_for("sainte colombe", 20) if item.name.fr == "Sainte-Colombe"]
    assert len(found) == 12
    assert len({item.code for item in found}) == 12
    assert len({item.departement_code for item in found}) >= 11


def test_a_name_spelled_right_brings_no_lookalike(look_for: Search) -> None:
    assert all("berl" in fold(item.matched.fr) for item in look_for("berlin", 20))
    assert all(item.exact for item in look_for("berlin", 20))
    assert not look_for("grenobel")[0].exact


def test_the_nickname_of_a_town_is_not_its_name(look_for: Search) -> None:
    """Warsaw was the « Paris of the North »."""
    assert "pl-warszawa" not in {item.code for item in look_for("paris", 20)}


def test_a_province_is_not_called_as_its_capital(look_for: Search) -> None:
    assert [item.code for item in look_for("munich", 20) if item.group == "partenaires"] == [
        "de-munchen"
    ]


@pytest.fixture(scope="module")
def linked(look_for: Search) -> dict[str, set[int]]:
    """The targets of each name of an authority that has links."""
    index = look_for.index
    numbers = {
        int(index.target_key[target]): target
        for target in range(len(index.target_key))
        if index.target_links[target] and index.target_group[target] <= Group.PARTENAIRES
    }
    names: dict[str, set[int]] = {}
    for number, name in look_for.session.execute(
        select(Authority.id, Authority.name).where(Authority.id.in_(numbers))
    ):
        names.setdefault(name, set()).add(numbers[number])
    return names


def _found(index: SearchIndex, query: str) -> set[int]:
    return {hit.target for hits in find(index, query, limit=8).values() for hit in hits}


def test_whoever_has_links_is_found_by_its_name(
    look_for: Search, linked: dict[str, set[int]]
) -> None:
    assert len(linked) > 2500
    missed = [name for name, meant in linked.items() if not meant <= _found(look_for.index, name)]
    assert missed == []


def test_whoever_has_links_is_found_without_accents(
    look_for: Search, linked: dict[str, set[int]]
) -> None:
    accented = sorted(name for name in linked if not name.isascii())
    assert len(accented) > 300
    missed = [
        name for name in accented if not linked[name] <= _found(look_for.index, fold(name).upper())
    ]
    assert missed == []


def _slip(rng: random.Random, name: str) -> str:
    """Return ``name`` with a letter missing, too many, wrong, or swapped with the next."""
    place, letter = rng.randrange(len(name)), rng.choice(string.ascii_lowercase)
    before, after = name[:place], name[place + 1 :]
    return rng.choice(
        (
            before + after,
            before + letter + name[place:],
            before + letter + after,
            before + after[:1] + name[place] + after[1:],
        )
    )


def test_one_slip_in_a_name_is_forgiven_nineteen_times_in_twenty(
    look_for: Search, linked: dict[str, set[int]]
) -> None:
    rng = random.Random(20_261_127)
    long_enough = sorted(name for name in linked if len(fold(name).replace(" ", "")) >= 6)
    sample = rng.sample(long_enough, 500)
    found = sum(linked[name] <= _found(look_for.index, _slip(rng, fold(name))) for name in sample)
    assert found >= 475


def _index(*names: tuple[str, int, int]) -> SearchIndex:
    """An index of French authorities: (name, links, population), numbered from 0."""
    builder = IndexBuilder()
    for number, (name, links, population) in enumerate(names):
        target = builder.add_authority(Group.COLLECTIVITES, number, links, population)
        builder.add_name(target, name, Why.NAME, number)
    return builder.build()


def _order(index: SearchIndex, query: str) -> list[int]:
    return [hit.target for hits in find(index, query, limit=20).values() for hit in hits]


def test_exact_comes_before_beginning_before_contained() -> None:
    index = _index(("Pont-Alba", 9, 900), ("Alba la Romaine", 0, 1), ("Alba", 0, 1))
    assert _order(index, "alba") == [2, 1, 0]


def test_between_equals_links_come_first_then_inhabitants() -> None:
    index = _index(("Alba", 0, 900), ("Alba", 1, 5), ("Alba", 2, 100))
    assert _order(index, "alba") == [2, 1, 0]


def test_slips_are_not_looked_for_when_what_is_written_leads_to_links() -> None:
    assert _order(_index(("Berlin", 1, 10), ("Merlin", 1, 10)), "berlin") == [0]
    assert _order(_index(("Berlin", 0, 10), ("Merlin", 1, 10)), "berlin") == [0, 1]


def test_one_slip_to_links_stands_before_beginnings_that_have_none() -> None:
    names = (("Renescure", 0, 2000), ("Rennes", 9, 200000), ("Renesse", 0, 10))
    assert _order(_index(*names), "renes")[0] == 1
    assert _order(_index(("Renes", 0, 1), *names[1:]), "renes")[0] == 0


def test_words_may_come_in_any_order_and_unfinished() -> None:
    index = _index(("Saint-Martin-d'Hères", 1, 20), ("Saint-Martin", 1, 10))
    assert _order(index, "heres martin") == [0]
    assert _order(index, "saint mar") == [0, 1]


def test_an_abbreviation_in_a_name_is_written_out_too() -> None:
    index = _index(("St. Gallen", 1, 10), ("Stuttgart", 1, 20))
    assert _order(index, "saint gallen") == [0]
    assert sorted(_order(index, "st")) == [0, 1]


def test_names_of_other_scripts_are_found_as_they_are_written() -> None:
    index = _index(("北京", 1, 10), ("Αθήνα", 1, 10))
    assert _order(index, "北京") == [0]
    assert _order(index, "αθηνα") == [1]


def test_an_empty_index_finds_nothing() -> None:
    assert find(IndexBuilder().build(), "grenoble", limit=8) == {}


def test_a_country_is_found_by_a_state_of_the_past() -> None:
    builder = IndexBuilder()
    target = builder.add_term(Group.PAYS, "DE", Text("Allemagne", "Germany"), 3)
    builder.add_text(target, ("RDA", "DDR"), Why.PAST_STATE, Text("RDA", "GDR", 1990))
    index = builder.build()
    hit = find(index, "ddr", limit=8)[Group.PAYS][0]
    assert index.texts[int(index.name_source[hit.name])] == Text("RDA", "GDR", 1990)
    assert find(index, "germany", limit=8)[Group.PAYS][0].target == target


def test_the_small_atlas_is_searched_as_well(session: Session) -> None:
    index = read_index(session)
    assert search.suggest(session, index, "catane")[0].code == "it-catania"
    # A former commune leads to the one of today, and says under which name it was found.
    merged = search.suggest(session, index, "ancienne commune")[0]
    assert (merged.code, merged.why, merged.merged_kind) == ("38169", Why.MERGED, "deleguee")
