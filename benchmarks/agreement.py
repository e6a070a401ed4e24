"""Whether engines found the same, after their different conventions were made equal.

Engines differ in which of several overlapping matches they report: spaCy all, expressions the first of each rule, Rita the
longest from each start, ours those that stand (the longer, the more to the left, the rule's name; none overlaps another). So the
matches of all are brought to those that stand. Of a rule's matches from one start only the longest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.corpus import Text
from benchmarks.engines import Found


def standing(matches: Iterable[Found], text: str) -> set[Found]:
    """The matches that stand when the longest are taken first. Length is counted in words, as between single spaces."""
    longest: dict[tuple[int, str], int] = {}
    for start, end, rule in matches:
        longest[start, rule] = max(end, longest.get((start, rule), end))
    ordered = sorted((-text.count(" ", start, end), start, rule, end) for (start, rule), end in longest.items())
    taken: set[Found] = set()
    covered: set[int] = set()
    for _, start, rule, end in ordered:
        here = range(start, end)
        if covered.isdisjoint(here):
            covered.update(here)
            taken.add((start, end, rule))
    return taken


class Agreement:
    """What several engines found in the same texts, compared; printed as a sentence. The first engine is the measure."""

    def __init__(self, found: Mapping[str, Sequence[Sequence[Sequence[Found]]]], rounds: Sequence[Sequence[Text]]) -> None:
        """`found` is by engine, round and text, for the first texts of each round: as many as that engine was given."""
        self.first = next(iter(found))
        self.texts = self.matches = self.size = 0
        self.unlike: dict[str, list[str]] = {name: [] for name in found if name != self.first}
        for number, texts in enumerate(rounds):
            for place, (_, text) in enumerate(texts[: len(found[self.first][number])]):
                self._compare({name: of[number][place] for name, of in found.items() if place < len(of[number])}, text)

    def _compare(self, found: Mapping[str, Sequence[Found]], text: str) -> None:
        ours = standing(found[self.first], text)
        if len(found) > 1:
            self.texts, self.matches, self.size = self.texts + 1, self.matches + len(ours), self.size + len(text)
        for name in found:
            if name == self.first:
                continue
            theirs = standing(found[name], text)
            for start, end, rule in sorted(ours ^ theirs):
                side = "only ours" if (start, end, rule) in ours else "only theirs"
                self.unlike[name].append(f"{side}: {rule} “{text[max(0, start - 15) : end + 15]}”")

    def _density(self) -> str:
        return f", {1000 * self.matches / self.size:.2g} for each thousand characters"

    def __str__(self) -> str:
        if not self.unlike:
            return "no peer to compare the matches with"
        if not any(self.unlike.values()):
            shared = f"{self.matches:,} matches in the {self.texts:,} texts that they share"
            return f"all engines found the same {shared}{self._density()}"
        return f"{self.matches:,} matches in {self.texts:,} texts{self._density()}; differences: " + "; ".join(
            f"{name} {len(cases)} ({cases[0]!r})" if cases else f"{name} none" for name, cases in self.unlike.items()
        )
