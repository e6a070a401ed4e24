"""What is forgotten of where a capture began, and of the trigger beside which a code runs, changes no match and saves time."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.matching import program as p
from extractor.matching.beside import Beside
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Mention
from extractor.matching.openings import Opening
from extractor.matching.scene import Scene
from extractor.matching.takes import Taker
from tests.matching.building import matcher_from, sentence_from
from tests.matching.test_machine import Counted
from tests.matching.test_match import TYPES
from tests.strategies import put_together

TOKENS, BASE = 7, 3
TYPED = st.lists(st.sampled_from(["NP", "VG"]), min_size=1, max_size=2, unique=True).map(tuple)
SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
ALONE = st.one_of(
    st.builds(p.Long, st.just("own"), SIGNS, st.integers(0, TOKENS)),
    st.builds(p.Within, st.just("own"), TYPED),
    st.just(p.Holds("own", p.Is("number", ("Sing",)))),
)
BESIDE = st.one_of(
    ALONE,
    st.builds(p.Long, st.just("trigger"), SIGNS, st.integers(0, 3)),
    st.builds(p.Within, st.just("trigger"), TYPED),
    st.builds(p.Holds, st.just("trigger"), st.builds(p.Is, st.just("number"), st.sampled_from([("Sing",), ("Plur",)]))),
    st.sampled_from([p.Precedes("own", "trigger"), p.Precedes("trigger", "own"), p.Agrees("own", "trigger", ("number",))]),
    st.sampled_from([p.Shares(p.Feature("own", "lemma"), p.Feature("trigger", "lemma"))]),
)


def combined(questions: st.SearchStrategy[p.Condition]) -> st.SearchStrategy[p.Condition]:
    """Conditions put together from questions."""
    return put_together(questions, p.Both, p.Either, p.Unless, parts=2, most=3)


PLACES = st.tuples(st.integers(0, TOKENS - 1), st.integers(1, 3)).map(lambda at: (at[0], min(sum(at), TOKENS)))
FEATURES = st.fixed_dictionaries({}, optional={"number": st.sampled_from(["Sing", "Plur"]), "lemma": st.sampled_from("ab")})
MENTIONS = st.lists(
    st.builds(
        lambda kind, at, features: Mention(kind, at[0] + BASE, at[1] + BASE, (at[0] + BASE, at[1] + BASE), features, "given"),
        st.sampled_from(["NP", "VG"]),
        PLACES,
        FEATURES,
    ),
    max_size=4,
)


def scene_with(mentions: list[Mention]) -> Scene:
    lattice = sentence_from("a " * TOKENS, BASE)
    lattice.add(mentions)
    return Scene(matcher_from(f"{TYPES}\nphase p\nrule r\n  match <a>\n  emit M\n").tables, lattice)


@given(st.lists(combined(ALONE), max_size=2), st.lists(combined(BESIDE), max_size=2), MENTIONS, PLACES, st.booleans())
def test_beginnings_that_are_told_alike_pass_alike(
    alone: list[p.Condition], beside: list[p.Condition], mentions: list[Mention], at: tuple[int, int], backward: bool
) -> None:
    scene = scene_with(mentions)
    take = p.Take(("own",), tuple(alone), tuple(beside))
    taker, opening = Taker(take, scene.tables.conditions), Opening(take)
    trigger = {"trigger": (Taken(at[0] + BASE, at[1] + BASE, mentions[0] if mentions else None),)}
    places = range(BASE, BASE + TOKENS + 1)

    def passing(start: int, position: int) -> list[bool]:
        """Whether the capture passes for each end from the position on."""
        ends = range(position, places.start - 1, -1) if backward else range(position, places.stop)
        pieces = [Taken(min(start, end), max(start, end)) for end in ends]
        return [piece.start == piece.end or taker.passed(piece, trigger, scene) is not None for piece in pieces]

    for position in places:
        alike: dict[int, list[bool]] = {}
        for start in range(position, places.stop) if backward else range(places.start, position + 1):
            number, many = opening.told(start, position, scene)
            assert 0 <= number < many
            assert alike.setdefault(number, passing(start, position)) == passing(start, position)


@given(st.lists(combined(BESIDE), min_size=1, max_size=2), MENTIONS, st.lists(PLACES, min_size=2, max_size=3))
def test_beside_triggers_with_equal_answers_the_same_passes(
    conditions: list[p.Condition], mentions: list[Mention], places: list[tuple[int, int]]
) -> None:
    scene = scene_with(mentions)
    take = p.Take(("own",), (), tuple(conditions))
    taker, asked = Taker(take, scene.tables.conditions), Beside((take,), scene.tables.conditions)
    triggers = [Taken(start + BASE, end + BASE) for start, end in places]
    triggers += [Taken(mention.start, mention.end, mention) for mention in mentions]
    pieces = [Taken(low, high) for low, high in product(range(BASE, BASE + TOKENS + 1), repeat=2) if low < high]
    pieces += [Taken(mention.start, mention.end, mention) for mention in mentions]
    alike: dict[object, list[bool]] = {}
    for each in triggers:
        trigger = {"trigger": (each,)}
        passing = [taker.passed(piece, trigger, scene) is not None for piece in pieces]
        assert alike.setdefault(asked.of(trigger, scene), passing) == passing


# All but the end is there; each verb is a trigger, and from each the code walks to the end of the sentence.
HARD = (
    ("trigger:VG source:(<a>+) left(<b> <a>)", "length(source) >= 3"),
    ("trigger:VG source:(<a>+) left(<b> <a>)", "contains(source, VG)"),
    ("trigger:VG <a>* source:NP <a>* left(<b> <a>)", "agree(trigger, source: number)"),
    ("right(<a> <b>) source:(<a>+) trigger:VG", "length(source) >= 3 and contains(source, NP)"),
)


@pytest.mark.parametrize(("pattern", "condition"), HARD)
def test_beside_all_triggers_of_twice_the_sentence_it_takes_about_twice_the_steps(pattern: str, condition: str) -> None:
    assert steps(pattern, condition, 200) <= 2.5 * steps(pattern, condition, 100)


def steps(pattern: str, condition: str, size: int) -> int:
    matcher = matcher_from(f"{TYPES}\nphase p\nrule r\n  match {pattern}\n  where {condition}\n  emit Say\n")
    scene = Scene(matcher.tables, sentence_from("b " + "[VG:number=Sing a] [NP:number=Sing a] a " * size + "b"))
    scene.truth = truth = Counted(scene.truth)
    before = truth.asked
    assert list(matcher.phases[0].outward_matches(scene)) == []
    return truth.asked - before
