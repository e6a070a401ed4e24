"""The machine: runs one code from one position and finds its first match in preferred order.

In: a scene, a code, a position, and if the code belongs to a filter the states of the sentence and the code's `Plan`. Out, by
`run`: where the match ends and what was captured, or None. `captured` and `bound` turn that into `Taken`s.

It is a backtracking search that never tries a state twice (the bounded backtracker of RE2; see Russ Cox, "Regular Expression
Matching: the Virtual Machine Approach"). A state is an instruction and a position, and where a capture with conditions is open
also what they can tell of its start (see `openings`): what comes after depends on nothing else but what is asked of the trigger
(see `beside`). So the outcome of a state is good for every later run over the same scene beside such triggers, and all runs of a
code together take time in proportion to its length times the sentence's. No code repeats something empty (see `shapes.normal`),
so a state never leads back to itself.

The filter's state at a position says of most choices that only one way can lead on, so that most runs never turn back. Writing
down what they do costs more than it saves; so a run with a plan begins to do it only after `UNWRITTEN` choices, which keeps the
bound.

The way of a run is a chain of links `(before, item)`: an item is the number of a state, or a capture `(take, Taken)`, or the
start `(-1, position)` or end `(take, position)` of a capture of several elements. A success is written down for each state on
its way as `(end, captures after it)`; these captures form a chain too, `(capture, rest)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from extractor.matching import program as p
from extractor.matching.beside import Beside
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding, Conditions
from extractor.matching.made import later
from extractor.matching.openings import opened_at
from extractor.matching.plan import UNKNOWN, Plan, State
from extractor.matching.takes import Taker
from extractor.packing import unpacked

if TYPE_CHECKING:
    from extractor.matching.scene import Scene

Found = tuple[int, Any]
"""Where a match ends, and the chain of its captures in the order of walking."""

Memory = dict[int, Found | None]
"""What became of each state: None while it is being tried and where it failed."""

Captures = list[tuple[str, Taken]]

Threaded = tuple[int, int, int, int]
"""An instruction, and the number of the one that comes after it."""

UNWRITTEN: Final = 64
"""How many choices a run with a plan makes before it writes down what becomes of them."""

UNPLANNED: Final = 16
"""How many runs a code does before it gets a plan: of the codes that a short text meets most run once or twice, and to find out
where they can go on takes longer than to try."""

NO_TRIGGER: Final[Binding] = {}

# In the innermost loop a name of the module is found faster than an attribute of another.
TOKEN, TYPED, LISTED, STEP = p.TOKEN, p.TYPED, p.LISTED, p.STEP
SPLIT, JUMP, OPEN, CLOSE, LOOK, MATCH = p.SPLIT, p.JUMP, p.OPEN, p.CLOSE, p.LOOK, p.MATCH

_NEW: Final[Any] = object()


class Code:
    """A code, ready to run."""

    def __init__(self, code: p.Code, conditions: Conditions) -> None:
        self.written, self._conditions = code, conditions
        self.backward = code.backward
        self.starts = code.starts
        self.tokens, self.mentions = frozenset(code.starts.tokens), frozenset(code.starts.mentions)
        self.plan: Plan | None = None
        """How a code that belongs to no filter looks ahead (see `lookahead`), as soon as it was run so often that it pays."""
        self.unplanned = UNPLANNED
        """How many runs are still to do without a plan."""

    def runs_unplanned(self) -> bool:
        """Whether the run that is to come does without a plan; it is counted."""
        if self.unplanned > 0:
            self.unplanned -= 1
            return True
        return False

    # Most codes of a pack never run on a short text, so what running takes is made when it is asked for.

    @later
    def numbers(self) -> Sequence[int]:
        """The numbers of the instructions, three each."""
        return unpacked(self.written.packed)

    @later
    def instructions(self) -> tuple[p.Instruction, ...]:
        """The instructions as they are written in the program."""
        return self.written.instructions

    @later
    def takers(self) -> tuple[Taker, ...]:
        """What its captures take."""
        return tuple(Taker(take, self._conditions) for take in self.written.takes)

    @later
    def beside(self) -> Beside:
        """What it asks of the trigger; runs beside triggers of which it hears the same may share a memory."""
        return Beside(self.written.takes, self._conditions)

    @later
    def threaded(self) -> list[Threaded | None]:
        """The instructions that a run has met, made by `thread`. Most codes are long, and nearly all runs end at once."""
        return [None] * (len(self.numbers) // 3)

    def thread(self, pc: int) -> Threaded:
        """An instruction with the one that comes after it, past all jumps. (A choice may still lead to a jump.)"""
        numbers, at, after = self.numbers, 3 * pc, pc + 1
        while 3 * after < len(numbers) and numbers[3 * after] == JUMP:
            after = numbers[3 * after + 1]
        made = self.threaded[pc] = numbers[at], numbers[at + 1], numbers[at + 2], after
        return made

    @later
    def glance(self) -> bool:
        """Whether the first edge decides about a match, so that looking needs no run."""
        return not self.starts.anything and _single(self.numbers)

    @later
    def needs(self) -> tuple[frozenset[int], frozenset[int], tuple[tuple[frozenset[int], frozenset[int]], ...]]:
        """What the code needs (see `program.Needs`): token tests, mention tests, and groups of both of which one is needed."""
        found = self.written.needs
        last = frozenset(found.last_tokens), frozenset(found.last_mentions)
        return frozenset(found.tokens), frozenset(found.mentions), (last,) if any(last) else ()


def _single(numbers: Sequence[int]) -> bool:
    """Whether each way through the code with these numbers is one uncaptured edge, a token or a mention, and nothing else."""
    for at in range(0, len(numbers), 3):
        operation = numbers[at]
        if operation in (TOKEN, TYPED):
            after = at + 3
            while numbers[after] == JUMP:
                after = 3 * numbers[after + 1]
            if numbers[at + 2] >= 0 or numbers[after] != MATCH:
                return False
        elif operation != SPLIT and operation != JUMP and operation != MATCH:
            return False
    return True


def run(
    scene: Scene,
    code: Code,
    position: int,
    trigger: Binding = NO_TRIGGER,
    states: Sequence[State | None] = (),
    plan: Plan | None = None,
    pc: int = 0,
) -> Found | None:
    """The first match of a code from a position; the instructions before `pc` are done with.

    Long, because in the engine's innermost loop a call costs more than a step."""
    instructions, takers, backward = code.threaded, code.takers, code.backward
    truth, width, base = scene.truth, scene.width, scene.base
    # A code that walks backward takes the token before its position.
    shift, stride = (base + 1, -1) if backward else (base, 1)
    free, offset = (UNWRITTEN, plan.offset) if plan is not None else (0, 0)
    memory: Memory | None = None
    way: Any = None
    opened: Any = None
    taken: Taken | None
    stack: list[tuple[int, int, Any, Any]] = []
    while True:
        instruction = instructions[pc]
        if instruction is None:
            instruction = code.thread(pc)
        operation, a, b, after = instruction
        if operation == TOKEN:
            if a in truth[position - shift]:
                if b >= 0:
                    taken = scene.token(a, position - 1 if backward else position)
                    if takers[b].tests:
                        taken = takers[b].passed_token(taken, a, trigger, scene)
                    way = (way, (b, taken))
                if b < 0 or taken is not None:
                    pc, position = after, position + stride
                    continue
        elif operation == SPLIT:
            if free:
                free -= 1
                here = states[position - base] or scene.state(position - base, backward)
                to = here.ways.get(offset + pc, UNKNOWN)
                if to == UNKNOWN:
                    to = plan.way(here, pc)  # type: ignore[union-attr]
                if to == pc:
                    stack.append((b, position, way, opened))
                    pc = a
                    continue
                if to >= 0:
                    pc = to
                    continue
            else:
                if memory is None:
                    memory = scene.memory(code, trigger)
                state = pc * width + position - base
                if opened is not None:
                    state = opened_at(state, len(instructions) * width, opened, position, scene)
                known = memory.get(state, _NEW)
                if known is _NEW:
                    memory[state] = None
                    way = (way, state)
                    stack.append((b, position, way, opened))
                    pc = a
                    continue
                if known is not None:
                    return _written(memory, way, known)
        elif operation <= LISTED:
            ends = scene.ends(operation, a, position, backward)
            if len(ends) == 1:
                # Most often there is one, and nothing to come back to.
                end, each = ends[0]
                if b < 0:
                    pc, position = after, end
                    continue
                taken = takers[b].passed(each, trigger, scene) if takers[b].tests else each
                if taken is not None:
                    pc, position, way = after, end, (way, (b, taken))
                    continue
            elif ends:
                if free:
                    free -= 1
                else:
                    if memory is None:
                        memory = scene.memory(code, trigger)
                    state = pc * width + position - base
                    if opened is not None:
                        state = opened_at(state, len(instructions) * width, opened, position, scene)
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
                        stack.append((after, end, way, opened))
                        continue
                    taken = takers[b].passed(each, trigger, scene) if takers[b].tests else each
                    if taken is not None:
                        stack.append((after, end, (way, (b, taken)), opened))
        elif operation == MATCH:
            return _written(memory, way, (position, None))
        elif operation == JUMP:
            pc = a
            continue
        elif operation == STEP:
            to = scene.steps(backward)[position - base]
            if to >= 0:
                pc, position = after, to
                continue
        elif operation == LOOK:
            if scene.looks(a, position) != b:
                pc = after
                continue
        elif operation == OPEN:
            way = (way, (-1, position))
            if a:
                opened = (position, takers[b].opening, opened)
            pc = after
            continue
        elif operation == CLOSE:
            passes = True
            if b:
                (start, _, opened) = opened
                taken = Taken(min(start, position), max(start, position))
                passes = start == position or takers[a].passed(taken, trigger, scene) is not None
            if passes:
                way = (way, (a, position))
                pc = after
                continue
        elif scene.lattice.at_start(position) if operation == p.START else scene.lattice.at_end(position):
            pc = after
            continue
        if not stack:
            return None
        pc, position, way, opened = stack.pop()


def _written(memory: Memory | None, way: Any, found: Found) -> Found:
    """Writes a success down for every state on its way; returns it as seen from the start."""
    end, after = found
    while way is not None:
        way, item = way
        if item.__class__ is int:
            memory[item] = (end, after)  # type: ignore[index]
        else:
            after = (item, after)
    return end, after


def binding_of(code: Code, found: Found) -> dict[str, tuple[Taken, ...]]:
    """What each capture of a match took, in text order: `bound` of what is `captured`, at once where each took one edge."""
    binding: dict[str, tuple[Taken, ...]] = {}
    chain = found[1]
    while chain is not None:
        (take, what), chain = chain
        if take < 0 or what.__class__ is int:
            return bound(captured(code, found))
        for name in code.takers[take].names:
            if name in binding:
                return bound(captured(code, found))
            binding[name] = (what,)
    return binding


def captured(code: Code, found: Found) -> Captures:
    """What a match captured, in the order of walking; a capture of several elements that took none is left out."""
    taken: Captures = []
    opened: list[int] = []
    takers = code.takers
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
        names = takers[take].names
        if len(names) == 1:
            taken.append((names[0], what))
        else:
            taken.extend((name, what) for name in names)
    return taken


def bound(captures: Captures) -> dict[str, tuple[Taken, ...]]:
    """What each capture took, in text order."""
    once: dict[str, tuple[Taken, ...]] = {name: (taken,) for name, taken in captures}
    if len(once) == len(captures):
        return once
    found: dict[str, list[Taken]] = {}
    for name, taken in captures:
        found.setdefault(name, []).append(taken)
    return {name: tuple(sorted(each, key=lambda taken: (taken.start, taken.end))) for name, each in found.items()}
