"""Matching: what the rules of a phase find in a sentence.

In: a program; phase by phase a lattice with what earlier phases made. Out: a `PhaseResult`, chosen (see `select`). The ways in
are `Matcher.run_phase` and, before that, `Matcher.can_start`. A matcher holds caches only: it serves any number of sentences and
threads, and gives the same whatever it saw before.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Final, NamedTuple, Protocol

import msgspec

from extractor.language import tree
from extractor.matching import program as p
from extractor.matching.automaton import Filter
from extractor.matching.candidates import EventCandidate, ExtensionCandidate, MentionCandidate, Removal, Taken
from extractor.matching.demands import EVENT, ConditionLowering
from extractor.matching.emission import Emission
from extractor.matching.expressions import Binding, Check, Nowhere, Surroundings, values
from extractor.matching.forward import Forward, Match
from extractor.matching.graph import Ask, Graph
from extractor.matching.kept import Kept
from extractor.matching.lattice import Lattice, Mention
from extractor.matching.lower import runtime_lowering
from extractor.matching.machine import Found
from extractor.matching.made import Made
from extractor.matching.outward import TRIGGER
from extractor.matching.plan import State
from extractor.matching.prospects import Prospects
from extractor.matching.readings import Decide, test_of
from extractor.matching.ready import Ready
from extractor.matching.rules import Phase
from extractor.matching.scene import Scene, Tables
from extractor.matching.select import choose_events, choose_extensions, choose_mentions, choose_readings
from extractor.matching.takes import Taker
from extractor.text.document import Analysis

KEPT: Final = 50_000
"""Analyses with fewer readings that are kept, so that tokens that lost the same readings share one."""

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


class Subject(Protocol):
    """An event that a condition of `resolve` is about."""

    @property
    def trigger(self) -> Taken:
        """Its trigger."""

    @property
    def roles(self) -> Mapping[str, tuple[Taken, ...]]:
        """Its fillers."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Its attributes."""


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
        self._conditions = ConditionLowering(runtime_lowering(program))
        self._checks: dict[tree.Condition, Check] = {}
        self._decided: dict[tree.Condition, Decide] = {}
        self._away: dict[tuple[str, int], Kept[frozenset[int]]] = {}
        self._same: dict[frozenset[int], frozenset[int]] = {}
        self._fewer: dict[tuple[int, tuple[int, ...]], Kept[Analysis]] = {}
        # Made when first asked for: most rules emit nothing in a short text.
        emitting: dict[str, p.ChunkRule | p.TriggeredRule] = {}
        for phase in program.phases:
            emitting.update((rule.name, rule) for rule in phase.chunks)
            emitting.update((rule.name, rule) for rule in (*phase.events, *phase.extensions))
        self._defaults: Made[str, Emission] = Made(lambda event: self._emission(program.defaults[event]))
        self._emissions: Made[str, Emission] = Made(lambda rule: self._emission(_assigned(emitting[rule])))
        tests = {rule.name: rule.test for phase in program.phases for rule in phase.selections}
        self._tests: Made[str, Decide] = Made(lambda rule: test_of(tests[rule], program.lists))

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

    def _emission(self, given: Iterable[tuple[str, p.Expression]]) -> Emission:
        return Emission(given, self.tables.conditions)

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
                    self._take_away(written, rule.finished(position, found), scene.lattice, proposed)
                    continue
                make = partial(self._mention, rule, position, found, scene)
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
            lost = choose_readings(removals, {r.position: len(_at(lattice, r.position).readings) for r in removals})
        if mentions:
            board = None if scene is None else scene.board
            chosen = choose_mentions(mentions, lattice.mentions, self.program.nested, board)
        triggers = [(mention.start, mention.end) for mention in lattice.mentions if mention.event >= 0] if events else []
        return PhaseResult(
            readings={position: self._with(_at(lattice, position), kept) for position, kept in lost.items()},
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
        return bool(self._away_from(rule, analysis))

    def _passes(self, taker: Taker, test: int, analysis: Analysis) -> bool:
        """Whether a capture lets a token pass for which a test holds."""
        taken = Taken(0, 1, None, analysis, self.tables.readings(test, analysis))
        return taker.left_of(taken, test, _NOWHERE) is not None

    def _away_from(self, rule: p.SelectionRule, analysis: Analysis) -> frozenset[int]:
        """The readings that a `select` or `remove` would take from a token."""
        key = (rule.name, id(analysis))
        known = self._away.get(key)
        if known is None:
            if len(self._away) >= KEPT:
                self._away, self._same = {}, {}
            decide = self._tests[rule.name]
            away = frozenset(
                number for number, reading in enumerate(analysis.readings) if decide(reading, analysis) != rule.keeps
            )
            # The analysis is kept too, for an id is only good while its object lives. Of sets there are few.
            known = self._away[key] = Kept(self._same.setdefault(away, away), analysis)
        return known.value

    def _take_away(self, rule: p.SelectionRule, match: Match, lattice: Lattice, proposed: Proposals) -> None:
        """Adds what a `select` or `remove` would take away."""
        for taken in match.binding.get(rule.capture, ()):
            if taken.analysis is not None and taken.end - taken.start == 1:
                away = self._away_from(rule, _at(lattice, taken.start))
                if away:
                    proposed.removals.append(Removal(rule.name, taken.start, away, rule.priority))

    def _with(self, analysis: Analysis, kept: tuple[int, ...]) -> Analysis:
        """The analysis with these readings only: one object for all tokens that come to the same."""
        key = (id(analysis), kept)
        found = self._fewer.get(key)
        if found is None:
            if len(self._fewer) >= KEPT:
                self._fewer = {}
            fewer = Analysis(analysis.form, analysis.word, tuple(analysis.readings[number] for number in kept))
            # The first analysis is kept with the second, for an id is only good while its object lives.
            found = self._fewer.setdefault(key, Kept(fewer, analysis))
        return found.value

    def _mention(self, rule: Forward, position: int, found: Found, scene: Scene) -> Mention:
        """The mention that a chunk rule would emit."""
        start, end, binding = rule.finished(position, found)
        head = binding.get("head")
        place = (start, end)
        if head:
            place = head[0].mention.head if head[0].mention is not None else (head[0].start, head[0].end)
        written = rule.rule
        features = self._emissions[written.name].features(binding, scene, start, end)
        return Mention(written.type, start, end, place, features, written.name)  # type: ignore[union-attr]

    def _outward(self, rules: Phase, scene: Scene, proposed: Proposals) -> None:
        """What event rules and `extend` rules would emit, one for each rule and trigger."""
        for outward, match in rules.outward_matches(scene):
            rule = outward.rule
            if isinstance(rule, p.EventRule):
                event = self.event(rule, match, scene)
                if event is not None:
                    proposed.events.append(event)
                continue
            extension = self._extension(rule, match, scene)
            if extension is not None:
                proposed.extensions.append(extension)

    def emitted(self, rule: p.ChunkRule, match: Match) -> dict[str, str]:
        """The features of the mention that a chunk rule would emit, if they ask for nothing but captures."""
        return self._emissions[rule.name].features(match.binding, _NOWHERE, match.start, match.end)

    def event(self, rule: p.EventRule, match: Match, around: Surroundings = _NOWHERE) -> EventCandidate | None:
        """The event that a rule would emit; None where its list knows no type for it, or several. `around` is the scene; without
        it no attribute may ask for more than captures."""
        kind = rule.type
        if rule.key is not None:
            given = self.tables.lists[rule.list].events
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

    def _extension(self, rule: p.ExtendRule, match: Match, scene: Scene) -> ExtensionCandidate | None:
        """What an `extend` rule would add; None where the edge is no event's."""
        event = match.binding[rule.event][0].mention
        if event is None or event.event < 0:
            return None
        roles = self._roles(event.type, match.binding)
        roles.pop(rule.event, None)
        attributes = self._emissions[rule.name].features(match.binding, scene, match.start, match.end)
        return ExtensionCandidate(rule.name, event, roles, attributes, rule.priority)

    def _roles(self, event: str, binding: Binding) -> dict[str, tuple[Taken, ...]]:
        return {role: tuple(binding[role]) for role in self.program.roles[event] if role in binding}

    def defaults(self, event: str, trigger: Taken, roles: Mapping[str, tuple[Taken, ...]]) -> dict[str, str]:
        """The attributes of an event by the defaults of its type. An `EventCandidate` has them already."""
        binding = {**roles, TRIGGER: (trigger,)}
        if event not in self.program.defaults:
            return {}
        return self._defaults[event].features(binding, _NOWHERE, trigger.start, trigger.end)

    def satisfies(self, test: tree.Condition, mention: Mention) -> bool:
        """Whether a mention's features satisfy a test, as written inside `Type[ … ]`."""
        decide = self._decided.get(test)
        if decide is None:
            decide = test_of(self._conditions.lowering.test(test), self.program.lists)
            self._decided[test] = decide
        return decide(mention.features, None)

    def holds(self, condition: tree.Condition, subject: Subject) -> bool:
        """Whether a condition of `resolve` holds of an event: features without a name are its attributes."""
        check = self._checks.get(condition)
        if check is None:
            check = self._checks[condition] = self.tables.conditions.check(self._conditions.condition(condition))
        trigger = subject.trigger
        itself = Mention("", trigger.start, trigger.end, (trigger.start, trigger.end), dict(subject.attributes), "")
        binding = {
            **subject.roles,
            TRIGGER: (trigger,),
            EVENT: (Taken(trigger.start, trigger.end, itself),),
        }
        return check(binding, _NOWHERE, trigger.start, trigger.end)


def _assigned(rule: p.ChunkRule | p.TriggeredRule) -> tuple[tuple[str, p.Expression], ...]:
    """What a rule gives to what it emits."""
    return rule.features if isinstance(rule, p.ChunkRule) else rule.attributes


def _at(lattice: Lattice, position: int) -> Analysis:
    return lattice.analyses[position - lattice.start]
