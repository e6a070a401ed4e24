"""Matching: what the rules of a phase find in a sentence.

In: a program; phase by phase a lattice with what earlier phases made. Out: a `PhaseResult`, chosen (see `select`). The ways in
are `Matcher.run_phase` and, before that, `Matcher.can_start`. A matcher holds caches only: it serves any number of sentences and
threads, and gives the same whatever it saw before.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Final, NamedTuple

import msgspec

from extractor.matching import program as p
from extractor.matching.automaton import Filter
from extractor.matching.candidates import EventCandidate, ExtensionCandidate, MentionCandidate, Removal, Taken
from extractor.matching.expressions import Nowhere
from extractor.matching.forward import Forward
from extractor.matching.graph import Ask, Graph
from extractor.matching.lattice import Lattice, Mention
from extractor.matching.losses import Losses, token_at
from extractor.matching.made import Made
from extractor.matching.maker import Maker
from extractor.matching.plan import State
from extractor.matching.prospects import Prospects
from extractor.matching.questions import Questions
from extractor.matching.ready import Ready
from extractor.matching.rules import Phase
from extractor.matching.scene import Scene, Tables
from extractor.matching.select import choose_events, choose_extensions, choose_mentions, choose_readings
from extractor.matching.takes import Taker
from extractor.text.document import Analysis

_NOWHERE: Final = Nowhere()


class PhaseResult(msgspec.Struct, frozen=True, eq=False):
    """What a phase made of a lattice: the tokens that lost readings (with what is left) and to which rules, the mentions and
    events that stand, and what `extend` rules add (only empty roles are theirs to fill; that is the engine's to see to)."""

    readings: dict[int, Analysis]
    removals: tuple[Removal, ...]
    mentions: tuple[Mention, ...]
    events: tuple[EventCandidate, ...]
    extensions: tuple[ExtensionCandidate, ...]


NOTHING: Final = PhaseResult({}, (), (), (), ())
"""What a phase makes whose rules find nothing."""


class Proposals(NamedTuple):
    """What the rules of a phase propose, in the order in which it was matched."""

    removals: list[Removal]
    mentions: list[MentionCandidate]
    events: list[EventCandidate]
    extensions: list[ExtensionCandidate]


class Matcher:
    """Runs a program."""

    def __init__(self, program: p.Program, filtered: bool = True, ready: Ready | None = None) -> None:
        """Without `filtered` the automata stay out of it: slower where rules are many, and the same result. `ready` is what
        `ready` gave for the same program before."""
        self.program, self.filtered = program, filtered
        self._graphs: dict[int, Graph] = {} if ready is None else dict(enumerate(ready.graphs))
        self._among: Mapping[int, Sequence[int]] | None = None
        self._filters: dict[int, Filter] = {}
        self.tables = Tables(program, ready)
        filed = ready.triggers if ready is not None else [None] * len(program.phases)
        written = zip(program.phases, filed, strict=True)
        self.phases = tuple([Phase(phase, self.tables.conditions, triggers) for phase, triggers in written])
        self.maker = Maker(program, self.tables)
        self.losses = Losses(program)
        self.questions = Questions(program, self.tables.conditions)

    def without(self, rule: str) -> Matcher:
        """The same without one rule. All that is worked out about tokens and mentions is shared, so this is quick to make."""
        phases = tuple(p.without(phase, rule) for phase in self.program.phases)
        changed = {n for n, (phase, before) in enumerate(zip(phases, self.program.phases, strict=True)) if phase != before}
        from copy import copy  # here: only tools do this

        other = copy(self)
        other.program = msgspec.structs.replace(self.program, phases=phases)
        other.phases = tuple(
            Phase(phase, self.tables.conditions) if number in changed else self.phases[number]
            for number, phase in enumerate(phases)
        )
        other._graphs = {number: graph for number, graph in self._graphs.items() if number not in changed}
        other._filters = {number: found for number, found in self._filters.items() if number not in changed}
        return other

    def among(self, rules: Mapping[int, Sequence[int]]) -> Matcher:
        """The same for sentences of which it is known that no others of the rules matched from left to right are found there:
        by phase the numbers of those that may be, ascending."""
        from copy import copy  # here, as above: few packs need it

        other = copy(self)
        other._among = rules
        return other

    def can_start(
        self, analyses: Iterable[Analysis], given: Iterable[str] | None = None, starts: Container[int] | None = None
    ) -> bool:
        """Whether a sentence of these tokens could hold an event; False is certain, whatever readings are taken away.

        `given` are the types of the mentions that stand in it before any rule has run, `starts` the tokens besides the first, by
        number, before which a quotation's marks end (where `^` holds); None: nobody knows."""
        symbols = self.tables.symbols
        of, waking = symbols.table().of, symbols.waking
        signs = waking.given(given)
        before = waking.first
        for number, analysis in enumerate(analyses):
            symbol = of(analysis)
            if starts is None or number in starts:
                before |= waking.first
            signs |= symbol.signs | (before & symbol.after)
            before = symbol.before
        return waking.wakes(signs)

    @cached_property
    def waking_words(self) -> frozenset[str] | None:
        """The folded words of which every sentence that could hold an event has one; None where words don't tell."""
        return self.tables.symbols.waking.words(self.program.scan, self.program.tokens)

    def wakes(self, analysis: Analysis) -> bool:
        """Whether a sentence with this token could hold an event; False for all of them is certain."""
        symbols = self.tables.symbols
        return symbols.waking.anywhere or symbols.table().of(analysis).wakes

    @cached_property
    def enough(self) -> int:
        """After how many phases there are all events that a sentence will have."""
        return max((number for number, phase in enumerate(self.program.phases, 1) if phase.events), default=0)

    @cached_property
    def prospects(self) -> Prospects:
        """What knows, early, whether an event may yet be found."""
        return Prospects(self.program, self.phases)

    def run_phase(self, phase: int, lattice: Lattice, scene: Scene | None = None) -> PhaseResult:
        """Matches and chooses what the phase with this number finds. The lattice stays as it is.

        `scene` is the lattice's own, of whoever runs several phases, renewed since the last change."""
        return self.choose(self._propose(phase, lattice, scene), lattice, scene)

    def propose(self, phase: int, lattice: Lattice) -> Proposals:
        """All that the rules of the phase match, before anything is chosen."""
        proposed = self._propose(phase, lattice, None)
        for candidate in proposed.mentions:
            # Whoever looks at proposals may change the lattice before looking.
            _ = candidate.mention
        return proposed

    def _propose(self, phase: int, lattice: Lattice, scene: Scene | None) -> Proposals:
        """The same; the mentions are made when they are first asked for."""
        rules = self.phases[phase]
        proposed = Proposals([], [], [], [])
        if not rules.forward and not rules.outward:
            return proposed
        scene = scene or Scene(self.tables, lattice)
        if rules.forward:
            self._forward(phase, scene, proposed)
        if rules.outward:
            self._outward(rules, scene, proposed)
        return proposed

    def _forward(self, phase: int, scene: Scene, proposed: Proposals) -> None:
        """What is matched from left to right would emit or take away."""
        base, rules = scene.base, self.phases[phase]
        forward = rules.forward
        if rules.demanding and not any(scene.has(rule.code) for rule in forward):
            return
        automaton = self.filter_of(phase) if self._among is None else None
        states: Sequence[State] = ()
        beginning: Iterable[tuple[int, Sequence[int]]]
        if self._among is not None:
            few = self._among.get(phase, ())
            beginning = [
                (position, [number for number in few if scene.can_begin(forward[number].code, position)])
                for position in range(base, scene.end)
            ]
        elif automaton is None:
            beginning = [(position, rules.beginning(scene, position)) for position in range(base, scene.end)]
        else:
            states, begun = automaton.states(scene)
            beginning = [(base + place, state.begins) for place, state in begun]
        for position, numbers in beginning:
            for number in numbers:
                rule = forward[number]
                plan = None
                if automaton is not None and rule.guided and not rule.code.runs_unplanned():
                    plan = automaton.plans[number]
                found = rule.found(scene, position, states, plan)
                if found is None:
                    continue
                written = rule.rule
                if isinstance(written, p.SelectionRule):
                    proposed.removals.extend(self.losses.proposed(written, rule.finished(position, found), scene.lattice))
                    continue
                make = partial(self.maker.mention, rule, position, found, scene)
                proposed.mentions.append(
                    MentionCandidate.later(written.type, position, found[0], written.name, written.priority, make)
                )

    def choose(self, proposed: Proposals, lattice: Lattice, scene: Scene | None = None) -> PhaseResult:
        """What stands of the proposals."""
        if not any(proposed):
            return NOTHING
        removals, mentions, events, extensions = proposed
        lost: dict[int, tuple[int, ...]] = {}
        if removals:
            lost = choose_readings(removals, {r.position: len(token_at(lattice, r.position).readings) for r in removals})
        if mentions:
            board = None if scene is None else scene.board
            chosen = choose_mentions(mentions, lattice.mentions, self.program.nested, board)
        triggers = [(mention.start, mention.end) for mention in lattice.mentions if mention.event >= 0] if events else []
        return PhaseResult(
            readings={position: self.losses.left(token_at(lattice, position), kept) for position, kept in lost.items()},
            removals=tuple(r for r in removals if r.readings.isdisjoint(lost.get(r.position, r.readings))),
            mentions=tuple(chosen) if mentions else (),
            events=tuple(choose_events(events, triggers)) if events else (),
            extensions=tuple(choose_extensions(extensions)) if extensions else (),
        )

    def filter_of(self, phase: int) -> Filter | None:
        """The automaton of the phase, made when it is first asked for; None where it is to do without."""
        if not self.filtered:
            return None
        if phase not in self._filters:
            forward = self.phases[phase].forward
            asks: Made[int, dict[int, Ask]] = Made(lambda rule: self._asks(forward[rule]))
            codes = [rule.rule.code for rule in forward]
            lists, looks = self.program.lists, self.program.looks
            self._filters[phase] = Filter(codes, lists, asks=asks, looks=looks, graph=self._graphs.get(phase))
        return self._filters[phase]

    def ready(self) -> Ready:
        """What a matcher of the same program can begin with."""
        filters = (self.filter_of(phase) for phase in range(len(self.phases)))
        graphs = tuple(each.graph for each in filters if each is not None)
        tables, triggers = self.tables, tuple(phase.filed for phase in self.phases)
        return Ready(
            tables.profiles.asked,
            tables.symbols.filed,
            tables.mention_tests.kinds,
            tables.symbols.waking.keyed,
            graphs,
            triggers,
        )

    def _asks(self, rule: Forward) -> dict[int, Ask]:
        """What the instructions of a rule ask of a token's analysis besides their test.

        That is what the conditions of its capture do; and for what a `select` or `remove` is about, that there is a reading to
        take away. Most nouns are no verb of the first person besides, so this saves nearly all matches of such a rule."""
        asks: dict[int, Ask] = {}
        written = rule.rule
        for number, (operation, test, take) in enumerate(rule.code.instructions):
            if operation != p.TOKEN or take < 0:
                continue
            taker = rule.code.takers[take]
            if isinstance(written, p.SelectionRule):
                if rule.once and written.capture in taker.names:
                    asks[number] = Ask(written.name, partial(self._loses, written))
            elif taker.lasting and taker.alone:
                asks[number] = Ask(written.code.takes[take].alone, partial(self._passes, taker, test))
        return asks

    def _loses(self, rule: p.SelectionRule, analysis: Analysis) -> bool:
        """Whether a `select` or `remove` would take anything from a token that it captures."""
        return bool(self.losses.of(rule, analysis))

    def _passes(self, taker: Taker, test: int, analysis: Analysis) -> bool:
        """Whether a capture lets a token pass for which a test holds."""
        taken = Taken(0, 1, None, analysis, self.tables.readings(test, analysis))
        return taker.left_of(taken, test, _NOWHERE) is not None

    def _outward(self, rules: Phase, scene: Scene, proposed: Proposals) -> None:
        """What event rules and `extend` rules would emit, one for each rule and trigger."""
        for outward, match in rules.outward_matches(scene):
            rule = outward.rule
            if isinstance(rule, p.EventRule):
                event = self.maker.event(rule, match, scene)
                if event is not None:
                    proposed.events.append(event)
                continue
            extension = self.maker.extension(rule, match, scene)
            if extension is not None:
                proposed.extensions.append(extension)
