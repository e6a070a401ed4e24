"""Conditions and expressions, decided for what captures took: one table, one line a case."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from extractor.language import tree
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Mention
from extractor.matching.match import Matcher
from extractor.matching.scene import Scene
from tests.matching.building import matcher_from, pack_from, sentence_from
from tests.matching.test_match import TYPES

# What the captures took, by the shape of the sentence below: 'two' has two readings, 'np' is a mention with a mention inside,
# 'run' is a run of elements, 'none' was not taken.
SENTENCE = "[NP:number=Sing:lemma=capo il [Quote capo]] città/città.NOUN.Number=Sing/città.NOUN.Number=Plur x y"
RULE = """
phase p
rule r
  match np:NP two:<città> run:( <x> <y> ) none:<z>?
  where {condition}
  emit M
"""

HOLD = (
    "np.number = Sing",
    "np.number in {Sing, Plur}",
    "np.number != Plur",
    "np.gender != Masc",
    "np.lemma ~ /^ca/",
    "two.Number = Sing and np",
    "two.Number = Plur or none",
    "not (two.Gender = Fem and np)",
    "none.Number != Sing",
    "not none",
    "np and two and run",
    "agree(np, two: number)",
    "agree(two, two: Number Gender)",
    "agree(np, none: number)",
    "same(np.lemma, np.lemma)",
    "same(two.Number, np.number)",
    "np.number = two.Number",
    "before(np, two)",
    "before(np, run)",
    "length(np) = 2",
    "length(run) >= 2",
    "length(two) < 2",
    "length(np) != 3",
    "contains(np, Quote)",
    "contains(np, NP)",
    "left(^)",
    "right($)",
    "not right(<x>)",
    "left(^) and np.number = Sing",
)

FAIL = (
    "np.number = Plur",
    "np.gender = Masc",
    "not np.number = Sing and two",
    "none.Number = Sing",
    "none",
    "not np",
    "same(np.lemma, none.lemma)",
    "same(np.lemma, two.lemma)",
    "np.lemma = two.lemma",
    "before(two, np)",
    "before(np, none)",
    "before(np, np)",
    "length(run) > 2",
    "length(none) = 0",
    "length(none) != 1",
    "contains(run, Quote)",
    "contains(two, NP)",
    "left(<x>)",
    "right(<x>)",
)


def holds(condition: str, keyword: str = "where") -> bool:
    """Whether the rule matches with this condition."""
    matcher = matcher_from(TYPES + RULE.replace("where", keyword).format(condition=condition))
    lattice = sentence_from(SENTENCE)
    return bool(matcher.run_phase(0, lattice).mentions)


@pytest.mark.parametrize("condition", HOLD)
def test_holds(condition: str) -> None:
    assert holds(condition)
    assert not holds(condition, "unless")


@pytest.mark.parametrize("condition", FAIL)
def test_fails(condition: str) -> None:
    assert not holds(condition)
    assert holds(condition, "unless")


EXPRESSIONS = (
    ("Sing", "Sing"),
    ("np.number", "Sing"),
    ("np.lemma", "capo"),
    ("two.lemma", "città"),
    ("two.Number", None),
    ("two.Number else Plur", "Plur"),
    ("np.number else Plur", "Sing"),
    ("none.Number else np.number else Plur", "Sing"),
    ("run.lemma", None),
    ("none.lemma", None),
    ("Plur if none else Sing", "Sing"),
    ("Plur if two.Number = Plur else Sing", "Plur"),
    ("Plur if contains(np, Quote) else Sing", "Plur"),
    ("two.Number if np else Sing", None),
    ("two.word", "città"),
)


@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS)
def test_an_expression(expression: str, value: str | None) -> None:
    source = TYPES + RULE.replace("emit M", f"emit NP(kind = {expression})").format(condition="np")
    (mention,) = matcher_from(source).run_phase(0, sentence_from(SENTENCE)).mentions
    assert mention.features.get("kind") == value


def test_a_condition_on_one_capture_narrows_its_readings_and_one_on_two_does_not() -> None:
    for condition, left in (("two.Number = Plur", ["Plur"]), ("two.Number = Plur or np", ["Sing", "Plur"])):
        matcher = matcher_from(TYPES + RULE.format(condition=condition))
        lattice = sentence_from(SENTENCE)
        match = matcher.phases[0].forward[0].match(Scene(matcher.tables, lattice), 0)
        assert match is not None
        (taken,) = match.binding["two"]
        assert [reading["Number"] for reading in taken.readings] == left


class Event(msgspec.Struct, frozen=True):
    """What a condition of `resolve` is about."""

    trigger: Taken
    roles: Mapping[str, tuple[Taken, ...]]
    attributes: Mapping[str, str]


def event() -> tuple[Matcher, Event]:
    trigger = Mention("VG", 0, 1, (0, 1), {"number": "Sing"}, "r")
    source = Mention("NP", 1, 2, (1, 2), {"number": "Plur"}, "r")
    found = Event(Taken(0, 1, trigger), {"source": (Taken(1, 2, source),)}, {"source_form": "null"})
    return matcher_from(TYPES), found


RESOLVE = (
    ("source_form = null", True),
    ("source_form != null", False),
    ("source_form in {null, pronoun}", True),
    ("polarity = negative", False),
    ("trigger.number = Sing", True),
    ("source.number = Sing", False),
    ("source", True),
    ("not source", False),
    ("addressee", False),
    ("trigger.number = Sing and source_form = null", True),
)


@pytest.mark.parametrize(("condition", "truth"), RESOLVE)
def test_a_condition_of_a_resolution(condition: str, truth: bool) -> None:
    source = f"{TYPES}phase p\nresolve source of Reporting where {condition}\n  from NP\n"
    matcher, found = event()
    (resolution,) = pack_from(source).resolutions
    assert all(matcher.questions.holds(each, found) for each in resolution.where) == truth


@pytest.mark.parametrize(("test", "truth"), [("number = Plur", True), ("number = Sing", False), ("kind != a", True)])
def test_a_test_of_a_candidate(test: str, truth: bool) -> None:
    source = f"{TYPES}phase p\nresolve source of Reporting where source_form = null\n  from NP[{test}]\n"
    matcher, found = event()
    (candidate,) = pack_from(source).resolutions[0].candidates
    assert isinstance(candidate, tree.Typed) and candidate.test is not None
    mention = found.roles["source"][0].mention
    assert mention is not None and matcher.questions.satisfies(candidate.test, mention) == truth


def test_defaults_see_the_roles_that_are_filled() -> None:
    matcher, found = event()
    assert matcher.maker.defaults("Say", found.trigger, found.roles)["source_form"] == "explicit"
    assert matcher.maker.defaults("Say", found.trigger, {})["source_form"] == "null"
