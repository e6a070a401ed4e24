"""`extract INPUT…`, the main job: documents in, events out.

The documents flow one by one through reading, extraction and writing, so memory does not grow with their number. One
that can't be read is reported and left out; the others go on. With `--jobs`, further processes do the work, some documents ahead;
what comes out, and in which order, is the same.
"""

import argparse
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING, TextIO

from extractor.cli.imports import uncollected
from extractor.cli.options import add_date, add_events, add_inputs, add_jobs, add_no_cache, add_output, add_rules, subtypes
from extractor.cli.problems import DONE, FAILED, OutputError

if TYPE_CHECKING:
    from extractor.engine import Extractor
    from extractor.events.schema import Event
    from extractor.formats.inputs import Unread
    from extractor.text.document import Document
    from extractor.workers.results import Failure

    Made = tuple[tuple[str, list[Event]], int]

SUMMARY = "find who said what in texts, by the rules of a pack"

LONG = 100_000
"""Characters of a document that is too long to look for no garbage meanwhile."""

BRIEF = 10_000
"""Bytes of text for which a pack is loaded in haste, if it isn't kept."""

FORMATS = {"table": "for people", "jsonl": "JSON Lines, one event a line", "json": "one JSON array"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the inputs and the options."""
    add_options(parser)
    add_inputs(
        parser,
        "a text file in UTF-8; a folder (every *.txt below it); a quoted glob; a .jsonl file whose records have "
        "id and text; - for standard input",
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options alone."""
    add_rules(parser)
    parser.add_argument("--format", choices=FORMATS, help=f"{_formats()}; default: table on a terminal, else jsonl")
    add_output(parser)
    add_events(parser)
    add_date(parser)
    add_jobs(parser)
    add_no_cache(parser)


def run(arguments: argparse.Namespace) -> int:
    """Extract events from the inputs and write them; 3 if a document failed."""
    from extractor.cli.documents import Documents, read, size
    from extractor.cli.loading import loaded
    from extractor.cli.output import opened, to_terminal
    from extractor.cli.progress import Progress
    from extractor.workers.results import cores

    jobs = arguments.jobs or cores()
    extractor = loaded(arguments.rules, no_cache=arguments.no_cache, brief=jobs == 1 and size(arguments.inputs) <= BRIEF)
    kept = subtypes(extractor, arguments.events)
    seen = to_terminal(arguments.output)
    chosen = arguments.format or ("table" if seen else "jsonl")
    work = Documents(Progress(hidden=seen))
    documents = read(arguments.inputs, arguments.date)
    with opened(arguments.output, encoding=None if chosen == "table" else "utf-8") as stream:
        if jobs > 1:
            with closing(_spread(extractor, documents, jobs, kept)) as results:
                _writer(chosen)(work.made(results), stream)
        else:
            found = _first_uncollected(lambda document: _found(extractor, document, kept))
            _writer(chosen)(work.each(documents, found), stream)
    return FAILED if work.failed else DONE


def _spread(
    extractor: "Extractor", documents: "Iterable[Document | Unread]", jobs: int, kept: frozenset[str] | None
) -> "Generator[Unread | Failure | Made, None, None]":
    """What `_found` gives, worked out in several processes."""
    from extractor.workers.pool import spread
    from extractor.workers.results import Found, WorkersError

    try:
        for result in spread(extractor.compiled, documents, jobs):
            yield _kept(result.name, result.events, kept) if isinstance(result, Found) else result
    except WorkersError as error:  # there will be no output, as little as with a full disk
        raise OutputError(str(error)) from error


def _first_uncollected(work: "Callable[[Document], Made]") -> "Callable[[Document], Made]":
    """The same work. With the first document the engine makes what it keeps for all others: no garbage is looked for then, nor
    later among that and most of what it keeps of others. (A very long one may leave too much.)"""
    from extractor.workers.settled import Settled

    settled = Settled()

    def worked(document: "Document") -> "Made":
        if len(document.text) > LONG:
            return work(document)
        with uncollected() if settled.documents == 0 else nullcontext():
            made = work(document)
            # Before garbage is looked for again: else all of it would be gone through once, as soon as anything is made.
            settled.done()
        return made

    return worked


def _found(extractor: "Extractor", document: "Document", kept: frozenset[str] | None) -> "Made":
    """The document's name and its events, of the types that are kept; and their number."""
    return _kept(document.name, extractor.extract(document.text, date=document.date, name=document.name), kept)


def _kept(name: str, events: "list[Event]", kept: frozenset[str] | None) -> "Made":
    if kept is not None:
        events = [event for event in events if event.type in kept]
    return (name, events), len(events)


def _writer(name: str) -> "Callable[[Iterable[tuple[str, Sequence[Event]]], TextIO], None]":
    """The writer of a format; rich is only loaded for the table."""
    if name == "table":
        from extractor.formats.table import write
    elif name == "json":
        from extractor.formats.json_array import write
    else:
        from extractor.formats.jsonl import write
    return write


def _formats() -> str:
    return "; ".join(f"{name}: {what}" for name, what in FORMATS.items())
