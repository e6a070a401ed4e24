"""What the examples of a pack don't reach: rules, alternatives of patterns, lists of lexicons.

In: an `Extractor` that was compiled with origins, its pack, the texts of its examples. Out: a `Coverage`. The one way in is
`coverage`.

A rule is reached where it has a hand in the output of some text; an alternative where a match that stands went through it; a list
where a match that stands asked for it and found what it took in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from extractor.authoring.outcome import outcome
from extractor.authoring.stepping import PhaseRun, step_through
from extractor.authoring.wording import Wording
from extractor.engine import Extractor
from extractor.events.choices import Choice
from extractor.language import tree
from extractor.language.pack import Pack
from extractor.language.sources import as_written
from extractor.language.tree import Place
from extractor.matching import program as p
from extractor.matching.attempts import Attempt, Rule, attempts
from extractor.matching.candidates import Taken
from extractor.passage import Passage
from extractor.text.document import Document


class Unreached(msgspec.Struct, frozen=True, order=True):
    """Something that no example reaches: its place and how it is written."""

    place: Place
    text: str


class Coverage(msgspec.Struct, frozen=True):
    """What was not reached, in order of place, out of how many there are. `lists` are those that rules ask for, by name.

    `outermost` are the alternatives that were not reached and lie in none that wasn't; what is inside goes without saying."""

    rules: tuple[Unreached, ...]
    rules_in_all: int
    alternatives: tuple[Unreached, ...]
    alternatives_in_all: int
    lists: tuple[str, ...]
    lists_in_all: int

    @property
    def outermost(self) -> tuple[Unreached, ...]:
        """The alternatives to show."""
        found: list[Unreached] = []
        for each in sorted(self.alternatives, key=lambda each: (each.place.file, _start(each.place), _backward(each.place))):
            if not found or not _inside(each.place, found[-1].place):
                found.append(each)
        return tuple(found)


def _start(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _backward(place: Place) -> tuple[int, int]:
    return -place.end_line, -place.end_column


def _inside(place: Place, other: Place) -> bool:
    ends = (place.end_line, place.end_column) <= (other.end_line, other.end_column)
    return place.file == other.file and _start(other) <= _start(place) and ends


def coverage(
    extractor: Extractor, pack: Pack, texts: Iterable[str], counts: Callable[[Place], bool] = lambda place: True
) -> Coverage:
    """What the texts don't reach of the rules and alternatives whose places count (all, unless said otherwise)."""
    reach = _Reach(extractor, pack)
    for text in dict.fromkeys(texts):
        reach.add(text)
    program = extractor.compiled.program
    written: tuple[tree.Rule | tree.Selection | tree.Resolution, ...] = (*pack.rules, *pack.selections, *pack.resolutions)
    rules = {each.name: each.place for each in written if counts(each.place)}
    places = {place for phase in program.phases for rule in _rules(phase) for place in _alternatives(rule) if counts(place)}
    asking = [rule for phase in program.phases for rule in _rules(phase) if rule.name in rules]
    lists = {number for rule in asking for number in _lists(program, rule)}
    names = {number: f"@{program.lists[number].lexicon}.{program.lists[number].name}" for number in lists}
    return Coverage(
        rules=tuple(sorted(Unreached(place, name) for name, place in rules.items() if name not in reach.rules)),
        rules_in_all=len(rules),
        alternatives=tuple(sorted(Unreached(place, as_written(pack.sources, place)) for place in places - reach.places)),
        alternatives_in_all=len(places),
        lists=tuple(sorted(names[number] for number in lists - reach.lists)),
        lists_in_all=len(lists),
    )


class _Reach:
    """What was reached so far."""

    def __init__(self, extractor: Extractor, pack: Pack) -> None:
        self.extractor, self.pack = extractor, pack
        self.program = extractor.compiled.program
        self.entries = [frozenset(entry.text for entry in found.entries) for found in self.program.lists]
        self.folded = [frozenset(entry.words[0] for entry in found.entries) for found in self.program.lists]
        self.rules: set[str] = set()
        self.places: set[Place] = set()
        self.lists: set[int] = set()

    def add(self, text: str) -> None:
        """Runs a text and keeps what it reaches."""
        passage = Passage(self.extractor, Document("-", text))
        wording = Wording(self.program, passage.tokens, self.pack.sources)
        for sentence in range(len(passage.segmentation.sentences)):
            for run in step_through(passage, sentence):
                for attempt in attempts(passage.matcher, run.number, run.scene, failures=False):
                    if outcome(attempt, run, wording).verdict == "chosen":
                        self._keep(attempt, run)
        choices: list[Choice] = []
        passage.resolved(choices.append)
        self.rules.update(choice.statement.name for choice in choices if choice.chosen is not None)

    def _keep(self, attempt: Attempt, run: PhaseRun) -> None:
        rule = attempt.rule
        self.rules.add(rule.name)
        if isinstance(rule, p.EventRule | p.ExtendRule) and len(rule.variants) > 1:
            place = rule.variants[attempt.variant].place
            self.places |= {place} if place is not None else set()
        for _, code, trail in attempt.trails:
            steps = {number for number, _ in trail.way}
            ways = code.origins.alternatives if code.origins is not None else ()
            self.places |= {place for place, first, last in ways if any(number in steps for number in range(first, last))}
        self.lists |= set(self._met(attempt, run))

    def _met(self, attempt: Attempt, run: PhaseRun) -> Iterator[int]:
        """The lists that a match asked for and in which what it took is found."""
        for edge, test in self._edges(attempt, run):
            for feature, number in _asked(test):
                if self._is_in(edge, feature, number):
                    yield number
        for operation, number, _ in (
            code.instructions[step] for _, code, trail in attempt.trails for step, _ in trail.way
        ):
            if operation == p.LISTED:
                yield number
        binding = attempt.match.binding if attempt.match is not None else {}
        for capture, test in _conditions(attempt.rule):
            for feature, number in _asked(test):
                if any(self._is_in(taken, feature, number) for taken in binding.get(capture, ())):
                    yield number
        rule = attempt.rule
        if isinstance(rule, p.EventRule) and rule.key is not None:
            yield rule.list

    def _edges(self, attempt: Attempt, run: PhaseRun) -> Iterator[tuple[Taken, p.Test]]:
        """What the tests of a match's elements were asked of."""
        scene = run.scene
        ways = [(code, trail.way) for _, code, trail in attempt.trails]
        if attempt.trigger is not None and isinstance(attempt.rule, p.EventRule | p.ExtendRule):
            trigger = attempt.rule.variants[attempt.variant].trigger
            ways.append((trigger, ((0, attempt.trigger.start),)))
        for code, way in ways:
            for step, position in way:
                operation, number, _ = code.instructions[step]
                if operation == p.TYPED and (test := self.program.mentions[number].test) is not None:
                    for _, taken in scene.ends(operation, number, position, code.backward):
                        yield taken, test
                elif operation == p.TOKEN and number >= 0:
                    token = self.program.tokens[number]
                    if not isinstance(token, p.Forms):
                        yield scene.token(number, position - 1 if code.backward else position), token.test

    def _is_in(self, taken: Taken, feature: str, number: int) -> bool:
        if taken.mention is not None:
            return taken.mention.features.get(feature) in self.entries[number]
        if feature == "word":
            return taken.analysis is not None and taken.analysis.word in self.folded[number]
        return any(reading.get(feature) in self.entries[number] for reading in taken.readings)


def _rules(phase: p.PhaseProgram) -> tuple[Rule, ...]:
    return (*phase.selections, *phase.chunks, *phase.events, *phase.extensions)


def _codes(rule: Rule) -> list[p.Code]:
    """The codes of a rule, those of triggers included."""
    if isinstance(rule, p.EventRule | p.ExtendRule):
        return [code for variant in rule.variants for code in (variant.left, variant.trigger, variant.right)]
    return [rule.code]


def _alternatives(rule: Rule) -> Iterator[Place]:
    """The places of a rule's alternatives, of named patterns too."""
    if isinstance(rule, p.EventRule | p.ExtendRule) and len(rule.variants) > 1:
        yield from (variant.place for variant in rule.variants if variant.place is not None)
    for code in _codes(rule):
        for place, first, last in code.origins.alternatives if code.origins is not None else ():
            if first < last:
                yield place


def _lists(program: p.Program, rule: Rule) -> Iterator[int]:
    """The named lists that a rule asks for."""
    for code in _codes(rule):
        for operation, number, _ in code.instructions:
            if operation == p.LISTED and program.lists[number].lexicon:
                yield number
            elif operation == p.TYPED and (test := program.mentions[number].test) is not None:
                yield from (found for _, found in _asked(test))
            elif operation == p.TOKEN and number >= 0 and not isinstance(token := program.tokens[number], p.Forms):
                yield from (found for _, found in _asked(token.test))
    for _, test in _conditions(rule):
        yield from (found for _, found in _asked(test))
    if isinstance(rule, p.EventRule) and rule.key is not None:
        yield rule.list


def _conditions(rule: Rule) -> Iterator[tuple[str, p.Test]]:
    """The tests of captures in a rule's conditions."""
    written = [condition for code in _codes(rule) for take in code.takes for condition in (*take.alone, *take.trigger)]
    todo: list[p.Condition] = [*written, *rule.demands.where]
    while todo:
        match todo.pop():
            case p.Holds(capture, test):
                yield capture, test
            case p.Both(parts) | p.Either(parts):
                todo += parts
            case _:
                pass


def _asked(test: p.Test) -> Iterator[tuple[str, int]]:
    """The features that must be in a list, and the lists; what must not be in one is left out."""
    match test:
        case p.InList(feature, number):
            yield feature, number
        case p.Every(parts) | p.Some(parts):
            for part in parts:
                yield from _asked(part)
        case _:
            pass
