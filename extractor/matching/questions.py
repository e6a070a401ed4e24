"""What `resolve` asks of events and mentions, answered as rules would.

In: a program and its conditions; then conditions as they are written. Out, by `Questions`: whether they hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from extractor.language import tree
from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.demands import EVENT, ConditionLowering
from extractor.matching.expressions import Check, Conditions, Nowhere
from extractor.matching.lattice import Mention
from extractor.matching.lower import runtime_lowering
from extractor.matching.outward import TRIGGER
from extractor.matching.readings import Decide, test_of

_NOWHERE: Final = Nowhere()


class Subject(Protocol):
    """An event that a condition of `resolve` is about."""

    @property
    def trigger(self) -> Taken:
        """Its trigger."""

    @property
    def roles(self) -> Mapping[str, tuple[Taken, ...]]:
        """Its fillers."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Its attributes."""


class Questions:
    """The questions about a program's events, ready to be asked. It only remembers."""

    def __init__(self, program: p.Program, conditions: Conditions) -> None:
        self._lists, self._ready = program.lists, conditions
        self._conditions = ConditionLowering(runtime_lowering(program))
        self._checks: dict[tree.Condition, Check] = {}
        self._decided: dict[tree.Condition, Decide] = {}

    def satisfies(self, test: tree.Condition, mention: Mention) -> bool:
        """Whether a mention's features satisfy a test, as written inside `Type[ … ]`."""
        decide = self._decided.get(test)
        if decide is None:
            decide = test_of(self._conditions.lowering.test(test), self._lists)
            self._decided[test] = decide
        return decide(mention.features, None)

    def holds(self, condition: tree.Condition, subject: Subject) -> bool:
        """Whether a condition of `resolve` holds of an event: features without a name are its attributes."""
        check = self._checks.get(condition)
        if check is None:
            check = self._checks[condition] = self._ready.check(self._conditions.condition(condition))
        trigger = subject.trigger
        itself = Mention("", trigger.start, trigger.end, (trigger.start, trigger.end), dict(subject.attributes), "")
        binding = {
            **subject.roles,
            TRIGGER: (trigger,),
            EVENT: (Taken(trigger.start, trigger.end, itself),),
        }
        return check(binding, _NOWHERE, trigger.start, trigger.end)
