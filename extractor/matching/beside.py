"""What the conditions of a code ask of the trigger beside which it runs.

In: the captures of a code, then a trigger. Out, by `Beside.of`: the answers. Beside triggers with equal answers the code finds
the same, so that what it has found out beside one is good for the other: beside the hundredth verb of a sentence it need not walk
to the sentence's end once more.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final

from extractor.matching import program as p
from extractor.matching.expressions import Binding, Conditions, Surroundings, known
from extractor.matching.leaves import leaves

_Answer = Callable[[Binding, Surroundings], Hashable]

NOTHING: Final = ()
"""The answers where nothing is asked."""


class Beside:
    """What is asked of triggers."""

    def __init__(self, takes: Iterable[p.Take], conditions: Conditions) -> None:
        self._asked = tuple(answer for take in takes for answer in _asked(take, conditions))

    def of(self, trigger: Binding, around: Surroundings) -> Hashable:
        """The answers for one."""
        return tuple([answer(trigger, around) for answer in self._asked]) if self._asked else NOTHING


def _asked(take: p.Take, conditions: Conditions) -> Iterator[_Answer]:
    """What the conditions on a capture and the trigger ask of the latter."""
    for condition in take.trigger:
        for question in leaves(condition):
            match question:
                case p.Shares(left, right):
                    yield from (_values(each) for each in (left, right) if each.capture not in take.names)
                case p.Agrees(left, right, features):
                    others = [name for name in (left, right) if name not in take.names]
                    yield from (_values(p.Feature(name, feature)) for name in others for feature in features)
                case p.Precedes(left, right):
                    yield from (_places(name) for name in (left, right) if name not in take.names)
                case p.Looks():
                    pass  # it asks what stands where the capture does
                case _:
                    if question.capture not in take.names:
                        yield _truth(question, conditions)


def _values(feature: p.Feature) -> _Answer:
    return lambda trigger, around: frozenset(known(trigger, feature))


def _places(name: str) -> _Answer:
    return lambda trigger, around: tuple([(taken.start, taken.end) for taken in trigger.get(name, ())])


def _truth(question: p.Condition, conditions: Conditions) -> _Answer:
    check = conditions.check(question)
    return lambda trigger, around: check(trigger, around, 0, 0)
