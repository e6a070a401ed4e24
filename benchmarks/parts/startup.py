"""c. Starting the command, in multiples of starting Python: `--help`, and the main job on a short article, cached and not.

The cache of compiled packs is put into a folder of the run's own, so that nothing of the user's is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.measure import Figure, Remark, ratio, rounds_of
from benchmarks.setting import ROOT, Setting

NAME = "startup"
SUMMARY = "the command's start, in multiples of python -c pass"

BARE = [sys.executable, "-c", "pass"]
BARS = {"--help": "help", "main job, cached": "main job, cached", "main job, not cached": "main job, not cached"}


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """The figures of a start."""
    command = _command()
    job = [*command, "--rules", str(ROOT / "rules"), "--format", "jsonl", str(ROOT / "examples" / "article.txt")]
    warm, cold = setting.scratch / "warm", setting.scratch / "cold"
    _seconds(job, warm)
    cached = any(path.is_file() for path in warm.rglob("*"))
    if not cached:
        yield Remark(NAME, "this version keeps no compiled packs: cached and not cached are the same")

    def uncached(_: int) -> float:
        shutil.rmtree(cold, ignore_errors=True)
        return _seconds(job, cold)

    tasks = {
        "python -c pass": lambda _: _seconds(BARE, warm),
        "--help": lambda _: _seconds([*command, "--help"], warm),
        "main job, cached": lambda _: _seconds(job, warm),
        "main job, not cached": uncached,
    }
    times = rounds_of(tasks, max(5, setting.rounds) if setting.quick else 3 * setting.rounds)
    bare = times.pop("python -c pass")
    for name, seconds in times.items():
        absolute = f"{median(seconds) * 1000:.0f} ms, python -c pass {median(bare) * 1000:.0f} ms"
        yield Figure(NAME, f"{name}: times python -c pass", ratio(seconds, bare), absolute, BARS[name])


def _command() -> list[str]:
    """The installed program, or the module where there is none."""
    program = Path(sys.executable).with_name("extract")
    return [str(program)] if program.exists() else [sys.executable, "-m", "extractor"]


def _seconds(command: Sequence[str], cache: Path) -> float:
    """How long a process takes from its start to its end, with this folder as the user's cache."""
    caches = {"XDG_CACHE_HOME": str(cache), "EXTRACTOR_CACHE": str(cache)}
    environment = {**os.environ, **caches, "PYTHONPATH": str(ROOT)}  # this checkout, whichever is installed
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules are kept, as they are where a package is installed
    start = time.perf_counter()
    subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
