"""What is known of one pattern's parts serves all patterns, and changes nothing."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.language import tree
from extractor.language.captures import Times, anchors, captured_in, captures, times_in_sequence
from tests.strategies import chunk_rules, event_rules


@given(st.lists(st.one_of(chunk_rules(), event_rules()), min_size=1, max_size=2))
def test_patterns_may_share_what_is_known_of_their_parts(rules: list[tree.Rule]) -> None:
    patterns = [rule.match for rule in rules]
    whole = tree.Sequence(items=(*patterns, *patterns), place=patterns[0].place)
    shared: Times = {}
    for pattern in (*patterns, *patterns, whole):
        assert captures(pattern, shared) == captures(pattern)
        assert times_in_sequence(pattern, shared) == times_in_sequence(pattern, {})
        assert list(captured_in(pattern, shared)) == list(captured_in(pattern))
        for name in ("trigger", *captures(pattern)):
            assert anchors(pattern, name, shared) == anchors(pattern, name, {})
