"""The outlook: it never gives up a sentence with an event, and gives up others early. Cases as data, then drawn packs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.language.pack import Pack
from extractor.matching.compile import compile_pack
from extractor.matching.lattice import Lattice
from extractor.matching.match import Matcher
from extractor.matching.outlook import Outlook
from extractor.matching.scene import Scene
from tests.matching.building import matcher_from, sentence_from
from tests.matching.test_match import TYPES
from tests.matching.test_scan import has_event, packs, small_pack, small_sentence
from tests.strategies import lattices

VERBS = """
phase verbs
rule verb
  match head:[upos = VERB]
  emit VG(lemma = head.lemma)
phase nouns
rule noun
  match [upos = DET]? head:[upos = NOUN]
  emit NP(lemma = head.lemma)
rule title
  match head:@titles.all
  emit Speaker(lemma = head.entry)
phase events
"""


@dataclass(frozen=True)
class Case:
    """What the event rule matches, and sentences that are gone on with, or left, when the verbs are there and no nouns."""

    name: str
    match: str
    open: tuple[str, ...]
    closed: tuple[str, ...]


CASES = (
    Case(
        "the word beside the trigger",
        'trigger:VG[lemma = dire] "che"',
        ("dice/dire.VERB che",),
        ("che dice/dire.VERB", "dice/dire.VERB poi che", "va/andare.VERB che"),
    ),
    Case(
        "a noun that isn't made yet shows its first word",
        "trigger:VG NP",
        ("dice/dire.VERB il/il.DET no", "dice/dire.VERB nota/nota.NOUN", "dice/dire.VERB capo della polizia"),
        ("dice/dire.VERB", "dice/dire.VERB no", "nota/nota.NOUN dice/dire.VERB"),
    ),
    Case(
        "to the left it shows its last word",
        "NP trigger:VG",
        ("il/il.DET nota/nota.NOUN dice/dire.VERB", "capo della polizia/polizia.PROPN dice/dire.VERB"),
        ("il/il.DET dice/dire.VERB", "dice/dire.VERB nota/nota.NOUN"),
    ),
    Case("what stands behind a gap is left open", 'trigger:VG ..{0,3} "che"', ("dice/dire.VERB", "dice/dire.VERB no"), ("no",)),
    Case("ends of the sentence", "^ trigger:VG $", ("dice/dire.VERB",), ("no dice/dire.VERB", "dice/dire.VERB no")),
    Case(
        "context of what is there",
        'left("che") trigger:VG not right(VG)',
        ("che dice/dire.VERB", "che dice/dire.VERB no"),
        ("dice/dire.VERB", "che dice/dire.VERB va/andare.VERB"),
    ),
    Case("context of what isn't there yet is left open", "trigger:VG not right(NP)", ("dice/dire.VERB nota/nota.NOUN",), ()),
    Case("a list", "trigger:VG @titles.all", ("dice/dire.VERB capo",), ("dice/dire.VERB polizia",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_outlook_when_the_triggers_are_there(case: Case) -> None:
    matcher = matcher_from(f"{TYPES}\n{VERBS}\nrule say\n  match {case.match}\n  emit Say")
    outlook = matcher.outlook(frozenset({"Quote"}))
    assert list(outlook.stages) == [1]
    for sentences, expected in ((case.open, True), (case.closed, False)):
        for written in sentences:
            lattice = sentence_from(written)
            lattice.add(matcher.run_phase(0, lattice).mentions)
            assert outlook.possible(1, Scene(matcher.tables, lattice)) is expected, written


def test_a_pack_without_event_rules_has_no_stage() -> None:
    outlook = matcher_from(f"{TYPES}\nphase p\nrule a\n  match <a>\n  emit NP").outlook(frozenset())
    assert (outlook.stages, outlook.last) == ({}, -1)


def given_up(matcher: Matcher, lattice: Lattice) -> bool:
    """Whether the sentence is given up before some phase, of those before which the readings are settled."""
    program = matcher.program
    outlook = Outlook(program, matcher.phases, {mention.type for mention in lattice.mentions})
    for number in range(len(program.phases)):
        settled = not any(phase.selections for phase in program.phases[number:])
        if settled and not outlook.stage(number).possible(Scene(matcher.tables, lattice)):
            return True
        result = matcher.run_phase(number, lattice)
        for position, analysis in result.readings.items():
            lattice.analyses[position - lattice.start] = analysis
        lattice.add(result.mentions)
    return False


@given(packs(), st.lists(lattices(), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_a_sentence_with_an_event_is_never_given_up(pack: Pack, sentences: Sequence[Lattice]) -> None:
    matcher = Matcher(compile_pack(pack, str.split, str.lower))
    made = {rule.emit.type for rule in pack.rules if rule.emit is not None}
    for drawn in sentences:
        lattice = Lattice(drawn.sentence, drawn.analyses, drawn.openings, drawn.closings)
        lattice.add(mention for mention in drawn.mentions if mention.type not in made)
        if has_event(matcher, lattice.copy()):
            assert not given_up(matcher, lattice)


@pytest.mark.parametrize("seed", range(6))
def test_a_sentence_with_an_event_is_never_given_up_in_small_packs(seed: int) -> None:
    chance = Random(seed)
    events = given_ups = 0
    for _ in range(100):
        matcher = matcher_from(small_pack(chance))
        for _ in range(10):
            lattice = small_sentence(chance)
            if has_event(matcher, lattice.copy()):
                assert not given_up(matcher, lattice)
                events += 1
            else:
                given_ups += given_up(matcher, lattice)
    assert events > 50 and given_ups > 50
