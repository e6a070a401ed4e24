"""`extract check PACK…`: everything that is wrong with packs, before anything runs.

Findings go to standard error, each with its place and the line underlined; a summary of each pack to standard output.
"""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractor.cli.options import FOLDER, completed
from extractor.cli.output import opened
from extractor.cli.problems import DONE, FINDINGS, WRONG, show
from extractor.formats.counts import counted
from extractor.printable import in_place

if TYPE_CHECKING:
    from extractor.diagnostics import Diagnostic

SUMMARY = "check rule packs without running them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the packs and `--strict`."""
    packs = parser.add_argument("packs", metavar="PACK", nargs="+", help="a rule pack: a folder with a pack.yaml")
    completed(packs, FOLDER)
    parser.add_argument("--strict", action="store_true", help="exit with status 1 if there are warnings")


def run(arguments: argparse.Namespace) -> int:
    """Check the packs; 2 if one has errors, 1 for mere warnings under `--strict`."""
    worst = DONE
    for folder in arguments.packs:
        worst = max(worst, _status(_checked(folder), arguments.strict))
    return worst


def _checked(folder: str) -> "Sequence[Diagnostic]":
    """The pack's findings, shown and summed up."""
    found = _findings(folder)
    show(found)
    errors = sum(finding.severity == "error" for finding in found)
    with opened(None, None) as stream:
        stream.write(f"{in_place(folder)}: {counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}\n")
    return found


def _findings(folder: str) -> "list[Diagnostic]":
    """All findings of a pack, in order: of reading, of checking and, where these found no error, of compiling."""
    from extractor.diagnostics import PackError
    from extractor.engine import Extractor
    from extractor.language.check import check
    from extractor.language.pack import load

    pack, found = load(folder)
    collected = [*found, *check(pack)]
    if not any(finding.severity == "error" for finding in collected):
        try:
            Extractor.compile(pack)
        except PackError as error:
            collected += error.diagnostics
    return sorted(dict.fromkeys(collected), key=lambda finding: finding.order)


def _status(found: "Sequence[Diagnostic]", strict: bool) -> int:
    if any(finding.severity == "error" for finding in found):
        return WRONG
    return FINDINGS if found and strict else DONE
