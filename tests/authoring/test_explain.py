"""`explain` says "chosen" exactly when the engine finds it: on any text, for every kind of rule."""

import io
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import Extractor
from extractor.authoring.explain import explain, explanation
from extractor.authoring.explainer import Explainer, NotThere
from extractor.authoring.explanation import Attempted, Explanation
from extractor.authoring.explanation_text import write
from extractor.authoring.opening import open_pack
from extractor.language.pack import Pack
from extractor.passage import Inspection
from tests.italian_pack import RULES, TEXTS, italian
from tests.test_engine import texts

ENGLISH = Path(__file__).parents[2] / "examples" / "english"
Found = tuple[str, str, int, int]


@cache
def opened(folder: Path = RULES) -> tuple[Pack, Extractor]:
    return open_pack(folder)


def explainer_of(text: str) -> Explainer:
    pack, extractor = opened()
    return Explainer(extractor, pack, text)


def chosen(explained: Explanation, *kinds: str) -> list[Attempted]:
    """The attempts of rules of these kinds that are said to stand."""
    return [
        attempt
        for sentence in explained.sentences
        for attempt in sentence.attempts
        if attempt.verdict == "chosen" and attempt.kind in kinds
    ]


def check_chosen_is_found(text: str) -> None:
    """What is "chosen" is what the engine, which knows nothing of origins, finds; nothing more and nothing less."""
    explained = explanation(explainer_of(text))
    made = italian().inspect(text)
    events = italian().extract(text)
    told = [event for sentence in explained.sentences for event in sentence.events]
    # A sentence inside a quotation comes after the one around it.
    assert sorted(told, key=lambda event: event.trigger.start) == events
    assert sorted((each.rule, each.makes, each.at.start, each.at.end) for each in chosen(explained, "event")) == sorted(
        (event.rule, event.type, event.trigger.start, event.trigger.end) for event in events
    )
    assert sorted((each.rule, each.makes, each.at.start, each.at.end) for each in chosen(explained, "mention")) == sorted(
        mentions_of(made)
    )
    assert {(each.rule, each.at.start) for each in chosen(explained, "extend")} == extensions_of(made, explained)
    check_removals(made, explained)
    check_resolutions(made, explained)
    check_mentions(made, explained)


def mentions_of(made: Inspection) -> list[Found]:
    """The mentions that rules made; quotations are the engine's own."""
    spans = [(mention, made.tokens.span(mention.start, mention.end)) for mention in made.mentions if mention.rule in rule_names()]
    return [(mention.rule, mention.type, span.start, span.end) for mention, span in spans]


@cache
def rule_names() -> frozenset[str]:
    return frozenset(rule.name for rule in opened()[0].rules)


def extensions_of(made: Inspection, explained: Explanation) -> set[tuple[str, int]]:
    """The `extend` rules that changed an event, and the event's trigger."""
    extending = {rule.name for rule in opened()[0].rules if rule.extend is not None}
    return {(rule, event.trigger.start) for event in made.events for rule in made.changes[event.id] if rule in extending}


def check_removals(made: Inspection, explained: Explanation) -> None:
    """Each reading that went, went by a rule that is said to have taken it away, and each such rule took one away."""
    told = {(word.span.start, rule) for sentence in explained.sentences for word in sentence.words for rule in word.removed_by}
    assert told == {(made.tokens.starts[at], rule) for at, rules in made.removals.items() for rule in rules}
    assert {each.rule for each in chosen(explained, "select", "remove")} == {rule for _, rule in told}
    after = {word.span.start: word.after for sentence in explained.sentences for word in sentence.words}
    for position, analysis in enumerate(made.analyses):
        start = made.tokens.starts[position]
        assert start not in after or after[start] == tuple(dict(reading) for reading in analysis.readings)


def check_resolutions(made: Inspection, explained: Explanation) -> None:
    """What a statement chose stands in the event, as an antecedent or (a fill) as the role."""
    told = {
        (each.trigger.start, each.statement)
        for sentence in explained.sentences
        for each in sentence.resolutions
        if each.chosen is not None
    }
    statements = {each.name for each in opened()[0].resolutions}
    assert told == {(event.trigger.start, rule) for event in made.events for rule in made.changes[event.id] if rule in statements}
    by_trigger = {event.trigger.start: event for event in made.events}
    roles = {each.name: each.role for each in opened()[0].resolutions}
    for sentence in explained.sentences:
        for each in sentence.resolutions:
            if each.chosen is not None:
                event = by_trigger[each.trigger.start]
                spans = [*event.roles.get(roles[each.statement], ()), *event.resolved.get(roles[each.statement], ())]
                assert any(each.chosen.start <= span.start and span.end <= each.chosen.end for span in spans)
                assert next(c.span for c in each.considered if not c.refused) == each.chosen


def check_mentions(made: Inspection, explained: Explanation) -> None:
    """The mentions shown are those that there are."""
    told = sorted(
        (mention.type, mention.rule, mention.span.start, mention.span.end)
        for sentence in explained.sentences
        for mention in sentence.mentions
        if not mention.event
    )
    there = [(each, made.tokens.span(each.start, each.end)) for each in made.mentions]
    assert told == sorted((each.type, each.rule, span.start, span.end) for each, span in there)


@pytest.mark.parametrize("text", TEXTS)
def test_chosen_is_what_is_found_in_real_sentences(text: str) -> None:
    check_chosen_is_found(text)


@given(texts)
@settings(max_examples=60, deadline=None)
def test_chosen_is_what_is_found_in_any_text(text: str) -> None:
    check_chosen_is_found(text)


@given(texts, st.data())
@settings(max_examples=60, deadline=None)
def test_any_question_about_any_text_has_an_answer(text: str, data: st.DataObject) -> None:
    """Every word has a sentence, and a rule was tried where it is asked about, or it is said why not."""
    explainer = explainer_of(text)
    rule = data.draw(st.sampled_from([None, *sorted(explainer.places)]))
    tokens = explainer.passage.tokens
    where = None
    if len(tokens):
        start = tokens.starts[data.draw(st.integers(0, len(tokens) - 1))]
        where = explainer.find(start)
        assert [tokens.span(*place).start for place in where] == [start]
    explained = explanation(explainer, where, rule)
    assert msgspec.json.decode(msgspec.json.encode(explained), type=Explanation) == explained
    for sentence in explained.sentences:
        assert any(sentence.span.start <= place.start and place.end <= sentence.span.end for place in explained.at)
        if rule is not None:
            assert bool(sentence.attempts or sentence.resolutions) != bool(sentence.untried)
            assert {attempt.rule for attempt in sentence.attempts} <= {rule}
    for limit in (5, None):
        out = io.StringIO()
        write(explained, {}, out, limit)
        assert not [letter for letter in out.getvalue() if not letter.isprintable() and letter != "\n"]


@given(texts)
@settings(max_examples=30, deadline=None)
def test_narrowing_down_hides_but_never_changes(text: str) -> None:
    """What is said of a word or a rule is said without them, too."""
    explainer = explainer_of(text)
    everything = {repr(attempt) for sentence in explanation(explainer).sentences for attempt in sentence.attempts}
    for rule in sorted(explainer.rules)[::17]:
        narrowed = explanation(explainer, None, rule)
        assert {repr(attempt) for sentence in narrowed.sentences for attempt in sentence.attempts} <= everything


@pytest.mark.parametrize(("at", "rule"), [("zzz", None), (10**9, None), (-1, None), ("", None), (2, None), (None, "zzz")])
def test_what_is_not_there_is_said(at: str | int | None, rule: str | None) -> None:
    pack, extractor = opened()
    with pytest.raises(NotThere):
        explain(extractor, pack, "La tregua regge.", at=at, rule=rule)


def test_where_no_event_is_found_the_nearest_rule_is_named() -> None:
    pack, extractor = opened()
    text = "Il sindaco ha detto ieri a tutti di sì."
    (unfound,) = explain(extractor, pack, "Il sindaco ha pagato il conto.", at="pagato").unfound
    assert (unfound.at.text, unfound.miss.cause) == ("pagato", 'after the trigger: expected ":"')
    assert explain(extractor, pack, "«Resto», dice il sindaco.", at="dice").unfound == ()
    assert explain(extractor, pack, "«Resto», dice il sindaco.", at="sindaco").unfound == ()
    assert explain(extractor, pack, text, at="sindaco", rule="che_clause").unfound == ()
