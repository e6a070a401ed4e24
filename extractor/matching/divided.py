"""Token tests in two parts: what they ask of a reading's lemma or of the form, and what they ask of all its other features.

In: the token tests of a program; then readings. Out, by `Divided.holding`: which tests of a group hold for a reading.

Thousands of lemmas come with the same two hundred bundles of other features, and thousands of tests ask for the same hundred
things of a bundle. So these are decided once a bundle, and of hundreds of tests that name a verb those about its participle are
passed over together where the reading is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from extractor.matching import program as p
from extractor.matching.leaves import features
from extractor.matching.made import Made
from extractor.matching.readings import Decide, test_of
from extractor.text.document import Analysis, Reading

OWN: Final = frozenset({"lemma", "word"})
"""What is asked of a reading's lemma, or of the form."""

Part = tuple[Decide, tuple[int, ...], tuple[int, ...], tuple[Decide, ...]]
"""What is asked of a bundle; the tests that ask for nothing more; those that do, and what decides it of each."""

Group = tuple[Part, ...]
"""Tests by what they ask of a bundle."""

Known = dict[Decide, bool]
"""What is known of a bundle."""


class Divided:
    """The token tests of a program, divided."""

    def __init__(self, tests: Sequence[p.TokenTest], lists: Sequence[p.WordList]) -> None:
        self._tests = tests
        # One function for all that ask the same.
        self._decide: Made[tuple[p.Test, ...], Decide] = Made(lambda parts: test_of(p.Every(parts), lists))
        self._divided: Made[int, tuple[Decide, Decide | None] | None] = Made(self._divide)
        self._same: dict[Part, Part] = {}

    def group(self, numbers: Iterable[int]) -> Group:
        """The tests with these numbers, as `holding` takes them; one that isn't about readings never holds."""
        groups: dict[Decide, tuple[list[int], list[int], list[Decide]]] = {}
        for number in numbers:
            divided = self._divided[number]
            if divided is not None:
                bundle, own = divided
                alone, more, decides = groups.setdefault(bundle, ([], [], []))
                if own is None:
                    alone.append(number)
                else:
                    more.append(number)
                    decides.append(own)
        parts = [(bundle, tuple(alone), tuple(more), tuple(decides)) for bundle, (alone, more, decides) in groups.items()]
        # Lemmas have most of their parts in common.
        return tuple([self._same.setdefault(part, part) for part in parts])

    def holding(self, group: Group, reading: Reading, analysis: Analysis, known: Known) -> list[int]:
        """The tests of a group that hold for a reading. `known` has what is known of its bundle, and learns."""
        found: list[int] = []
        for bundle, alone, more, decides in group:
            held = known.get(bundle)
            if held is None:
                held = known[bundle] = bundle(reading, analysis)
            if held:
                found += alone
                found += [number for number, own in zip(more, decides, strict=True) if own(reading, analysis)]
        return found

    def _divide(self, number: int) -> tuple[Decide, Decide | None] | None:
        """What decides what a test asks of a bundle, and what else it asks."""
        test = self._tests[number]
        if isinstance(test, p.Forms):
            return None
        parts = test.test.parts if isinstance(test.test, p.Every) else (test.test,)
        own = tuple([part for part in parts if not OWN.isdisjoint(features(part))])
        others = tuple([part for part in parts if OWN.isdisjoint(features(part))])
        return self._decide[others], self._decide[own] if own else None
