"""The arguments that several commands take, so that each is called, explained and completed in one way.

Each `add_…` declares one on a command's parser. What is written for it is read by argparse; `subtypes` says what `--events` means
to a pack.
"""

import argparse
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from extractor.cli.problems import UsageError

if TYPE_CHECKING:
    from extractor.engine import Extractor

# What completes to the name of a file or folder, in shtab's terms, without importing shtab.
FILE = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
FOLDER = {"bash": "_shtab_compgen_dirs", "zsh": "_files -/", "tcsh": "d"}

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def completed(action: argparse.Action, names: dict[str, str]) -> None:
    """Let a shell complete an argument to `FILE` or `FOLDER` names."""
    action.complete = names  # type: ignore[attr-defined]


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Declare `--rules`, for commands that don't take packs as arguments."""
    completed(parser.add_argument("--rules", metavar="FOLDER", help="the rule pack; default: the packaged Italian one"), FOLDER)


def add_no_cache(parser: argparse.ArgumentParser) -> None:
    """Declare `--no-cache`, for commands that `loading.loaded` loads a pack for."""
    meaning = "compile the rules anew, and don't keep the result for the next start (see EXTRACTOR_CACHE in extract --help)"
    parser.add_argument("--no-cache", action="store_true", help=meaning)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Declare `-o`."""
    completed(parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE, whole or not at all"), FILE)


def add_events(parser: argparse.ArgumentParser) -> None:
    """Declare `--events`."""
    parser.add_argument("--events", metavar="TYPE,…", type=_types, help="only events of these types and their subtypes")


def add_date(parser: argparse.ArgumentParser) -> None:
    """Declare `--date`."""
    parser.add_argument("--date", metavar="DATE", type=_date, help="the documents' date: 2020, 2020-10 or 2020-10-27")


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Declare `--jobs`."""
    meaning = "work in N processes; 0 or auto: as many as there are cores; default: 1"
    parser.add_argument("--jobs", metavar="N", type=_jobs, default=1, help=meaning)


def add_inputs(parser: argparse.ArgumentParser, meaning: str, nargs: str = "+") -> None:
    """Declare the documents, which `formats.inputs` reads."""
    completed(parser.add_argument("inputs", metavar="INPUT", nargs=nargs, help=meaning), FILE)


def subtypes(extractor: "Extractor", names: tuple[str, ...] | None) -> frozenset[str] | None:
    """The event types named and all below them; None for all. An unknown name is wrong usage."""
    from extractor.diagnostics import did_you_mean

    if names is None:
        return None
    program = extractor.compiled.program
    known = [declared.name for declared in program.event_types]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UsageError(f"--events: the pack has no event type '{name}'{'; ' + hint if hint else ''}")
    return frozenset(subtype for name in names for subtype in program.subtypes[name])


def whole_number(least: int) -> Callable[[str], int]:
    """Reads an argument that is a whole number of at least so much."""

    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() else -1
        if number < least:
            raise argparse.ArgumentTypeError(f"'{text}' is no whole number of at least {least}")
        return number

    return read


def _jobs(text: str) -> int:
    return 0 if text == "auto" else whole_number(0)(text)


def _types(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError(f"'{text}' is no list of event types such as Say,Accuse")
    return names


def _date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no date such as 2020, 2020-10 or 2020-10-27")
    return text
