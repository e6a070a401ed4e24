"""What the machine saves itself changes no match: states that lead it, notes that it doesn't take, a scene that is kept."""

from __future__ import annotations

from typing import Any, SupportsIndex
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.language import tree
from extractor.matching import machine
from extractor.matching.compile import compile_pack
from extractor.matching.forward import Forward, Match
from extractor.matching.lattice import Lattice, Mention
from extractor.matching.match import Matcher, PhaseResult
from extractor.matching.scene import Scene
from extractor.text.document import Sentence
from tests.matching.building import matcher_from, sentence_from
from tests.matching.test_automaton import renamed
from tests.matching.test_equals_reference import shown
from tests.matching.test_match import TYPES
from tests.strategies import chunk_rules, event_rules, extend_rules, lattices, pack_of, selections

UNWRITTEN = st.sampled_from([0, 1, 4, 64])
"""How many choices a run makes before it takes notes: with few words the usual number is never reached."""


def guided(matcher: Matcher, lattice: Lattice) -> list[object]:
    """What the chunk rules of the first phase match when the filter's states lead the machine."""
    scene, automaton = Scene(matcher.tables, lattice), matcher.filter_of(0)
    assert automaton is not None
    states, begun = automaton.states(scene)
    found: list[object] = []
    for place, state in begun:
        for number in state.begins:
            rule, start = matcher.phases[0].forward[number], scene.base + place
            match = rule.found(scene, start, states, automaton.plans[number])
            if match is not None:
                found.append((number, shown(rule.finished(start, match))))
    return found


def led_by_nothing(matcher: Matcher, lattice: Lattice) -> list[object]:
    """What they match when nothing leads it."""
    scene, rules = Scene(matcher.tables, lattice), list(enumerate(matcher.phases[0].forward))
    tried = [(number, rule.match(scene, at)) for at in range(scene.base, scene.end) for number, rule in rules]
    return [(number, shown(match)) for number, match in tried if match is not None]


@given(st.lists(chunk_rules(), min_size=1, max_size=3), st.lists(lattices(), min_size=1, max_size=3), UNWRITTEN)
def test_states_lead_to_the_same_matches(rules: list[tree.Rule], sentences: list[Lattice], unwritten: int) -> None:
    statements = [renamed(each, f"r{number}") for number, each in enumerate(rules)]
    matcher = Matcher(compile_pack(pack_of(*statements), str.split, str.lower))
    with patch.object(machine, "UNWRITTEN", unwritten):
        for lattice in sentences:
            assert guided(matcher, lattice) == led_by_nothing(matcher, lattice)


def test_a_gap_may_begin_in_a_hole() -> None:
    matcher = matcher_from(f"{TYPES}\nphase p\nrule r\n  match ..{{1,1}} <c>?\n  emit M\n")
    analyses = sentence_from("a b b b c").analyses
    lattice = Lattice(Sentence(0, 5, ((1, 4),), 0, 0), analyses)
    assert guided(matcher, lattice) == led_by_nothing(matcher, lattice)
    assert len(guided(matcher, lattice)) == 4


@given(st.one_of(event_rules(), extend_rules()), lattices(), UNWRITTEN)
def test_looking_ahead_leads_to_the_same_matches(rule: tree.Rule, lattice: Lattice, unwritten: int) -> None:
    matcher = Matcher(compile_pack(pack_of(rule), str.split, str.lower))

    def matches() -> list[Match]:
        return [match for _, match in matcher.phases[0].outward_matches(Scene(matcher.tables, lattice))]

    written = [shown(match) for match in matches()]
    with patch.object(machine, "UNWRITTEN", unwritten):
        assert [shown(match) for match in matches()] == written
    # No plan at all: everything is tried, and written down.
    with (
        patch.object(
            Scene, "run", lambda scene, code, position, trigger=machine.NO_TRIGGER: machine.run(scene, code, position, trigger)
        ),
        patch.object(Scene, "has", lambda scene, code: True),
    ):
        assert [shown(match) for match in matches()] == written


@given(
    st.lists(chunk_rules(), min_size=1, max_size=2),
    st.one_of(selections(), event_rules(), extend_rules()),
    st.lists(lattices(), min_size=1, max_size=3),
    st.integers(1, 4),
)
def test_when_a_code_gets_its_plan_changes_nothing(
    chunks: list[tree.Rule], other: tree.Rule | tree.Selection, sentences: list[Lattice], runs: int
) -> None:
    statements = [*(renamed(each, f"r{number}") for number, each in enumerate(chunks)), other]
    program = compile_pack(pack_of(*statements), str.split, str.lower)

    def found(unplanned: int) -> list[object]:
        with patch.object(machine, "UNPLANNED", unplanned):
            matcher = Matcher(program)  # which makes codes of the rules, and later of look-arounds
            return [facts(matcher.run_phase(0, lattice.copy())) for lattice in sentences]

    assert found(runs) == found(0) == found(1_000_000)


@given(chunk_rules(), st.one_of(selections(), event_rules()), lattices(), st.integers(1, 3))
def test_a_scene_that_is_kept_is_as_good_as_a_new_one(
    chunk: tree.Rule, other: tree.Rule | tree.Selection, lattice: Lattice, times: int
) -> None:
    matcher = Matcher(compile_pack(pack_of(chunk, other), str.split, str.lower))
    kept = Scene(matcher.tables, lattice)
    for _ in range(times):
        fresh = matcher.run_phase(0, lattice.copy())
        result = matcher.run_phase(0, lattice, kept)
        assert facts(result) == facts(fresh)
        for position, analysis in result.readings.items():
            lattice.analyses[position - lattice.start] = analysis
        triggers = [(event.trigger.start, event.trigger.end, event) for event in result.events]
        events = [Mention(e.type, start, end, (start, end), e.attributes, e.rule, event=start) for start, end, e in triggers]
        added = [*result.mentions, *events]
        lattice.add(added)
        kept.renew(result.readings, added)


def facts(result: PhaseResult) -> object:
    readings = {position: analysis.readings for position, analysis in result.readings.items()}
    mentions = [(m.type, m.start, m.end, m.head, m.features, m.rule) for m in result.mentions]
    events = [(e.rule, e.type, e.trigger.start, e.start, e.end, sorted(e.roles), e.attributes) for e in result.events]
    return readings, result.removals, mentions, events


class Counted(list[frozenset[int]]):
    """Counts how often somebody asks what holds for a token: once for each step over one."""

    asked = 0

    def __getitem__(self, place: SupportsIndex | slice) -> Any:
        self.asked += 1
        return super().__getitem__(place)


# All but the end is there, so that nothing but trying tells that there is no match.
HARD = (
    "(<a>*)* <a> left(<b> <a>)",
    "(<a> | <a>)+ left(<b> <a>)",
    "<a>{0,50} <a>{0,50} <a> left(<b> <a>)",
    "<a> .. <a> .. <a> .. <a> left(<b> <a>)",
)


@pytest.mark.parametrize("pattern", HARD)
@pytest.mark.parametrize("led", [True, False])
def test_from_all_positions_of_twice_the_sentence_it_takes_about_twice_the_steps(pattern: str, led: bool) -> None:
    matcher = matcher_from(f"{TYPES}\nphase p\nrule r\n  match {pattern}\n  emit M\n")
    (rule,) = matcher.phases[0].forward
    assert steps(matcher, rule, 400, led) <= 2.5 * steps(matcher, rule, 200, led)


def steps(matcher: Matcher, rule: Forward, size: int, led: bool) -> int:
    scene, automaton = Scene(matcher.tables, sentence_from("a " * size)), matcher.filter_of(0)
    assert automaton is not None
    states, plan = (automaton.states(scene)[0], automaton.plans[0]) if led else ([], None)
    scene.truth = truth = Counted(scene.truth)
    assert all(rule.found(scene, start, states, plan) is None for start in range(scene.base, scene.end))
    return truth.asked
