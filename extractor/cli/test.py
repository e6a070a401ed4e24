"""`extract test PACK…`: run the examples that stand beside the rules.

Each example that fails is shown on standard output with its place, its text and what was found instead; a summary of
each pack follows.
"""

import argparse

from extractor.cli.check import add_packs
from extractor.cli.problems import DONE, FINDINGS, counted

SUMMARY = "run the examples of rule packs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the packs."""
    add_packs(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the examples of the packs; 1 if one fails. Errors in a pack end the run."""
    failed = sum([_failures(folder) for folder in arguments.packs])
    return FINDINGS if failed else DONE


def _failures(folder: str) -> int:
    """Run one pack's examples, show those that fail, and count them."""
    from extractor.authoring.examples import run_examples
    from extractor.engine import Extractor
    from extractor.language.pack import load

    extractor = Extractor.load(folder)  # raises the pack's errors, so that what is read again here has none
    pack, _ = load(folder)
    number = failed = 0
    for result in run_examples(extractor, pack):
        number += 1
        if not result.passed:
            failed += 1
            place = f"{result.place.file}:{result.place.line}:{result.place.column}"
            problems = "".join(f"\n  {problem}" for problem in result.problems)
            print(f"{place}: {result.kind} of {result.rule} failed\n  {result.text}{problems}\n")
    print(f"{folder}: {counted(number, 'example')}, {failed} failed", flush=True)
    return failed
