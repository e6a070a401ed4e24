"""Which sentences a trigger scan wakes.

In: a `TriggerScan`; then for a sentence the signs that stand in it, as the bits of a number. Out: whether it could hold a match.
The one way in is `Waking`.
"""

from collections.abc import Iterable, Iterator, Sequence

from extractor.matching import program as p
from extractor.matching.made import Made

_Gate = tuple[bool, int, tuple[tuple[int, int], ...]]
"""Whether all parts are needed, the parts that are signs, and those that are gates, each after its cut: signs of which one stands
wherever it holds."""


class Keyed(p.Data, frozen=True):
    """The ways of a scan, filed under the signs of which one stands wherever they hold: thousands of rules make thousands of
    ways, of which a sentence should meet a few. Of alternatives each one is filed; `alone` are signs that are ways themselves."""

    alone: tuple[int, ...]
    signs: tuple[int, ...]
    ways: tuple[tuple[int, ...], ...]


class Waking:
    """A trigger scan, ready to be asked. `keys` are the bits of the signs without one of which nothing wakes, `anywhere`: there
    is no telling by tokens alone; `first` are the bits of the pairs whose second token may stand where a sentence or a quotation
    begins."""

    def __init__(self, scan: p.TriggerScan, keyed: Keyed | None = None) -> None:
        """`keyed` is what was made of the scan before."""
        self.always = scan.always
        self._by_test = {test: bit for bit, test in enumerate(scan.tests)}
        self._shows: Made[int, tuple[int, int, int]] = Made(self._shown)
        types, pairs = len(scan.tests), len(scan.tests) + len(scan.given)
        self._by_type = {name: 1 << bit for bit, name in enumerate(scan.given, types)}
        self._any_type = _mask(range(types, pairs))
        self._before: dict[int, int] = {}
        self._after: dict[int, int] = {}
        for bit, pair in enumerate(scan.pairs, pairs):
            for side, signs in ((self._before, pair.before), (self._after, pair.after)):
                for sign in signs:
                    side[sign] = side.get(sign, 0) | 1 << bit
        self.first = _mask(bit for bit, pair in enumerate(scan.pairs, pairs) if pair.first)
        # Most gates are never asked for.
        self._cuts: Made[int, int] = Made(lambda number: self._cut(scan.gate(number)))
        self._gates: Made[int, _Gate] = Made(lambda number: self._ready(scan.gate(number)))
        self.keyed = keyed = self._keyed(scan) if keyed is None else keyed
        self._alone = _mask(keyed.alone)
        self._by_key = dict(zip(keyed.signs, keyed.ways, strict=True))
        self.keys = self._alone | _mask(keyed.signs)
        # A mention that is given shows itself by no token.
        self.anywhere = self.always or self.keys & self._any_type != 0

    def _keyed(self, scan: p.TriggerScan) -> Keyed:
        """Files the ways."""
        alone = 0
        filed: dict[int, list[int]] = {}
        seen: set[int] = set()
        todo = [*reversed(scan.ways)]
        while todo:
            number = todo.pop()
            if number in seen:
                continue
            seen.add(number)
            gate = scan.gate(number)
            if gate.every:
                for sign in _bits(self._cuts[number]):
                    filed.setdefault(sign, []).append(number)
            else:
                alone |= _mask(gate.signs)
                todo += reversed(gate.gates)
        found = sorted(filed.items())
        return Keyed(tuple(_bits(alone)), tuple(sign for sign, _ in found), tuple(tuple(ways) for _, ways in found))

    def _cut(self, gate: p.Gate) -> int:
        """Signs of which one stands wherever the gate holds."""
        if gate.every:
            return 1 << gate.rarest if gate.rarest >= 0 else self._cuts[-1 - gate.rarest]
        cut = _mask(gate.signs)
        for number in gate.gates:
            cut |= self._cuts[number]
        return cut

    def _ready(self, gate: p.Gate) -> _Gate:
        """A gate, ready to be asked."""
        return gate.every, _mask(gate.signs), tuple((self._cuts[number], number) for number in gate.gates)

    def words(self, scan: p.TriggerScan, tests: Sequence[p.TokenTest]) -> frozenset[str] | None:
        """The folded words of which one stands wherever something wakes; None where it takes more than words to tell. `tests`
        are the program's."""
        if self.anywhere:
            return None
        found: set[str] = set()
        for sign in _bits(self.keys):
            test = tests[scan.tests[sign]] if sign < len(scan.tests) else None
            if not isinstance(test, p.Forms) or test.exact:
                return None
            found.update(test.forms)
        return frozenset(found)

    def shown(self, tests: Iterable[int]) -> tuple[int, int, int]:
        """The signs that a token shows for which these tests hold; the pairs whose first token it may be, or whose second."""
        signs = before = after = 0
        for test in tests if self._by_test else ():
            sign, first, second = self._shows[test]
            signs |= sign
            before |= first
            after |= second
        return signs, before, after

    def _shown(self, test: int) -> tuple[int, int, int]:
        """The same for one test."""
        bit = self._by_test.get(test)
        return (0, 0, 0) if bit is None else (1 << bit, self._before.get(bit, 0), self._after.get(bit, 0))

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
        if signs & self._alone:
            return True
        known: dict[int, bool] = {}
        return any(self._holds(way, signs, known) for key in _bits(signs & self.keys) for way in self._by_key.get(key, ()))

    def _holds(self, number: int, signs: int, known: dict[int, bool]) -> bool:
        """Whether a gate holds of whose cut a sign is there. Asked for every sentence and hundreds of gates: plain loops, for
        they take half the time of `any` and `all`."""
        found = known.get(number)
        if found is not None:
            return found
        every, mask, gates = self._gates[number]
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


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _mask(bits: Iterable[int]) -> int:
    return sum([1 << bit for bit in bits])
