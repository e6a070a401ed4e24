"""What the language means, case by case: a few rules on top of a small pack, a text, and what must come out."""

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor import Event, Extractor
from extractor.authoring.examples import run_examples
from extractor.language.check import check
from extractor.language.pack import load
from extractor.passage import Inspection

HERE = Path(__file__).parent
NOT_ASKED = {"E121"}
"""Rules of these cases carry no examples: the case is their example."""


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in yaml.safe_load((HERE / "cases" / name).read_text(encoding="utf-8"))]


def pack_with(rules: str, folder: Path) -> Extractor:
    """The small pack and these rules; nothing but a missing example may be wrong with them."""
    shutil.copytree(HERE / "pack", folder)
    (folder / "case.rules").write_text(rules, encoding="utf-8")
    pack, found = load(folder)
    wrong = [d for d in [*found, *check(pack)] if d.severity == "error" and d.code not in NOT_ASKED]
    assert wrong == []
    return Extractor.compile(pack)


@pytest.mark.parametrize("case", [*cases("elements.yaml"), *cases("points.yaml")])
def test_meaning(case: dict[str, Any], tmp_path: Path) -> None:
    extractor = pack_with(case["rules"], tmp_path / "pack")
    made = extractor.inspect(case["text"])
    for type_name, texts in case.get("mentions", {}).items():
        assert mention_texts(made, type_name) == texts
    for type_name, text, features in case.get("features", ()):
        assert [m.features for m in made.mentions if m.type == type_name and mention_text(made, m) == text] == [features]
    for form, parts in case.get("words", {}).items():
        position = made.tokens.forms.index(form)
        assert sorted({reading["upos"] for reading in made.analyses[position].readings}) == parts
    if "events" in case:
        assert len(made.events) == len(case["events"])
        for event, wanted in zip(made.events, case["events"], strict=True):
            assert {key: shown(event, key, made.events) for key in wanted} == wanted
    # Doing phases on demand gives the same (point 19).
    assert extractor.extract(case["text"]) == list(made.events)


def mention_texts(made: Inspection, type_name: str) -> list[str]:
    found = sorted((m for m in made.mentions if m.type == type_name), key=lambda m: (m.start, -m.end))
    return [mention_text(made, mention) for mention in found]


def mention_text(made: Inspection, mention: Any) -> str:
    return made.tokens.span(mention.start, mention.end).text


def shown(event: Event, key: str, events: tuple[Event, ...]) -> object:
    """What a case says of an event under one key: its type, its trigger's text, a role's texts, an attribute …"""
    if key == "type":
        return event.type
    if key == "trigger":
        return event.trigger.text
    if key == "parent":
        return next(other.trigger.text for other in events if other.id == event.parent)
    if key == "resolved":
        return [span.text for span in event.resolved["source"]]
    if key in event.attributes:
        return event.attributes[key]
    return [filler.text for filler in event.roles.get(key, ())]


@cache
def small_pack() -> Extractor:
    return Extractor.load(HERE / "pack")


def test_the_small_pack_checks_and_its_examples_pass() -> None:
    pack, found = load(HERE / "pack")
    assert [*found, *check(pack)] == []
    assert [(result.rule, result.problems) for result in run_examples(small_pack(), pack) if not result.passed] == []


def test_the_excerpt_of_the_design_is_a_pack_whose_examples_pass(tmp_path: Path) -> None:
    """The rules by which the language was designed, completed; words and marks are those of the small pack."""
    folder = tmp_path / "pack"
    shutil.copytree(HERE / "excerpt", folder)
    shutil.copytree(HERE / "pack" / "morphology", folder / "morphology")
    shutil.copy(HERE / "pack" / "tokens.yaml", folder)
    shutil.copy(HERE.parent / "language" / "cases" / "excerpt.rules", folder)
    pack, found = load(folder)
    assert [*found, *check(pack)] == []
    results = list(run_examples(Extractor.compile(pack), pack))
    assert [(result.rule, result.problems) for result in results if not result.passed] == []
    assert {"compound_tense", "quote_then_speaker", "noun_after_article"} < {result.rule for result in results}


def found_in(rules: str, folder: Path) -> list[tuple[str, int]]:
    """Code and line of what is wrong with the rules."""
    shutil.copytree(HERE / "pack", folder)
    (folder / "case.rules").write_text(rules, encoding="utf-8")
    pack, found = load(folder)
    both = sorted([*found, *check(pack)], key=lambda d: d.order)
    return [(d.code, d.line) for d in both if d.file.endswith("case.rules") and d.severity == "error"]


def test_13_one_type_for_a_lemma_in_a_list(tmp_path: Path) -> None:
    shutil.copytree(HERE / "pack", tmp_path / "pack")
    lexicon = tmp_path / "pack" / "lexicons" / "verbs.yaml"
    lexicon.write_text(
        lexicon.read_text(encoding="utf-8") + "  - {lemma: dire, event: Accuse, frames: [Q]}\n", encoding="utf-8"
    )
    pack, found = load(tmp_path / "pack")
    errors = [d for d in [*found, *check(pack)] if d.severity == "error"]
    assert [(Path(d.file).name, d.line) for d in errors] == [("verbs.yaml", 5)]


def test_14_a_rule_without_examples_fails_the_check(tmp_path: Path) -> None:
    assert found_in('phase chunks\nrule r\n  match "xa"\n  emit Mark\n', tmp_path / "pack") == [("E121", 2)]


def test_14_an_example_must_be_made_by_its_own_rule(tmp_path: Path) -> None:
    rules = (
        'phase clauses\nrule idle\n  match "xa" "xb"\n  emit Mark\n  example "Rossi tace." => Mark "Rossi"\n'
        'rule busy\n  match Speaker\n  emit Mark\n  example "Rossi tace." => Mark "Rossi"\n'
    )
    shutil.copytree(HERE / "pack", tmp_path / "pack")
    (tmp_path / "pack" / "case.rules").write_text(rules, encoding="utf-8")
    pack, _ = load(tmp_path / "pack")
    results = {result.rule: result.problems for result in run_examples(Extractor.compile(pack), pack)}
    assert results["busy"] == ()
    assert [problem.summary for problem in results["idle"]] == ['wrong rule: Mark "Rossi" is made by busy, not by idle']


def test_16_17_18_all_that_is_wrong_is_told_together_and_in_order(tmp_path: Path) -> None:
    rules = (
        "phase names\n"
        "rule one\n  match [Numbr = Sing]\n  emit Mark\n  example \"xa\" => Mark \"xa\"\n"
        "rule two\n  match Verb[lemma in @nothing.at_all]\n  emit Mark\n  example \"xa\" => Mark \"xa\"\n"
        "rule three\n  match Clause\n  emit Mark\n  example \"xa\" => Mark \"xa\"\n"
        "rule four\n  match x:\"xa\"\n  where y.lemma = z\n  emit Mark\n  example \"xa\" => Mark \"xa\"\n"
    )
    found = found_in(rules, tmp_path / "pack")
    assert [line for _, line in found] == [3, 7, 11, 16]
    assert len({code for code, _ in found}) == 4
