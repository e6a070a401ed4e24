"""`extract evaluate GOLD [INPUT…]`: how well a pack does on documents that people annotated.

The gold is read as a whole, texts come one by one. What is said on standard error are notes: texts without gold and gold without
a text are left out, so that a part of the gold can be looked at.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from extractor.cli.options import FILE, add_inputs, add_output, add_rules, completed, whole_number
from extractor.cli.problems import DONE, FAILED, FINDINGS, UsageError, report
from extractor.formats.counts import counted

if TYPE_CHECKING:
    from extractor.authoring.evaluation import Evaluation, Evaluator
    from extractor.cli.documents import Documents
    from extractor.formats.gold import GoldDocument
    from extractor.formats.inputs import Unread
    from extractor.text.document import Document

SUMMARY = "measure a pack against annotated documents"

ERRORS_SHOWN = 10

DESCRIPTION = f"""{SUMMARY}: precision, recall and F1
by measure, by event type and by rule; errors with their sentences

Of the events that a rule made are counted those that are right (in the right
place and of the right type), wrong (spurious, or of a wrong type) and whole
(type, source and content are right); "added" are the events of other rules to
which it added something. "Without it" says what would change if the rule
weren't there, in events and in their parts (sources, contents, other roles,
antecedents): -3 right means that three right ones would be lost."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the gold, the texts and the options."""
    parser.description = DESCRIPTION
    add_rules(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, or JSON; default: text")
    add_output(parser)
    parser.add_argument(
        "--errors", metavar="N", type=whole_number(0), help=f"list N errors; default: {ERRORS_SHOWN} as text, all as JSON"
    )
    parser.add_argument(
        "--marginal",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="measure what would change without each rule, or don't, which is quicker; default: measure",
    )
    parser.add_argument(
        "--need", metavar="MEASURE=F1,…", type=_needs, default={}, help="exit with status 1 below these: trigger=0.90,event=0.60"
    )
    gold = parser.add_argument("gold", metavar="GOLD", help="a .jsonl file of annotated documents: doc, text, events")
    completed(gold, FILE)
    add_inputs(
        parser,
        "only these documents (files, folders and so on, as for `run`), by name without folder and .txt; default: all of gold",
        nargs="*",
    )


def run(arguments: argparse.Namespace) -> int:
    """Evaluate; 1 if a needed figure isn't reached, 3 if a text could not be read."""
    from extractor.authoring.evaluation import Evaluator
    from extractor.authoring.misses import Causes
    from extractor.authoring.opening import open_pack
    from extractor.cli.documents import Documents
    from extractor.cli.output import opened
    from extractor.cli.progress import Progress
    from extractor.formats.gold import GoldError, read

    try:
        gold = read(arguments.gold)
    except GoldError as error:
        raise UsageError(str(error)) from error
    pack, extractor = open_pack(arguments.rules)
    evaluator = Evaluator(extractor, marginal=arguments.marginal, cause=Causes(extractor, pack))
    work = Documents(Progress(hidden=False))
    with opened(arguments.output, encoding=None if arguments.format == "text" else "utf-8") as stream:
        _collect(evaluator, gold, arguments.inputs, work)
        evaluation = evaluator.result()
        _write(evaluation, stream, arguments.format, arguments.errors)
    short = list(_short(evaluation, arguments.need))
    for message in short:
        report(message)
    return FAILED if work.failed else FINDINGS if short else DONE


def _collect(evaluator: "Evaluator", gold: "Sequence[GoldDocument]", texts: Sequence[str], work: "Documents") -> None:
    """Hand the documents to the evaluator and say what was left out."""
    from extractor.cli.documents import read
    from extractor.text.document import Document

    given: Iterable[Document | Unread] = (Document(document.name, document.text) for document in gold)
    if texts:
        given = read(texts)
    matched = _Matched(gold, work)
    for document in work.each(matched.texts(given), lambda text: (text.name, evaluator.add(matched.gold(text)))):
        matched.done(document)
    matched.tell_rest()


class _Matched:
    """Texts and the gold of their names."""

    def __init__(self, gold: "Sequence[GoldDocument]", work: "Documents") -> None:
        self._gold = {document.name: document for document in gold}
        self._done: set[str] = set()
        self._without: list[str] = []
        self._work = work

    def texts(self, given: "Iterable[Document | Unread]") -> "Iterator[Document | Unread]":
        """The texts that have gold, by their short names. One that isn't gold's text ends the run: no offset would fit."""
        from extractor.formats.gold import short_name
        from extractor.formats.inputs import Unread
        from extractor.text.document import Document

        for text in given:
            if isinstance(text, Unread):
                yield text
                continue
            name = short_name(text.name)
            if name not in self._gold:
                self._without.append(text.name)
            elif name in self._done:
                self._work.fail(f"{text.name}: a text of this name was there before; left out")
            elif self._gold[name].text != text.text:
                raise UsageError(f"{text.name}: the text differs from gold's {_difference(self._gold[name].text, text.text)}")
            else:
                yield Document(name, text.text)

    def gold(self, text: "Document") -> "GoldDocument":
        """The gold of a text that has one."""
        return self._gold[text.name]

    def done(self, name: str) -> None:
        """Remember that the document was evaluated."""
        self._done.add(name)

    def tell_rest(self) -> None:
        """Notes on what was left out. Nothing left at all is wrong usage."""
        if not self._done and not self._work.failed:
            raise UsageError(f"none of the texts has gold (gold has {_some(list(self._gold))})")
        if self._without:
            self._work.tell(f"note: {counted(len(self._without), 'text')} without gold left out: {_some(self._without)}")
        rest = [name for name in self._gold if name not in self._done]
        if rest:
            self._work.tell(f"note: {counted(len(rest), 'gold document')} without a text left out: {_some(rest)}")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _difference(gold: str, text: str) -> str:
    """Where two texts part, in words that can be looked up."""
    place = next((n for n, (one, other) in enumerate(zip(gold, text, strict=False)) if one != other), min(len(gold), len(text)))
    line = gold.count("\n", 0, place) + 1
    return f"at character {place} (line {line}): gold has {gold[place : place + 20]!r}, the text {text[place : place + 20]!r}"


def _write(evaluation: "Evaluation", stream: TextIO, form: str, errors: int | None) -> None:
    if form == "text":
        from extractor.authoring.evaluation_text import write

        write(evaluation, stream, ERRORS_SHOWN if errors is None else errors)
        return
    import json

    from extractor.authoring.evaluation_json import record

    json.dump(record(evaluation, errors), stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _short(evaluation: "Evaluation", needs: dict[str, float]) -> Iterator[str]:
    for measure, need in needs.items():
        reached = evaluation.scores.measures[measure].f1
        if reached < need:
            yield f"{measure}: F1 {reached:.4f} is below {need}"


def _needs(text: str) -> dict[str, float]:
    from extractor.authoring.scoring import MEASURES

    needs = {}
    for part in text.split(","):
        measure, _, figure = part.strip().partition("=")
        if measure not in MEASURES:
            raise argparse.ArgumentTypeError(f"there is no measure '{measure}'; the measures are {', '.join(MEASURES)}")
        try:
            needs[measure] = float(figure)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{part}' is not like {measure}=0.90") from None
        if not 0 <= needs[measure] <= 1:
            raise argparse.ArgumentTypeError(f"'{part}': F1 lies between 0 and 1")
    return needs
