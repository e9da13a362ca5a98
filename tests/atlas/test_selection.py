"""Selections: what a query string may say, and saying it back."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import InvalidSelectionError
from atlas.selection import FIELDS, MAX_VALUES, REPEATABLE, KnownValues, Selection

KNOWN = KnownValues(
    {
        "epoque": {"guerre_froide", "apres_guerre", "non_date"},
        "theme": {"eau", "non_renseigne"},
        "pays": {"DE", "IT", "BF"},
        "region": {"84", "2A"},
    }
)


def parse(query: str) -> Selection:
    return Selection.parse(parse_qsl(query, keep_blank_values=True), KNOWN)


def test_values_of_a_field_are_sorted_and_counted_once() -> None:
    assert parse("pays=IT&pays=DE&pays=IT").pays == ("DE", "IT")


def test_empty_fields_of_a_form_select_nothing() -> None:
    assert parse("q=&pays=&de=&bbox=") == Selection()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("epoque=jurassique", "epoque"),
        ("pays=de", "pays"),
        ("pays=FRANCE", "pays"),
        ("couleur=rouge", "couleur"),
        ("de=99999", "de"),
        ("de=-1", "de"),
        ("a=abc", "a"),
        ("de=١٩٦٣", "de"),
        ("de=1990&a=1980", "de"),
        ("date=1963-02-30", "date"),
        ("date=demain", "date"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,0,1,1", "bbox"),
        ("bbox=nan,0,1,1", "bbox"),
        ("bbox=inf,0,1,1", "bbox"),
        ("bbox=-999,0,1,1", "bbox"),
        ("bbox=0,10,5,5", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("date=1970&date=1971", "date"),
        ("q=" + "x" * 201, "q"),
        ("q=%00", "q"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_sentence(query: str, field: str) -> None:
    with pytest.raises(InvalidSelectionError) as caught:
        parse(query)
    assert caught.value.field == field
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "{" not in sentence


def test_a_long_value_is_quoted_short() -> None:
    with pytest.raises(InvalidSelectionError) as caught:
        parse("pays=" + "Z" * 5000)
    assert len(str(caught.value)) < 200


def test_a_name_with_braces_is_quoted_as_it_is() -> None:
    with pytest.raises(InvalidSelectionError, match=r"\{\{ 7\*7 \}\}"):
        parse("pays={{ 7*7 }}")


def test_too_many_values_are_refused() -> None:
    query = "&".join(f"collectivite={number}" for number in range(MAX_VALUES + 1))
    with pytest.raises(InvalidSelectionError, match="plus de"):
        parse(query)


def test_a_box_may_cross_the_antimeridian() -> None:
    box = parse("bbox=170,-30,-170,0").bbox
    assert box is not None
    assert [(part.west, part.east) for part in box.parts()] == [(170, 180), (-180, -170)]


def test_a_filter_can_be_taken_away_alone_or_with_its_field() -> None:
    selection = parse("pays=DE&pays=IT&q=eau")
    assert selection.without("pays", "DE").pays == ("IT",)
    assert selection.without("pays").pays == ()
    assert selection.without("q").q == ""


selections = st.builds(
    dict,
    epoque=st.lists(st.sampled_from(["guerre_froide", "apres_guerre"]), max_size=2),
    pays=st.lists(st.sampled_from(["DE", "IT", "BF"]), max_size=3),
    q=st.text(st.characters(exclude_categories=("C", "Z")), max_size=30),
    de=st.one_of(st.none(), st.integers(1850, 1990)),
    a=st.one_of(st.none(), st.integers(1990, 2100)),
    date=st.one_of(st.none(), st.dates().filter(lambda d: 1850 <= d.year <= 2100)),
    collectivite=st.lists(st.from_regex(r"[0-9a-z-]{2,9}", fullmatch=True), max_size=3),
)


@given(selections)
def test_the_query_string_says_back_the_selection(choice: dict[str, object]) -> None:
    pairs: list[tuple[str, str]] = []
    for name, value in choice.items():
        if isinstance(value, list):
            pairs += [(name, str(item)) for item in value]
        elif value is not None:
            pairs.append((name, str(value)))
    selection = Selection.parse(pairs, KNOWN)
    again = Selection.parse(parse_qsl(selection.query_string()), KNOWN)
    assert again == selection
    assert again.query_string() == selection.query_string()


def test_the_list_of_fields_is_the_contract() -> None:
    assert set(FIELDS) == {"q", "de", "a", "date", "bbox", *REPEATABLE}
