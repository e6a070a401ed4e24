"""Needs: what must stand in a sentence, as formulas of "all of" and "one of" over signs.

A sign is a token test that must hold of some token, two such tests that must hold of tokens side by side, or the name of a type
of which a mention must be given. A formula is a number; equal formulas have the same number, so that what many rules need is
kept, and later decided, once. There is no "not": what is needed is never that something is missing.

`Needs` makes formulas, `write` turns some of them into a `TriggerScan`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Final, NamedTuple

from extractor.matching import program as p
from extractor.matching.commonness import Commonness
from extractor.matching.lower import Tables


class Pair(NamedTuple):
    """Two tokens side by side: the first shows one of the signs `before`, the second one of `after` (as formulas). `NOTHING`
    among those before: no token, but the start of the sentence or of a quotation."""

    before: tuple[int, ...]
    after: tuple[int, ...]


Sign = p.TokenTest | str | Pair

NOTHING: Final = 0
"""The formula that always holds: nothing is needed."""

NEVER: Final = 1
"""The formula that never holds."""


class Needs:
    """Formulas, each made once."""

    def __init__(self) -> None:
        self.signs: list[Sign | None] = [None, None]
        """By formula, its sign; None where it isn't one."""
        self.parts: list[tuple[bool, frozenset[int]]] = [(True, frozenset()), (False, frozenset())]
        """By formula, whether all of its parts are needed or one, and the parts: none are of the same kind as the whole."""
        self._by_sign: dict[Sign, int] = {}
        self._by_parts: dict[tuple[bool, frozenset[int]], int] = {(True, frozenset()): NOTHING, (False, frozenset()): NEVER}

    def sign(self, sign: Sign) -> int:
        """The formula that asks for one sign."""
        found = self._by_sign.get(sign)
        if found is None:
            found = self._by_sign[sign] = self._add(sign, (True, frozenset((len(self.parts),))))
        return found

    def all_of(self, formulas: Iterable[int]) -> int:
        """The formula that asks for all of these."""
        parts = frozenset().union(*map(self._conjuncts, formulas))
        return NEVER if NEVER in parts else self._of(True, parts)

    def one_of(self, formulas: Iterable[int]) -> int:
        """The formula that asks for one of these. What all of them ask for is asked for once, beside the choice."""
        ways = {formula for formula in formulas if formula != NEVER}
        if len(ways) < 2:
            return ways.pop() if ways else NEVER
        conjuncts = [self._conjuncts(way) for way in ways]
        common = conjuncts[0].intersection(*conjuncts[1:])
        if any(len(each) == len(common) for each in conjuncts):
            return self._of(True, common)
        if common:
            choice = self.one_of([self._of(True, each - common) for each in conjuncts])
            return self._of(True, common | self._conjuncts(choice))
        return self._of(False, frozenset().union(*map(self._disjuncts, ways)))

    def costs(self, formulas: Iterable[int], cost: Callable[[p.TokenTest], float]) -> dict[int, float]:
        """How often each formula is met, roughly; the parts come before the whole. `cost` says it of a token test; of all that no
        single token tells of it is infinite."""
        found: dict[int, float] = {}
        for formula in formulas:
            sign = self.signs[formula]
            every, parts = self.parts[formula]
            if sign is None:
                below = [found[part] for part in parts]
                found[formula] = min(below) if every else sum(sorted(below))
            else:
                found[formula] = cost(sign) if isinstance(sign, p.TokenTest) else inf
        return found

    def uses(self, formulas: Iterable[int]) -> Counter[p.TokenTest]:
        """Of how many of these formulas each token test is a part."""
        parts = Counter(part for formula in formulas for part in self.parts[formula][1])
        return Counter({sign: parts[n] for n, sign in enumerate(self.signs) if parts[n] and isinstance(sign, p.TokenTest)})

    def within(self, formulas: Iterable[int]) -> list[int]:
        """These formulas and all that they are made of, ascending: the parts before the whole."""
        found: set[int] = set()
        todo = list(formulas)
        while todo:
            formula = todo.pop()
            if formula not in found:
                found.add(formula)
                sign = self.signs[formula]
                if sign is None:
                    todo += self.parts[formula][1]
                elif isinstance(sign, Pair):
                    todo += {*sign.before, *sign.after} - {NOTHING}
        return sorted(found)

    def _conjuncts(self, formula: int) -> frozenset[int]:
        every, parts = self.parts[formula]
        return parts if every else frozenset((formula,))

    def _disjuncts(self, formula: int) -> frozenset[int]:
        every, parts = self.parts[formula]
        return frozenset((formula,)) if every else parts

    def _of(self, every: bool, parts: frozenset[int]) -> int:
        if len(parts) == 1:
            return next(iter(parts))
        found = self._by_parts.get((every, parts))
        if found is None:
            found = self._by_parts[every, parts] = self._add(None, (every, parts))
        return found

    def _add(self, sign: Sign | None, parts: tuple[bool, frozenset[int]]) -> int:
        self.signs.append(sign)
        self.parts.append(parts)
        return len(self.parts) - 1


def write(needs: Needs, formulas: Iterable[int], tables: Tables) -> p.TriggerScan:
    """The scan for which one of the formulas must hold; the token tests that it asks for get numbers in the tables."""
    ways = sorted(set(formulas) - {NEVER})
    if NOTHING in ways:
        return p.TriggerScan(always=True)
    used = needs.within(ways)
    tests = [formula for formula in used if isinstance(needs.signs[formula], p.TokenTest)]
    types = [formula for formula in used if isinstance(needs.signs[formula], str)]
    pairs = [formula for formula in used if isinstance(needs.signs[formula], Pair)]
    bits = {formula: bit for bit, formula in enumerate((*tests, *types, *pairs))}
    costs = needs.costs(used, Commonness(tables.tokens, list(tables.lists), needs.uses(used)).of)
    gates: list[p.Gate] = []
    numbers: dict[int, int] = {}
    for formula in used:
        every, parts = needs.parts[formula]
        rarest = min(parts, key=lambda part: (costs[part], part)) if every else 0
        numbers[formula] = len(gates)
        gates.append(
            p.Gate(
                every,
                tuple(sorted(bits[part] for part in parts if part in bits)),
                tuple(sorted(numbers[part] for part in parts if part not in bits)),
                (bits[rarest] if rarest in bits else -1 - numbers[rarest]) if every else 0,
            )
        )
    return p.TriggerScan(
        always=False,
        tests=tuple(tables.token(sign) for each in tests if isinstance(sign := needs.signs[each], p.TokenTest)),
        pairs=tuple(_pair(sign, bits) for each in pairs if isinstance(sign := needs.signs[each], Pair)),
        given=tuple(sign for each in types if isinstance(sign := needs.signs[each], str)),
        gates=p.gate_table(gates),
        ways=tuple(numbers[way] for way in ways),
    )


def _pair(pair: Pair, bits: Mapping[int, int]) -> p.Pair:
    before = tuple(sorted(bits[sign] for sign in pair.before if sign != NOTHING))
    return p.Pair(before, tuple(sorted(bits[sign] for sign in pair.after)), NOTHING in pair.before)
