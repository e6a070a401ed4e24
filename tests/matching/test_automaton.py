"""The filter: it names every rule where it matches, and rarely others; what it forgets it finds again."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.language import tree
from extractor.language.parse import parse_pattern
from extractor.matching.automaton import Filter
from extractor.matching.compile import compile_pack
from extractor.matching.lattice import Lattice
from extractor.matching.match import Matcher, PhaseResult
from extractor.matching.ready import Ready
from extractor.matching.scene import Scene, Tables
from extractor.text.document import Sentence
from tests.strategies import ANALYSES, HERE, chunk_rules, lattices, pack_of, selections


def rule(name: str, pattern: str) -> tree.Rule:
    element, findings = parse_pattern(pattern)
    assert element and not findings
    emission = tree.Emission(type="Phrase", place=HERE)
    return tree.Rule(name=name, title=None, phase="p", match=element, emit=emission, place=HERE)


def sentence(words: str) -> Lattice:
    by_form = {analysis.form: analysis for analysis in ANALYSES}
    analyses = [by_form[word] for word in words.split()]
    return Lattice(Sentence(0, len(analyses), (), 0, 0), analyses)


def named(patterns: list[str], words: str, kept: int = 1000) -> list[tuple[int, ...]]:
    """Which of the patterns may match from each position of the sentence, by the filter."""
    program = compile_pack(pack_of(*(rule(f"r{n}", text) for n, text in enumerate(patterns))), str.split, str.lower)
    made = Filter([chunk.code for chunk in program.phases[0].chunks], program.lists, kept)
    scene = Scene(Tables(program), sentence(words))
    begun = {place: state.begins for place, state in made.states(scene)[1]}
    return [begun.get(place, ()) for place in range(len(scene.lattice.analyses))]


NAMED = {
    "one token": (['"a"', '"b"'], "c b", [(), (1,)]),
    "a row, in order": (['"a" "b"', '"b" "a"'], "a c b a", [(), (), (1,), ()]),
    "a common beginning": (['"a" "b"', '"a" "c"', '"a" "," '], "a c", [(1,), ()]),
    "a common end": (['"a" "c"', '"b" "c"'], "b a c", [(), (0,), ()]),
    "alternatives and repetition": (['("a" | "b")+ "c"', '"a"{2} "c"'], "b a c", [(0,), (0,), ()]),
    "entries of several words": (["@l.forms"], "c ,", [(0,), ()]),
    "narrow gaps": (['"a" ..{0,1} "b"', '"a" ..{2,3} "b"'], "a c b", [(0,), (), ()]),
    "of a wide gap the width is lost": (['"a" ..{0,7} "b"', '"a" ..{5,7} "b"'], "b a c b", [(), (0, 1), (), ()]),
    "a gap without limit": (['"a" .. "b"', '"a" .. "c"', '("a" | "c") .. ","'], "a c", [(1,), ()]),
    "look-arounds are not looked at": (['"a" right("b")'], "a c", [(0,), ()]),
    "a mention that isn't there": (["Phrase"], "a", [()]),
}


@pytest.mark.parametrize("case", NAMED)
@pytest.mark.parametrize("kept", [1, 3, 1000])
def test_named(case: str, kept: int) -> None:
    patterns, words, found = NAMED[case]
    assert named(patterns, words, kept) == found


def test_copies_are_merged() -> None:
    program = compile_pack(pack_of(rule("r", '"a" ("b" | "c" ","){0,40}')), str.split, str.lower)
    (chunk,) = program.phases[0].chunks
    made = Filter([chunk.code], program.lists)
    assert len(chunk.code.instructions) > 200
    assert made.size == 4


@given(
    st.lists(st.one_of(chunk_rules(), selections()), min_size=1, max_size=4),
    st.lists(lattices(), min_size=1, max_size=3),
    st.sampled_from([1, 5, 1000]),
)
def test_no_rule_that_matches_is_left_out(rules: list[tree.Rule | tree.Selection], sentences: list[Lattice], kept: int) -> None:
    statements = [renamed(each, f"r{number}") for number, each in enumerate(rules)]
    matcher = Matcher(compile_pack(pack_of(*statements), str.split, str.lower))
    forward = matcher.phases[0].forward
    made = Filter([each.rule.code for each in forward], matcher.program.lists, kept)
    for lattice in sentences:
        scene = Scene(matcher.tables, lattice)
        begun = {place: state.begins for place, state in made.states(scene)[1]}
        for start in range(lattice.start, lattice.end):
            matching = {number for number, each in enumerate(forward) if each.match(scene, start)}
            assert matching <= set(begun.get(start - lattice.start, ()))


def renamed(rule: tree.Rule | tree.Selection, name: str) -> tree.Rule | tree.Selection:
    return msgspec.structs.replace(rule, name=name)


@given(
    st.lists(st.one_of(chunk_rules(), selections()), min_size=1, max_size=4),
    st.lists(lattices(), min_size=1, max_size=3),
)
def test_the_filter_changes_no_result(rules: list[tree.Rule | tree.Selection], sentences: list[Lattice]) -> None:
    program = compile_pack(pack_of(*(renamed(each, f"r{n}") for n, each in enumerate(rules))), str.split, str.lower)
    filtered, plain = Matcher(program), Matcher(program, filtered=False)
    for lattice in sentences:
        assert shown(filtered.run_phase(0, lattice)) == shown(plain.run_phase(0, lattice))


@given(
    st.lists(st.one_of(chunk_rules(), selections()), min_size=1, max_size=4),
    st.lists(lattices(), min_size=1, max_size=3),
)
def test_what_is_made_ready_and_kept_changes_no_result(
    rules: list[tree.Rule | tree.Selection], sentences: list[Lattice]
) -> None:
    program = compile_pack(pack_of(*(renamed(each, f"r{n}") for n, each in enumerate(rules))), str.split, str.lower)
    fresh = Matcher(program)
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(fresh.ready()), type=Ready)
    assert kept == fresh.ready()
    again = Matcher(program, ready=kept)
    for lattice in sentences:
        assert shown(again.run_phase(0, lattice)) == shown(fresh.run_phase(0, lattice))
    assert again.ready() == kept


def shown(result: PhaseResult) -> object:
    readings = {position: analysis.readings for position, analysis in result.readings.items()}
    mentions = [(m.type, m.start, m.end, m.head, m.features, m.rule) for m in result.mentions]
    return readings, result.removals, mentions
