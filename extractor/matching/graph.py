"""What the rules of a phase walk over and where each edge leads, as one graph: what the automaton of a phase is made of.

In: the codes of rules. Out, by `graph_of`: a `Graph`, plain data that can be kept with a program, for working it out takes longer
than all else at the beginning of a text. `automaton` runs on it.

A place is an instruction of a rule that walks over an edge. Places are numbered through all rules; places that can't be told from
one another are merged, and of them the one with the smallest number stands for all.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from extractor.matching import program as p
from extractor.matching.walks import ASKED, STEP, WALKS, Arc, arc_of, closure, continued, stops
from extractor.packing import Table, packed, table, unpacked
from extractor.text.document import Analysis

WIDE: Final = 4
"""With more steps of gaps than this in a rule, each of its gaps counts as one without limit."""


class Ask(NamedTuple):
    """What an instruction asks of a token besides its test: `decide` says it of the token's analysis. Asks with the same `key`
    decide the same."""

    key: Hashable
    decide: Callable[[Analysis], bool]


Asks = Mapping[int, Mapping[int, Ask]] | Sequence[Mapping[int, Ask]]
"""By rule, then by instruction, what it asks."""


class Graph(p.Data, frozen=True):
    """The graph of a phase, packed. Those places that stand for themselves have numbers anew, from 0 on and so that all that walk
    over one arc stand together, among them first those after which a rule may be done.

    `merged` has for each place the new number of the one that stands for it. `arcs` has each arc, two numbers, with the place
    behind its last one of those after which a rule may be done, and that behind its last one: they begin where the arc before
    ends. `before` has for a place those that lead there, `begins` the rules that can begin with it, and `beginning` as bits all
    places with such rules; `rules` has for each rule how many instructions and how many places come before its own. `asks` has of
    each `ASKED` arc its test, and a rule and an instruction that ask it. `continued` has, of rules whose codes go on into
    look-aheads, their instructions with those of these (see `walks.continued`)."""

    rules: bytes
    merged: bytes
    arcs: bytes
    before: Table
    begins: Table
    beginning: bytes
    asks: bytes
    continued: dict[int, bytes]


def tuples(content: bytes, size: int) -> Iterator[tuple[int, ...]]:
    """Reads packed numbers, so many at once."""
    return zip(*[iter(unpacked(content))] * size, strict=True)


def graph_of(codes: Sequence[p.Code], looks: Sequence[p.Code], asks: Asks | None) -> Graph:
    """The graph of rules with these codes, which all walk forward. `looks` are the program's."""
    made = _Made()
    none: Mapping[int, Ask] = {}
    whole = [continued(code.instructions, looks) for code in codes]
    inserted = [made.insert(rule, each, none if asks is None else asks[rule]) for rule, each in enumerate(whole)]
    merged = made.merged()
    places = sorted(set(merged), key=lambda place: (made.arcs[place], made.after[place] is not None, place))
    numbered = {place: number for number, place in enumerate(places)}
    before: list[list[int]] = [[] for _ in places]
    for number, place in enumerate(places):
        for each in made.after[place] or ():
            before[numbered[each]].append(number)
    begins: list[list[int]] = [[] for _ in places]
    rules = [0, 0]
    for rule, (code, instructions, numbers) in enumerate(zip(codes, whole, inserted, strict=True)):
        rules += (rules[-2] + len(code.instructions), rules[-1] + len(numbers))
        for first in {numbered[merged[numbers[pc]]] for pc in closure(instructions, 0) if pc in numbers}:
            begins[first].append(rule)
    return Graph(
        rules=packed(rules),
        merged=packed([numbered[place] for place in merged]),
        arcs=packed(_arcs(made, places)),
        before=table(before),
        begins=table(begins),
        beginning=sum(1 << place for place, found in enumerate(begins) if found).to_bytes(len(begins) // 8 + 1, "little"),
        asks=packed([part for ask in made.asks for part in ask]),
        continued={
            rule: packed([*chain.from_iterable(each)])
            for rule, (code, each) in enumerate(zip(codes, whole, strict=True))
            if each is not code.instructions
        },
    )


def _arcs(made: "_Made", places: Sequence[int]) -> list[int]:
    """The arcs of the places, in their order, as a `Graph` has them."""
    ends: dict[Arc, tuple[int, int]] = {}
    for number, place in enumerate(places):
        arc = made.arcs[place]
        done, _ = ends.get(arc, (number, number))
        ends[arc] = (number + 1 if made.after[place] is None else done, number + 1)
    return [part for arc, end in ends.items() for part in (*arc, *end)]


class _Made:
    """The places of all rules, each with what can come after it."""

    def __init__(self) -> None:
        self.arcs: list[Arc] = []
        self.after: list[frozenset[int] | None] = []
        """The places of which one must lead on, None where the rule may be done."""
        self.asks: list[tuple[int, int, int]] = []
        self._known: dict[tuple[int, Hashable], int] = {}

    def insert(self, rule: int, instructions: Sequence[p.Instruction], asks: Mapping[int, Ask]) -> dict[int, int]:
        """Adds a rule; returns the number of each of its places."""
        numbers: dict[int, int] = {}
        for place, instruction in enumerate(instructions):
            if instruction[0] in WALKS:
                numbers[place] = len(self.arcs) + len(numbers)
        self.arcs += [
            self._asked((instructions[place][1], rule, place), asks[place]) if place in asks else arc_of(instructions[place])
            for place in numbers
        ]
        after = stops(instructions)
        known: dict[frozenset[int], frozenset[int] | None] = {}
        for place in numbers:
            reached = after[place + 1]
            if reached not in known:
                done = any(instructions[each][0] == p.MATCH for each in reached)
                # Where the rule may be done nothing more is asked for, which makes many places equal (see `merged`).
                known[reached] = None if done else frozenset([numbers[each] for each in reached if each in numbers])
            self.after.append(known[reached])
        steps = [number for number in numbers.values() if self.arcs[number] == STEP]
        if len(steps) > WIDE:
            self._widen(steps)
        return numbers

    def _asked(self, where: tuple[int, int, int], ask: Ask) -> Arc:
        """The arc over tokens for which a test holds and that are what is asked for; `where` is the test, and a rule and an
        instruction that ask it."""
        number = self._known.setdefault((where[0], ask.key), len(self.asks))
        if number == len(self.asks):
            self.asks.append(where)
        return ASKED, number

    def _widen(self, steps: Sequence[int]) -> None:
        """Makes the steps of each gap one step that may be repeated and left at any time.

        A step whose neighbour is a step belongs to one gap with it; the last comes first, so that what it leads to arrives."""
        for number in reversed(steps):
            after = self.after[number]
            if after is not None:
                further = [self.after[each] for each in after if self.arcs[each] == STEP and each > number]
                left: frozenset[int] | None = after.union(*(each for each in further if each is not None))
                if any(each is None for each in further):
                    left = None
                self.after[number] = None if left is None else left | {number}

    def merged(self) -> list[int]:
        """For each place the first one that can't be told from it: it walks over the same and leads to the same.

        Repetitions are written out, so that most places have copies. Copies at the end of a rule are found equal first, then
        those that lead to them, and so on, in one way from the last place to the first; a second one is for what loops lead back
        to, and loops themselves stay as they are."""
        arcs, same = self.arcs, list(range(len(self.arcs)))
        gone: set[int] = set()
        """The places for which another one stands: only what leads to one of them is looked at anew."""
        again, looping = True, False
        while again:
            again = False
            known: dict[tuple[Arc, frozenset[int] | None], int] = {}
            for number in reversed(range(len(same))):
                after = self.after[number]
                if after is not None:
                    looping = looping or min(after, default=number + 1) <= number
                    if not after.isdisjoint(gone):
                        after = self.after[number] = frozenset([same[each] for each in after])
                found = known.setdefault((arcs[number], after), number)
                if found != same[number]:
                    same[number], again = found, looping
                    gone.add(number)
        first: dict[int, int] = {}
        for number, kept in enumerate(same):
            first.setdefault(kept, number)
        self.after = [None if after is None else frozenset([first[each] for each in after]) for after in self.after]
        return [first[kept] for kept in same]
