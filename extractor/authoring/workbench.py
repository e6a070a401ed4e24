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
from extractor.engine import Extractor
from extractor.language.check import checked
from extractor.language.loading import Memory, load_pack
from extractor.language.pack import Pack
from extractor.language.sources import belongs, names_in
from extractor.matching.program import Program

State = dict[str, tuple[int, int, int]]
"""By a file's name inside the folder, when it was changed, its size and which file it is."""


class Workbench:
    """The pack in one folder, and what is remembered of it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._memory = Memory()
        self._loaded: tuple[Pack, Extractor] | None = None
        self._known: dict[Trial, tuple[Problem, ...]] = {}

    def load(self) -> Pack:
        """The pack as it is in its folder now. Raises `PackError` with all its errors, in order."""
        pack = checked(load_pack(Path(self.folder), memory=self._memory))
        before, known = self._loaded, None
        if before is not None and before[0].morphology == pack.morphology:
            known = before[1].compiled.morphology
        self._loaded = pack, Extractor.compile(pack, morphology=known)
        if before is None or not _alike(before, self._loaded):
            self._known = {}
        self._known = {trial: self._known[trial] for trial in trials(pack) if trial in self._known}
        return pack

    def with_origins(self) -> Extractor:
        """An extractor of the pack that was loaded last, which knows where each part of it was written."""
        assert self._loaded is not None, "load comes first"
        pack, extractor = self._loaded
        return Extractor.compile(pack, morphology=extractor.compiled.morphology, origins=True)

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
        assert self._loaded is not None, "load comes first"
        return run_trials(self._loaded[1], wanted, self._known)


def _alike(one: tuple[Pack, Extractor], other: tuple[Pack, Extractor]) -> bool:
    """Whether two states of a pack make the same of every text: how it is cut and analysed, and what the rules do with it."""
    given = [(pack.tokens, pack.morphology, _program(extractor)) for pack, extractor in (one, other)]
    return given[0] == given[1]


def _program(extractor: Extractor) -> Program:
    """The program without what names the files that it was made from."""
    return msgspec.structs.replace(extractor.compiled.program, hash="", version="")
