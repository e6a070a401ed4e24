"""Which sentences a trigger scan wakes.

In: a `TriggerScan`; then for a sentence the signs that stand in it, as the bits of a number. Out: whether it could hold a match.
The one way in is `Waking`.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Final

from extractor.matching import program as p
from extractor.matching.made import Made
from extractor.packing import ones

_Part = tuple[int, int, int]
"""A gate that is part of another: its cut, of which one sign stands wherever it holds; the signs of which it needs all; its
number."""

_Gate = tuple[bool, int, tuple[_Part, ...]]
"""Whether all parts are needed, the parts that are signs, and those that are gates."""

FEW: Final = 4
"""More alternatives than this that need nothing but signs become a gate of their own."""


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
        self._parts: Made[int, tuple[_Part, bool]] = Made(lambda number: self._part(scan.gate(number), number))
        self._gates: Made[int, _Gate] = Made(lambda number: self._ready(scan.gate(number)))
        self._shared: dict[tuple[_Part, ...], _Part] = {}
        self._spare = count(1)
        self.keyed = keyed = self._keyed(scan) if keyed is None else keyed
        self._alone = _mask(keyed.alone)
        by_key = dict(zip(keyed.signs, keyed.ways, strict=True))
        self._filed: Made[int, tuple[_Part, ...]] = Made(lambda key: tuple([self._parts[way][0] for way in by_key.get(key, ())]))
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
                for sign in ones(self._cut(gate)):
                    filed.setdefault(sign, []).append(number)
            else:
                alone |= _mask(gate.signs)
                todo += reversed(gate.gates)
        found = sorted(filed.items())
        return Keyed(tuple(ones(alone)), tuple(sign for sign, _ in found), tuple(tuple(ways) for _, ways in found))

    def _cut(self, gate: p.Gate) -> int:
        """Signs of which one stands wherever the gate holds."""
        if gate.every:
            return 1 << gate.rarest if gate.rarest >= 0 else self._parts[-1 - gate.rarest][0][0]
        cut = _mask(gate.signs)
        for number in gate.gates:
            cut |= self._parts[number][0][0]
        return cut

    def _ready(self, gate: p.Gate) -> _Gate:
        """A gate, ready to be asked."""
        found = [self._parts[number] for number in gate.gates]
        plain = () if gate.every else tuple([part for part, signs_only in found if signs_only])
        # The entries of a lexicon that are several words stand, all of them, in hundreds of gates.
        if len(plain) > FEW:
            parts = [self._together(plain), *[part for part, signs_only in found if not signs_only]]
        else:
            parts = [part for part, _ in found]
        # What is met most rarely decides most often.
        return gate.every, _mask(gate.signs), tuple(sorted(parts, key=lambda part: (part[0].bit_count(), part[2])))

    def _part(self, gate: p.Gate, number: int) -> tuple[_Part, bool]:
        """A gate as part of another, and whether it needs nothing but signs, all of them."""
        return (self._cut(gate), _mask(gate.signs) if gate.every else 0, number), gate.every and not gate.gates

    def _together(self, parts: tuple[_Part, ...]) -> _Part:
        """The one gate for these alternatives, of a number that the scan has no other for."""
        known = self._shared.get(parts)
        if known is None:
            cut = 0
            for part in parts:
                cut |= part[0]
            number = -next(self._spare)
            # Another thread must find the gate as soon as it finds its number.
            self._gates[number] = False, 0, parts
            known = self._shared.setdefault(parts, (cut, 0, number))
        return known

    def words(self, scan: p.TriggerScan, tests: Sequence[p.TokenTest]) -> frozenset[str] | None:
        """The folded words of which one stands wherever something wakes; None where it takes more than words to tell. `tests`
        are the program's."""
        if self.anywhere:
            return None
        found: set[str] = set()
        for sign in ones(self.keys):
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
        for key in ones(signs & self.keys):
            # All of a key's ways have it for their cut.
            for _, mask, way in self._filed[key]:
                if signs & mask == mask:
                    found = known.get(way)
                    if found is None:
                        found = self._holds(way, signs, known)
                    if found:
                        return True
        return False

    def _holds(self, number: int, signs: int, known: dict[int, bool]) -> bool:
        """Whether a gate holds that isn't among those that are `known`. Asked for every sentence and hundreds of gates: plain
        loops, which step down only where neither that nor the signs decide."""
        every, mask, parts = self._gates[number]
        if every:
            # Most that fail fail here, without a step down.
            for cut, needed, _ in parts:
                if not signs & cut or signs & needed != needed:
                    known[number] = False
                    return False
        elif signs & mask:
            known[number] = True
            return True
        for cut, needed, part in parts:
            if every or (signs & cut and signs & needed == needed):
                found = known.get(part)
                if found is None:
                    found = self._holds(part, signs, known)
                if found is not every:
                    known[number] = found
                    return found
        known[number] = every
        return every


def _mask(bits: Iterable[int]) -> int:
    return sum([1 << bit for bit in bits])
