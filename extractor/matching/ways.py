"""The ways through a code: which instructions are on all of them, and which end one.

In: the instructions of a `Code`. Out: places in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.matching import program as p
from extractor.matching.automaton import WALKS


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
    # Whether a match may end from there without another edge. A jump back needs a second round.
    ends = [False] * len(instructions)
    changed = True
    while changed:
        changed = False
        for place in reversed(range(len(instructions))):
            operation, a, b = instructions[place]
            if operation == p.MATCH:
                end = True
            elif operation == p.SPLIT:
                end = ends[a] or ends[b]
            elif operation == p.JUMP:
                end = ends[a]
            else:
                end = operation not in WALKS and ends[place + 1]
            changed |= end != ends[place]
            ends[place] = end
    return [place for place, (operation, *_) in enumerate(instructions) if operation in WALKS and ends[place + 1]]
