"""The Italian pack: sound, its examples pass, and the founding article gives the events that were marked in it by hand."""

import json
from functools import cache
from typing import Any

import pytest
import yaml

from extractor import Event
from extractor.authoring.examples import run_examples
from extractor.language.check import check
from extractor.language.pack import load
from tests.italian_pack import ARTICLE, ROOT, RULES, italian

ENDINGS = {"tore": "trice", "sore": "sora", "iere": "iera", "o": "a"}
GOLD = json.loads((ROOT / "examples" / "article.gold.jsonl").read_text(encoding="utf-8"))["events"]


def test_it_checks_and_its_examples_pass() -> None:
    pack, found = load(RULES)
    assert [*found, *check(pack)] == []
    results = list(run_examples(italian(), pack))
    assert len(results) > 300
    assert [(result.rule, result.text, result.problems) for result in results if not result.passed] == []


@cache
def events() -> list[Event]:
    return italian().extract(ARTICLE)


def test_nothing_but_the_marked_events_is_found() -> None:
    triggers = [(event["trigger"]["start"], event["trigger"]["end"]) for event in GOLD]
    extra = [e.trigger.text for e in events() if not any(e.trigger.start <= s and t <= e.trigger.end for s, t in triggers)]
    assert (len(triggers), extra) == (24, [])


@pytest.mark.parametrize("gold", GOLD, ids=[f"{place} {gold['type']}" for place, gold in enumerate(GOLD, 1)])
def test_a_marked_event_is_found_with_its_source_content_and_antecedent(gold: dict[str, Any]) -> None:
    start, end = gold["trigger"]["start"], gold["trigger"]["end"]
    event = next(e for e in events() if e.trigger.start <= start and end <= e.trigger.end)
    assert event.type == gold["type"]
    for role in ("source", "content"):
        assert [filler.text for filler in event.roles.get(role, ())] == [span["text"] for span in gold["roles"].get(role, ())]
    assert bool(event.resolved) == bool(gold["resolved"])
    if gold["resolved"]:
        antecedent, wanted = event.resolved["source"][0].text, gold["resolved"]["source"][0]["text"]
        assert antecedent in wanted or wanted in antecedent


def lists() -> dict[str, list[str]]:
    """The lists of the lexicons, as words; an entry may be more than its word."""
    found: dict[str, list[str]] = {}
    for file in sorted((RULES / "lexicons").glob("*.yaml")):
        for name, entries in (yaml.safe_load(file.read_text(encoding="utf-8")).get("lists") or {}).items():
            listed = entries.get("entries", ()) if isinstance(entries, dict) else entries
            found[f"{file.stem}.{name}"] = [each.get("lemma", "") if isinstance(each, dict) else str(each) for each in listed]
    return found


def test_a_list_of_people_has_women_as_it_has_men() -> None:
    """*Assessore* and *assessora* behave alike: a list that has the one has the other."""
    roles = set(lists()["speakers.roles"])
    women = {man: man.removesuffix(end) + hers for end, hers in ENDINGS.items() for man in roles if man.endswith(end)}
    lacking = {
        name: [women[each] for each in words if women.get(each) in roles.difference(words)]
        for name, words in lists().items()
        if len(roles.intersection(words)) > len(words) / 3
    }
    assert {name: words for name, words in lacking.items() if words} == {}
