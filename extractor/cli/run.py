"""`extract INPUT…`, the main job: documents in, events out.

The documents flow one by one through reading, extraction and writing, so memory does not grow with their number. One
that can't be read is reported and left out; the others go on.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from extractor.cli.problems import DONE, FAILED, UsageError

if TYPE_CHECKING:
    from extractor.engine import Extractor
    from extractor.events.schema import Event
    from extractor.text.document import Document

SUMMARY = "find who said what in texts, by the rules of a pack"

FORMATS = {"table": "for people", "jsonl": "JSON Lines, one event a line", "json": "one JSON array"}

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)

# What completes to a file name, in shtab's terms, without importing shtab.
FILE = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the inputs and the options."""
    add_options(parser)
    inputs = parser.add_argument(
        "inputs",
        metavar="INPUT",
        nargs="+",
        help="a text file in UTF-8; a folder (every *.txt below it); a quoted glob; a .jsonl file whose records have "
        "id and text; - for standard input",
    )
    inputs.complete = FILE  # type: ignore[attr-defined]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options alone."""
    rules = add_rules(parser)
    parser.add_argument("--format", choices=FORMATS, help=f"{_formats()}; default: table on a terminal, else jsonl")
    output = parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE, whole or not at all")
    parser.add_argument("--events", metavar="TYPE,…", type=event_types, help="only events of these types and their subtypes")
    add_date(parser)
    for action in (rules, output):
        action.complete = FILE  # type: ignore[attr-defined]


def add_rules(parser: argparse.ArgumentParser) -> argparse.Action:
    """Declare `--rules`, which all commands share that don't take packs as arguments."""
    return parser.add_argument("--rules", metavar="FOLDER", help="the rule pack; default: the packaged Italian one")


def add_date(parser: argparse.ArgumentParser) -> None:
    """Declare `--date`."""
    parser.add_argument("--date", metavar="DATE", type=_date, help="the documents' date: 2020, 2020-10 or 2020-10-27")


def run(arguments: argparse.Namespace) -> int:
    """Extract events from the inputs and write them; 3 if a document failed."""
    from extractor.cli.documents import Documents
    from extractor.cli.output import opened
    from extractor.cli.progress import Progress
    from extractor.engine import Extractor
    from extractor.formats.inputs import read

    extractor = Extractor.load(arguments.rules)
    kept = subtypes(extractor, arguments.events)
    to_terminal = arguments.output is None and sys.stdout is not None and sys.stdout.isatty()
    chosen = arguments.format or ("table" if to_terminal else "jsonl")
    work = Documents(Progress(hidden=to_terminal))
    documents = read(arguments.inputs, sys.stdin.buffer if sys.stdin else None, arguments.date)
    with opened(arguments.output, encoding=None if chosen == "table" else "utf-8") as stream:
        _writer(chosen)(work.each(documents, lambda document: _found(extractor, document, kept)), stream)
    return FAILED if work.failed else DONE


def _found(
    extractor: "Extractor", document: "Document", kept: frozenset[str] | None
) -> "tuple[tuple[str, list[Event]], int]":
    """The document's name and its events, of the types that are kept; and their number."""
    events = extractor.extract(document.text, date=document.date, name=document.name)
    if kept is not None:
        events = [event for event in events if event.type in kept]
    return (document.name, events), len(events)


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


def _writer(name: str) -> "Callable[[Iterable[tuple[str, Sequence[Event]]], TextIO], None]":
    """The writer of a format; rich is only loaded for the table."""
    if name == "table":
        from extractor.formats.table import write
    elif name == "json":
        from extractor.formats.json_array import write
    else:
        from extractor.formats.jsonl import write
    return write


def event_types(text: str) -> tuple[str, ...]:
    """The names in the argument of `--events`."""
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError(f"'{text}' is no list of event types such as Say,Accuse")
    return names


def _date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no date such as 2020, 2020-10 or 2020-10-27")
    return text


def _formats() -> str:
    return "; ".join(f"{name}: {what}" for name, what in FORMATS.items())
