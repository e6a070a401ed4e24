"""What the instructions of a code walk over and lead to, without a sentence.

In: instructions. Out: their `Arc`s, and what is reached from them. A filter is made of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from extractor.matching import program as p

Arc = tuple[int, int]
"""What an instruction walks over: `TOKEN test`, `TYPED test`, `LISTED list`, `STEP 0`, or `ASKED ask`."""

ASKED: Final = -1
"""The operation of an arc over a token that must be what an `Ask` decides, by its number."""

STEP: Final[Arc] = (p.STEP, 0)

WALKS: Final = frozenset((p.TOKEN, p.TYPED, p.LISTED, p.STEP))

STOPPING: Final = WALKS | {p.MATCH}
"""Operations that end a closure."""


def arc_of(instruction: p.Instruction) -> Arc:
    """What an instruction walks over."""
    operation, a, _ = instruction
    return STEP if operation == p.STEP else (operation, a)


def following(instructions: Sequence[p.Instruction], place: int) -> tuple[int, ...]:
    """The instructions to which one leads."""
    operation, a, b = instructions[place]
    if operation == p.SPLIT:
        return a, b
    if operation == p.JUMP:
        return (a,)
    return () if operation == p.MATCH else (place + 1,)


def closure(instructions: Sequence[p.Instruction], place: int) -> list[int]:
    """The places reached from here without walking over an edge, ascending."""
    reached = {place}
    todo = [place]
    while todo:
        place = todo.pop()
        if instructions[place][0] not in WALKS:
            fresh = [follower for follower in following(instructions, place) if follower not in reached]
            reached.update(fresh)
            todo += fresh
    return sorted(reached)


def stops(instructions: Sequence[p.Instruction]) -> list[frozenset[int]]:
    """For each place the walks and ends among its `closure`; all at once, because asking place by place takes long codes long."""
    found: list[frozenset[int]] = [frozenset()] * len(instructions)
    for place in reversed(range(len(instructions))):
        operation, a, b = instructions[place]
        if operation in STOPPING:
            found[place] = frozenset((place,))
        elif operation == p.SPLIT and a > place and b > place:
            found[place] = found[a] | found[b]
        elif operation == p.JUMP and a > place:
            found[place] = found[a]
        elif operation in (p.SPLIT, p.JUMP):  # the end of a loop: what it leads back to isn't known yet
            reached = closure(instructions, place)
            found[place] = frozenset(each for each in reached if instructions[each][0] in STOPPING)
        else:
            found[place] = found[place + 1]
    return found


def continued(instructions: Sequence[p.Instruction], looks: Sequence[p.Code]) -> Sequence[p.Instruction]:
    """A code that goes on into what its last look-aheads ask for: a LOOK after which nothing is walked over becomes a jump to the
    look-around's own code, behind the code. It stands for when to match, not for what is matched."""
    glances = [place for place, instruction in enumerate(instructions) if instruction[0] == p.LOOK]
    if not glances:
        return instructions
    whole = list(instructions)
    for place in glances:
        _, look, negated = instructions[place]
        if negated or look >= len(looks) or looks[look].backward:
            continue
        if any(instructions[each][0] in WALKS for each in closure(instructions, place + 1)):
            continue
        offset = len(whole)
        whole[place] = (p.JUMP, offset, 0)
        whole += (_moved(each, offset) for each in looks[look].instructions)
    return whole if len(whole) > len(instructions) else instructions


def _moved(instruction: p.Instruction, offset: int) -> p.Instruction:
    operation, a, b = instruction
    if operation == p.SPLIT:
        return operation, a + offset, b + offset
    return (operation, a + offset, b) if operation == p.JUMP else instruction


def is_optional(instructions: Sequence[p.Instruction], place: int) -> bool:
    """Whether a choice is between something and nothing, that is a repetition: before the place where the longer way goes on
    there is no jump beyond it, as there is behind an alternative (see `generate`)."""
    beyond = max(instructions[place][1:])
    operation, target, _ = instructions[beyond - 1]
    return operation != p.JUMP or target <= beyond


def needed_places(instructions: Sequence[p.Instruction]) -> list[bool]:
    """By instruction, whether some way that leaves out what may be left out leads there."""
    reached = [False] * len(instructions)
    todo = [0]
    while todo:
        place = todo.pop()
        if reached[place]:
            continue
        reached[place] = True
        operation, a, b = instructions[place]
        if operation == p.SPLIT:
            todo += (max(a, b),) if is_optional(instructions, place) else (a, b)
        elif operation == p.JUMP:
            todo.append(a)
        elif operation != p.MATCH:
            todo.append(place + 1)
    return reached


def last_places(instructions: Sequence[p.Instruction]) -> list[int]:
    """The instructions that walk over the last edge of some match."""
    ends = [operation == p.MATCH for operation, _, _ in instructions]
    again = True
    while again:  # a second time only where a loop leads back to an end
        again = False
        for place in reversed(range(len(instructions))):
            operation, a, b = instructions[place]
            if operation in WALKS or ends[place]:
                continue
            if operation == p.SPLIT:
                ends[place] = ends[a] or ends[b]
            else:
                ends[place] = ends[a if operation == p.JUMP else place + 1]
            again |= ends[place]
    return [place for place, (operation, _, _) in enumerate(instructions) if operation in WALKS and ends[place + 1]]
