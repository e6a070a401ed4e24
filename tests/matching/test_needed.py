"""What a match needs, said by shapes, is what a walk over all instructions finds."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from extractor.language import tree
from extractor.matching import program as p
from extractor.matching.compile import compile_pack
from extractor.matching.walks import STEP, WALKS, Arc, arc_of, closure, following, last_places
from tests.italian_pack import italian
from tests.strategies import chunk_rules, pack_of


def on_every_way(instructions: Sequence[p.Instruction]) -> frozenset[Arc]:
    """What every way from the beginning to the end walks over, gaps left out: what is met on all ways is kept until nothing
    changes."""
    surely: list[frozenset[Arc] | None] = [None] * len(instructions)
    surely[0] = frozenset()
    todo = [0]
    while todo:
        place = todo.pop()
        here = surely[place] or frozenset()
        arc = arc_of(instructions[place])
        if instructions[place][0] in WALKS and arc != STEP:
            here |= {arc}
        for each in following(instructions, place):
            known = surely[each]
            met = here if known is None else known & here
            if met != known:
                surely[each] = met
                todo.append(each)
    return surely[-1] or frozenset()


def at_the_end(instructions: Sequence[p.Instruction]) -> frozenset[Arc]:
    """Over one of which every match walks last; none where it may be empty, or end with a gap or an entry of a list."""
    if any(instructions[place][0] == p.MATCH for place in closure(instructions, 0)):
        return frozenset()
    arcs = frozenset(arc_of(instructions[place]) for place in last_places(instructions))
    return frozenset() if STEP in arcs or any(operation == p.LISTED for operation, _ in arcs) else arcs


def check(code: p.Code) -> None:
    arcs, last = on_every_way(code.instructions), at_the_end(code.instructions)
    tokens, mentions = (
        [sorted(number for operation, number in of if operation == kind) for of in (arcs, last)] for kind in (p.TOKEN, p.TYPED)
    )
    needs = code.needs
    assert [[*needs.tokens], [*needs.last_tokens]] == tokens
    assert [[*needs.mentions], [*needs.last_mentions]] == mentions


@given(st.lists(chunk_rules(), min_size=1, max_size=1))
def test_drawn_rules(rules: list[tree.Rule]) -> None:
    program = compile_pack(pack_of(*rules), str.split, str.lower)
    for code in (*(rule.code for rule in program.phases[0].chunks), *program.looks):
        check(code)


def test_the_italian_pack() -> None:
    program = italian().compiled.program
    variants = [each for phase in program.phases for rule in (*phase.events, *phase.extensions) for each in rule.variants]
    for code in (*(each.left for each in variants), *(each.right for each in variants), *program.looks):
        check(code)
