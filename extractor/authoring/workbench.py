"""A pack on the workbench: loaded and tried again after each change, quickly.

In: a pack's folder. Out: by `load` the pack, by `run` the results of trials, both as a fresh load and run give them.

What a file says is read again only when its text has changed. A trial is run again only when the trial or the program has: what a
pack makes of a text depends on nothing else, so changed examples, cases and comments cost no second run of all the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from extractor.authoring.compare import Problem
from extractor.authoring.examples import ExampleResult, run_trials
from extractor.authoring.trials import Trial, trials
from extractor.diagnostics import PackError
from extractor.engine import Compiled, Extractor
from extractor.language.check import check
from extractor.language.loading import Memory, load_pack
from extractor.language.pack import Pack
from extractor.language.sources import belongs, names_in

State = dict[str, tuple[int, int, int]]
"""By a file's name inside the folder, when it was changed, its size and which file it is."""


class Workbench:
    """The pack in one folder, and what is remembered of it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._memory = Memory()
        self._extractor: Extractor | None = None
        self._known: dict[Trial, tuple[Problem, ...]] = {}

    def load(self) -> Pack:
        """The pack as it is in its folder now. Raises `PackError` with all its errors, in order."""
        pack, found = load_pack(Path(self.folder), memory=self._memory)
        errors = [each for each in (*found, *check(pack)) if each.severity == "error"]
        if errors:
            raise PackError(errors)
        extractor = Extractor.compile(pack)
        if self._extractor is None or _without_hash(extractor.compiled) != _without_hash(self._extractor.compiled):
            self._known = {}
        self._known = {trial: self._known[trial] for trial in trials(pack) if trial in self._known}
        self._extractor = extractor
        return pack

    def files(self) -> State:
        """The state of the pack's files, to be compared with a later one: editors write in place or put a new one there."""
        state = {}
        for name in filter(belongs, names_in(Path(self.folder), [])):
            with suppress(OSError):  # gone since the folder was read
                found = os.stat(os.path.join(self.folder, name))
                state[name] = (found.st_mtime_ns, found.st_size, found.st_ino)
        return state

    def run(self, wanted: Iterable[Trial]) -> Iterator[ExampleResult]:
        """The results of trials of the pack that was loaded last, in their order, as they come."""
        assert self._extractor is not None, "load comes first"
        return run_trials(self._extractor, wanted, self._known)


def _without_hash(compiled: Compiled) -> Compiled:
    """What a pack does, whatever its files are like."""
    program = msgspec.structs.replace(compiled.program, hash="", version="")
    return msgspec.structs.replace(compiled, hash="", version="", program=program)
