"""Prospects: a sentence with an event stays open, and many others don't. Drawn packs and sentences, and a few by hand."""

from __future__ import annotations

from random import Random

import pytest

from extractor.matching.lattice import Lattice
from extractor.matching.match import Matcher
from extractor.matching.scene import Scene
from tests.matching.building import matcher_from, sentence_from
from tests.matching.test_match import TYPES
from tests.matching.test_scan import EDGES, PHRASES, drawn, has_event, run, small_element

GROUPS = """
phase first
rule group
  match head:[upos = VERB]
  emit VG(lemma = head.lemma)
phase second
rule phrase
  match head:[upos = NOUN]
  emit NP(lemma = head.lemma)
phase third
"""


def is_open(matcher: Matcher, lattice: Lattice) -> bool:
    """Whether the sentence may have an event when the decisive phases have run."""
    run(matcher, lattice, matcher.prospects.decisive)
    return matcher.prospects.open(Scene(matcher.tables, lattice))


@pytest.mark.parametrize(
    ("rule", "opened", "closed"),
    [
        ("trigger:VG[lemma = a]", ("a/a.VERB",), ("b/b.VERB", "a/a.NOUN")),
        ('trigger:VG "," NP', ("a/a.VERB , c/c.ADV", "a/a.VERB , b/b.NOUN"), ("a/a.VERB b/b.NOUN", ", a/a.VERB")),
        ('"," trigger:VG', (", a/a.VERB",), ("a/a.VERB ,", "a/a.VERB")),
        ('trigger:VG .. "," NP', ("a/a.VERB b/b.NOUN , b/b.NOUN",), ("a/a.VERB b/b.NOUN",)),
        ("trigger:NP", ("b/b.NOUN",), ("a/a.VERB",)),
    ],
)
def test_what_closes_a_sentence(rule: str, opened: tuple[str, ...], closed: tuple[str, ...]) -> None:
    matcher = matcher_from(f"{TYPES}{GROUPS}rule say\n  match {rule}\n  emit Say\n")
    assert matcher.prospects.decisive == (2 if "trigger:NP" in rule else 1)
    for sentence in opened:
        assert is_open(matcher, sentence_from(sentence)), sentence
    for sentence in closed:
        assert not is_open(matcher, sentence_from(sentence)), sentence


def test_a_test_of_every_reading_may_come_true() -> None:
    rules = "phase last\nremove one\n  match word:[upos = NOUN]\n  reading word[upos = NOUN]\nphase events\n"
    matcher = matcher_from(f"{TYPES}{GROUPS}{rules}rule say\n  match trigger:VG [only upos = VERB]\n  emit Say\n")
    assert is_open(matcher, sentence_from("a/a.VERB a/a.NOUN/b.VERB"))


def small_pack(chance: Random) -> str:
    """Groups, then phrases made of them, then an event around one of them or a word."""
    rules = [TYPES]
    for phase, kind in (("second", "VG"), ("third", "NP"), ("fourth", "Speaker")):
        edges = (*EDGES, *(() if kind == "VG" else ("VG", "VG[lemma = b]")))
        rules.append(f"phase {phase}")
        for number in range(chance.randint(1, 2)):
            left, right = (small_element(chance, edges) if chance.random() < 0.3 else "" for _ in range(2))
            rules.append(f"rule {phase}{number}\n  match {left} x:({chance.choice(edges)} | {chance.choice(edges)}) {right}")
            rules.append(f"  emit {kind}(lemma = x.lemma)")
    edges = (*EDGES, *PHRASES, "VG")
    left, right = (small_element(chance, edges) if chance.random() < 0.7 else "" for _ in range(2))
    trigger = chance.choice(("VG", "VG[lemma = a]", "VG[lemma in @verbs.Q]", "<a>", '"c"', "NP"))
    rules.append(f"phase fifth\nrule say\n  match {left} trigger:{trigger} {right}\n  emit Say")
    return "\n".join(rules)


@pytest.mark.parametrize("seed", range(6))
def test_a_sentence_with_an_event_is_open(seed: int) -> None:
    events = closed = 0
    for matcher, lattice in drawn(seed, small_pack):
        found, opened = has_event(matcher, lattice.copy()), is_open(matcher, lattice.copy())
        assert opened or not found
        events += found
        closed += not opened
    assert events > 100 and closed > 100
