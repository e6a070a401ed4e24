"""The trials of a pack, run: does each rule find what its author says it finds, and stay away from what it must not touch?

In: an `Extractor`, the checked pack. Out: one `ExampleResult` for each `example`, `never` and case of a suite, in the order of
the pack's files. Each text goes through the whole pack. The one way in is `run_examples`; `run_trials` runs some of them.
"""

from collections.abc import Iterable, Iterator

import msgspec

from extractor.authoring.compare import Problem, compare
from extractor.authoring.found import everything
from extractor.authoring.trials import Trial, trials
from extractor.engine import Extractor
from extractor.language.pack import Pack
from extractor.language.tree import Place


class ExampleResult(msgspec.Struct, frozen=True):
    """What came of one trial; `problems` is empty where it passed."""

    trial: Trial
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.problems

    @property
    def rule(self) -> str | None:
        """The rule whose example it is; None for a case of a suite."""
        return self.trial.rule

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.trial.place


def run_examples(extractor: Extractor, pack: Pack) -> Iterator[ExampleResult]:
    """Runs every `example` and `never` of the pack and every case of its suites."""
    return run_trials(extractor, trials(pack))


def run_trials(
    extractor: Extractor, wanted: Iterable[Trial], known: dict[Trial, tuple[Problem, ...]] | None = None
) -> Iterator[ExampleResult]:
    """Runs trials, in their order, one at a time as the results are asked for. What came of a trial is taken from `known`, where
    it is there, and put there where it isn't."""
    known = {} if known is None else known
    event_types = frozenset(each.name for each in extractor.compiled.program.event_types)
    for trial in wanted:
        if trial not in known:
            known[trial] = compare(trial, everything(extractor.inspect(trial.text, date=trial.date)), event_types)
        yield ExampleResult(trial, known[trial])
