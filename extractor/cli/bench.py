"""`extract bench PACK INPUT…`: where the time goes, for who wants a pack to be faster.

Texts come one by one, in each round anew, so memory does not grow with them. An interrupt ends measuring, not the report.
"""

import argparse
from typing import TYPE_CHECKING, TextIO

from extractor.cli.options import FOLDER, add_inputs, add_output, completed, whole_number
from extractor.cli.problems import DONE, FAILED, INTERRUPTED, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.authoring.costs import Bench, Costs
    from extractor.cli.documents import Documents
    from extractor.text.document import Document

SUMMARY = "measure how fast a pack is, and which phases and rules cost most"

ROUNDS = 3
SHOWN = 5

DESCRIPTION = f"""{SUMMARY}

Shown are the speed from texts to JSON Lines, the time of each stage, and the
costliest rules of each phase: their time and their share of the phase's, how
often each was tried at a place and matched, and how many of the mentions,
events, extensions or removals that it proposed stood. A rule that is tried
often and seldom matches wants a rarer trigger; one whose tries are slow, a
smaller gap or fewer alternatives."""

EPILOG = """\
how it is measured:
  Every text goes through the pack three times: as in a run, for the speed;
  with a clock on each stage; with a clock on each attempt of a rule. Clocks
  take time, so the sums are more than the run. What several rules need to
  know of a sentence counts for the first that asks. Each round begins anew,
  with nothing known of any text; loading the pack is not counted. Times are
  medians of the rounds. Compare times of one machine only, and the shares
  rather than the seconds. Ctrl-C shows what was measured so far: the rounds
  that are complete, or the texts of the first.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the pack, the texts and the options."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, or JSON; default: text")
    add_output(parser)
    top = f"show the N costliest rules of each phase; default: {SHOWN} as text, all as JSON"
    parser.add_argument("--top", metavar="N", type=whole_number(0), help=top)
    rounds = f"measure all texts N times; default: {ROUNDS}, or 1 with standard input"
    parser.add_argument("--rounds", metavar="N", type=whole_number(1), help=rounds)
    completed(parser.add_argument("pack", metavar="PACK", help="the folder of a rule pack"), FOLDER)
    add_inputs(parser, "the texts to measure with: files, folders and so on, as for `run`")


def run(arguments: argparse.Namespace) -> int:
    """Measure; 3 if a text could not be read."""
    from extractor.authoring.costs import Bench
    from extractor.cli.documents import Documents
    from extractor.cli.output import opened
    from extractor.cli.progress import Progress
    from extractor.engine import Extractor

    rounds = _rounds(arguments.rounds, arguments.inputs)
    bench, work = Bench(Extractor.load(arguments.pack).compiled), Documents(Progress(hidden=False))
    interrupted = False
    with opened(arguments.output, encoding=None if arguments.format == "text" else "utf-8") as stream:
        try:
            _measure(bench, rounds, arguments.inputs, work)
        except KeyboardInterrupt:
            work.end()
            interrupted = True
        costs = bench.result()
        if costs.documents:
            _write(costs, stream, arguments.format, arguments.top)
        elif not interrupted and not work.failed:
            raise UsageError("there is no text to measure with")
    return INTERRUPTED if interrupted else FAILED if work.failed else DONE


def _rounds(asked: int | None, inputs: "Sequence[str]") -> int:
    if "-" not in inputs:
        return asked or ROUNDS
    if asked is not None and asked > 1:
        raise UsageError("standard input can be read once only: --rounds 1, or name a file")
    return 1


def _measure(bench: "Bench", rounds: int, inputs: "Sequence[str]", work: "Documents") -> None:
    """Round by round; what fails is told in the first, and left out of all."""
    from extractor.cli.documents import read

    def measured(document: "Document") -> tuple[None, int]:
        return None, bench.add(document)

    for number in range(rounds):
        if number:
            bench.begin()
        for _ in work.each(read(inputs), measured, again=number > 0):
            pass
        bench.end()


def _write(costs: "Costs", stream: TextIO, form: str, top: int | None) -> None:
    if form == "text":
        from extractor.authoring.costs_text import write

        write(costs, stream, SHOWN if top is None else top)
        return
    import json

    from extractor.authoring.costs_json import record

    json.dump(record(costs, top), stream, ensure_ascii=False, indent=1)
    stream.write("\n")
