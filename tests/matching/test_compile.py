"""Compiling: programs are plain data, don't depend on order, and what is too large is an error for its author."""

from __future__ import annotations

import random
import time

import msgspec
import pytest

from extractor.diagnostics import PackError
from extractor.language.pack import Pack
from extractor.matching.compile import compile_pack
from extractor.matching.program import Program
from tests.matching.building import pack_from
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
