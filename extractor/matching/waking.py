"""Which sentences a trigger scan wakes.

In: a `TriggerScan`; then for a sentence the signs that stand in it, as the bits of a number. Out: whether it could hold a match.
The one way in is `Waking`.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractor.matching import program as p


class Waking:
    """A trigger scan, ready to be asked. `keys` are the bits of the signs without one of which nothing wakes, `anywhere`: there
    is no telling by tokens alone; `first` are the bits of the pairs whose second token may stand where a sentence or a quotation
    begins."""

    def __init__(self, scan: p.TriggerScan) -> None:
        self.always = scan.always
        self._by_test = {test: 1 << bit for bit, test in enumerate(scan.tests)}
        types, pairs = len(scan.tests), len(scan.tests) + len(scan.given)
        self._by_type = {name: 1 << bit for bit, name in enumerate(scan.given, types)}
        self._any_type = _mask(range(types, pairs))
        self._pairs = [(1 << bit, _mask(pair.before), _mask(pair.after)) for bit, pair in enumerate(scan.pairs, pairs)]
        self.first = _mask(bit for bit, pair in enumerate(scan.pairs, pairs) if pair.first)
        self._gates: list[tuple[int, bool, int, tuple[tuple[int, int], ...]]] = []
        for gate in scan.gates:
            parts = tuple((self._gates[number][0], number) for number in gate.gates)
            self._gates.append((self._cut(gate), gate.every, _mask(gate.signs), parts))
        self._ways = [(self._gates[way][0], way) for way in scan.ways]
        self.keys = 0
        for cut, _ in self._ways:
            self.keys |= cut
        # A mention that is given shows itself by no token.
        self.anywhere = self.always or self.keys & self._any_type != 0

    def _cut(self, gate: p.Gate) -> int:
        """Signs of which one stands wherever the gate holds."""
        if gate.every:
            return 1 << gate.rarest if gate.rarest >= 0 else self._gates[-1 - gate.rarest][0]
        cut = _mask(gate.signs)
        for number in gate.gates:
            cut |= self._gates[number][0]
        return cut

    def bits(self, tests: Iterable[int]) -> int:
        """The signs that a token shows for which these tests hold."""
        found = 0
        for test in tests:
            found |= self._by_test.get(test, 0)
        return found

    def sides(self, signs: int) -> tuple[int, int]:
        """The pairs whose first token a token with these signs may be, and those whose second."""
        before = after = 0
        for bit, first, second in self._pairs:
            if signs & first:
                before |= bit
            if signs & second:
                after |= bit
        return before, after

    def given(self, types: Iterable[str] | None) -> int:
        """The signs that given mentions of these types show; None: they may be of any type."""
        if types is None:
            return self._any_type
        found = 0
        for name in types:
            found |= self._by_type.get(name, 0)
        return found

    def wakes(self, signs: int) -> bool:
        """Whether a sentence with these signs, and no others, could hold a match."""
        if self.always:
            return True
        if not signs & self.keys:
            return False
        known: dict[int, bool] = {}
        return any(signs & cut and self._holds(way, signs, known) for cut, way in self._ways)

    def _holds(self, number: int, signs: int, known: dict[int, bool]) -> bool:
        """Whether a gate holds of whose cut a sign is there. Asked for every sentence and hundreds of gates: plain loops, for
        they take half the time of `any` and `all`."""
        found = known.get(number)
        if found is not None:
            return found
        _, every, mask, gates = self._gates[number]
        if every:
            found = signs & mask == mask and self._every(gates, signs, known)
        else:
            found = signs & mask != 0
            if not found:
                for below, gate in gates:
                    if signs & below and self._holds(gate, signs, known):
                        found = True
                        break
        known[number] = found
        return found

    def _every(self, gates: tuple[tuple[int, int], ...], signs: int, known: dict[int, bool]) -> bool:
        # Most that fail fail in the first loop, without a step down.
        for below, _ in gates:
            if not signs & below:
                return False
        return all(self._holds(gate, signs, known) for _, gate in gates)


def _mask(bits: Iterable[int]) -> int:
    return sum(1 << bit for bit in bits)
