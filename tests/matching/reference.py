"""The oracle: an eager, recursive matcher that reads the rules' syntax tree as DESIGN §3 says, without any cleverness.

In: a pack and a sentence's lattice. Out: for each rule its matches with all captures. The one way in: `Reference`.
It is slow on purpose: no memo, no program, no symbols; each way to match is generated in preferred order, and the first
is taken. `TooSlow` says that a drawn rule has more ways than anybody wants to wait for.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from extractor.language import tree
from extractor.language.pack import Pack
from extractor.matching.lattice import Lattice, Mention
from tests.matching.reference_conditions import Match, Taken, conjuncts, holds, names, satisfies


class TooSlow(Exception):
    """The budget of steps is spent."""


class Way(NamedTuple):
    """One way to match an element: where it leads, the edges taken and the captures made, in walking order."""

    to: int
    edges: tuple[Taken, ...] = ()
    captures: tuple[tuple[str, Taken], ...] = ()

    def then(self, other: "Way") -> "Way":
        return Way(other.to, self.edges + other.edges, self.captures + other.captures)


class Reference:
    """Matches the rules of a pack over one lattice."""

    def __init__(self, pack: Pack, lattice: Lattice, budget: int = 20_000) -> None:
        self.pack, self.lattice, self.budget = pack, lattice, budget
        self.patterns = {pattern.name: pattern for pattern in pack.patterns}
        self.parents = {declared.name: declared.parent for declared in (*pack.mention_types, *pack.event_types)}
        closed = {declared.name for declared in pack.mention_types if declared.closed}
        inside = [(m.start, m.end) for m in lattice.mentions if any(self.is_a(m, name) for name in closed)]
        self.closed = {*inside, *lattice.sentence.holes}
        self.where: tuple[tree.Condition, ...] = ()
        self.trigger = ""

    # --- rules ------------------------------------------------------------------------------------------------------

    def chunks(self, rule: tree.Rule | tree.Selection) -> list[Match]:
        """From every start the first way; then the conditions on the whole."""
        element = self.begin(rule, "")
        found = []
        for start in range(self.lattice.start, self.lattice.end):
            way = next(self.ways(element, start, False, None), None)
            if way and way.to > start:
                found.append(Match(start, way.to, way.captures))
        return [match for match in found if self.stands(rule, match)]

    def events(self, rule: tree.Rule) -> list[Match]:
        """For every edge of the trigger the first variant that works: outward, first to the right, then to the left."""
        trigger = rule.extend.capture if rule.extend else "trigger"
        found: dict[tuple[int, int, int, str | None], Match] = {}
        for left, middle, right in split(self.begin(rule, trigger), trigger):
            for start in range(self.lattice.start, self.lattice.end):
                ways = self.ways(middle, start, False, None)
                for way in ways if one_edge(middle) else islice(ways, 1):
                    taken = dict(way.captures)[trigger]
                    place = (start, way.to, id(taken.mention), taken.entry)
                    after = next(self.ways(right, way.to, False, taken), None)
                    before = next(self.ways(left, start, True, taken), None)
                    if place not in found and after and before:
                        match = Match(before.to, after.to, way.captures + after.captures + before.captures)
                        if self.stands(rule, match):
                            found[place] = match
        return list(found.values())

    def begin(self, rule: tree.Rule | tree.Selection, trigger: str) -> tree.Element:
        self.where, self.trigger = conjuncts(rule.where), trigger
        expanded: tree.Element = self.expand(rule.match, {})
        return expanded

    def stands(self, rule: tree.Rule | tree.Selection, match: Match) -> bool:
        """Whether the conditions hold that were not tested when a capture was taken."""
        taken = {name for name, _ in match.captures}
        late = [c for c in self.where if not self.early(c) or not names(c) <= taken]
        return all(self.holds(c, match) for c in late) and not any(self.holds(c, match) for c in rule.unless)

    def early(self, condition: tree.Condition) -> bool:
        """Whether the condition is tested as soon as its capture is taken: it has one, or the trigger and one."""
        return len(names(condition) - {self.trigger}) <= 1 and bool(names(condition))

    def holds(self, condition: tree.Condition, match: Match) -> bool:
        return holds(condition, match, self)

    def expand(self, node: Any, given: dict[str, tree.Element]) -> Any:
        """The element with named patterns and their parameters written out."""
        if isinstance(node, tree.Named) and node.name in given:
            return given[node.name]
        if isinstance(node, tree.Named):
            pattern = self.patterns[node.name]
            arguments = [self.expand(argument, given) for argument in node.arguments]
            return self.expand(pattern.element, dict(zip(pattern.parameters, arguments, strict=True)))
        if isinstance(node, tree.Node):
            changed = {name: self.expand(getattr(node, name), given) for name in node.__struct_fields__}
            return msgspec.structs.replace(node, **changed)
        return tuple(self.expand(item, given) for item in node) if isinstance(node, tuple) else node

    def is_a(self, mention: Mention, type_: str) -> bool:
        """Whether the mention is of the type or of a subtype."""
        kind: str | None = mention.type
        while kind is not None and kind != type_:
            kind = self.parents.get(kind)
        return kind == type_

    # --- elements ---------------------------------------------------------------------------------------------------

    def ways(self, element: tree.Element, at: int, back: bool, trigger: Taken | None) -> Iterator[Way]:
        """All ways to match from `at` to the right or, `back`, to the left; the preferred first."""
        self.budget -= 1
        if self.budget < 0:
            raise TooSlow
        match element:
            case tree.Words() | tree.Lemma() | tree.Token() | tree.ListName():
                yield from self.words(element, at, back)
            case tree.Typed():
                yield from self.mentions(element, at, back)
            case tree.Captured():
                yield from self.captured(element, at, back, trigger)
            case tree.Sequence(items=items):
                yield from self.sequence(items[::-1] if back else items, at, back, trigger)
            case tree.Choice(alternatives=alternatives):
                for alternative in alternatives:
                    yield from self.ways(alternative, at, back, trigger)
            case tree.Repeat():
                yield from self.repeat(element, 0, at, back, trigger)
            case tree.Gap():
                yield from self.gap(element, at, back)
            case tree.Edge(kind=kind):
                if self.lattice.at_start(at) if kind == "^" else self.lattice.at_end(at):
                    yield Way(at)
            case tree.Look(side=side, negated=negated, element=inside):
                if any(True for _ in self.ways(inside, at, side == "left", trigger)) != negated:
                    yield Way(at)
            case _:
                raise AssertionError(element)

    def words(self, element: tree.Element, at: int, back: bool) -> Iterator[Way]:
        """Tokens side by side; entries of a list the longest first. An entry is one edge, quoted words are several."""
        match element:
            case tree.Token(test=test):
                options: list[tuple[Any, ...]] = [(test,)]
            case tree.Words(text=text, exact=exact):
                options = [tuple((("form" if exact else "word"), word) for word in text.split())]
            case tree.Lemma(words=words):
                options = [tuple(("lemma", word) for word in words)]
            case tree.ListName(lexicon=lexicon, list=name):
                found = self.pack.lists[lexicon, name]
                kind = "lemma" if found.match == "lemma" else "word"
                split_ = sorted((entry.words.split() for entry in found.entries), key=lambda words: (-len(words), words))
                options = [tuple((kind, word) for word in words) for words in split_]
        for tests in options:
            start = at - len(tests) if back else at
            row = [self.token(start + offset, test) for offset, test in enumerate(tests)]
            tokens = [token for token in row if token is not None]
            if len(tokens) == len(tests):
                if isinstance(element, tree.ListName) or (isinstance(element, tree.Lemma) and len(tests) > 1):
                    entry = " ".join(test[1] for test in tests)
                    tokens = [tokens[0]._replace(end=start + len(tests), entry=entry)]
                yield Way(start if back else start + len(tests), tuple(tokens))

    def token(self, position: int, test: Any) -> Taken | None:
        """The token with those of its readings that satisfy the test."""
        analysis = self.lattice.token(position)
        if analysis is None:
            return None
        readings = range(len(analysis.readings))
        if isinstance(test, tree.Only):
            kept = list(readings) if all(satisfies(test.test, analysis, r, self) for r in analysis.readings) else []
        elif isinstance(test, tuple) and test[0] != "lemma":
            kept = list(readings) if getattr(analysis, test[0]) == test[1] else []
        elif isinstance(test, tuple):
            kept = [n for n in readings if analysis.readings[n].get("lemma") == test[1]]
        else:
            kept = [n for n in readings if satisfies(test, analysis, analysis.readings[n], self)]
        return Taken(position, position + 1, None, tuple(kept)) if kept else None

    def mentions(self, element: tree.Typed, at: int, back: bool) -> Iterator[Way]:
        """Mentions that start (or end) here, the longest first."""
        for mention in (self.lattice.ending if back else self.lattice.starting).get(at, ()):
            fits = element.test is None or satisfies(element.test, None, mention.features, self)
            if fits and self.is_a(mention, element.type):
                yield Way(mention.start if back else mention.end, (Taken(mention.start, mention.end, mention),))

    def sequence(self, items: tuple[tree.Element, ...], at: int, back: bool, trigger: Taken | None) -> Iterator[Way]:
        if not items:
            yield Way(at)
        else:
            for first in self.ways(items[0], at, back, trigger):
                for rest in self.sequence(items[1:], first.to, back, trigger):
                    yield first.then(rest)

    def repeat(self, repeat: tree.Repeat, done: int, at: int, back: bool, trigger: Taken | None) -> Iterator[Way]:
        """Enough, or once more: greedy ones prefer more, lazy ones less. An iteration that takes nothing is the last one."""
        if repeat.lazy and done >= repeat.least:
            yield Way(at)
        if repeat.most is None or done < repeat.most:
            for first in self.ways(repeat.element, at, back, trigger):
                for rest in self.repeat(repeat, done + 1, first.to, back, trigger) if first.to != at else ():
                    yield first.then(rest)
                if first.to == at and done < repeat.least:
                    yield first
        if not repeat.lazy and done >= repeat.least:
            yield Way(at)

    def captured(self, element: tree.Captured, at: int, back: bool, trigger: Taken | None) -> Iterator[Way]:
        """The ways on which the conditions on this capture hold; its readings are those that they leave."""
        pushed = pushed_in(element)
        if pushed is not element:
            yield from self.ways(pushed, at, back, trigger)
            return
        for way in self.ways(element.element, at, back, trigger):
            whole = Taken(min(at, way.to), max(at, way.to))
            taken: Taken | None = way.edges[0] if one_edge(element.element) else whole
            for condition in self.where if way.to != at else ():
                about = names(condition)
                if taken and element.name in about and self.early(condition) and (trigger or about == {element.name}):
                    taken = self.narrowed(condition, element.name, taken, trigger)
            if way.to == at:
                yield way
            elif taken:
                yield Way(way.to, (taken,), ((element.name, taken), *way.captures))

    def narrowed(self, condition: tree.Condition, name: str, taken: Taken, trigger: Taken | None) -> Taken | None:
        """What the condition leaves: of a token those readings of which it holds, if it is about the token alone."""
        if names(condition) == {name} and taken.readings is not None:
            one = [taken._replace(readings=(reading,)) for reading in taken.readings]
            kept = [t.readings[0] for t in one if t.readings and self.holds(condition, Match(0, 0, ((name, t),)))]
            return taken._replace(readings=tuple(kept)) if kept else None
        known = ((name, taken), (self.trigger, trigger)) if trigger else ((name, taken),)
        return taken if self.holds(condition, Match(0, 0, known)) else None

    def gap(self, gap: tree.Gap, at: int, back: bool) -> Iterator[Way]:
        """The shortest first. Whether a gap may reach so far is decided by the stretch that it covers."""
        for to in range(at, self.lattice.start - 1, -1) if back else range(at, self.lattice.end + 1):
            units = self.units(min(at, to), max(at, to))
            if units is not None and units >= gap.least and (gap.most is None or units <= gap.most):
                yield Way(to)

    def units(self, low: int, high: int) -> int | None:
        """How many tokens and whole closed mentions `[low, high)` has; None if it cuts one or, inside, touches its end."""
        for start, end in self.closed if low < high else ():
            inside, whole, apart = start < low and high < end, low <= start and end <= high, high <= start or end <= low
            if not (inside or whole or apart):
                return None
        count = 0
        while low < high:
            low = max([end for start, end in self.closed if start == low and end <= high], default=low + 1)
            count += 1
        return count


def one_edge(element: tree.Element) -> bool:
    """Whether the element takes one edge (a token, a mention, an entry of a list)."""
    match element:
        case tree.Captured(element=inside):
            return one_edge(inside)
        case tree.Words(text=text):
            return len(text.split()) == 1
    return isinstance(element, tree.Token | tree.Typed | tree.ListName | tree.Lemma)


def single(element: tree.Element) -> bool:
    """Whether the element takes one edge wherever it takes any."""
    match element:
        case tree.Choice(alternatives=alternatives):
            return all(map(single, alternatives))
        case tree.Repeat(element=inside, most=1) | tree.Captured(element=inside):
            return single(inside)
        case tree.Sequence(items=items):
            taking = [item for item in items if not isinstance(item, tree.Edge | tree.Look)]
            return len(taking) == 1 and single(taking[0])
    return one_edge(element)


def pushed_in(captured: tree.Captured) -> tree.Element:
    """A capture of alternatives captures each, one of something optional what is there, and context stays outside: so a
    capture is an edge with its features wherever what it takes is one."""

    def inner(element: tree.Element) -> tree.Element:
        return msgspec.structs.replace(captured, element=element)

    match captured.element:
        case tree.Choice(alternatives=alternatives) as choice:
            return msgspec.structs.replace(choice, alternatives=tuple(map(inner, alternatives)))
        case tree.Repeat(element=inside, least=0 | 1, most=1) as repeat:
            return msgspec.structs.replace(repeat, element=inner(inside))
        case tree.Sequence(items=items) as sequence if single(sequence):
            apart = tree.Edge | tree.Look
            return msgspec.structs.replace(sequence, items=tuple(i if isinstance(i, apart) else inner(i) for i in items))
    return captured


def split(element: tree.Element, trigger: str) -> list[tuple[tree.Element, tree.Element, tree.Element]]:
    """The variants of an event rule: what stands left of its trigger, the trigger, what stands right of it."""
    match element:
        case tree.Captured(name=name) if name == trigger:
            nothing = tree.Sequence(items=(), place=element.place)
            return [(nothing, element, nothing)]
        case tree.Choice(alternatives=alternatives):
            return [variant for alternative in alternatives for variant in split(alternative, trigger)]
        case tree.Sequence(items=items, place=place):
            return [
                (
                    tree.Sequence(items=(*items[:number], left), place=place),
                    middle,
                    tree.Sequence(items=(right, *items[number + 1 :]), place=place),
                )
                for number, item in enumerate(items)
                for left, middle, right in split(item, trigger)
            ]
    return []
