"""Pages of documentation as what they show: blocks to run, what they print, files to write."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.cli.command import ROOT


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return [text for kind, _, text in fenced(page) if kind == language]


def fenced(page: str) -> Iterator[tuple[str, str, str]]:
    """Every fenced block: its language, the line of text above it, its text."""
    for found in re.finditer(r"([^\n]*)\n*^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        yield found[2], found[1], found[3]


def shell(command: str, cwd: Path, programs: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a line as a reader would paste it; `programs` comes first in the search path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if programs:
        environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(["bash", "-euc", command], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def write_program(folder: Path) -> Path:
    """Puts the program `extract`, as this checkout has it, into a folder; returns the folder."""
    program = folder / "extract"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m extractor "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


def missing(shown: str, printed: str) -> Iterable[str]:
    """The lines shown that don't stand in what was printed, one right after the other but where `…` leaves some out."""
    lines = [line.rstrip() for line in printed.splitlines()]
    place, loose = 0, False
    for line in shown.splitlines():
        if line.strip() == "…":
            loose = True
            continue
        there = line in lines[place:] if loose else lines[place : place + 1] == [line]
        if not there:
            return [line]
        place, loose = lines.index(line, place) + 1, False
    return [] if loose or place == len(lines) else lines[place : place + 1]
