"""Difference: cases, and what must hold of any two packs."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Event, Span
from extractor.authoring.difference import Difference, RuleDifferences, Summary, differences
from extractor.authoring.difference_text import write_jsonl, write_text
from extractor.authoring.side_by_side import in_sentence
from tests.authoring.annotations import found, span
from tests.authoring.strategies import events

TEXT = "Il sindaco della città ha detto ieri che il ponte è aperto e ha negato tutto."
SAID = {"type": "Say", "trigger": "ha detto", "source": "Il sindaco", "attributes": {"voice": "active"}}
DENIED = {"type": "Deny", "trigger": "ha negato"}

CASES = [
    ("nothing differs", [SAID, DENIED], [SAID, DENIED], []),
    ("gained", [SAID], [SAID, DENIED], [("gained", ())]),
    ("lost", [SAID, DENIED], [DENIED], [("lost", ())]),
    ("in text order", [DENIED], [SAID], [("gained", ()), ("lost", ())]),
    ("type and rule", [SAID], [{**SAID, "type": "Deny", "rule": "other"}], [("changed", ("type", "rule"))]),
    ("a longer trigger", [SAID], [{**SAID, "trigger": "ha detto ieri"}], [("changed", ("trigger",))]),
    ("a role is longer", [SAID], [{**SAID, "source": "Il sindaco della città"}], [("changed", ("roles.source",))]),
    ("a role has another head", [SAID], [{**SAID, "source": "Il sindaco @ sindaco"}], [("changed", ("roles.source",))]),
    ("a role is new", [SAID], [{**SAID, "time": "ieri"}], [("changed", ("roles.time",))]),
    ("an attribute", [SAID], [{**SAID, "attributes": {"voice": "passive"}}], [("changed", ("attributes.voice",))]),
    ("an antecedent", [SAID], [{**SAID, "resolved": "Il sindaco"}], [("changed", ("resolved.source",))]),
    (
        "the same trigger is paired before one that overlaps",
        [SAID],
        [{**SAID, "trigger": "detto ieri"}, SAID],
        [("gained", ())],
    ),
    (
        "of two that overlap the one that shares more",
        [{**SAID, "trigger": "detto ieri"}],
        [{**SAID, "trigger": "ha detto"}, {**SAID, "trigger": "ieri che"}],
        [("changed", ("trigger",)), ("gained", ())],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_cases(old: list, new: list, expected: list) -> None:
    one, other = ([found(TEXT, case) for case in side] for side in (old, new))
    assert [(each.kind, each.fields) for each in differences(one, other)] == expected


several = st.lists(events, max_size=5)


@given(several)
def test_a_pack_does_not_differ_from_itself(found: list[Event]) -> None:
    assert differences(found, found) == []


@given(several, several)
def test_swapping_the_packs_swaps_gained_and_lost(old: list[Event], new: list[Event]) -> None:
    swapped = {"gained": "lost", "lost": "gained", "changed": "changed"}
    turned = [Difference(swapped[each.kind], each.fields, each.new, each.old) for each in differences(new, old)]
    assert sorted(turned, key=repr) == sorted(differences(old, new), key=repr)


@given(several, several)
def test_every_event_is_in_one_difference_or_the_same(old: list[Event], new: list[Event]) -> None:
    found = differences(old, new)
    for side, given_events in (("old", old), ("new", new)):
        shown = [id(event) for each in found if (event := getattr(each, side)) is not None]
        assert len(shown) == len(set(shown)) and set(shown) <= {id(event) for event in given_events}
    gained, lost = (sum(each.kind == kind for each in found) for kind in ("gained", "lost"))
    assert len(new) - len(old) == gained - lost


def test_the_summary_is_by_the_old_and_the_new_rule() -> None:
    summary = Summary()
    old, new = found(TEXT, {**SAID, "rule": "b"}), found(TEXT, {**SAID, "type": "Deny", "rule": "a"})
    summary.add(differences([old], [new, found(TEXT, {**DENIED, "rule": "a"})]))
    summary.add([])
    assert summary.documents == 2 and (summary.total.gained, summary.total.lost, summary.total.changed) == (1, 0, 1)
    assert summary.rules() == (RuleDifferences("a", gained=1, changed=1), RuleDifferences("b", changed=1))


def test_text_shows_old_and_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    stream = io.StringIO()
    new = {**SAID, "source": "Il sindaco della città", "resolved": "il ponte", "rule": "b_rule"}
    changes = differences([found(TEXT, SAID)], [found(TEXT, new), found(TEXT, DENIED)])
    write_text([("a.txt", changes), ("b.txt", [])], stream, ("old/", "new/"))
    assert [line.rstrip() for line in stream.getvalue().splitlines()] == [
        "a.txt " + "─" * 74,
        "≠ changed  Say  source, source →, rule",
        "Il sindaco della città [ha detto] ieri che il ponte è aperto e ha negato tutto.",
        "             old         new",
        "   type      Say         Say",
        "   trigger   ha detto    ha detto",
        "≠  source    Il sindaco  Il sindaco della città",
        "≠  source →  –           il ponte",
        "≠  rule      a_rule      b_rule",
        "",
        "+ gained  Deny",
        "Il sindaco della città ha detto ieri che il ponte è aperto e [ha negato] tutto.",
        "            new",
        "   type     Deny",
        "   trigger  ha negato",
        "   rule     a_rule",
        "",
        "old: old/",
        "new: new/",
        "1 gained, 0 lost, 1 changed in 2 documents",
        "",
        "rule    gained  lost  changed",
        "a_rule       1     ·        1",
        "b_rule       ·     ·        1",
    ]


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        ("Ha detto tutto.", "Ha detto", "[Ha detto] tutto."),
        ("Ha detto", "detto", "Ha [detto]"),
        ("Ieri\n\n ha\tdetto\n tutto.", "detto", "Ieri ha [detto] tutto."),
        ("Ha\x1b[31m detto\x07.", "detto", "Ha\N{REPLACEMENT CHARACTER}[31m [detto]\N{REPLACEMENT CHARACTER}."),
        ("[sic] ha detto", "ha detto", "[sic] [ha detto]"),
        ("大臣 ha detto 好", "ha detto", "大臣 [ha detto] 好"),
    ],
)
def test_the_trigger_in_its_sentence(sentence: str, words: str, shown: str) -> None:
    assert in_sentence(Span(0, len(sentence), sentence), span(sentence, words)).plain == shown


def test_a_trigger_outside_of_the_sentence_is_not_marked() -> None:
    assert in_sentence(Span(10, 14, "Ieri"), Span(12, 19, "ha detto")).plain == "Ieri"


def test_lines_come_as_documents_do() -> None:
    """The first document is written before the second is asked for."""
    stream = io.StringIO()
    seen: list[int] = []

    def results():  # type: ignore[no-untyped-def]
        yield "a.txt", differences([], [found(TEXT, SAID)])
        seen.append(len(stream.getvalue().splitlines()))
        yield "b.txt", differences([found(TEXT, DENIED)], [])

    write_jsonl(results(), stream, ("old/", "new/"))
    first, second, last = (json.loads(line) for line in stream.getvalue().splitlines())
    assert seen == [1]
    assert (first["doc"], first["kind"], first["old"], first["new"]["trigger"]["text"]) == ("a.txt", "gained", None, "ha detto")
    assert (second["doc"], second["kind"], second["sentence"]["text"]) == ("b.txt", "lost", TEXT)
    assert last["summary"]["rules"] == [{"rule": "a_rule", "gained": 1, "lost": 1, "changed": 0}]
