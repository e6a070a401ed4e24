"""What is said of a trial that fails: each kind of problem, and that nothing is said where all is as expected."""

import pytest

from extractor.authoring.compare import Problem, compare
from extractor.authoring.found import Found
from extractor.authoring.trials import Trial
from extractor.language.tree import Expected, FeatureValue, Place
from tests.authoring.english import tried

TWO = "The minister said the bridge is safe. The mayor said the ferry is safe."
SAFE = "The bridge is safe."
RIGHT = [
    (TWO, 'Say "said"', "expect"),
    (TWO, 'Say "said" (source "The mayor")', "expect"),
    (TWO, 'Say "said", Say "said"', "events"),
    (TWO, 'Say "said" (source "The mayor"), Say "said" (source "The minister")', "events"),
    (TWO, 'Say "said", Say "said" (source "The minister")', "events"),  # the first must leave it to the second
    (TWO, 'Speaker "The mayor", NounPhrase "The mayor"', "expect"),
    ("It rained.", "", "events"),
]
WRONG = [
    (TWO, 'Deny "ferry"', "expect", ['missing: Deny "ferry"']),
    ("It rained.", 'Say "rained"', "expect", ['missing: Say "rained"']),
    (TWO, 'Say "bridge"', "expect", ['missing: Say "bridge"; found Say "said"']),
    (TWO, 'Say "said", Say "said", Say "said"', "expect", ['missing: another Say "said"']),
    (TWO, 'Deny "said"', "expect", ['wrong type: expected Deny "said", found Say']),
    (TWO, 'Say "mayor said"', "expect", ['wrong span: expected Say "mayor said", found "said"']),
    (TWO, 'Say "said"', "events", ['extra: Say "said"']),
    (TWO, "", "events", ['extra: Say "said"', 'extra: Say "said"']),
    (TWO, 'Deny "said", Say "said"', "events", ['wrong type: expected Deny "said", found Say']),  # the other isn't extra
    (
        TWO,
        'Say "said" (source "The mayor", content "the bridge is safe")',
        "expect",
        [
            'ambiguous: Say "said" may be 2 things: source is "The minister", expected "The mayor"; '
            'content is "the ferry is safe", expected "the bridge is safe"'
        ],
    ),
    (
        "The minister said the bridge is safe.",
        'Say "said" (source "minister", polarity = negative, no content, addressee "The")',
        "events",
        [
            'wrong span: Say "said": source is "The minister", expected "minister"',
            'wrong value: Say "said": polarity is positive, expected negative',
            'extra: Say "said": content is "the bridge is safe", expected none',
            'missing: Say "said": addressee is nothing, expected "The"',
        ],
    ),
    (
        "“It will reopen,” she said, “but not soon.”",
        'Say "said" (content "It will reopen,", content "but not soon.", content "she")',
        "expect",
        ['missing: Say "said": content is "It will reopen,", "but not soon.", expected "she"'],
    ),
    (SAFE, 'word "bridge" (upos = VERB)', "expect", ['wrong value: word "bridge": upos is ADJ or NOUN, expected VERB']),
    (SAFE, 'word "bridge" (upos = NOUN)', "expect", ['ambiguous: word "bridge": upos is ADJ or NOUN, expected NOUN']),
    ("The bridge is safe.", 'Speaker "bridge"', "expect", ['wrong type: expected Speaker "bridge", found NounPhrase']),
]


def suite(text: str, items: str, kind: str) -> str:
    return f"- text: '{text}'\n  {kind}: {'[]' if not items else '|'}\n    {items}\n"


@pytest.mark.parametrize(("text", "items", "kind"), RIGHT)
def test_nothing_is_wrong(text: str, items: str, kind: str) -> None:
    assert [problem.summary for result in tried(suite(text, items, kind)) for problem in result.problems] == []


@pytest.mark.parametrize(("text", "items", "kind", "problems"), WRONG)
def test_what_is_wrong(text: str, items: str, kind: str, problems: list[str]) -> None:
    (result,) = tried(suite(text, items, kind))
    assert [problem.summary for problem in result.problems] == problems
    for problem in result.problems:
        assert problem.expected or problem.found
        assert all(0 <= mark.start < mark.end <= len(result.trial.text) for mark in (*problem.expected, *problem.found))


def test_the_first_item_of_an_example_is_its_own_rules() -> None:
    (result,) = tried(suite(TWO, 'Say "said", Say "said"', "expect"), rule="accuse_of")
    assert [problem.kind for problem in result.problems] == ["wrong rule"]
    assert "not by accuse_of" in result.problems[0].message


PLACE = Place("f", 1, 1, 1, 2)


def problems_of(found: list[Found], *details: FeatureValue) -> tuple[Problem, ...]:
    expected = Expected(place=PLACE, type="Thing", text="a", details=details)
    return compare(Trial(kind="case", place=PLACE, text="a a", expected=(expected,)), found, ())


def test_two_things_at_one_place_that_differ_are_ambiguous() -> None:
    one, other = (Found("Thing", "a", 0, 1, ("r",), {"number": (value,)}) for value in ("Sing", "Plur"))
    asked = FeatureValue(place=PLACE, feature="number", value="Sing")
    assert [problem.kind for problem in problems_of([one, other], asked)] == ["ambiguous"]
    assert problems_of([one, other]) == ()
    elsewhere = Found("Thing", "a", 2, 3, ("r",), {"number": ("Plur",)})
    assert problems_of([one, elsewhere], asked) == ()


def test_a_never_names_all_that_its_rule_did() -> None:
    trial = Trial(kind="never", place=PLACE, text="a b", rule="r")
    made = [("Thing", 0, ("r",)), ("Thing", 2, ("s",)), ("word", 2, ("s", "r"))]
    found = [Found(kind, "a b"[start], start, start + 1, rules, {}) for kind, start, rules in made]
    assert [problem.summary for problem in compare(trial, found, ())] == ['extra: Thing "a"', 'extra: word "b"']
