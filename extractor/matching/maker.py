"""What a match becomes: the mention, the event or the addition that its rule emits.

In: a program and its tables; then rules and their matches. Out, by `Maker`: `Mention`, `EventCandidate`, `ExtensionCandidate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from extractor.matching import program as p
from extractor.matching.candidates import EventCandidate, ExtensionCandidate, Taken
from extractor.matching.emission import Emission
from extractor.matching.expressions import Binding, Nowhere, Surroundings, values
from extractor.matching.forward import Forward, Match
from extractor.matching.lattice import Mention
from extractor.matching.machine import Found
from extractor.matching.made import Made
from extractor.matching.outward import TRIGGER

if TYPE_CHECKING:
    from extractor.matching.scene import Scene, Tables

_NOWHERE: Final = Nowhere()


class Maker:
    """What the rules of a program emit, worked out when it is first asked for: most rules emit nothing in a short text."""

    def __init__(self, program: p.Program, tables: Tables) -> None:
        self._lists, self._roles_of = tables.lists, program.roles
        emitting: dict[str, p.ChunkRule | p.TriggeredRule] = {}
        for phase in program.phases:
            emitting.update((rule.name, rule) for rule in phase.chunks)
            emitting.update((rule.name, rule) for rule in (*phase.events, *phase.extensions))
        conditions, self._given = tables.conditions, program.defaults
        self._defaults: Made[str, Emission] = Made(lambda event: Emission(program.defaults[event], conditions))
        self._emissions: Made[str, Emission] = Made(lambda rule: Emission(_assigned(emitting[rule]), conditions))

    def mention(self, rule: Forward, position: int, found: Found, scene: Scene) -> Mention:
        """The mention that a chunk rule would emit."""
        start, end, binding = rule.finished(position, found)
        head = binding.get("head")
        place = (start, end)
        if head:
            place = head[0].mention.head if head[0].mention is not None else (head[0].start, head[0].end)
        written = rule.rule
        features = self._emissions[written.name].features(binding, scene, start, end)
        return Mention(written.type, start, end, place, features, written.name)  # type: ignore[union-attr]

    def emitted(self, rule: p.ChunkRule, match: Match) -> dict[str, str]:
        """The features of the mention that a chunk rule would emit, if they ask for nothing but captures."""
        return self._emissions[rule.name].features(match.binding, _NOWHERE, match.start, match.end)

    def event(self, rule: p.EventRule, match: Match, around: Surroundings = _NOWHERE) -> EventCandidate | None:
        """The event that a rule would emit; None where its list knows no type for it, or several. `around` is the scene; without
        it no attribute may ask for more than captures."""
        kind = rule.type
        if rule.key is not None:
            given = self._lists[rule.list].events
            types = {given[value] for value in values(match.binding, rule.key) if value in given}
            kind = types.pop() if len(types) == 1 else None
        if kind is None:
            return None
        trigger = match.binding[TRIGGER][0]
        roles = self._roles(kind, match.binding)
        return EventCandidate(
            rule=rule.name,
            type=kind,
            trigger=trigger,
            start=match.start,
            end=match.end,
            roles=roles,
            attributes={
                **self.defaults(kind, trigger, roles),
                **self._emissions[rule.name].features(match.binding, around, match.start, match.end),
            },
            priority=rule.priority,
        )

    def extension(self, rule: p.ExtendRule, match: Match, scene: Scene) -> ExtensionCandidate | None:
        """What an `extend` rule would add; None where the edge is no event's."""
        event = match.binding[rule.event][0].mention
        if event is None or event.event < 0:
            return None
        roles = self._roles(event.type, match.binding)
        roles.pop(rule.event, None)
        attributes = self._emissions[rule.name].features(match.binding, scene, match.start, match.end)
        return ExtensionCandidate(rule.name, event, roles, attributes, rule.priority)

    def _roles(self, event: str, binding: Binding) -> dict[str, tuple[Taken, ...]]:
        return {role: tuple(binding[role]) for role in self._roles_of[event] if role in binding}

    def defaults(self, event: str, trigger: Taken, roles: Mapping[str, tuple[Taken, ...]]) -> dict[str, str]:
        """The attributes of an event by the defaults of its type. An `EventCandidate` has them already."""
        binding = {**roles, TRIGGER: (trigger,)}
        if event not in self._given:
            return {}
        return self._defaults[event].features(binding, _NOWHERE, trigger.start, trigger.end)


def _assigned(rule: p.ChunkRule | p.TriggeredRule) -> tuple[tuple[str, p.Expression], ...]:
    """What a rule gives to what it emits."""
    return rule.features if isinstance(rule, p.ChunkRule) else rule.attributes
