"""A code followed step by step: the way of its match, or how far it came and what it waited for there.

In: a scene, a code, a position, as for `machine.run`. Out, by `follow`: a `Trail`. It finds the same match as the machine and
looks at every state once, but keeps what the machine throws away. Nothing runs it but tools that explain rules.

How far a code came is measured by what was still missing: the edges that the shortest way from there to a match takes. Of
two places equally far the one counts that the preferred way reaches first: for a gap the nearest, for a repetition the
furthest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import msgspec

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding
from extractor.matching.machine import Code
from extractor.matching.scene import Scene
from extractor.matching.takes import Taker

EDGES: Final = (p.TOKEN, p.TYPED, p.LISTED)
"""The instructions that take an edge."""


class Refused(msgspec.Struct, frozen=True, eq=False):
    """An edge that fitted but for a condition on its capture; `binding` is what the condition was decided upon."""

    instruction: int
    taken: Taken
    condition: p.Condition
    binding: Binding


class Stop(msgspec.Struct, frozen=True, eq=False):
    """Where a code came furthest and got no further.

    `position` is where the next edge would start (end, for a code that walks backward), `waiting` the instructions that found
    nothing there, in order of preference, `refused` what they did find. `elsewhere` has the instructions that waited in vain at
    other positions where as much was missing, as a gap or another alternative reaches them. `missing` is how many edges at
    least were still to come, `taken` what was captured so far."""

    position: int
    waiting: tuple[int, ...]
    refused: tuple[Refused, ...]
    elsewhere: tuple[tuple[int, int], ...]
    missing: int
    taken: tuple[tuple[str, Taken], ...]


class Trail(msgspec.Struct, frozen=True, eq=False):
    """What became of a code at a position: where its match `end`s, the instructions on its way with the position at which each
    was met, and what it captured; or (`end` None) its `stop`.

    `needed` is how many edges the shortest match takes."""

    end: int | None
    way: tuple[tuple[int, int], ...]
    captures: tuple[tuple[str, Taken], ...]
    stop: Stop | None
    needed: int

    @property
    def missing(self) -> int:
        """How many edges at least were missing; 0 for a match, and where all that failed took no edge."""
        return self.stop.missing if self.stop is not None else 0


class _State(msgspec.Struct, frozen=True, eq=False):
    """A state of the search: an instruction, a position, the starts of open captures with conditions, and how it was reached."""

    pc: int
    position: int
    opened: Any
    way: Any
    captures: Any


def follow(scene: Scene, code: Code, written: p.Code, position: int, trigger: Binding) -> Trail:
    """What becomes of a code from a position. `written` is the program's own form of it."""
    search = _Search(scene, code, written, trigger)
    return search.run(position)


_MISSING: Final[WeakKeyDictionary[Code, list[int]]] = WeakKeyDictionary()


def _missing(code: Code) -> list[int]:
    """What `shortest` says of a code, worked out once."""
    found = _MISSING.get(code)
    if found is None:
        found = _MISSING[code] = shortest(code.instructions)
    return found


def shortest(instructions: Sequence[p.Instruction]) -> list[int]:
    """For each instruction how many edges the shortest way from it to a match takes (more than there are: none leads there)."""
    never = len(instructions) + 1
    left = [never] * len(instructions)
    left[-1] = 0
    changed = True
    while changed:
        changed = False
        for pc in range(len(instructions) - 2, -1, -1):
            nearest = min(left[after] for after in _after(instructions, pc)) + (instructions[pc][0] in EDGES)
            if nearest < left[pc]:
                left[pc], changed = nearest, True
    return left


def _after(instructions: Sequence[p.Instruction], pc: int) -> tuple[int, ...]:
    operation, a, b = instructions[pc]
    if operation == p.SPLIT:
        return (a, b)
    return (a,) if operation == p.JUMP else (pc + 1,)


class _Search:
    def __init__(self, scene: Scene, code: Code, written: p.Code, trigger: Binding) -> None:
        self.scene, self.code, self.written, self.trigger = scene, code, written, trigger
        self.left = _missing(code)
        self.best: tuple[int, int] | None = None
        self.furthest: _State | None = None
        self.waiting: dict[int, None] = {}
        self.refused: list[Refused] = []
        self.elsewhere: dict[tuple[int, int], None] = {}

    def run(self, position: int) -> Trail:
        """Tries the states in preferred order, each once."""
        seen: set[tuple[int, int, Any]] = set()
        stack = [_State(0, position, None, None, None)]
        while stack:
            state = stack.pop()
            key = (state.pc, state.position, state.opened)
            if key in seen:
                continue
            seen.add(key)
            if self.code.instructions[state.pc][0] == p.MATCH:
                captures = tuple(_captured(self.code, state.captures))
                return Trail(state.position, _unwound(state.way), captures, None, self.left[0])
            following = list(self.step(state))
            stack.extend(reversed(following))
        return Trail(None, (), (), self.stop(), self.left[0])

    def step(self, state: _State) -> Iterator[_State]:
        """The states that follow, in order of preference."""
        operation, a, b = self.code.instructions[state.pc]
        pc, position = state.pc, state.position
        if operation == p.SPLIT:
            yield self.on(state, a, position)
            yield self.on(state, b, position)
        elif operation == p.JUMP:
            yield self.on(state, a, position)
        elif operation in EDGES:
            yield from self.edges(state)
        elif operation == p.STEP:
            to = self.scene.steps(self.code.backward)[position - self.scene.base]
            if to >= 0:
                yield self.on(state, pc + 1, to)
            else:
                self.stuck(state)
        elif operation == p.OPEN:
            opened = (position, state.opened) if a else state.opened
            yield _State(pc + 1, position, opened, state.way, (state.captures, (-1, position)))
        elif operation == p.CLOSE:
            yield from self.close(state, a, bool(b))
        elif self.stands(operation, a, b, position):
            yield self.on(state, pc + 1, position)
        else:
            self.stuck(state)

    def on(self, state: _State, pc: int, position: int, captures: Any = None) -> _State:
        """The state after an instruction."""
        way = (state.way, (state.pc, state.position))
        return _State(pc, position, state.opened, way, state.captures if captures is None else captures)

    def edges(self, state: _State) -> Iterator[_State]:
        """The states after an edge: one for each that starts here and that its capture lets pass."""
        operation, number, take = self.code.instructions[state.pc]
        found = self.found(operation, number, state.position)
        if not found:
            self.stuck(state)
        for end, edge in found:
            if take < 0:
                yield self.on(state, state.pc + 1, end)
                continue
            taken = self.code.takers[take].passed(edge, self.trigger, self.scene)
            if taken is None:
                self.stuck(state, self.refusal(state.pc, take, edge))
            else:
                yield self.on(state, state.pc + 1, end, (state.captures, (take, taken)))

    def found(self, operation: int, number: int, position: int) -> Sequence[tuple[int, Taken]]:
        """The edges of an instruction at a position, the longest first, and where each leads."""
        if operation != p.TOKEN:
            return self.scene.ends(operation, number, position, self.code.backward)
        at = position - 1 if self.code.backward else position
        # The token before the first one has index -1, where no test holds.
        if number not in self.scene.truth[at - self.scene.base]:
            return ()
        return ((at if self.code.backward else at + 1, self.scene.token(number, at)),)

    def close(self, state: _State, take: int, tested: bool) -> Iterator[_State]:
        """The state after the end of a capture of several elements."""
        opened = state.opened
        if tested:
            start, opened = opened
            low, high = sorted((start, state.position))
            taken = Taken(low, high)
            if low < high and self.code.takers[take].passed(taken, self.trigger, self.scene) is None:
                self.stuck(state, self.refusal(state.pc, take, taken))
                return
        captures = (state.captures, (take, state.position))
        yield msgspec.structs.replace(self.on(state, state.pc + 1, state.position, captures), opened=opened)

    def stands(self, operation: int, a: int, b: int, position: int) -> bool:
        """Whether something that takes no edge holds here."""
        if operation == p.START:
            return self.scene.lattice.at_start(position)
        if operation == p.END:
            return self.scene.lattice.at_end(position)
        return self.scene.looks(a, position) != bool(b)

    def refusal(self, pc: int, take: int, taken: Taken) -> Refused:
        """The first condition of a capture that fails for what it would take."""
        condition, binding = failed(self.code.takers[take], self.written.takes[take], taken, self.trigger, self.scene)
        return Refused(pc, taken, condition, binding)

    def stuck(self, state: _State, refused: Refused | None = None) -> None:
        """Keeps a state that got no further, if none got further than it."""
        # What fitted but for a condition is nearer than what wasn't there at all.
        reached = (self.left[state.pc], 0 if refused is not None else 1)
        if self.best is None or reached < self.best:
            self.best, self.furthest = reached, state
            self.waiting, self.refused, self.elsewhere = {}, [], {}
        if reached != self.best or self.furthest is None:
            return
        if state.position != self.furthest.position:
            self.elsewhere[state.pc, state.position] = None
            return
        self.waiting[state.pc] = None
        if refused is not None:
            self.refused.append(refused)

    def stop(self) -> Stop | None:
        """Where it came furthest."""
        if self.furthest is None:
            return None
        return Stop(
            self.furthest.position,
            tuple(self.waiting),
            tuple(self.refused),
            tuple(self.elsewhere),
            self.left[self.furthest.pc],
            tuple(_captured(self.code, self.furthest.captures)),
        )


def failed(taker: Taker, written: p.Take, taken: Taken, trigger: Binding, scene: Scene) -> tuple[p.Condition, Binding]:
    """The first of a capture's conditions that fails for what it would take, and what that was decided upon."""
    for condition in written.alone:
        one = Taker(msgspec.structs.replace(written, alone=(condition,), trigger=()), scene.tables.conditions)
        left = one.passed(taken, trigger, scene)
        if left is None:
            return condition, dict.fromkeys(taker.names, (taken,))
        taken = left
    binding = {**trigger, **dict.fromkeys(taker.names, (taken,))}
    for check, condition in zip(taker.trigger, written.trigger, strict=True):
        if not check(binding, scene, taken.start, taken.end):
            return condition, binding
    raise LookupError("every condition holds")


def _unwound(way: Any) -> tuple[tuple[int, int], ...]:
    """The instructions of a way and their positions, in order."""
    found = []
    while way is not None:
        way, step = way
        found.append(step)
    return tuple(found[::-1])


def _captured(code: Code, chain: Any) -> Iterator[tuple[str, Taken]]:
    """What was captured by the time; captures of several elements that are still open are left out."""
    items = []
    while chain is not None:
        chain, item = chain
        items.append(item)
    opened: list[int] = []
    for take, what in reversed(items):
        if take < 0:
            opened.append(what)
            continue
        if what.__class__ is int:
            low, high = sorted((opened.pop(), what))
            what = Taken(low, high)
        if what.start < what.end:
            yield from ((name, what) for name in code.takers[take].names)
