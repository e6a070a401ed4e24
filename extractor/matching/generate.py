"""Shapes → instructions.

In: a shape, the direction in which it is walked, the conditions of its captures. Out: a `Code`. The one way in is `generate`.

A named pattern stands in many rules, and a repetition has the same item several times. Their instructions are made once; where
the same shape comes again, they are copied, with the places of jumps moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Final, NamedTuple

from extractor.language.tree import Place
from extractor.matching import program as p
from extractor.matching.needed import Needed, needs
from extractor.matching.shapes import Border, Edge, Glance, Group, Known, Loop, Options, Row, Shape, Step, mirrored, normal
from extractor.packing import packed

LARGEST: Final = 20_000
"""Instructions of one code. Repetitions are written out, so nested ones multiply."""


class TooLarge(Exception):
    """The code has more than `LARGEST` instructions, or its shape is nested too deeply."""


class Tested(p.Data, frozen=True):
    """The conditions that are tested when a capture is taken (see `Take`)."""

    alone: tuple[p.Condition, ...] = ()
    trigger: tuple[p.Condition, ...] = ()


class Block(NamedTuple):
    """Where the instructions of a shape stand: in a code, from `start` to `end`. `free`: nothing is captured in it, so that they
    are the same in every code."""

    shape: Shape
    instructions: list[p.Instruction]
    start: int
    end: int
    free: bool


class Shared:
    """What was made of shapes, for those that come again in another code of the program."""

    def __init__(self) -> None:
        self.mirrored: Known = {}
        self.normal: Known = {}
        self.needed: dict[int, Needed] = {}
        self.blocks: dict[int, Block] = {}
        """By the ids of shapes, which the blocks keep alive."""
        self.made: dict[tuple[bool, tuple[p.Instruction, ...]], tuple[bytes, p.Starts, p.Needs]] = {}
        """What follows from instructions, walked backward or not: those around one trigger often stand around others, too."""


def generate(
    shape: Shape,
    backward: bool,
    list_starts: Callable[[int], int],
    shared: Shared,
    tested: Mapping[str, Tested] | None = None,
    origins: bool = False,
) -> p.Code:
    """The code of a shape. `list_starts`, for one `shared` always the same, gives the token test for the first token of a list's
    entries, `tested` the conditions by capture; `origins`: it is to know where it was written. Raises `TooLarge`."""
    generator = _Generator(shared.blocks, tested or {}, origins)
    try:
        shape = normal(mirrored(shape, shared.mirrored) if backward else shape, shared.normal)
        generator.emit(shape)
    except RecursionError as error:
        raise TooLarge from error
    generator.add(p.MATCH)
    instructions = tuple(generator.instructions)
    written = p.Origins(tuple(generator.places), tuple(generator.alternatives)) if origins else None
    known = shared.made.get((backward, instructions))
    if known is None:
        numbers = packed([*chain.from_iterable(instructions)])
        known = shared.made[backward, instructions] = numbers, starts(instructions, list_starts), needs(shape, shared.needed)
    return p.Code(known[0], tuple(generator.takes), backward, known[1], known[2], written)


class _Generator:
    def __init__(self, shared: dict[int, Block], tested: Mapping[str, Tested], origins: bool) -> None:
        self.shared, self.tested, self.origins = shared, tested, origins
        self.blocks: dict[int, Block] = {}
        self.taken = 0
        """How many instructions so far capture something."""
        self.instructions: list[p.Instruction] = []
        self.takes: dict[p.Take, int] = {}
        self.places: list[Place | None] = []
        self.alternatives: list[tuple[Place, int, int]] = []

    def add(self, operation: int, a: int = 0, b: int = 0, place: Place | None = None) -> int:
        """Appends an instruction, written at a place of the rules; returns its number."""
        number = len(self.instructions)
        if number >= LARGEST:
            raise TooLarge
        self.instructions.append((operation, a, b))
        if self.origins:
            self.places.append(place)
        return number

    def take(self, names: tuple[str, ...]) -> int:
        """The number of a take, -1 without names."""
        if not names:
            return -1
        self.taken += 1
        found = [self.tested[name] for name in names if name in self.tested]
        alone = tuple(condition for tested in found for condition in tested.alone)
        trigger = tuple(condition for tested in found for condition in tested.trigger)
        return self.takes.setdefault(p.Take(names, alone, trigger), len(self.takes))

    def emit(self, shape: Shape) -> None:
        """Appends the instructions of a shape."""
        if isinstance(shape, Edge):
            self.add(shape.operation, shape.number, self.take(shape.names), shape.place)
            return
        block = self.blocks.get(id(shape)) or self.shared.get(id(shape))
        if block is not None and not self.origins:
            self.copy(block)
            return
        start, taken = len(self.instructions), self.taken
        self.parts(shape)
        block = Block(shape, self.instructions, start, len(self.instructions), taken == self.taken)
        (self.shared if block.free else self.blocks)[id(shape)] = block

    def copy(self, block: Block) -> None:
        """Appends instructions that were made before."""
        moved = len(self.instructions) - block.start
        if block.end + moved > LARGEST:
            raise TooLarge
        self.taken += not block.free
        split, jump = p.SPLIT, p.JUMP
        self.instructions += [
            each
            if (operation := each[0]) != split and operation != jump
            else (split, each[1] + moved, each[2] + moved)
            if operation == split
            else (jump, each[1] + moved, 0)
            for each in block.instructions[block.start : block.end]
        ]

    def parts(self, shape: Shape) -> None:
        """Appends the instructions of what a shape is made of."""
        # In the order of how often they come: this runs for every element of every rule, written out.
        if isinstance(shape, Row):
            for item in shape.items:
                self.emit(item)
        elif isinstance(shape, Loop):
            self.loop(shape)
        elif isinstance(shape, Options):
            self.options(shape)
        elif isinstance(shape, Step):
            self.add(p.STEP, place=shape.place)
        elif isinstance(shape, Glance):
            self.add(p.LOOK, shape.look, int(shape.negated), shape.place)
        elif isinstance(shape, Border):
            self.add(shape.operation, place=shape.place)
        elif isinstance(shape, Group):
            take, tested = self.take((shape.name,)), int(shape.name in self.tested)
            self.add(p.OPEN, tested, take)
            self.emit(shape.item)
            self.add(p.CLOSE, take, tested)

    def options(self, shape: Options) -> None:
        if not shape.alternatives:
            self.fail()
            return
        jumps = []
        last = len(shape.alternatives) - 1
        for number, item in enumerate(shape.alternatives):
            split = self.add(p.SPLIT) if number < last else -1
            first = len(self.instructions)
            self.emit(item)
            if self.origins and shape.places:
                self.alternatives.append((shape.places[number], first, len(self.instructions)))
            if number < last:
                jumps.append(self.add(p.JUMP))
                self.instructions[split] = (p.SPLIT, split + 1, len(self.instructions))
        for jump in jumps:
            self.instructions[jump] = (p.JUMP, len(self.instructions), 0)

    def fail(self) -> None:
        """Nothing matches here: a test that no token passes."""
        self.add(p.TOKEN, -1, -1)

    def loop(self, shape: Loop) -> None:
        for _ in range(shape.least):
            self.emit(shape.item)
        if shape.most is None:
            split = self.add(p.SPLIT)
            self.emit(shape.item)
            self.add(p.JUMP, split)
            self.split(split, shape.lazy)
            return
        splits = []
        for _ in range(shape.most - shape.least):
            splits.append(self.add(p.SPLIT))
            self.emit(shape.item)
        for split in splits:
            self.split(split, shape.lazy)

    def split(self, place: int, lazy: bool) -> None:
        """Completes a split between the instruction after it and the end of the code so far."""
        one, other = place + 1, len(self.instructions)
        self.instructions[place] = (p.SPLIT, other, one) if lazy else (p.SPLIT, one, other)


def starts(instructions: tuple[p.Instruction, ...], list_starts: Callable[[int], int]) -> p.Starts:
    """The first edges of all matches of a code."""
    tokens: set[int] = set()
    mentions: set[int] = set()
    seen: set[int] = set()
    todo = [0]
    while todo:
        place = todo.pop()
        if place in seen:
            continue
        seen.add(place)
        operation, a, b = instructions[place]
        if operation == p.TOKEN:
            tokens.add(a)
        elif operation == p.TYPED:
            mentions.add(a)
        elif operation == p.LISTED:
            tokens.add(list_starts(a))
        elif operation == p.SPLIT:
            todo += (a, b)
        elif operation == p.JUMP:
            todo.append(a)
        elif operation in (p.STEP, p.MATCH):
            return p.Starts(anything=True)
        else:
            todo.append(place + 1)
    return p.Starts(tuple(sorted(tokens - {-1})), tuple(sorted(mentions)))
