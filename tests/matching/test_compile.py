"""Compiling: programs are plain data, don't depend on order, and what is too large is an error for its author."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

import msgspec
import pytest

from extractor.diagnostics import PackError
from extractor.language.pack import Pack
from extractor.matching.compile import compile_pack
from extractor.matching.match import Matcher
from extractor.matching.program import Program
from tests.matching.building import matcher_from, pack_from, sentence_from
from tests.matching.test_match import TYPES

RULES = f"""{TYPES}
pattern between = [upos = ADV]{{0,3}}
pattern said(w) = [lemma = w] between
phase chunks
rule group
  match neg:<non>? said("avere") head:[participle]
  where agree(head, neg: Number) or head.lemma in @verbs.Q
  unless right(<che> ..{{0,2}})
  emit VG(lemma = head.lemma, number = Plur if neg else head.Number else Sing)
select nouns
  match left([only upos = DET]) word:[upos = NOUN]
  reading word[upos = NOUN]
phase events
rule quote_then_speaker
  match content:Quote "," ? trigger:VG[lemma in @verbs.Q] .. source:NP
  where agree(trigger, source: number)
  emit @verbs.Q[trigger.lemma].event
phase more
rule later
  match event:Say .. time:<ieri>
  extend event (polarity = negative)
phase resolution
resolve source of Reporting where source_form = null
  from source of previous event | NP[number = Sing]
  within 1 sentences
"""


def compiled(pack: Pack) -> Program:
    return compile_pack(pack, str.split, str.lower)


def test_a_program_is_plain_data() -> None:
    program = compiled(pack_from(RULES))
    written = msgspec.msgpack.encode(program)
    assert msgspec.msgpack.decode(written, type=Program) == program


def test_the_order_of_statements_does_not_matter() -> None:
    pack = pack_from(RULES)
    program = compiled(pack)
    for seed in range(5):
        shuffled = msgspec.structs.replace(
            pack,
            rules=tuple(random.Random(seed).sample(pack.rules, len(pack.rules))),
            lists=dict(random.Random(seed).sample(sorted(pack.lists.items()), len(pack.lists))),
            aliases=dict(reversed(pack.aliases.items())),
        )
        assert compiled(shuffled) == program


def test_whatever_recurs_stands_once() -> None:
    program = compiled(pack_from(RULES))
    for table in (program.tokens, program.mentions, program.lists, program.looks):
        assert len(table) == len(set(table))


@pytest.mark.parametrize(
    ("rules", "pattern"),
    [
        ("", "( ( <a>{0,50} ){0,50} <b> ){0,50}"),
        ("pattern a = <x> <x>\npattern b = a a a a a a\npattern c = b b b b b b b b\npattern d = c{{0,500}}", "d"),
        ("", "<a>{0,9000} <a>{0,9000} <a>{0,9000}"),
    ],
    ids=["nested repetitions", "named patterns", "side by side"],
)
def test_what_is_too_large_is_an_error(rules: str, pattern: str) -> None:
    source = f"{TYPES}{rules.replace('{{', '{').replace('}}', '}')}\nphase p\nrule big\n  match {pattern}\n  emit M\n"
    started = time.monotonic()
    with pytest.raises(PackError) as caught:
        compiled(pack_from(source))
    assert time.monotonic() - started < 5
    (found,) = caught.value.diagnostics
    line = source.splitlines().index("rule big") + 1
    assert (found.code, found.file, found.line) == ("E190", "test.rules", line)
    assert "'big'" in found.message
    assert found.source == "rule big"
    assert found.hint


def test_all_rules_that_are_too_large_are_reported() -> None:
    rules = "\n".join(f"rule r{n}\n  match ( <a>{{0,900}} ){{0,900}}\n  emit M\n" for n in range(3))
    with pytest.raises(PackError) as caught:
        compiled(pack_from(f"{TYPES}phase p\n{rules}"))
    assert [found.message.split("'")[1] for found in caught.value.diagnostics] == ["r0", "r1", "r2"]


@dataclass(frozen=True)
class Scan:
    """Rules, and sentences that must or need not be looked at."""

    name: str
    rules: str
    awake: tuple[str, ...]
    asleep: tuple[str, ...]


SCANS = (
    Scan(
        "the lemma of the head of the trigger",
        """
phase p
rule group
  match <avere>? head:[upos = VERB]
  emit VG(lemma = head.lemma)
phase q
rule say
  match trigger:VG[lemma in @verbs.Q]
  emit Say
""",
        ("ha/avere dice/dire.VERB", "dice/dire.NOUN/dire.VERB"),
        ("ha/avere va/andare.VERB", "dire/dire.NOUN"),
    ),
    Scan(
        "the condition on the trigger",
        """
phase p
rule group
  match head:[upos = VERB]
  emit VG(lemma = head.lemma)
phase q
rule say
  match trigger:VG
  where trigger.lemma = dire
  emit Say
""",
        ("dice/dire.VERB",),
        ("va/andare.VERB",),
    ),
    Scan(
        "a word as trigger",
        """
phase p
rule say
  match source:NP trigger:":"
  emit Say
""",
        ("a : b",),
        ("a , b",),
    ),
    Scan(
        "a feature that is given, not taken",
        """
phase p
rule one
  match "uno"
  emit VG(lemma = dire)
rule two
  match "due"
  emit VG(lemma = fare)
rule say
  match trigger:VG[lemma = dire]
  emit Say
""",
        ("uno", "Uno due"),
        ("due", "tre"),
    ),
    Scan(
        "a mention of a mention",
        """
phase p
rule inner
  match head:[upos = VERB]
  emit NP(lemma = head.lemma)
phase q
rule outer
  match head:NP <b>?
  emit VG(lemma = head.lemma)
phase r
rule say
  match trigger:VG[lemma = dire]
  emit Say
""",
        ("a dice/dire.VERB",),
        ("va/andare.VERB",),
    ),
    Scan(
        "mentions made of one another",
        """
phase p
rule base
  match head:<a>
  emit NP(lemma = head.lemma)
phase q
rule pair
  match head:NP <e> NP
  emit NP(lemma = head.lemma)
rule say
  match trigger:NP[lemma = a] <x>
  emit Say
""",
        ("a e a x",),
        ("b e b x",),
    ),
    Scan(
        "every reading, once readings are taken away",
        """
phase p
rule say
  match trigger:[only lemma = a]
  emit Say
""",
        ("x/a.NOUN/b.VERB",),
        ("x/b.VERB",),
    ),
    Scan(
        "an entry of a list",
        """
phase p
rule say
  match trigger:@verbs.Q
  emit @verbs.Q[trigger.entry].event
""",
        ("rende/rendere noto", "dice/dire"),
        ("va/andare noto",),
    ),
)


@pytest.mark.parametrize("case", SCANS, ids=[case.name for case in SCANS])
def test_the_trigger_scan(case: Scan) -> None:
    matcher = matcher_from(TYPES + case.rules)
    for sentence in case.awake:
        assert matcher.can_start(sentence_from(sentence).analyses), sentence
    for sentence in case.asleep:
        assert not matcher.can_start(sentence_from(sentence).analyses), sentence


def test_a_trigger_that_can_be_anything_wakes_every_sentence() -> None:
    matcher = matcher_from(f"{TYPES}phase p\nrule say\n  match trigger:( .. )\n  emit Say\n")
    assert matcher.can_start(sentence_from("b").analyses)


def test_a_pack_without_event_rules_wakes_no_sentence() -> None:
    assert not Matcher(compiled(pack_from(TYPES))).can_start(sentence_from("a").analyses)
