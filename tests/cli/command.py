"""The command as a user starts it: in a process of its own."""

import functools
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "examples" / "article.txt"


def extract(
    *words: str | Path, stdin: bytes = b"", cwd: str | Path = ROOT, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[bytes]:
    """Run `extract WORDS…` and return what it printed. `before` are words of a program that starts it (`sh -c …`)."""
    command = [*before, sys.executable, "-m", "extractor", *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, input=stdin, cwd=cwd, env=environment, capture_output=True, timeout=120, check=False)


@functools.cache
def article(*options: str) -> bytes:
    """What `extract OPTIONS… examples/article.txt` prints; run once for each set of options."""
    done = extract(*options, "examples/article.txt")
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return done.stdout


def records(output: bytes) -> list[dict]:
    """The records of JSON Lines."""
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]
