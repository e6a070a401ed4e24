"""Why an event was missed: the nearest rule, where it stopped, and the short cause by which misses are grouped."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.authoring.explainer import Explainer
from extractor.authoring.explanation import Miss
from extractor.authoring.misses import nearest_miss
from tests.authoring.test_explain import explainer_of
from tests.authoring.test_stops import small_pack_with
from tests.test_engine import texts

SAID = "rule r\n  match source:Speaker trigger:Verb content:Clause\n  emit Say\n"
WITHOUT_TYPE = "rule r\n  match trigger:Verb\n  emit @verbs.Q[trigger.lemma].event\n"
TESTED = "rule r\n  match trigger:Verb[lemma = dire & form = finite & number = Plur]\n  emit Say\n"
CASES = {
    "another event has the trigger": (
        "rule r\n  match trigger:Verb\n  emit Say\n",
        "Rossi dice.",
        "dice",
        ("r", "another event, Say, has this trigger", "another event has this trigger"),
    ),
    "lost to an event over a part of the trigger": (
        "rule r\n  match trigger:Verb\n  emit Say\nrule s\n  match trigger:<dire>\n  emit Say\n  priority 1\n",
        "Rossi non dice.",
        "non",
        (
            "r",
            'to s, which made Say "dice": their triggers overlap; priority 1 over 0',
            "lost the choice: their triggers overlap",
        ),
    ),
    "refused on the whole": (
        "rule r\n  match trigger:Verb\n  unless right(<ieri>)\n  emit Say\n",
        "Rossi dice ieri.",
        "dice",
        ("r", 'right(<ieri>) holds, and should not (to the right is ADV "ieri")', "condition: right(<ieri>)"),
    ),
    "refused for want of a type": (
        WITHOUT_TYPE,
        "Rossi tace.",
        "tace",
        (
            "r",
            "its list has no event type, or several, for what the trigger took",
            "its list has no event type, or several, for what the trigger took",
        ),
    ),
    "stopped at a condition": (
        "rule r\n  match source:Speaker trigger:Verb\n  where source.number = Plur\n  emit Say\n",
        "Il sindaco dice.",
        "dice",
        (
            "r",
            'before the trigger: Speaker would be "Il sindaco", but source.number = Plur fails (source.number = Sing)',
            "before the trigger: source.number = Plur",
        ),
    ),
    "stopped at an element": (
        SAID,
        "Rossi dice ieri.",
        "dice",
        ("r", 'after the trigger: expected Clause, found ADV "ieri"', "after the trigger: expected Clause"),
    ),
    "stopped at an element with a long test": (
        "rule r\n  match trigger:Verb content:Noun[lemma = ponte & number = Plur]\n  emit Say\n",
        "Rossi dice ieri.",
        "dice",
        (
            "r",
            'after the trigger: expected Noun[lemma = ponte & number = Plur], found ADV "ieri"',
            "after the trigger: expected Noun",
        ),
    ),
    "the nearest of several": (
        SAID + 'rule s\n  match source:Speaker trigger:Verb ":" content:Quote\n  emit Say\n',
        "Rossi dice: poi.",
        "dice",
        ("s", 'after ":": expected Quote, found ADV "poi"', "after the trigger: expected Quote"),
    ),
    "a trigger but for its features": (
        TESTED,
        "Rossi dice.",
        "dice",
        (
            "r",
            'the trigger would be Verb "dice", but number = Plur fails (number = Sing)',
            "trigger: number of the Verb",
        ),
    ),
    "a trigger but for a condition": (
        "rule r\n  match trigger:Verb\n  where trigger.polarity = negative\n  emit Say\n",
        "Rossi dice.",
        "dice",
        (
            "r",
            'the trigger would be Verb "dice", but trigger.polarity = negative fails (trigger.polarity = positive)',
            "trigger: trigger.polarity = negative",
        ),
    ),
    "no mention that could be a trigger": (
        SAID,
        "Rossi ha ieri.",
        "ha",
        (
            "compound_verb",
            'no Verb over "ha": after "ha": expected [VerbForm = Part], found ADV "ieri"',
            "no mention that could be a trigger: the word is AUX",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_nearest(case: str, tmp_path: Path) -> None:
    rules, text, word, (rule, stop, cause) = CASES[case]
    pack, extractor = small_pack_with(f"phase events\n{rules}", tmp_path / "pack")
    start = text.index(word)
    miss = nearest_miss(Explainer(extractor, pack, text), start, start + len(word))
    assert (miss.rule, miss.stop, miss.cause) == (rule, stop, cause)
    assert miss.place is not None and miss.place.file.endswith(".rules")


def test_where_nothing_could_ever_be_a_trigger(tmp_path: Path) -> None:
    pack, extractor = small_pack_with('phase events\nrule r\n  match trigger:"xa"\n  emit Say\n', tmp_path / "pack")
    miss = nearest_miss(Explainer(extractor, pack, "Rossi tace."), 6, 10)
    assert (miss.rule, miss.place) == (None, None)
    assert miss.stop == 'no rule has a trigger that could be over "tace"'
    assert miss.cause == "no mention that could be a trigger: the word is VERB"


def test_a_place_without_a_word(tmp_path: Path) -> None:
    pack, extractor = small_pack_with(f"phase events\n{SAID}", tmp_path / "pack")
    assert nearest_miss(Explainer(extractor, pack, ""), 0, 0) == Miss(
        None, None, "no sentence holds the word", "outside every sentence"
    )


@given(texts, st.data())
@settings(max_examples=30, deadline=None)
def test_every_place_of_any_text_has_a_cause(text: str, data: st.DataObject) -> None:
    explainer = explainer_of(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    miss = nearest_miss(explainer, start, end)
    assert miss.stop and miss.cause
    assert (miss.rule is None) == (miss.place is None)
    assert "\n" not in miss.stop
