"""What a run is asked for, and what all parts share."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import msgspec

from benchmarks.corpus import Corpus, Text

ROOT = Path(__file__).resolve().parent.parent


class Setting(msgspec.Struct, frozen=True):
    """The corpus, how many rounds, whether it must be quick (minutes instead of an hour), a folder for files that are made."""

    corpus: Corpus
    rounds: int
    quick: bool
    scratch: Path

    @property
    def patience(self) -> float:
        """Seconds that one measurement of a part may take, where its size can be chosen."""
        return 60.0 if self.quick else 300.0


def missing(package: str) -> bool:
    """Whether a peer's package is not installed."""
    return find_spec(package) is None


def read(file: Path) -> Iterator[Text]:
    """The names and texts of a file of JSON Lines, one by one."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["id"], record["text"]


def python(*words: str, limit: float | None = None) -> str:
    """What a fresh Python prints that is run with these words; raises `subprocess.TimeoutExpired` after `limit` seconds."""
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=True, timeout=limit, encoding="utf-8"
    )
    return done.stdout
