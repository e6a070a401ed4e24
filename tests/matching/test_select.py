"""The choice in a phase: what wins, what stands beside it, and that the order of the candidates never shows."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.matching.candidates import EventCandidate, ExtensionCandidate, MentionCandidate, Removal, Taken
from extractor.matching.lattice import Mention
from extractor.matching.select import choose_events, choose_extensions, choose_mentions, choose_readings

NESTED = {"Phrase"}


def mention(written: str, rule: str = "r", **features: str) -> Mention:
    """`Phrase 2-5` as a mention."""
    type_, place = written.split()
    start, end = map(int, place.split("-"))
    return Mention(type_, start, end, (start, end), features, rule)


def shown(mentions: list[Mention]) -> list[str]:
    return [f"{m.type} {m.start}-{m.end}" for m in mentions]


MENTIONS = {
    "longer wins": (["Date 0-1", "Date 0-3"], [], ["Date 0-3"]),
    "leftmost of equal length wins": (["Date 2-4", "Date 1-3"], [], ["Date 1-3"]),
    "priority before length": (["Date 0-3", "!Date 0-1"], [], ["Date 0-1"]),
    "side by side": (["Date 0-2", "Date 2-4"], [], ["Date 0-2", "Date 2-4"]),
    "a nested type lies inside itself": (["Phrase 1-3", "Phrase 0-4"], [], ["Phrase 0-4", "Phrase 1-3"]),
    "nested with a shared edge": (["Phrase 0-2", "Phrase 0-4"], [], ["Phrase 0-4", "Phrase 0-2"]),
    "once in a place": (["Phrase 0-2", "Phrase 0-2"], [], ["Phrase 0-2"]),
    "other types share a place": (["Phrase 0-2", "Date 0-2"], [], ["Date 0-2", "Phrase 0-2"]),
    "crossing another type loses": (["Phrase 0-4", "Date 3-5"], [], ["Phrase 0-4"]),
    "crossing an earlier mention loses": (["Phrase 0-9", "Date 2-5"], ["Quote 3-6"], ["Phrase 0-9"]),
    "crossing from the right loses": (["Date 2-8"], ["Quote 1-3"], []),
    "crossing from the left loses": (["Date 2-8"], ["Quote 7-9"], []),
    "an earlier mention of the type inside": (["Date 2-8"], ["Date 3-4"], []),
    "an earlier mention of the type around": (["Date 3-4"], ["Date 2-8"], []),
    "around an earlier mention": (["Date 2-8"], ["Quote 2-5", "Quote 5-8"], ["Date 2-8"]),
    "what lost hides nothing": (["Date 0-4", "!Date 3-5", "Date 0-2"], [], ["Date 3-5", "Date 0-2"]),
}


@pytest.mark.parametrize("case", MENTIONS)
def test_mentions(case: str) -> None:
    written, earlier, expected = MENTIONS[case]
    candidates = [MentionCandidate(mention(text.lstrip("!")), priority=text.count("!")) for text in written]
    assert shown(choose_mentions(candidates, [mention(text) for text in earlier], NESTED)) == expected


def test_one_place_goes_to_the_first_rule_and_then_the_first_features() -> None:
    found = [mention("Date 0-1", "b"), mention("Date 0-1", "a", kind="y"), mention("Date 0-1", "a", kind="x")]
    (chosen,) = choose_mentions(map(MentionCandidate, found), [], NESTED)
    assert (chosen.rule, chosen.features) == ("a", {"kind": "x"})


def event(rule: str, trigger: str, span: str, priority: int = 0, **roles: str) -> EventCandidate:
    (start, end), (low, high) = (map(int, text.split("-")) for text in (trigger, span))
    filled = {role: (Taken(*map(int, text.split("-"))),) for role, text in roles.items()}
    return EventCandidate(rule, "Say", Taken(start, end), low, high, filled, {}, priority)


EVENTS = {
    "priority first": ([event("a", "3-4", "0-9", source="0-1"), event("b", "3-4", "3-4", 1)], ["b"]),
    "then filled roles": ([event("a", "3-4", "0-9"), event("b", "3-4", "2-4", source="2-3")], ["b"]),
    "then length": ([event("a", "3-4", "2-4"), event("b", "3-4", "2-5")], ["b"]),
    "then leftmost": ([event("a", "3-4", "3-5"), event("b", "3-4", "2-4")], ["b"]),
    "then the rule's name": ([event("b", "3-4", "2-4"), event("a", "3-4", "2-4")], ["a"]),
    "overlap is enough": ([event("a", "3-5", "3-5"), event("b", "4-5", "4-5")], ["a"]),
    "matches may overlap": ([event("a", "3-4", "0-9"), event("b", "4-5", "0-9")], ["a", "b"]),
    "a loser does not hide others": (
        [event("a", "2-5", "2-5", 2), event("b", "4-8", "0-9", 1), event("c", "7-8", "7-8")],
        ["a", "c"],
    ),
}


@pytest.mark.parametrize("case", EVENTS)
def test_events(case: str) -> None:
    candidates, expected = EVENTS[case]
    assert [chosen.rule for chosen in choose_events(candidates)] == expected


def test_an_earlier_event_keeps_its_trigger() -> None:
    assert choose_events([event("a", "3-5", "0-9")], existing=[(4, 5)]) == []


def extension(rule: str, priority: int = 0, number: int = 0, **roles: str) -> ExtensionCandidate:
    filled = {role: (Taken(*map(int, text.split("-"))),) for role, text in roles.items()}
    trigger = Mention("Say", 5, 7, (5, 7), {}, "r", event=number)
    return ExtensionCandidate(rule, trigger, filled, {"by": rule}, priority)


EXTENSIONS = {
    "nearest": ([extension("a", time="9-10"), extension("b", time="3-5")], {(0, "time"): "b"}),
    "priority first": ([extension("a", 1, time="9-10"), extension("b", time="3-5")], {(0, "time"): "a"}),
    "then the rule's name": ([extension("b", time="8-9"), extension("a", time="3-4")], {(0, "time"): "a"}),
    "each role by itself": (
        [extension("a", time="7-8", place="9-10"), extension("b", place="8-9")],
        {(0, "time"): "a", (0, "place"): "b"},
    ),
    "each event by itself": (
        [extension("a", time="7-8"), extension("b", number=1, time="9-10")],
        {(0, "time"): "a", (1, "time"): "b"},
    ),
}


@pytest.mark.parametrize("case", EXTENSIONS)
def test_extensions(case: str) -> None:
    candidates, expected = EXTENSIONS[case]
    chosen = choose_extensions(candidates)
    assert {(one.event.event, role): one.rule for one in chosen for role in one.roles} == expected


def test_attributes_come_from_the_first_extension_that_stands() -> None:
    loser, second, first = extension("a", time="9-10"), extension("c", place="8-9"), extension("b", time="7-8")
    assert [one.attributes for one in choose_extensions([loser, second, first])] == [{"by": "b"}, {}]
    assert [one.attributes for one in choose_extensions([extension("a")])] == [{"by": "a"}]


READINGS = {
    "what is left": ([Removal("a", 0, frozenset({1}))], {0: (0, 2)}),
    "never the last": ([Removal("a", 0, frozenset({0, 1, 2}))], {}),
    "by name": ([Removal("b", 0, frozenset({0})), Removal("a", 0, frozenset({1, 2}))], {0: (0,)}),
    "by priority": ([Removal("b", 0, frozenset({0}), 1), Removal("a", 0, frozenset({1, 2}))], {0: (1, 2)}),
    "together": ([Removal("a", 0, frozenset({1})), Removal("b", 0, frozenset({0, 1}))], {0: (2,)}),
    "a skipped one takes nothing": (
        [Removal("a", 0, frozenset({1})), Removal("b", 0, frozenset({0, 2})), Removal("c", 0, frozenset({2}))],
        {0: (0,)},
    ),
    "each token by itself": ([Removal("a", 4, frozenset({0})), Removal("a", 0, frozenset({1}))], {0: (0, 2), 4: (1,)}),
}


@pytest.mark.parametrize("case", READINGS)
def test_readings(case: str) -> None:
    removals, expected = READINGS[case]
    assert choose_readings(removals, {0: 3, 4: 2}) == expected


def spans(limit: int = 8) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, limit - 1), st.integers(1, limit)).filter(lambda span: span[0] < span[1])


@st.composite
def mention_candidates(draw: st.DrawFn) -> MentionCandidate:
    start, end = draw(spans())
    type_, rule = draw(st.sampled_from(["Phrase", "Date", "Quote"])), draw(st.sampled_from("ab"))
    found = Mention(type_, start, end, (start, end), {"kind": draw(st.sampled_from("xy"))}, rule)
    return MentionCandidate(found, draw(st.integers(0, 1)))


def crosses(one: Mention, other: Mention) -> bool:
    return one.start < other.start < one.end < other.end or other.start < one.start < other.end < one.end


def clashes(one: Mention, other: Mention) -> bool:
    """The rule of DESIGN 3.8, said plainly."""
    overlap = one.start < other.end and other.start < one.end
    same_place = (one.start, one.end) == (other.start, other.end)
    return crosses(one, other) or (one.type == other.type and overlap and (same_place or one.type not in NESTED))


def laminar(found: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for one in found:
        if not any(crosses(one, other) for other in kept):
            kept.append(one)
    return kept


@given(st.lists(mention_candidates(), max_size=12), st.lists(mention_candidates(), max_size=4), st.randoms())
def test_mentions_do_not_clash_and_none_is_left_out_without_reason(
    candidates: list[MentionCandidate], before: list[MentionCandidate], rng: random.Random
) -> None:
    existing = laminar([candidate.mention for candidate in before])
    chosen = choose_mentions(candidates, existing, NESTED)
    for number, one in enumerate(chosen):
        assert not any(clashes(one, other) for other in [*existing, *chosen[:number]])
    for candidate in candidates:
        assert any(candidate.mention is one or clashes(candidate.mention, one) for one in [*existing, *chosen])
    shuffled = rng.sample(candidates, len(candidates))
    assert choose_key(choose_mentions(shuffled, rng.sample(existing, len(existing)), NESTED)) == choose_key(chosen)


def choose_key(mentions: list[Mention]) -> list[object]:
    return [(m.type, m.start, m.end, m.rule, m.features) for m in mentions]


@st.composite
def event_candidates(draw: st.DrawFn) -> EventCandidate:
    trigger = draw(spans())
    roles = {role: (Taken(*draw(spans())),) for role in draw(st.sets(st.sampled_from(["source", "time"])))}
    rule, priority = draw(st.sampled_from("ab")), draw(st.integers(0, 1))
    return EventCandidate(rule, "Say", Taken(*trigger), *draw(spans()), roles, {}, priority)


def facts(taken: dict[str, tuple[Taken, ...]]) -> list[object]:
    return sorted((role, [(one.start, one.end) for one in fillers]) for role, fillers in taken.items())


@given(st.lists(event_candidates(), max_size=8), st.randoms())
def test_events_do_not_depend_on_the_order(candidates: list[EventCandidate], rng: random.Random) -> None:
    chosen, again = choose_events(candidates), choose_events(rng.sample(candidates, len(candidates)))
    for number, one in enumerate(chosen):
        for other in chosen[:number]:
            assert one.trigger.end <= other.trigger.start or other.trigger.end <= one.trigger.start
    described = [[(c.rule, c.start, c.end, c.trigger.start, facts(c.roles)) for c in side] for side in (chosen, again)]
    assert described[0] == described[1]


@st.composite
def extension_candidates(draw: st.DrawFn) -> ExtensionCandidate:
    roles = {role: (Taken(*draw(spans())),) for role in draw(st.sets(st.sampled_from(["place", "time"])))}
    trigger = Mention("Say", 3, 5, (3, 5), {}, "r", event=draw(st.integers(0, 1)))
    attributes = {"kind": draw(st.sampled_from("xy"))} if draw(st.booleans()) else {}
    return ExtensionCandidate(draw(st.sampled_from("ab")), trigger, roles, attributes, draw(st.integers(0, 1)))


@given(st.lists(extension_candidates(), max_size=8), st.randoms())
def test_extensions_do_not_depend_on_the_order(candidates: list[ExtensionCandidate], rng: random.Random) -> None:
    described = [
        [(c.rule, c.event.event, facts(c.roles), c.attributes) for c in choose_extensions(pool)]
        for pool in (candidates, rng.sample(candidates, len(candidates)))
    ]
    assert described[0] == described[1]
    filled = [(number, role) for _, number, roles, _ in described[0] for role, _ in roles]  # type: ignore[misc]
    assert len(filled) == len(set(filled))
    assert set(filled) == {(c.event.event, role) for c in candidates for role in c.roles}


removals = st.builds(Removal, st.sampled_from("abc"), st.integers(0, 1), st.frozensets(st.integers(0, 2)), st.integers(0, 1))


@given(st.lists(removals, max_size=8), st.randoms())
def test_readings_do_not_depend_on_the_order(found: list[Removal], rng: random.Random) -> None:
    counts = {0: 3, 1: 3}
    chosen = choose_readings(found, counts)
    assert chosen == choose_readings(rng.sample(found, len(found)), counts)
    assert all(0 < len(kept) < counts[position] for position, kept in chosen.items())
