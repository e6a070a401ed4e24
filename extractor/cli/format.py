"""`extract format RULES…`: rule files in the one layout that all share.

What is broken is told on standard error and left alone; a file is written whole or not at all, and only if it changes.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractor.cli.options import FILE, completed
from extractor.cli.output import opened
from extractor.cli.problems import DONE, FINDINGS, WRONG, show
from extractor.formats.counts import counted
from extractor.printable import in_place

if TYPE_CHECKING:
    from extractor.diagnostics import Diagnostic

SUMMARY = "lay out rule files: one clause a line, long ones broken"

_Laid = tuple[str, str | None, "Sequence[Diagnostic]"]
"""A file, its text laid out (None where it can't be read), and what is wrong with it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files and what to do with them."""
    paths = parser.add_argument("paths", metavar="RULES", nargs="+", help="a .rules file, or a folder with such files")
    completed(paths, FILE)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", action="store_true", help="write nothing, name what would change; status 1 if something would")
    only.add_argument("--diff", action="store_true", help="write nothing, show what would change; status 1 if something would")


def run(arguments: argparse.Namespace) -> int:
    """Lay out the files; 2 if one has errors, 1 if one would change under `--check` or `--diff`."""
    writes = not (arguments.check or arguments.diff)
    status, changed, same = DONE, 0, 0
    with opened(None, None) as stream:
        for file, text, found in _laid_out(arguments.paths):
            if text is None:
                status = WRONG
                show(found)
            elif (written := _written(file)) == text:
                same += 1
            else:
                changed += 1
                if writes:
                    with opened(file) as target:
                        target.write(text)
                stream.write(_difference(file, written, text) if arguments.diff else f"{in_place(file)}\n")
        if not arguments.diff:
            what = "laid out" if writes else "to be laid out"
            stream.write(f"{counted(changed, 'file')} {what}, {same} left as {'it is' if same == 1 else 'they are'}\n")
    return max(status, FINDINGS if changed and not writes else DONE)


def _laid_out(paths: Sequence[str]) -> Iterator[_Laid]:
    """What becomes of each file, in order."""
    from extractor.language.format import formatted
    from extractor.language.sources import of_file, read_source, read_sources

    for path in paths:
        if os.path.isdir(path):
            sources, unread, found = read_sources(path)
            if unread:
                yield path, None, [each for each in found if each.severity == "error"]
            for source in sources:
                if source.name.endswith(".rules"):
                    yield source.file, *formatted(source.text, source.file)
        elif not (path.endswith(".rules") and os.path.exists(path)):
            what = "is no rule file" if os.path.exists(path) else "does not exist"
            yield path, None, [of_file(path, "E050", f"this {what}", "name a folder, or a file that ends in .rules")]
        else:
            one, found = read_source(os.path.dirname(path), os.path.basename(path))
            yield (path, *formatted(one.text, path)) if one is not None else (path, None, found)


def _written(file: str) -> str:
    """What the file holds, line ends and byte order mark included."""
    with open(file, encoding="utf-8", newline="") as stream:
        return stream.read()


def _difference(file: str, written: str, text: str) -> str:
    from difflib import unified_diff

    name = in_place(file)
    old, new = written.splitlines(keepends=True), text.splitlines(keepends=True)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in unified_diff(old, new, name, f"{name}, laid out"))
