"""The fast matcher finds what the oracle finds: on drawn rules and sentences, with all captures and their readings."""

from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.language import tree
from extractor.language.pack import Pack
from extractor.matching.candidates import Taken
from extractor.matching.compile import compile_pack
from extractor.matching.forward import Match
from extractor.matching.lattice import Lattice
from extractor.matching.match import Matcher
from extractor.matching.scene import Scene
from tests.matching.reference import Reference, TooSlow
from tests.matching.reference_conditions import Match as Expected
from tests.matching.reference_conditions import Taken as ExpectedTaken
from tests.strategies import chunk_rules, event_rules, extend_rules, lattices, pack_of, selections

Shown = tuple[int, int, dict[str, list[object]]]


def matcher_of(pack: Pack) -> Matcher:
    return Matcher(compile_pack(pack, str.split, str.lower))


def shown(match: Match) -> Shown:
    """A match of the fast matcher, so that it can be compared."""
    captures = {name: [shown_taken(taken) for taken in pieces] for name, pieces in match.binding.items()}
    return match.start, match.end, captures


def shown_taken(taken: Taken) -> object:
    readings = [{name: value for name, value in reading.items() if name != "entry"} for reading in taken.readings]
    return taken.start, taken.end, id(taken.mention) if taken.mention else None, readings


def expected(match: Expected, lattice: Lattice) -> Shown:
    """A match of the oracle, likewise."""
    captures: dict[str, list[object]] = {}
    for name, taken in sorted(match.captures, key=lambda captured: captured[1][:2]):
        captures.setdefault(name, []).append(expected_taken(taken, lattice))
    return match.start, match.end, captures


def expected_taken(taken: ExpectedTaken, lattice: Lattice) -> object:
    analysis = lattice.token(taken.start)
    readings = [dict(analysis.readings[number]) for number in taken.readings or ()] if analysis else []
    return taken.start, taken.end, id(taken.mention) if taken.mention else None, readings


def oracle(pack: Pack, lattice: Lattice, rule: tree.Rule | tree.Selection, outward: bool) -> list[Shown]:
    """What the oracle finds; a drawn rule that is too slow for it is drawn anew."""
    reference = Reference(pack, lattice)
    try:
        found = reference.events(rule) if outward and isinstance(rule, tree.Rule) else reference.chunks(rule)
    except TooSlow:
        assume(False)
    return sorted((expected(match, lattice) for match in found), key=repr)


def forward(matcher: Matcher, lattice: Lattice) -> list[Shown]:
    """What the one rule that is matched from left to right finds."""
    scene, found = Scene(matcher.tables, lattice), []
    for start in range(lattice.start, lattice.end):
        for rule in matcher.phases[0].starting(scene, start):
            match = rule.match(scene, start)
            if match is not None:
                found.append(shown(match))
    return sorted(found, key=repr)


def outward(matcher: Matcher, lattice: Lattice) -> list[Shown]:
    """What the one event rule or `extend` rule finds."""
    matches = matcher.phases[0].outward_matches(Scene(matcher.tables, lattice))
    return sorted((shown(match) for _, match in matches), key=repr)


@given(chunk_rules(), st.lists(lattices(), min_size=1, max_size=3))
def test_chunk_rules(rule: tree.Rule, sentences: Sequence[Lattice]) -> None:
    pack = pack_of(rule)
    matcher = matcher_of(pack)
    for lattice in sentences:
        assert forward(matcher, lattice) == oracle(pack, lattice, rule, False)


@given(selections(), lattices())
def test_selections(rule: tree.Selection, lattice: Lattice) -> None:
    pack = pack_of(rule)
    assert forward(matcher_of(pack), lattice) == oracle(pack, lattice, rule, False)


@given(event_rules(), lattices())
def test_event_rules(rule: tree.Rule, lattice: Lattice) -> None:
    pack = pack_of(rule)
    assert outward(matcher_of(pack), lattice) == oracle(pack, lattice, rule, True)


@given(extend_rules(), lattices())
def test_extend_rules(rule: tree.Rule, lattice: Lattice) -> None:
    pack = pack_of(rule)
    assert outward(matcher_of(pack), lattice) == oracle(pack, lattice, rule, True)
