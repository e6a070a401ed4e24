"""The command as a user starts it, in a process of its own, by `extract`; or quicker, in this one, by `called`."""

import contextlib
import functools
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from extractor.cli import main

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "examples" / "article.txt"


def extract(
    *words: str | Path, stdin: bytes = b"", cwd: str | Path = ROOT, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[bytes]:
    """Run `extract WORDS…` and return what it printed. `before` are words of a program that starts it (`sh -c …`)."""
    command = [*before, sys.executable, "-m", "extractor", *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, input=stdin, cwd=cwd, env=environment, capture_output=True, timeout=120, check=False)


def called(*words: str | Path, stdin: bytes = b"", cwd: str | Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    """What `extract` gives, without a process of its own: for tests of what is found and said, not of how a process ends."""
    command = list(map(str, words))
    given, out, err = io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), io.BytesIO(), io.BytesIO()
    written, told = (io.TextIOWrapper(stream, "utf-8", newline="\n", write_through=True) for stream in (out, err))
    with (
        contextlib.chdir(cwd),
        patch.dict(os.environ, {"COLUMNS": os.environ.get("COLUMNS", "80")}),
        patch.multiple(sys, stdin=given, stdout=written, stderr=told),
    ):
        status = main(command)
        written.flush()
    return subprocess.CompletedProcess(command, status, out.getvalue(), err.getvalue())


@functools.cache
def article(*options: str) -> bytes:
    """What `extract OPTIONS… examples/article.txt` prints; run once for each set of options."""
    done = extract(*options, "examples/article.txt")
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return done.stdout


def records(output: bytes) -> list[dict]:
    """The records of JSON Lines."""
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]
