"""`extract test PATH…`: run the examples that stand beside the rules, and the cases of suites.

Each that fails is shown on standard output with its place and its text, what was expected and what was found underlined; a
summary of each pack follows.
"""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractor.cli.options import FILE, completed
from extractor.cli.problems import DONE, FINDINGS, UsageError
from extractor.cli.selecting import Wanted, check_rules, wanted
from extractor.formats.counts import counted

if TYPE_CHECKING:
    from extractor.authoring.examples import ExampleResult
    from extractor.authoring.trials import Trial

SUMMARY = "run the examples and cases of rule packs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the packs or parts of packs, and what to make of the results."""
    paths = parser.add_argument(
        "paths", metavar="PATH", nargs="+", help="a rule pack, or a file or folder in one: only what stands there is run"
    )
    completed(paths, FILE)
    parser.add_argument(
        "--rule", metavar="NAME", action="append", default=[], help="only the examples of this rule; may be given again"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="name those that passed as well")
    parser.add_argument(
        "--coverage", action="store_true", help="say which rules, alternatives of patterns and lexicon lists no example reaches"
    )
    junit = parser.add_argument("--junit", metavar="FILE", help="write the results as JUnit XML, too")
    completed(junit, FILE)
    parser.add_argument("--watch", action="store_true", help="run again whenever a file of the packs changes, until Ctrl-C")


def run(arguments: argparse.Namespace) -> int:
    """Run what is asked for; 1 if something fails. Errors in a pack end the run, unless it watches."""
    from extractor.cli.output import opened

    packs = wanted(arguments.paths)
    if arguments.watch:
        from extractor.cli.watching import watch

        if arguments.junit or arguments.coverage:
            raise UsageError(f"--{'junit' if arguments.junit else 'coverage'} and --watch don't go together")
        return watch(packs, arguments.rule, arguments.verbose)
    loaded = [(each, each.bench.load()) for each in packs]
    check_rules(arguments.rule, [pack for _, pack in loaded])
    chosen = [(each, each.trials(pack, arguments.rule)) for each, pack in loaded]
    check_any(chosen, arguments.rule)
    results: list[ExampleResult] = []
    with opened(None, None) as stream:
        from extractor.cli.results import Results

        shown = Results(stream, arguments.verbose)
        for (each, trials), (_, pack) in zip(chosen, loaded, strict=True):
            here = [shown.show(result) for result in each.bench.run(trials)]
            shown.line(f"{each.name}: {summed_up(here)}")
            results += here
            if arguments.coverage:
                from extractor.authoring.coverage import coverage

                texts = [trial.text for trial in trials if trial.kind != "never"]
                found = coverage(each.bench.with_origins(), pack, texts, each.places(pack, arguments.rule))
                shown.coverage(found)
    if arguments.junit is not None:
        from extractor.authoring.junit import junit_xml

        with opened(arguments.junit) as stream:
            stream.write(junit_xml(results))
    return DONE if all(result.passed for result in results) else FINDINGS


def check_any(chosen: "Sequence[tuple[Wanted, Sequence[Trial]]]", rules: Sequence[str]) -> None:
    """Raises `UsageError` where a pack, or all of them for some rules, has nothing to run."""
    empty = [each.name for each, trials in chosen if not trials]
    if rules and len(empty) == len(chosen):
        raise UsageError(f"no example of {', '.join(rules)} stands in {', '.join(empty)}")
    if empty and not rules:
        raise UsageError(f"no example and no case stands in {', '.join(empty)}")


def summed_up(results: "Sequence[ExampleResult]") -> str:
    """`411 examples, 3 cases, 0 failed`."""
    cases = sum(result.trial.kind == "case" for result in results)
    failed = sum(not result.passed for result in results)
    parts = [counted(len(results) - cases, "example")] if len(results) > cases else []
    return ", ".join([*parts, *([counted(cases, "case")] if cases else []), f"{failed} failed"])
