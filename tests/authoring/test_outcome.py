"""What became of an attempt, on drawn rules and sentences: "chosen" is what the matcher chose, and nothing else is."""

from collections.abc import Sequence
from typing import cast

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extractor.authoring.outcome import outcome
from extractor.authoring.stepping import PhaseRun
from extractor.authoring.wording import Wording
from extractor.language import tree
from extractor.matching.attempts import Attempt, attempts
from extractor.matching.compile import compile_pack
from extractor.matching.lattice import Lattice
from extractor.matching.match import Matcher
from extractor.matching.scene import Scene
from extractor.span import Span
from extractor.text.tokenize import Tokens
from tests.strategies import chunk_rules, event_rules, extend_rules, lattices, may_be_empty, pack_of, selections

Drawn = tree.Rule | tree.Selection


class Places:
    """Stands for a text's tokens: each is a character."""

    def span(self, start: int, end: int) -> Span:
        """Tokens `[start, end)`."""
        return Span(start, end, "x" * (end - start))


@st.composite
def several(draw: st.DrawFn) -> list[Drawn]:
    """Up to four rules of all kinds, with priorities."""
    kinds = (chunk_rules, event_rules, extend_rules, selections)
    found: list[Drawn] = []
    for number in range(draw(st.integers(1, 4))):
        rule = draw(draw(st.sampled_from(kinds))(f"r{number}"))
        found.append(tree_with(rule, priority=draw(st.integers(-1, 1))))
    return found


def tree_with(rule: Drawn, priority: int) -> Drawn:
    return msgspec.structs.replace(rule, priority=priority)


@given(several(), lattices())
@settings(deadline=None)
def test_chosen_is_what_the_matcher_chose(rules: Sequence[Drawn], lattice: Lattice) -> None:
    assume(not any(may_be_empty(rule.match) for rule in rules))
    pack = pack_of(*rules)
    matcher = Matcher(compile_pack(pack, str.split, str.lower, origins=True))
    result = matcher.run_phase(0, lattice)
    proposed = matcher.propose(0, lattice)
    run = phase_run(matcher, lattice)
    wording = Wording(matcher.program, cast(Tokens, Places()), {})
    told = [(attempt, outcome(attempt, run, wording)) for attempt in attempts(matcher, 0, run.scene)]
    chosen = [attempt for attempt, came in told if came.verdict == "chosen"]
    kinds = {type(attempt.rule).__name__ for attempt in chosen}
    assert kinds <= {"ChunkRule", "EventRule", "ExtendRule", "SelectionRule"}
    assert spans(chosen, "ChunkRule") == sorted((each.rule, each.start, each.end) for each in result.mentions)
    assert spans(chosen, "EventRule") == sorted((each.rule, each.start, each.end) for each in result.events)
    assert rules_of(chosen, "SelectionRule") == {each.rule for each in result.removals}
    filled = {each.rule for each in result.extensions if any(each.roles.values()) or each.attributes}
    assert rules_of(chosen, "ExtendRule") == filled
    for attempt, came in told:
        assert (attempt.match is None) == (came.verdict in ("stopped", "refused")) or came.reason
        assert came.verdict != "lost" or came.reason
        if came.lost is not None:
            assert came.verdict == "lost"
    assert len(proposed.mentions) == sum(type(each.rule).__name__ == "ChunkRule" and each.match is not None for each, _ in told)


def phase_run(matcher: Matcher, lattice: Lattice) -> PhaseRun:
    """The phase, on events that have no role yet."""
    proposed = matcher.propose(0, lattice)
    result = matcher.choose(proposed, lattice)
    added = {id(each): frozenset(role for role, parts in each.roles.items() if parts) for each in result.extensions}
    return PhaseRun(0, Scene(matcher.tables, lattice), proposed, result, added)


def spans(chosen: Sequence[Attempt], kind: str) -> list[tuple[str, int, int]]:
    return sorted(
        (each.rule.name, each.match.start, each.match.end)
        for each in chosen
        if type(each.rule).__name__ == kind and each.match is not None
    )


def rules_of(chosen: Sequence[Attempt], kind: str) -> set[str]:
    return {each.rule.name for each in chosen if type(each.rule).__name__ == kind}
