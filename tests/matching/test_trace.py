"""The tracer goes the machine's way: the same matches on drawn rules and sentences, else a stop, in linear time."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.language import tree
from extractor.matching import program as p
from extractor.matching.attempts import Attempt, attempts
from extractor.matching.compile import compile_pack
from extractor.matching.lattice import Lattice
from extractor.matching.machine import Code, bound, captured, run
from extractor.matching.match import Matcher
from extractor.matching.scene import Scene
from extractor.matching.trace import Trail, _Search, follow, shortest
from tests.matching.building import matcher_from, sentence_from
from tests.matching.test_equals_reference import Shown, forward, matcher_of, outward, shown, shown_taken
from tests.matching.test_match import TYPES
from tests.strategies import chunk_rules, event_rules, extend_rules, lattices, may_be_empty, pack_of, selections

rules = st.one_of(chunk_rules(), selections(), event_rules(), extend_rules())
outward_rules = st.one_of(event_rules(), extend_rules())


def codes(matcher: Matcher, scene: Scene) -> Iterator[tuple[Code, p.Code, int, dict[str, Any]]]:
    """Every code of the first phase, from every position and around every trigger, as the matcher runs it."""
    for rule in matcher.phases[0].forward:
        yield from ((rule.code, rule.rule.code, start, {}) for start in range(scene.base, scene.end))
    for rule_around, triggers in matcher.phases[0].triggers(scene):
        for number, captures in triggers:
            around = bound(captures)
            edge = around[rule_around.name][0]
            variant, written = rule_around.variants[number], rule_around.rule.variants[number]
            yield variant.right, written.right, edge.end, around
            yield variant.left, written.left, edge.start, around
    for number, written in enumerate(matcher.program.looks):
        code = matcher.tables.looks[number]
        yield from ((code, written, position, {}) for position in range(scene.base, scene.end + 1))


@given(rules, lattices())
def test_a_trail_ends_where_the_match_ends_and_captures_the_same(rule: tree.Rule | tree.Selection, lattice: Lattice) -> None:
    matcher = matcher_of(pack_of(rule))
    scene = Scene(matcher.tables, lattice)
    for code, written, position, around in codes(matcher, scene):
        expected = run(scene, code, position, around)
        trail = follow(scene, code, written, position, around)
        if expected is None:
            assert trail.end is None
            check_stop(trail, code, scene)
            continue
        assert trail.end == expected[0] and trail.stop is None and trail.missing == 0
        assert captures_of(trail.captures) == captures_of(captured(code, expected))
        check_way(trail, code, position)


def captures_of(captures: Sequence[tuple[str, Any]]) -> list[tuple[str, object]]:
    return [(name, shown_taken(taken)) for name, taken in captures]


def check_stop(trail: Trail, code: Code, scene: Scene) -> None:
    """A stop waits for something in the sentence, and what was refused is one of the instructions that waited."""
    stop = trail.stop
    assert stop is not None and stop.waiting
    assert scene.base <= stop.position <= scene.end
    waiting = {code.instructions[number][0] for number in stop.waiting}
    assert waiting.isdisjoint({p.SPLIT, p.JUMP, p.OPEN, p.MATCH})
    assert {refused.instruction for refused in stop.refused} <= set(stop.waiting)
    assert 0 <= stop.missing <= trail.needed or not stop_can_pass(code)


def stop_can_pass(code: Code) -> bool:
    """Whether any way leads to a match."""
    return shortest(code.instructions)[0] <= len(code.instructions)


def check_way(trail: Trail, code: Code, start: int) -> None:
    """A way begins at the start, and walks in one direction over instructions that follow one another."""
    positions = [position for _, position in trail.way]
    assert positions == sorted(positions, reverse=code.backward)
    assert not positions or positions[0] == start
    taken = sum(code.instructions[number][0] in (p.TOKEN, p.TYPED, p.LISTED) for number, _ in trail.way)
    assert trail.needed <= taken


@given(rules, lattices())
def test_attempts_tell_of_every_match_and_of_nothing_else(rule: tree.Rule | tree.Selection, lattice: Lattice) -> None:
    # The check of a pack refuses rules that can match empty.
    assume(not may_be_empty(rule.match))
    matcher = matcher_of(pack_of(rule))
    scene = Scene(matcher.tables, lattice)
    found = list(attempts(matcher, 0, scene))
    for attempt in found:
        assert (attempt.match is not None) == (attempt.complete and attempt.unmet is None)
        if attempt.match is not None:
            assert ends_of(attempt) == {attempt.match.start, attempt.match.end}
            assert attempt.missing == 0
    matches = sorted((shown(attempt.match) for attempt in found if attempt.match is not None), key=repr)
    assert matches == every_match(matcher, lattice)


def ends_of(attempt: Attempt) -> set[int | None]:
    """Where the parts of an attempt end."""
    ends = {trail.end for _, _, trail in attempt.trails}
    return ends | {attempt.start} if attempt.trigger is None else ends


def every_match(matcher: Matcher, lattice: Lattice) -> list[Shown]:
    return forward(matcher, lattice) if matcher.phases[0].forward else outward(matcher, lattice)


@given(outward_rules, lattices())
def test_every_trigger_is_attempted_once(rule: tree.Rule, lattice: Lattice) -> None:
    matcher = matcher_of(pack_of(rule))
    scene = Scene(matcher.tables, lattice)
    places = [shown_taken(attempt.trigger) for attempt in attempts(matcher, 0, scene) if attempt.trigger is not None]
    triggers = [
        shown_taken(bound(captures)[rule_around.name][0])[:3]  # type: ignore[index]
        for rule_around, around in matcher.phases[0].triggers(scene)
        for _, captures in around
    ]
    assert sorted({repr(place[:3]) for place in places}) == sorted({repr(place) for place in triggers})  # type: ignore[index]


@given(rules, lattices())
def test_origins_change_no_instruction(rule: tree.Rule | tree.Selection, lattice: Lattice) -> None:
    pack = pack_of(rule)
    told = compile_pack(pack, str.split, str.lower, origins=True)
    assert without_origins(told.phases) == without_origins(compile_pack(pack, str.split, str.lower).phases)
    for phase in told.phases:
        for each in (*phase.selections, *phase.chunks):
            check_origins(each.code)
        for event in (*phase.events, *phase.extensions):
            for variant in event.variants:
                for code in (variant.left, variant.trigger, variant.right):
                    check_origins(code)


def check_origins(code: p.Code) -> None:
    """Every instruction that asks for something knows where it was written, but for those that the compiler adds."""
    assert code.origins is not None and len(code.origins.places) == len(code.instructions)
    for (operation, number, _), place in zip(code.instructions, code.origins.places, strict=True):
        if operation in (p.SPLIT, p.JUMP, p.OPEN, p.CLOSE, p.MATCH):
            assert place is None
        elif (operation, number) != (p.TOKEN, -1):
            assert place is not None
    assert all(0 <= first <= last <= len(code.instructions) for _, first, last in code.origins.alternatives)


def without_origins(value: Any) -> Any:
    """The parts of a program without the origins of codes and the places of variants."""
    if isinstance(value, msgspec.Struct):
        fields = [name for name in value.__struct_fields__ if name not in ("origins", "place", "body")]
        if isinstance(value, p.TriggeredRule):
            fields += ("variants", "demands", "attributes")
        return [type(value).__name__, *(without_origins(getattr(value, name)) for name in fields)]
    return [without_origins(item) for item in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize(
    ("instructions", "left"),
    [
        ([(p.TOKEN, 0, -1), (p.MATCH, 0, 0)], [1, 0]),
        ([(p.STEP, 0, 0), (p.TYPED, 0, -1), (p.MATCH, 0, 0)], [1, 1, 0]),
        # `a* b`: nothing of the loop is needed.
        ([(p.SPLIT, 1, 3), (p.TOKEN, 0, -1), (p.JUMP, 0, 0), (p.TOKEN, 1, -1), (p.MATCH, 0, 0)], [1, 2, 1, 1, 0]),
        # `(a b | c) d`: the shorter alternative counts.
        (
            [
                (p.SPLIT, 1, 4),
                (p.TOKEN, 0, -1),
                (p.TOKEN, 1, -1),
                (p.JUMP, 5, 0),
                (p.TOKEN, 2, -1),
                (p.TOKEN, 3, -1),
                (p.MATCH, 0, 0),
            ],
            [2, 3, 2, 1, 2, 1, 0],
        ),
    ],
)
def test_how_many_edges_are_missing(instructions: list[p.Instruction], left: list[int]) -> None:
    assert shortest(instructions) == left


HARD = ("([lemma = a]*)* <b>", "(<a>{0,20}){0,20} <b>", ".. <x> .. <y> .. <b>", "(<a> | <a> <a> | <a> <a> <a>)* <b>")


@pytest.mark.parametrize("pattern", HARD)
def test_twice_the_sentence_takes_about_twice_the_steps(pattern: str) -> None:
    matcher = matcher_from(f"{TYPES}\nphase p\nrule r\n  match {pattern}\n  emit M\n")

    def steps(size: int) -> int:
        scene = Scene(matcher.tables, sentence_from("a " * size))
        rule = matcher.phases[0].forward[0]
        search = _Counting(scene, rule.code, rule.rule.code, {})
        assert search.run(0).end is None
        assert search.steps <= len(rule.code.instructions) * scene.width
        return search.steps

    # A repetition of at most 400 is not used up by 40 words, so that a longer sentence has more states for each word, too.
    assert steps(80) <= 3 * steps(40)


class _Counting(_Search):
    """Counts the states that are looked at."""

    steps = 0

    def step(self, state: Any) -> Iterator[Any]:
        self.steps += 1
        return super().step(state)
