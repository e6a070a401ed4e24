"""What a pack costs on texts: how fast it is, and where the time goes, by stage, by phase and by rule.

In: a compiled pack, and texts, one by one, in rounds of the same texts. Out: `Costs`. The one way in is `Bench`: in each round
`begin`, `add` each document, `end`; then take the `result`, which is also there in between.

How it is measured. Every text goes through the pack three times: as always, for what a run takes; with a clock on each stage; and
with a clock on each attempt of a rule. The clocks take time themselves, so the three differ, the sum of the stages is more than
the run, and shares of a phase are of the last, the slowest. What several rules need to know of a sentence is found out once, and
counts for the first that asks. Each round begins with empty caches, as a run does; loading the pack is not in it. All figures but
times are the same every time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from io import StringIO
from itertools import pairwise
from statistics import median
from time import perf_counter

import msgspec

from extractor.authoring.stopwatch import Sheet, Stopwatch, Tally
from extractor.compiled import Compiled
from extractor.engine import Extractor
from extractor.formats import jsonl
from extractor.passage import Passage
from extractor.text.document import Document


class Seconds(msgspec.Struct, frozen=True):
    """The median of the rounds, the least and the most."""

    median: float
    least: float
    most: float


class StageCosts(msgspec.Struct, frozen=True):
    """A stage of the way from text to output, and its share of all stages."""

    stage: str
    seconds: Seconds
    share: float


class RuleCosts(msgspec.Struct, frozen=True):
    """A rule: its time and its share of its phase's; how often it was tried at a place and matched; how many of the mentions,
    events, extensions or removals that it proposed stood."""

    rule: str
    seconds: Seconds
    share: float
    tries: int
    matches: int
    stood: int


class PhaseCosts(msgspec.Struct, frozen=True):
    """A phase: its time and its share of all stages; its rules, those that took longest first. What rules don't have of it goes
    into finding where they can begin and into choosing among what they propose. Rules that were never tried are only counted.
    `timed` are its seconds while the rules were timed, of which they have their shares."""

    phase: str
    seconds: Seconds
    share: float
    timed: float
    rules: tuple[RuleCosts, ...]
    untried: int


class Costs(msgspec.Struct, frozen=True):
    """What was measured. Sentences are `woken` by a word with which an event may begin, and `looked_at` where a phase ran: also
    for the antecedents of others. `run` is the time from texts to JSON Lines, without any clock inside."""

    pack: str
    rounds: int
    documents: int
    characters: int
    tokens: int
    sentences: int
    woken: int
    looked_at: int
    events: int
    run: Seconds
    characters_per_second: float
    tokens_per_second: float
    stages: tuple[StageCosts, ...]
    phases: tuple[PhaseCosts, ...]


class _Round:
    """Sums over the texts of a round: counts, seconds of stages, seconds of phases while rules were timed, rules."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.stages: dict[str, float] = {}
        self.phases: dict[int, float] = {}
        self.rules: dict[tuple[int, str], Tally] = {}
        self.run = 0.0


class Bench:
    """Measures a pack."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._rounds: list[_Round] = []
        self._names = [phase.name for phase in compiled.program.phases]
        self.begin()

    def begin(self) -> None:
        """A new round: nothing is known of any text."""
        compiled = self._compiled
        self._round = _Round()
        self._plain, self._staged, self._ruled = (Extractor(compiled) for _ in range(3))
        self._stages, self._rules = (Stopwatch(compiled.program, rules) for rules in (False, True))
        self._staged.matcher, self._ruled.matcher = self._stages, self._rules

    def end(self) -> None:
        """The round is complete."""
        self._rounds.append(self._round)

    def add(self, document: Document) -> int:
        """Measures a document; returns the number of its events. Of one that fails nothing is counted."""
        began = perf_counter()
        events = self._plain.extract(document.text, date=document.date, name=document.name)
        jsonl.write([(document.name, events)], StringIO())
        run = perf_counter() - began
        stages, sheet, counts = self._by_stage(document)
        ruled = self._rules.fresh()
        Passage(self._ruled, document).events()
        total = self._round
        total.run += run
        total.counts.update(counts)
        total.counts.update(documents=1, woken=sheet.woken, looked_at=len(sheet.looked_at), events=len(events))
        for stage, seconds in stages.items():
            total.stages[stage] = total.stages.get(stage, 0.0) + seconds
        for number, seconds in enumerate(ruled.phases):
            total.phases[number] = total.phases.get(number, 0.0) + seconds
        for key, tally in ruled.rules.items():
            _add(total.rules.setdefault(key, Tally()), tally)
        return len(events)

    def _by_stage(self, document: Document) -> tuple[dict[str, float], Sheet, dict[str, int]]:
        """The seconds of each stage of a text, what the matcher wrote, and how much there is of what."""
        passage, sheet = Passage(self._staged, document), self._stages.fresh()
        times = [perf_counter()]
        tokens = passage.tokens
        times.append(perf_counter())
        sentences, _ = passage.segmentation.sentences, passage.date
        times.append(perf_counter())
        for form in tokens.forms:  # also of sentences that nobody will look at
            self._staged.analyzer.analyze(form)
        times.append(perf_counter())
        events = passage.events()
        times.append(perf_counter())
        passage.resolved()
        times.append(perf_counter())
        jsonl.write([(document.name, events)], StringIO())
        times.append(perf_counter())
        tokenize, segmentation, analyze, matched, resolve, write = (b - a for a, b in pairwise(times))
        stages = {
            "tokenize": tokenize,
            "quotations, sentences": segmentation,
            "analyze": analyze,
            "trigger scan": sheet.scan,
            **{f"phase {name}": seconds for name, seconds in zip(self._names, sheet.phases, strict=True)},
            "resolve": resolve,
            "assemble": max(0.0, matched - sheet.scan - sum(sheet.phases) - resolve),
            "write": write,
        }
        return stages, sheet, {"characters": len(document.text), "tokens": len(tokens), "sentences": len(sentences)}

    def result(self) -> Costs:
        """What was measured: in the rounds that are complete or, in the first, with the texts that were there so far."""
        rounds = self._rounds or [self._round]
        counts = rounds[0].counts
        run = _seconds(each.run for each in rounds)
        stages = {stage: _seconds(each.stages.get(stage, 0.0) for each in rounds) for stage in rounds[0].stages}
        whole = sum(seconds.median for seconds in stages.values())
        figures = [StageCosts(stage, seconds, _share(seconds.median, whole)) for stage, seconds in stages.items()]
        return Costs(
            pack=self._plain.pack,
            rounds=len(self._rounds),
            documents=counts["documents"],
            characters=counts["characters"],
            tokens=counts["tokens"],
            sentences=counts["sentences"],
            woken=counts["woken"],
            looked_at=counts["looked_at"],
            events=counts["events"],
            run=run,
            characters_per_second=_share(counts["characters"], run.median),
            tokens_per_second=_share(counts["tokens"], run.median),
            stages=tuple(figures),
            phases=tuple(
                self._phase(number, rounds, each)
                for number, name in enumerate(self._names)
                for each in figures
                if each.stage == f"phase {name}" and self._written(number)
            ),
        )

    def _phase(self, number: int, rounds: list[_Round], figure: StageCosts) -> PhaseCosts:
        whole = median(each.phases.get(number, 0.0) for each in rounds)
        rules = []
        for (phase, name), tally in rounds[0].rules.items():
            if phase == number:
                seconds = _seconds(each.rules.get((phase, name), Tally()).seconds for each in rounds)
                share = _share(seconds.median, whole)
                rules.append(RuleCosts(name, seconds, share, tally.tries, tally.matches, tally.stood))
        rules.sort(key=lambda rule: (-rule.seconds.median, rule.rule))
        untried = self._written(number) - len(rules)
        return PhaseCosts(self._names[number], figure.seconds, figure.share, whole, tuple(rules), untried)

    def _written(self, number: int) -> int:
        """How many rules the phase has that are matched."""
        phase = self._compiled.program.phases[number]
        return len(phase.selections) + len(phase.chunks) + len(phase.events) + len(phase.extensions)


def _add(total: Tally, more: Tally) -> None:
    total.tries += more.tries
    total.matches += more.matches
    total.stood += more.stood
    total.seconds += more.seconds


def _seconds(found: Iterable[float]) -> Seconds:
    seconds = list(found)
    return Seconds(median(seconds), min(seconds), max(seconds))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
