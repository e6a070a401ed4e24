"""`extract explain TEXT|FILE`: which rules were tried where, how far each came, and why the pack found what it found."""

import argparse
import os
import sys

from extractor.cli.options import FILE, add_date, add_output, add_rules, completed
from extractor.cli.problems import DONE, FAILED, UsageError, report

SUMMARY = "explain what a pack finds in a text, and why not more"

NEAREST = 5
"""So many attempts of a phase that failed are shown, without `--all`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the text, the place, the rule and the options."""
    add_rules(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, or JSON; default: text")
    add_output(parser)
    add_date(parser)
    place = "only what has to do with this word (or words, or the character at this offset, from 0)"
    parser.add_argument("--at", metavar="WORD|OFFSET", help=place)
    parser.add_argument("--rule", metavar="NAME", help="only this rule, with the element underlined at which it stopped")
    parser.add_argument(
        "--all", action="store_true", help=f"all rules that were tried; default: the nearest {NEAREST} of each phase"
    )
    given = parser.add_argument("text", metavar="TEXT|FILE", help="a text in quotation marks, a file, or - for standard input")
    completed(given, FILE)


def run(arguments: argparse.Namespace) -> int:
    """Explain the text."""
    from extractor.authoring.explain import explain
    from extractor.authoring.explainer import NotThere
    from extractor.authoring.opening import open_pack
    from extractor.cli.output import opened

    text = _text(arguments.text)
    if text is None:
        return FAILED
    pack, extractor = open_pack(arguments.rules)
    at = _place(arguments.at)
    try:
        found = explain(extractor, pack, text, at=at, rule=arguments.rule, date=arguments.date)
    except NotThere as error:
        raise UsageError(str(error)) from None
    with opened(arguments.output, None if arguments.format == "text" else "utf-8") as stream:
        if arguments.format == "json":
            import msgspec

            try:
                stream.write(f"{msgspec.json.encode(found).decode()}\n")
            except UnicodeEncodeError as error:
                raise UsageError("the path of a rule file is not UTF-8, and JSON has to name it: rename it") from error
        else:
            from extractor.authoring.explanation_text import write

            write(found, pack.sources, stream, None if arguments.all else NEAREST)
    return DONE


def _place(at: str | None) -> int | str | None:
    """The word or offset that is meant. A number too long to be an offset (Python takes 4,300 digits) stands in no text."""
    if at is None or not (at.isascii() and at.isdecimal()):
        return at
    return int(at) if len(at) < 1000 else sys.maxsize


def _text(given: str) -> str | None:
    """The text that is meant; None, and a message, where it can't be read."""
    from extractor.cli.documents import read
    from extractor.formats.inputs import Unread

    if given != "-" and not os.path.lexists(given):
        if given.endswith(".txt") and not any(letter.isspace() for letter in given):
            raise UsageError(f"{given}: no such file")
        if any("\ud800" <= letter <= "\udfff" for letter in given):  # how Python hands on bytes that are no UTF-8
            raise UsageError("the text is not UTF-8")
        return given
    documents = list(read([given]))
    for document in documents:
        if isinstance(document, Unread):
            report(f"{document.name}: {document.reason}")
            return None
    if len(documents) != 1:
        raise UsageError(f"{given} holds {len(documents)} texts; explain takes one")
    return documents[0].text  # type: ignore[union-attr]
