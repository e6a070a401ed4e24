"""The machine: runs one code from one position and finds its first match in preferred order.

In: a scene, a code, a position, what is known from earlier runs. Out, by `run`: where the match ends and what was captured,
or None. `captured` turns that into `Taken`s.

It is a backtracking search that never tries a state twice (the bounded backtracker of RE2; see Russ Cox, "Regular Expression
Matching: the Virtual Machine Approach"). A state is an instruction and a position, and where a capture with conditions is open
also that capture's start: what comes after depends on nothing else. So the outcome of a state is good for every later run over
the same scene, and all runs of a code together take time in proportion to its length times the sentence's. No code repeats
something empty (see `shapes.normal`), so a state never leads back to itself.

The way of a run is a chain of links `(before, item)`: an item is the number of a state, or a capture `(take, Taken)`, or the
start `(-1, position)` or end `(take, position)` of a capture of several elements. A success is written down for each state on
its way as `(end, captures after it)`; these captures form a chain too, `(capture, rest)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding, Conditions
from extractor.matching.takes import Taker

if TYPE_CHECKING:
    from extractor.matching.scene import Scene

Found = tuple[int, Any]
"""Where a match ends, and the chain of its captures in the order of walking."""

Memory = dict[int, Found | None]
"""What became of each state: None while it is being tried and where it failed."""

_NEW: Final[Any] = object()


class Code:
    """A code, ready to run. `alike`: its runs don't depend on the trigger, so they may share a memory."""

    def __init__(self, code: p.Code, conditions: Conditions) -> None:
        self.instructions = code.instructions
        self.takers = tuple(Taker(take, conditions) for take in code.takes)
        self.backward = code.backward
        self.starts = code.starts
        self.alike = not any(taker.trigger for taker in self.takers)


def run(scene: Scene, code: Code, position: int, memory: Memory, trigger: Binding) -> Found | None:
    """The first match of a code from a position. Long, because in the engine's innermost loop a call costs more than a step."""
    instructions, takers, backward = code.instructions, code.takers, code.backward
    truth, width, base = scene.truth, scene.width, scene.base
    # A code that walks backward takes the token before its position.
    shift, stride = (base + 1, -1) if backward else (base, 1)
    pc = 0
    way: Any = None
    opened: Any = None
    taken: Taken | None
    stack: list[tuple[int, int, Any, Any]] = []
    while True:
        operation, a, b = instructions[pc]
        if operation == p.TOKEN:
            if a in truth[position - shift]:
                if b >= 0:
                    taken = scene.token(a, position - 1 if backward else position)
                    if takers[b].tests:
                        taken = takers[b].passed(taken, trigger, scene)
                    way = (way, (b, taken))
                if b < 0 or taken is not None:
                    pc, position = pc + 1, position + stride
                    continue
        elif operation == p.SPLIT:
            state = pc * width + position - base
            if opened is not None:
                state = _with_starts(state, len(instructions) * width, opened, scene)
            known = memory.get(state, _NEW)
            if known is _NEW:
                memory[state] = None
                way = (way, state)
                stack.append((b, position, way, opened))
                pc = a
                continue
            if known is not None:
                return _written(memory, way, known)
        elif operation == p.JUMP:
            pc = a
            continue
        elif operation == p.STEP:
            to = scene.steps(backward)[position - base]
            if to >= 0:
                pc, position = pc + 1, to
                continue
        elif operation == p.TYPED or operation == p.LISTED:
            ends = scene.ends(operation, a, position, backward)
            if len(ends) > 1:
                state = pc * width + position - base
                if opened is not None:
                    state = _with_starts(state, len(instructions) * width, opened, scene)
                known = memory.get(state, _NEW)
                if known is _NEW:
                    memory[state] = None
                    way = (way, state)
                elif known is not None:
                    return _written(memory, way, known)
                else:
                    ends = ()
            for end, each in reversed(ends):
                if b < 0:
                    stack.append((pc + 1, end, way, opened))
                    continue
                taken = takers[b].passed(each, trigger, scene) if takers[b].tests else each
                if taken is not None:
                    stack.append((pc + 1, end, (way, (b, taken)), opened))
        elif operation == p.OPEN:
            way = (way, (-1, position))
            if a:
                opened = (position, opened)
            pc += 1
            continue
        elif operation == p.CLOSE:
            passes = True
            if b:
                (start, opened) = opened
                taken = Taken(min(start, position), max(start, position))
                passes = start == position or takers[a].passed(taken, trigger, scene) is not None
            if passes:
                way = (way, (a, position))
                pc += 1
                continue
        elif operation == p.MATCH:
            return _written(memory, way, (position, None))
        elif _stands(scene, operation, a, b, position):
            pc += 1
            continue
        if not stack:
            return None
        pc, position, way, opened = stack.pop()


def _stands(scene: Scene, operation: int, a: int, b: int, position: int) -> bool:
    """Whether something that takes no edge holds here."""
    if operation == p.START:
        return scene.lattice.at_start(position)
    if operation == p.END:
        return scene.lattice.at_end(position)
    return scene.looks(a, position) != bool(b)


def _with_starts(state: int, states: int, opened: Any, scene: Scene) -> int:
    """The state's number where captures with conditions are open; `states` is how many states there are without."""
    while opened is not None:
        start, opened = opened
        state += states * (start - scene.base + 1)
        states *= scene.width + 1
    return state


def _written(memory: Memory, way: Any, found: Found) -> Found:
    """Writes a success down for every state on its way; returns it as seen from the start."""
    end, after = found
    while way is not None:
        way, item = way
        if item.__class__ is int:
            memory[item] = (end, after)
        else:
            after = (item, after)
    return end, after


def captured(code: Code, found: Found) -> list[tuple[str, Taken]]:
    """What a match captured, in the order of walking; a capture of several elements that took none is left out."""
    taken: list[tuple[str, Taken]] = []
    opened: list[int] = []
    chain = found[1]
    while chain is not None:
        (take, what), chain = chain
        if take < 0:
            opened.append(what)
            continue
        if what.__class__ is int:
            start = opened.pop()
            if start == what:
                continue
            what = Taken(min(start, what), max(start, what))
        taken.extend((name, what) for name in code.takers[take].names)
    return taken
