"""h. Where the time of the Italian pack goes, by stage.

A timer looks every few milliseconds at what is running, and the time since its last look counts for the stage that is found. That
costs nearly nothing and knows the program only by the names in `STAGES`; what is not named counts for the caller that is.
"""

from __future__ import annotations

import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath
from types import FrameType, TracebackType

from benchmarks.measure import Figure, Remark, Spread
from benchmarks.setting import Setting

NAME = "stages"
SUMMARY = "where the time of the Italian pack goes"

STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tokenize", ("text/tokenize", "text/paragraphs", "text/stretches")),
    ("analyze", ("text/analyze", "text/morphology", "text/features")),
    ("segment", ("text/sentences", "text/quotes", "text/marks")),
    ("scan", ("matching/scan", "matching/waking", "*can_start", "*_awake")),
    ("resolve", ("events/resolve", "events/reach", "*resolved")),
    ("output", ("formats/", "events/assemble:finish", "events/dates", "events/schema")),
    ("phases", ("cascade", "matching/match", "events/assemble", "events/nesting")),
    ("engine", ("engine", "passage")),
)
"""The stages and what is theirs: a module or folder of the package, `module:function`, or `*function` wherever it stands. Of what
is running the innermost that is named counts, and of several names for it the first."""

EVERY = 0.001


class Sampler:
    """Counts processor time by stage while it is open."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._known: dict[tuple[str, str], str] = {}
        self._last = 0.0

    def __enter__(self) -> Sampler:
        self._before = signal.signal(signal.SIGPROF, self._look)
        self._last = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, self._before)

    def _look(self, _: int, frame: FrameType | None) -> None:
        # A long call into C is seen when it ends, so its time counts, and not the number of looks.
        now = time.process_time()
        self.seconds[self._stage(frame)] += now - self._last
        self._last = now

    def _stage(self, frame: FrameType | None) -> str:
        while frame is not None:
            code = frame.f_code
            key = (code.co_filename, code.co_name)
            if key not in self._known:
                self._known[key] = stage_of(code.co_filename, code.co_name)
            if self._known[key]:
                return self._known[key]
            frame = frame.f_back
        return "other"


def stage_of(file: str, function: str) -> str:
    """The stage that a function of this file belongs to by itself, or ""."""
    parts = PurePath(file).with_suffix("").parts
    if "extractor" not in parts:
        return ""
    module = "/".join(parts[len(parts) - parts[::-1].index("extractor") :])
    for stage, names in STAGES:
        for name in names:
            where, _, what = name.partition(":")
            if name == f"*{function}" or (_within(module, where) and what in ("", function)):
                return stage
    return ""


def _within(module: str, name: str) -> bool:
    return module.startswith(name) if name.endswith("/") else module == name or module.startswith(f"{name}/")


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """Each stage's share of the time, over rounds with new articles."""
    from extractor import Extractor
    from extractor.formats import jsonl

    warming, *slices = setting.corpus.slices(setting.rounds + 1, 60_000 if setting.quick else 500_000)
    extractor = Extractor.load()
    for _ in extractor.pipe(warming[:10]):
        pass
    shares: list[defaultdict[str, float]] = []
    for texts in slices:
        with open(os.devnull, "w", encoding="utf-8") as nowhere, Sampler() as sampler:
            jsonl.write(extractor.pipe(texts), nowhere)
        whole = sum(sampler.seconds.values())
        shares.append(defaultdict(float, {stage: seconds / whole for stage, seconds in sampler.seconds.items()}))
    for stage in [*(stage for stage, _ in STAGES), "other"]:
        spread = Spread.of([share[stage] for share in shares])
        if spread.high:
            yield Figure(NAME, f"{stage}: share of the time", spread, f"{spread.middle:.0%}")
