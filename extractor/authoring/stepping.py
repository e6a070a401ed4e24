"""The phases of a sentence, one by one: what each found, what its rules proposed and what it made of that.

In: a `Passage`, a sentence of it. Out, by `step_through`: a `PhaseRun` for each phase. The passage's own cascade goes along, so
that what is seen here is what the engine does.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from extractor.matching.candidates import ExtensionCandidate
from extractor.matching.match import PhaseResult, Proposals
from extractor.matching.scene import Scene
from extractor.passage import Passage


class PhaseRun(msgspec.Struct, frozen=True, eq=False):
    """A phase of a sentence: its number, the sentence as the phase found it, what was proposed and what stands.

    `added` has, for each extension that stands (by its `id`), the roles that the event had not filled already."""

    number: int
    scene: Scene
    proposed: Proposals
    result: PhaseResult
    added: dict[int, frozenset[str]]


def step_through(passage: Passage, sentence: int) -> Iterator[PhaseRun]:
    """The phases of a sentence that none has been run of yet."""
    matcher, cascade = passage.matcher, passage.cascade
    for number in range(len(passage.program.phases)):
        # The cascade goes on with its own lattice; this copy stays as the phase finds it.
        lattice = cascade.lattice(sentence, number).copy()
        proposed = matcher.propose(number, lattice)
        result = matcher.choose(proposed, lattice)
        added = {id(each): _added(passage, each) for each in result.extensions}
        cascade.known[sentence, number] = result
        cascade.advance(sentence, number + 1)
        yield PhaseRun(number, Scene(matcher.tables, lattice), proposed, result, added)


def _added(passage: Passage, extension: ExtensionCandidate) -> frozenset[str]:
    """The roles that an extension fills and that the event has not filled already."""
    draft = passage.cascade.drafts[extension.event.event]
    return frozenset(role for role, parts in extension.roles.items() if parts and not draft.roles.get(role))
