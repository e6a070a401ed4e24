"""`extract test --watch`: run, and run again whenever a file of a pack changes; what fails now, what was mended.

What stands in changed files is run first, and each result shown as it comes, so that an author sees what became of a change
before all the rest has been run. Broken rules are shown and waited out. Ctrl-C ends it.
"""

import gc
import os
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final, NoReturn

from extractor.authoring.examples import ExampleResult
from extractor.authoring.trials import Trial
from extractor.authoring.workbench import State
from extractor.cli.output import opened
from extractor.cli.results import BAD, GOOD, QUIET, Results
from extractor.cli.selecting import Wanted, check_rules
from extractor.cli.test import check_any, summed_up
from extractor.diagnostics import PackError, render
from extractor.formats.counts import counted
from extractor.language.pack import Pack

PAUSE: Final = 0.2
"""Seconds between two looks at the files."""

SETTLING: Final = 0.03
"""Seconds for which the files must stay as they are: an editor may empty a file before it fills it."""

NAMED: Final = 4
"""So many changed files are named."""

Key = tuple[str, str, str | None, str | None, str]


def watch(packs: Sequence[Wanted], rules: Sequence[str], verbose: bool) -> NoReturn:
    """Run what is asked for of the packs, again and again, until the user interrupts."""
    with opened(None, None) as stream:
        page = Results(stream, verbose)
        watched = [_Watched(each, rules, page) for each in packs]
        loaded = [each.load() for each in watched]
        if all(loaded):  # what packs with errors have can't be known yet
            check_rules(rules, [each.pack for each in watched if each.pack is not None])
            check_any([(each.wanted, each.trials) for each in watched], rules)
        for each in watched:
            each.run([])
        page.line(f"watching {', '.join(each.wanted.bench.folder for each in watched)} for changes; Ctrl-C ends", QUIET)
        _settle_memory()
        while True:
            time.sleep(PAUSE)
            for each in watched:
                if changed := each.changed():
                    more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
                    page.line(f"\nchanged: {', '.join(changed[:NAMED])}{more}", QUIET)
                    if each.load():
                        each.run(changed)
                    _settle_memory()


def _settle_memory() -> None:
    """Let Python look once at what was made, while the user reads, and not again at the next change."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class _Watched:
    """One pack under watch, the state of its files when it was loaded and what failed in its last run."""

    def __init__(self, wanted: Wanted, rules: Sequence[str], page: Results) -> None:
        self.wanted, self.rules, self.page = wanted, rules, page
        self.pack: Pack | None = None
        self.state: State = wanted.bench.files()
        self.trials: list[Trial] = []
        self.failing: dict[tuple[Key, int], tuple[str, ...]] = {}

    def changed(self) -> list[str]:
        """The files that changed since they were last looked at, once they have settled."""
        now = self.wanted.bench.files()
        if now == self.state:
            return []
        while True:
            time.sleep(SETTLING)
            before, now = now, self.wanted.bench.files()
            if now == before:
                break
        before, self.state = self.state, now
        return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))

    def load(self) -> bool:
        """Read the pack; show what is wrong with it, if anything is."""
        try:
            self.pack = self.wanted.bench.load()
        except PackError as error:
            for found in error.diagnostics:
                self.page.line(render(found) + "\n")
            count = counted(len(error.diagnostics), "finding")
            self.page.line(f"{self.wanted.bench.folder}: the rules can't be used: {count}; waiting for a change", BAD)
            self.pack = None
            return False
        self.trials = self.wanted.trials(self.pack, self.rules)
        return True

    def run(self, changed: Sequence[str]) -> None:
        """Run the trials, those in changed files first, and show what is news; at the first run everything is."""
        if self.pack is None:
            return
        files = {os.path.join(self.wanted.bench.folder, name) for name in changed}
        first = [trial for trial in self.trials if trial.place.file in files]
        rest = [trial for trial in self.trials if trial.place.file not in files]
        before, self.failing = self.failing, {}
        seen: Counter[Key] = Counter()
        news: Counter[str] = Counter()
        results: list[ExampleResult] = []
        for part in (first, rest):
            for result in self.wanted.bench.run(part):
                key = _key(result.trial)
                seen[key] += 1
                news[self._show(result, (key, seen[key]), before)] += 1
                results.append(result)
            if part is first and first and rest:
                self.page.line(f"in what changed: {summed_up(results)}", QUIET)
        told = [f"{news[what]} {what}" for what in ("new", "fixed") if news[what] and changed]
        failed = any(not result.passed for result in results)
        more = f" ({', '.join(told)})" if told else ""
        self.page.line(f"{self.wanted.name}: {summed_up(results)}{more}", BAD if failed else GOOD)

    def _show(self, result: ExampleResult, key: tuple[Key, int], before: dict[tuple[Key, int], tuple[str, ...]]) -> str:
        """Show one result if it is news; whether it is "new", "fixed" or "" for neither."""
        was = before.get(key, ())
        if result.passed:
            if was:
                self.page.named("fixed", result, GOOD)
            else:
                self.page.show(result)
            return "fixed" if was else ""
        now = tuple(problem.summary for problem in result.problems)
        self.failing[key] = now
        if now == was:
            self.page.named("still fails", result, BAD)
        else:
            self.page.show(result)
        return "" if was else "new"


def _key(trial: Trial) -> Key:
    """What a trial is known by from one run to the next, wherever its lines have moved; several may share it."""
    return (trial.place.file, trial.kind, trial.rule, trial.name, trial.text)
