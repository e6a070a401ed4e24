"""Which mention tests hold: the filed ones are those that hold when each is decided."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.matching import program as p
from extractor.matching.filing import CLOSED
from extractor.matching.lattice import Mention
from extractor.matching.mention_tests import MentionTests
from extractor.matching.readings import test_of as decided
from tests.strategies import put_together

VALUES = ("a", "b", "c")
LISTS = (p.WordList("verbs", "Q", True, (p.ListEntry(("a",), "a"), p.ListEntry(("b",), "b"))),)

FEATURES = st.sampled_from(["lemma", "number", "form"])
LEAVES = st.one_of(
    st.builds(p.Is, FEATURES, st.lists(st.sampled_from(VALUES), min_size=1, max_size=2).map(tuple)),
    st.builds(p.InList, FEATURES, st.just(0)),
    st.builds(p.Like, FEATURES, st.sampled_from(["[ab]", "^$"])),
)
TESTS = put_together(LEAVES, p.Every, p.Some, p.Isnt, parts=3, most=5)
TYPES = st.lists(st.sampled_from(["NP", "VG", "Quote"]), min_size=1, max_size=2, unique=True).map(tuple)
MENTIONS = st.builds(
    lambda kind, features: Mention(kind, 0, 1, (0, 1), features, "r"),
    st.sampled_from(["NP", "VG", "Quote", "Other"]),
    st.dictionaries(FEATURES, st.sampled_from(VALUES)),
)


@given(st.lists(st.builds(p.MentionTest, TYPES, st.none() | TESTS), max_size=6), st.lists(MENTIONS, max_size=6))
def test_the_tests_that_hold(tests: list[p.MentionTest], mentions: list[Mention]) -> None:
    known = MentionTests(tests, LISTS, {"Quote"})
    for mention in mentions:
        expected = {
            number
            for number, each in enumerate(tests)
            if mention.type in each.types and (each.test is None or decided(each.test, LISTS)(mention.features, None))
        }
        assert known.of(mention) == expected | ({CLOSED} if mention.type == "Quote" else set())
