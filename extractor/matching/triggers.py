"""Where the triggers of a phase's rules can begin, filed.

In: the event rules and `extend` rules of a phase. Out, by `file_triggers`: `Triggers`, plain data that can be kept with the
program, so that no rule need be looked at before a sentence has one of its triggers. `by_start` files anything by what it begins
with.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from extractor.matching import program as p
from extractor.packing import Table, packed, table, unpacked

_T = TypeVar("_T")

Key = tuple[int, int]
"""The number of a rule, event rules before `extend` rules, and that of its variant."""


class Triggers(p.Data, frozen=True):
    """The token tests and the mention tests with which a trigger can begin, ascending; for each a row with the keys of these
    triggers, two numbers each; and the keys of triggers that can begin with anything."""

    tokens: bytes
    by_token: Table
    mentions: bytes
    by_mention: Table
    always: bytes

    def of_tokens(self) -> dict[int, list[Key]]:
        """The keys by token test."""
        return _keys(self.tokens, self.by_token)

    def of_mentions(self) -> dict[int, list[Key]]:
        """The keys by mention test."""
        return _keys(self.mentions, self.by_mention)

    def of_any(self) -> list[Key]:
        """The keys of those that can begin with anything."""
        return _pairs(unpacked(self.always))


def file_triggers(rules: Sequence[p.EventRule | p.ExtendRule]) -> Triggers:
    """Files the triggers of the rules."""
    tokens, mentions, always = by_start(
        (variant.trigger.starts, (number, place))
        for number, rule in enumerate(rules)
        for place, variant in enumerate(rule.variants)
    )
    return Triggers(*_filed(tokens), *_filed(mentions), packed([*chain.from_iterable(always)]))


def by_start(begun: Iterable[tuple[p.Starts, _T]]) -> tuple[dict[int, list[_T]], dict[int, list[_T]], list[_T]]:
    """Things by the token tests and by the mention tests with which they can begin, and those that can begin with anything."""
    tokens: dict[int, list[_T]] = {}
    mentions: dict[int, list[_T]] = {}
    always: list[_T] = []
    for starts, thing in begun:
        if starts.anything:
            always.append(thing)
            continue
        for index, tests in ((tokens, starts.tokens), (mentions, starts.mentions)):
            for test in tests:
                index.setdefault(test, []).append(thing)
    return tokens, mentions, always


def _filed(index: dict[int, list[Key]]) -> tuple[bytes, Table]:
    tests = sorted(index)
    return packed(tests), table([[*chain.from_iterable(index[test])] for test in tests])


def _keys(tests: bytes, rows: Table) -> dict[int, list[Key]]:
    return {test: _pairs(rows.row(number)) for number, test in enumerate(unpacked(tests))}


def _pairs(numbers: Sequence[int]) -> list[Key]:
    return [*zip(numbers[::2], numbers[1::2], strict=True)]
