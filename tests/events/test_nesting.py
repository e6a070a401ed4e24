"""Sentences inside quotations, and events inside contents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.events.draft import Draft
from extractor.events.nesting import SentenceTree, Stretches, parents
from extractor.matching.candidates import Taken
from extractor.text.document import Sentence

# 0        10        20        30        40
# [ s0     ][ s1  «  s2   s3  »  ][  s4   ]
SENTENCES = [
    Sentence(0, 10, (), 0, 0),
    Sentence(10, 30, ((12, 26),), 0, 0),
    Sentence(13, 20, (), 1, 0),
    Sentence(20, 25, (), 1, 0),
    Sentence(30, 40, (), 0, 1),
]


@pytest.mark.parametrize(
    ("position", "sentence"), [(0, 0), (9, 0), (10, 1), (12, 1), (13, 2), (19, 2), (20, 3), (25, 1), (29, 1), (30, 4), (40, -1)]
)
def test_the_innermost_sentence_holds_a_token(position: int, sentence: int) -> None:
    assert SentenceTree(SENTENCES).innermost(position) == sentence


@pytest.mark.parametrize(
    ("later", "earlier", "back"),
    [
        (0, 0, 0),
        (1, 0, 1),
        (4, 1, 1),
        (4, 0, 2),
        (3, 2, 1),
        (2, 1, 1),
        (3, 1, 2),
        (3, 0, 3),
        (4, 3, None),
        (1, 2, None),
        (0, 1, None),
    ],
)
def test_sentences_are_counted_back_through_the_quotation_around(later: int, earlier: int, back: int | None) -> None:
    assert SentenceTree(SENTENCES).back(later, earlier) == back


def test_sentences_within_reach_are_listed_in_text_order() -> None:
    tree = SentenceTree(SENTENCES)
    assert tree.within(4, 1) == [1, 4]
    assert tree.within(3, 2) == [1, 2, 3]
    assert tree.within(0, 5) == [0]


places = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda place: (min(place), max(place)))


@given(st.lists(places, max_size=6), places)
def test_stretches_hold_what_one_of_them_holds(stretches: list[tuple[int, int]], place: tuple[int, int]) -> None:
    start, end = place
    assert Stretches(stretches).hold(start, end) == any(low <= start and end <= high for low, high in stretches)


def event(number: int, trigger: tuple[int, int], *contents: tuple[int, int]) -> Draft:
    roles = {"content": tuple(Taken(start, end) for start, end in contents)} if contents else {}
    return Draft(number, "Say", Taken(*trigger), roles, {}, "rule", 0)


def test_the_parent_is_the_smallest_content_around_the_trigger() -> None:
    outer = event(1, (0, 1), (2, 20))
    middle = event(2, (3, 4), (5, 10))
    inner = event(3, (6, 7))
    beside = event(4, (12, 13), (13, 14))
    outside = event(5, (21, 22))
    assert parents([outside, inner, beside, middle, outer]) == {2: 1, 3: 2, 4: 1}


def test_an_event_is_not_its_own_parent() -> None:
    assert parents([event(1, (3, 4), (0, 10))]) == {}


def test_a_trigger_that_sticks_out_of_a_content_is_not_in_it() -> None:
    assert parents([event(1, (0, 1), (2, 6)), event(2, (5, 7))]) == {}
