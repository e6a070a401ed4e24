"""Reach and nesting give what their definitions give, looked up instead of walked to."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.events.draft import Draft, pieces
from extractor.events.nesting import Nest, SentenceTree, parents
from extractor.events.reach import FARTHEST, Reach
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Mention
from extractor.text.document import Quotation, Segmentation
from extractor.text.quotes import find_quotations
from extractor.text.sentences import segment
from extractor.text.tokenize import Tokenizer
from tests.text.conventions_of import conventions_of

ITALIAN = conventions_of("italian")
TOKENIZER = Tokenizer(ITALIAN)
BITS = ["«Uno.", "Due.", "tre»", "«quattro»", "“Cinque.", "Sei.”", "Sette.", "dice", "«otto\n\n", "«nove»", "dieci»."]

quoting = st.lists(st.sampled_from(BITS), max_size=25).map(" ".join)


def segmentation_of(text: str) -> Segmentation:
    tokens = TOKENIZER.tokenize(text)
    return segment(tokens, find_quotations(tokens, ITALIAN), ITALIAN)


def steps_back(tree: SentenceTree, later: int, earlier: int) -> int | None:
    """How many sentences back, one step at a time: to the one before in the same quotation, else to the one around it."""
    steps = 0
    while later >= 0 and later != earlier:
        parent = tree.parents[later]
        holes = tree.sentences[parent].holes if parent >= 0 else ((0, tree.sentences[-1].end),)
        here = next(hole for hole in holes if hole[0] <= tree.sentences[later].start < hole[1])
        before = [n for n in range(later) if tree.parents[n] == parent and here[0] <= tree.sentences[n].start]
        later = before[-1] if before else parent
        steps += 1
    return steps if later >= 0 else None


@given(quoting)
def test_sentences_back_are_steps(text: str) -> None:
    sentences = segmentation_of(text).sentences
    tree, numbers = SentenceTree(sentences), range(len(sentences))
    for later in numbers:
        steps = [steps_back(tree, later, earlier) for earlier in numbers]
        assert [tree.back(later, earlier) for earlier in numbers] == steps
        for far in (0, 1, 2, 7):
            assert tree.within(later, far) == [n for n in numbers if steps[n] is not None and steps[n] <= far]


@given(quoting)
def test_the_innermost_is_the_last_to_begin_of_those_around(text: str) -> None:
    sentences = segmentation_of(text).sentences
    tree = SentenceTree(sentences)
    for position in range(sentences[-1].end + 2 if sentences else 3):
        around = [n for n, sentence in enumerate(sentences) if sentence.start <= position < sentence.end]
        assert tree.innermost(position) == (around[-1] if around else -1)


@given(quoting, st.data())
def test_quoted_apart(text: str, data: st.DataObject) -> None:
    quotations = segmentation_of(text).quotations
    size = len(TOKENIZER.tokenize(text))
    reach = Reach(lambda sentence: (), quotations)
    for _ in range(20):
        start, end = sorted((data.draw(st.integers(0, size)), data.draw(st.integers(0, size))))
        low = data.draw(st.integers(0, size))
        expected = any(
            any(p.start < start and end < p.end for p in quotation.pieces)
            and not any(p.start <= low and low + 1 <= p.end for p in quotation.pieces)
            for quotation in quotations
        )
        # An empty place is none: a mention has a token.
        assert start == end or reach.is_quoted_apart(start, end, low, low + 1) == expected


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 5)), max_size=30), st.integers(0, 3_000))
def test_mentions_before(places: list[tuple[int, int]], position: int) -> None:
    mentions = [Mention("NP", start, start + size, (start, start + size), {}, "rule") for start, size in places]
    found = Reach(lambda sentence: mentions, ()).before(0, position)
    assert found == [m for m in mentions if position - FARTHEST <= m.end <= position]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=12), st.integers(0, 9), st.integers(1, 5))
def test_mentions_inside(places: list[tuple[int, int]], start: int, size: int) -> None:
    mentions = [Mention("NP", at, at + long, (at, at + long), {}, "rule") for at, long in places]
    found = Reach(lambda sentence: mentions, ()).inside(0, start, start + size)
    assert found == [m for m in mentions if start <= m.start and m.end <= start + size]


drafts = st.lists(
    st.tuples(st.integers(0, 12), st.lists(st.tuples(st.integers(0, 12), st.integers(1, 8)), max_size=2)), max_size=8
).map(
    lambda given: [
        Draft(n, "Say", Taken(at, at + 1 + n % 2), {"content": tuple(Taken(a, a + b) for a, b in parts)}, {}, "rule", 0)
        for n, (at, parts) in enumerate(given)
    ]
)


@given(drafts)
def test_parents_are_the_smallest_contents_around(given: list[Draft]) -> None:
    contents = [(high - low, low, high, d.number) for d in given for part in d.roles["content"] for low, high in pieces(part)]
    expected = {}
    for draft in given:
        start, end = draft.trigger.start, draft.trigger.end
        around = [(size, low, n) for size, low, high, n in contents if low <= start and end <= high and n != draft.number]
        if around:
            expected[draft.number] = min(around)[2]
    assert parents(given) == expected


@pytest.mark.usefixtures("no_collection")
def test_deep_nesting_takes_linear_time() -> None:
    def seconds(depth: int) -> float:
        places = [(n, 2 * depth - n) for n in range(depth)] + [(n, n + 1) for n in range(2 * depth, 4 * depth)]
        triggers = [
            Draft(2 * n, "Say", Taken(2 * n, 2 * n + 1), {"content": (Taken(2 * n + 1, 2 * depth),)}, {}, "r", 0)
            for n in range(depth)
        ]
        begin = time.process_time()
        nest = Nest(places)
        assert sum(nest.innermost(position) for position in range(4 * depth)) > 0
        assert len(parents(triggers)) == depth - 1
        return time.process_time() - begin

    seconds(100)
    short, long = max(seconds(1_000), 0.005), seconds(10_000)
    assert long < 40 * short + 0.2


def test_a_quotation_over_many_paragraphs_is_looked_up() -> None:
    quotation = segmentation_of("«Uno.\n\n" * 300 + "«Due»").quotations
    assert [len(each.pieces) for each in quotation] == [301]
    reach = Reach(lambda sentence: (), quotation)
    assert not reach.is_quoted_apart(4, 5, 601, 602)
    assert reach.is_quoted_apart(4, 5, 2_000, 2_001)
    assert isinstance(quotation[0], Quotation)
