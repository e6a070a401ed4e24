"""`extract diff OLD NEW INPUT…`: what two packs find differently.

Both packs are loaded once; documents come one by one, and each is shown as soon as both packs have seen it.
"""

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.cli.options import FOLDER, add_events, add_inputs, add_no_cache, add_output, completed, subtypes
from extractor.cli.problems import DONE, FAILED, FINDINGS, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.authoring.difference import Difference
    from extractor.diagnostics import Diagnostic
    from extractor.engine import Extractor
    from extractor.text.document import Document

SUMMARY = "show what two rule packs find differently"

DESCRIPTION = f"""{SUMMARY}: events gained, lost and changed

A pack is a folder or a git revision REV:PATH, with the path from the
repository's root:

  extract diff HEAD:rules rules/ news/        what my changes do
  extract diff HEAD~3:rules HEAD:rules news/  what the last three commits did"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the packs, the texts and the options."""
    parser.description = DESCRIPTION
    parser.add_argument(
        "--format", choices=("text", "jsonl"), help="one difference after the other; default: text on a terminal, else jsonl"
    )
    add_output(parser)
    add_events(parser)
    add_no_cache(parser)
    parser.add_argument("--exit-code", action="store_true", help="exit with status 1 if there are differences")
    for name in ("old", "new"):
        pack = parser.add_argument(name, metavar=name.upper(), help=f"the {name} rule pack: a folder, or REV:PATH")
        completed(pack, FOLDER)
    add_inputs(parser, "the documents to look at: files, folders and so on, as for `run`")


def run(arguments: argparse.Namespace) -> int:
    """Compare; 3 if a document failed, 1 for differences under `--exit-code`."""
    from extractor.authoring.difference_text import write_jsonl, write_text
    from extractor.cli.documents import Documents, read
    from extractor.cli.output import opened, to_terminal
    from extractor.cli.progress import Progress

    old, new = (_loaded(name, arguments.no_cache) for name in (arguments.old, arguments.new))
    kept = _kept(old, new, arguments.events)
    seen = to_terminal(arguments.output)
    as_text = arguments.format == "text" or (arguments.format is None and seen)
    work = Documents(Progress(hidden=seen))
    results = work.each(read(arguments.inputs), _compare(old, new, kept))
    write, names = write_text if as_text else write_jsonl, (_named(arguments.old, old), _named(arguments.new, new))
    with opened(arguments.output, encoding=None if as_text else "utf-8") as stream:
        summary = write(results, stream, names)
    total = summary.total
    different = bool(total.gained or total.lost or total.changed)
    return FAILED if work.failed else FINDINGS if different and arguments.exit_code else DONE


def _loaded(name: str, no_cache: bool) -> "Extractor":
    """The pack in a folder or revision; errors in it name the pack as it was given, not the place where it was unpacked."""
    from extractor.authoring.revisions import RevisionError, as_folder
    from extractor.cli.loading import loaded
    from extractor.diagnostics import PackError

    with ExitStack() as stack:
        try:
            folder = stack.enter_context(as_folder(name))
        except RevisionError as error:
            raise UsageError(str(error)) from error
        try:
            # A revision is unpacked somewhere else each time: what is kept of it would not be found again.
            return loaded(folder, no_cache=no_cache or folder != Path(name))
        except PackError as error:
            if str(folder) != str(name):
                raise PackError(_renamed(found, str(folder), name.rstrip("/")) for found in error.diagnostics) from error
            raise


def _renamed(found: "Diagnostic", folder: str, name: str) -> "Diagnostic":
    import msgspec

    return msgspec.structs.replace(found, file=f"{name}{found.file.removeprefix(folder)}")


def _named(name: str, pack: "Extractor") -> str:
    from extractor.formats.inputs import shown

    return f"{shown(name)}: {pack.pack}"


def _kept(old: "Extractor", new: "Extractor", names: tuple[str, ...] | None) -> frozenset[str] | None:
    """The event types to compare. One that only one pack knows is no mistake."""
    if names is None:
        return None
    known = [{declared.name for declared in each.compiled.program.event_types} for each in (old, new)]
    kept: set[str] = set()
    for name in names:
        packs = [each for each, types in zip((old, new), known, strict=True) if name in types] or [new]
        for each in packs:
            kept |= subtypes(each, (name,)) or frozenset()
    return frozenset(kept)


def _compare(
    old: "Extractor", new: "Extractor", kept: frozenset[str] | None
) -> "Callable[[Document], tuple[tuple[str, list[Difference]], int]]":
    from extractor.authoring.difference import differences

    def compare(document: "Document") -> "tuple[tuple[str, list[Difference]], int]":
        before, after = (
            pack.extract(document.text, date=document.date, name=document.name) for pack in (old, new)
        )
        found = [each for each in differences(before, after) if kept is None or _about(each, kept)]
        return (document.name, found), len(found)

    return compare


def _about(found: "Difference", kept: frozenset[str]) -> bool:
    """Whether the old or the new event is of a type that is kept."""
    return any(event is not None and event.type in kept for event in (found.old, found.new))
