"""Scoring: cases with figures worked out by hand, the founding article, and what must hold of any events."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.authoring.scoring import Figure, Scores, articles, counts, judge, scores
from extractor.engine import Extractor
from extractor.formats.gold import GoldEvent, read
from tests.authoring.annotations import annotated
from tests.authoring.strategies import gold_apart, gold_events
from tests.italian_pack import ARTICLE, ROOT, italian

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "scoring.yaml").read_text(encoding="utf-8"))
ARTICLES = frozenset({"il", "la", "una"})

SEED = {
    "trigger": "24/24/24",
    "type": "24/24/24",
    "source": "18/18/18",
    "content": "22/22/22",
    "roles": "17/18/18",
    "resolved": "5/5/5",
    "event": "24/24/24",
}
"""The founding article's figures, as annotation/score.py printed them."""


def scored(gold: list[Any], found: list[Any]) -> Scores:
    return scores(counts(judge(gold, found), ARTICLES))


def shown(figure: Figure) -> str:
    return f"{figure.right}/{figure.found}/{figure.gold}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    gold, found = ([annotated(case["text"], event) for event in case[side]] for side in ("gold", "found"))
    result = scored(gold, found)
    assert {name: shown(result.measures[name]) for name in case["figures"]} == case["figures"]
    if "types" in case:
        assert {name: shown(figure) for name, figure in result.types.items()} == case["types"]
    if "attributes" in case:
        figures = {name: [figure.accuracy, figure.macro_f1] for name, figure in result.attributes.items()}
        assert figures == case["attributes"]
    judgement = judge(gold, found)
    errors = [kind for pair in judgement.pairs for kind in pair.errors] + ["spurious"] * len(judgement.spurious)
    assert errors == case.get("errors", [])


def test_figures_have_four_digits() -> None:
    figure = Figure(gold=7, found=9, right=6)
    assert (figure.precision, figure.recall, figure.f1) == (0.6667, 0.8571, 0.75)
    nothing = Figure(gold=0, found=0, right=0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (0.0, 0.0, 0.0)


def test_the_founding_article() -> None:
    (document,) = read(str(ROOT / "examples" / "article.gold.jsonl"))
    assert document.text == ARTICLE
    result = scores(counts(judge(document.events, italian().extract(ARTICLE)), articles(italian().compiled.morphology)))
    assert {name: shown(figure) for name, figure in result.measures.items()} == SEED
    assert result.measures["roles"].f1 == 0.9444
    assert {name: figure.accuracy for name, figure in result.attributes.items()} == dict.fromkeys(
        ("content_form", "modality", "polarity", "source_form", "voice"), 1.0
    )
    assert {name: figure.right for name, figure in result.types.items()} == {
        **{"Accept": 1, "Accuse": 2, "Agree": 2, "Answer": 1, "Attribution": 1, "Criticize": 1},
        **{"Discuss": 4, "Emotion": 3, "Inform": 1, "Say": 8},
    }


def test_the_pack_says_which_words_are_articles() -> None:
    """No word of a language stands in the engine, so another pack has other articles."""
    definite, indefinite = {"il", "lo", "la", "i", "gli", "le", "l", "gl"}, {"un", "uno", "una"}
    assert articles(italian().compiled.morphology) == definite | indefinite
    english = Extractor.load(ROOT / "examples" / "english")
    assert articles(english.compiled.morphology) <= frozenset({"the", "a", "an"})


@given(st.lists(gold_events((*("Say", "Deny"), "*")), max_size=6))
def test_gold_against_itself_is_perfect(gold: list[GoldEvent]) -> None:
    result = scored(gold, gold)
    for figure in (*result.measures.values(), *result.types.values()):
        assert figure.right == figure.gold == figure.found
    for attribute in result.attributes.values():
        assert (attribute.accuracy, attribute.macro_f1) == (1.0, 1.0)
    assert not judge(gold, gold).spurious


@given(st.lists(gold_events(), max_size=6), st.lists(gold_events(), min_size=1, max_size=6), st.data())
def test_finding_less_never_raises_recall(gold: list[GoldEvent], found: list[GoldEvent], data: st.DataObject) -> None:
    """Of triggers and types: a source may well come out better when its event is paired with another one."""
    place = data.draw(st.integers(0, len(found) - 1))
    before, after = scored(gold, found), scored(gold, found[:place] + found[place + 1 :])
    for measure in ("trigger", "type"):
        assert after.measures[measure].recall <= before.measures[measure].recall


@given(gold_apart(), gold_apart(), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(gold: list[GoldEvent], found: list[GoldEvent], random: Any) -> None:
    mixed = [random.sample(each, len(each)) for each in (gold, found)]
    assert scored(*mixed) == scored(gold, found)


@given(st.lists(gold_events(), max_size=6), st.lists(gold_events(), max_size=6))
def test_every_event_is_judged_once(gold: list[GoldEvent], found: list[GoldEvent]) -> None:
    judgement = judge(gold, found)
    places = [pair.place for pair in judgement.pairs if pair.place is not None] + list(judgement.spurious)
    assert sorted(places) == list(range(len(found)))
    assert [pair.gold for pair in judgement.pairs] == gold
