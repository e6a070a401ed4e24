"""What is kept of a program says the same as what it was made of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from extractor.compiled import Compiled
from extractor.engine import Extractor
from extractor.language.check import checked
from extractor.language.pack import load
from extractor.matching import program as p
from extractor.matching.machine import Code
from extractor.matching.match import Matcher
from extractor.matching.triggers import file_triggers

ENGLISH = Path(__file__).parents[2] / "examples" / "english"


@cache
def made() -> Extractor:
    """The English pack, compiled."""
    return Extractor.compile(checked(load(ENGLISH)))


def read(compiled: Compiled) -> Compiled:
    """The same as it is read from what is kept."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(compiled), type=Compiled)


def triggered(program: p.Program) -> list[p.EventRule | p.ExtendRule]:
    return [rule for phase in program.phases for rule in (*phase.events, *phase.extensions)]


def test_a_rule_around_triggers_reads_its_body_as_it_was_made() -> None:
    written, kept = triggered(made().compiled.program), triggered(read(made().compiled).program)
    assert len(written) > 3
    for rule, again in zip(written, kept, strict=True):
        assert again.variants == rule.variants
        assert again.demands == rule.demands
        assert again.attributes == rule.attributes
        assert msgspec.msgpack.encode(p.body_of(again.variants, again.demands, again.attributes)) == rule.body


def test_triggers_that_were_filed_are_those_of_the_rules() -> None:
    matcher = made().matcher
    again = Matcher(read(made().compiled).program, ready=matcher.ready())
    for phase, written in zip(again.phases, matcher.program.phases, strict=True):
        rules = (*written.events, *written.extensions)
        assert phase.filed == file_triggers(rules)
        starting = {
            (number, place, test)
            for number, rule in enumerate(rules)
            for place, variant in enumerate(rule.variants)
            for test in variant.trigger.starts.tokens
        }
        assert {(*key, test) for test, keys in phase.filed.of_tokens().items() for key in keys} == starting
    assert again.prospects.decisive == matcher.prospects.decisive


def test_instructions_are_threaded_past_all_jumps() -> None:
    for rule in triggered(made().compiled.program):
        for variant in rule.variants:
            for written in (variant.left, variant.trigger, variant.right):
                code = Code(written, made().matcher.tables.conditions)
                for pc, instruction in enumerate(written.instructions):
                    after = pc + 1
                    while after < len(written.instructions) and written.instructions[after][0] == p.JUMP:
                        after = written.instructions[after][1]
                    assert code.thread(pc) == (*instruction, after) == code.threaded[pc]
