"""Evaluation: what each rule did and what would change without it, errors, causes of misses."""

from functools import cache

import msgspec
import pytest

from extractor.authoring.ablation import without
from extractor.authoring.evaluation import Cause, CauseFigures, Change, Evaluation, Evaluator
from extractor.engine import Extractor
from extractor.formats.gold import GoldDocument, GoldEvent
from extractor.matching.program import without as rules_without
from extractor.passage import Passage
from extractor.text.document import Document
from tests.authoring.annotations import annotated
from tests.italian_pack import ARTICLE, TEXTS, italian

TEXT = "Il sindaco ha detto che il ponte è aperto. La giunta tace. Il ministro ha negato di aver mentito."
SAID = {"type": "Say", "trigger": "detto", "source": "Il sindaco", "content": "che il ponte è aperto"}
TACIT = {"type": "Answer", "trigger": "tace", "source": "La giunta"}
DENIED = {"type": "Deny", "trigger": "negato", "source": "Il ministro", "content": "di aver mentito"}


def evaluated(*cases: dict, marginal: bool = True, text: str = TEXT, **options: object) -> Evaluation:
    evaluator = Evaluator(italian(), marginal=marginal, **options)  # type: ignore[arg-type]
    evaluator.add(GoldDocument("a/one.txt", text, tuple(annotated(text, case) for case in cases)))
    return evaluator.result()


def test_rules_are_credited_with_what_they_made() -> None:
    result = evaluated(SAID, {**DENIED, "type": "Say"}, marginal=False)
    said, denied = (next(e for e in italian().extract(TEXT) if e.trigger.text == words) for words in ("ha detto", "ha negato"))
    rules = {rule.rule: rule for rule in result.rules}
    assert (rules[said.rule].made, rules[said.rule].right, rules[said.rule].whole) == (1, 1, 1)
    assert (rules[denied.rule].made, rules[denied.rule].right, rules[denied.rule].wrong) == (1, 0, 1)
    assert all(rule.without is None for rule in result.rules)


def test_what_would_be_lost_without_a_rule() -> None:
    text = "«Non firmeremo», ha detto la sindaca."
    case = {"type": "Say", "trigger": "detto", "source": "la sindaca", "content": "Non firmeremo"}
    (event,) = italian().extract(text)
    rule = next(rule for rule in evaluated(case, text=text).rules if rule.rule == event.rule)
    bare = Passage(italian(), Document("-", text)).again(italian().matcher.without(event.rule), {}).events()
    assert rule.without is not None
    assert rule.without.right == len(bare) - 1 and rule.without.whole == -1
    (wrong,) = (rule for rule in evaluated(text=text).rules if rule.rule == event.rule)
    assert wrong.without is not None
    assert wrong.without.wrong == len(bare) - 1


@cache
def passage(text: str) -> Passage:
    found = Passage(italian(), Document("-", text))
    found.events()
    return found


@cache
def matcher(rule: str):  # type: ignore[no-untyped-def]
    return italian().matcher.without(rule)


def rules_of(text: str) -> list[str]:
    """Every rule that had a hand in anything, of whatever kind."""
    inspection = italian().inspect(text)
    made = {event.rule for event in inspection.events} | {rule for added in inspection.changes.values() for rule in added}
    made |= {mention.rule for mention in inspection.mentions} | {r for rules in inspection.removals.values() for r in rules}
    return sorted(made - {"quotations"})


@pytest.mark.parametrize("text", [text for text in TEXTS if text and text != ARTICLE])
def test_a_shortened_run_gives_what_a_whole_run_gives(text: str) -> None:
    for rule in rules_of(text):
        assert without(passage(text), rule, matcher(rule)) == passage(text).again(matcher(rule), {}).events(), rule


def test_the_founding_article_without_its_event_rules() -> None:
    base = passage(ARTICLE)
    rules = sorted({rule for event, added in base.events_with_changes() for rule in (event.rule, *added)})
    assert len(rules) > 15
    for rule in rules[::3]:
        assert without(base, rule, matcher(rule)) == base.again(matcher(rule), {}).events(), rule


def test_a_matcher_without_a_rule_is_that_of_a_program_without_it() -> None:
    compiled = italian().compiled
    for rule in ("quote_then_verb", "che_clause", 'source of Reporting where source_form = null and trigger.person = "1"'):
        phases = tuple(rules_without(phase, rule) for phase in compiled.program.phases)
        assert phases != compiled.program.phases
        program = msgspec.structs.replace(compiled.program, phases=phases)
        other = Extractor(msgspec.structs.replace(compiled, program=program, ready=None))
        for text in TEXTS[1:4]:
            assert without(passage(text), rule, matcher(rule)) == other.extract(text)


def test_errors_come_with_their_sentences() -> None:
    result = evaluated({**SAID, "content": "il ponte"}, TACIT, marginal=False)
    assert [(error.doc, error.kinds, error.sentence.text) for error in result.errors] == [
        ("one", ("content",), "Il sindaco ha detto che il ponte è aperto."),
        ("one", ("missed",), "La giunta tace."),
        ("one", ("spurious",), "Il ministro ha negato di aver mentito."),
    ]
    content, missed, spurious = result.errors
    assert content.gold is not None and content.found is not None and content.found.trigger.text == "ha detto"
    assert missed.found is None and spurious.gold is None


def test_gold_in_a_blank_text_has_no_sentence() -> None:
    (error,) = evaluated({"type": "Say", "trigger": " "}, text=" \n", marginal=False).errors
    assert error.kinds == ("missed",) and error.sentence.text == ""


def test_causes_are_asked_for_misses_and_grouped() -> None:
    asked: list[str] = []

    def cause(passage: Passage, start: int, end: int) -> Cause:
        asked.append(passage.tokens.text[start:end])
        return Cause("near" if start > 50 else "nearer", f"expected a Speaker before {start}", "no source")

    result = evaluated(TACIT, {**TACIT, "trigger": "sindaco"}, SAID, marginal=False, cause=cause)
    assert asked == ["tace", "sindaco"]
    assert result.causes == (CauseFigures("no source", 2, ("near", "nearer")),)
    missed = [error for error in result.errors if "missed" in error.kinds]
    assert [error.cause is not None and error.cause.rule for error in missed] == ["near", "nearer"]
    assert all(error.cause is None for error in result.errors if "missed" not in error.kinds)


def test_nobody_to_tell_causes() -> None:
    result = evaluated(TACIT, marginal=False)
    assert result.causes == () and all(error.cause is None for error in result.errors)


def test_documents_add_up() -> None:
    events: tuple[GoldEvent, ...] = (annotated(TEXT, SAID),)
    evaluator = Evaluator(italian(), marginal=True)
    for name in ("one", "two"):
        evaluator.add(GoldDocument(name, TEXT, events))
    once, twice = evaluated(SAID), evaluator.result()
    assert twice.documents == 2 and len(twice.errors) == 2 * len(once.errors)
    assert [(r.rule, 2 * r.made, 2 * r.right) for r in once.rules] == [(r.rule, r.made, r.right) for r in twice.rules]
    assert [r.without.plus(r.without) for r in once.rules if r.without] == [r.without for r in twice.rules]


def test_changes_add_up() -> None:
    assert Change(-1, 2, -3).plus(Change(-1, -1, 0, 4, 5)) == Change(-2, 1, -3, 4, 5)
