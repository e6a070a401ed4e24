"""`extract concordance PATTERN INPUT…`: every place where a pattern matches, with its context.

The documents flow one by one through reading, finding and writing, so memory does not grow with the corpus; only `--sort`
keeps all hits, `--sample` those that are shown, and `--count-by` one number for each distinct item. One that can't be read
is reported and left out.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from extractor.cli.options import add_inputs, add_output, add_rules, whole_number
from extractor.cli.problems import DONE, FAILED, WRONG, UsageError, refuse, say
from extractor.formats.counts import counted

if TYPE_CHECKING:
    from extractor.authoring.concordance import Concordance, Hit
    from extractor.authoring.query import Query
    from extractor.text.document import Document

SUMMARY = "show every place where a pattern of the rule language matches"

WIDEST = 10_000

EPILOG = """\
patterns:
  PATTERN is what may stand after `match` in a rule. Put it in single quotation
  marks, so that the shell leaves it alone:

    extract concordance '"the words"' corpus/
        these words, whatever the case
    extract concordance '<lemma> ..{0,3} [upos = NOUN]' -
        a form of this lemma, a small gap, a noun
    extract concordance 'Speaker VerbGroup' texts.jsonl
        mentions that the pack makes
    extract concordance 'Reporting' texts.jsonl
        events: each stands over its trigger

  It sees the named patterns and lists of the pack, and what all its phases
  make. It is matched from left to right, like a rule that makes a mention.

which matches are shown:
  Each sentence is read from left to right. Where the pattern matches, the
  preferred match from that place is shown: the longest repetition, the first
  alternative, the longest mention. Reading goes on behind it, so the hits of a
  sentence never overlap. The sentences inside a long quotation are read as
  sentences of their own. Context goes beyond the sentence.

output:
  table   document, left context, the match, right context; line breaks are
          shown as spaces, and a long match without its middle
  tsv     a header, then doc, start, end, left, match, right; tabs, line breaks
          and other control characters become spaces
  jsonl   doc, start, end, text, left, right, captures (the pieces of each),
          mentions (with type and rule)
  Offsets count characters (code points) of the text from 0. How many hits
  there are is said on standard error.

counting:
  lemma   the lemmas of the match after disambiguation; a mention counts by its
          own feature `lemma`, if it has one, an event by that of its trigger
  word    the words of the match in lower case
  rule    the rules that made the mentions in the match, or -
  Where the pattern has a capture head:, only what that took is counted.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the pattern, the inputs and the options."""
    parser.epilog = EPILOG
    add_rules(parser)
    parser.add_argument(
        "--format", choices=("table", "tsv", "jsonl"), help="see below; default: table on a terminal, else jsonl"
    )
    add_output(parser)
    parser.add_argument(
        "--sort",
        choices=("left", "right", "match"),
        help="sort by the words to the left (from the match outward), to the right, or of the match; needs all hits first",
    )
    parser.add_argument(
        "--count-by",
        choices=("lemma", "word", "rule"),
        help="print how often each was found, the most frequent first",
    )
    parser.add_argument("--sample", metavar="N", type=whole_number(1), help="N of the hits at random, the same ones every time")
    parser.add_argument(
        "--width", metavar="N", type=_width, help="characters of context on either side; default: 100, or what fits"
    )
    parser.add_argument("pattern", metavar="PATTERN", help="a pattern of the rule language, in single quotation marks")
    add_inputs(parser, "the documents to search: files, folders and so on, as for `run`")


def run(arguments: argparse.Namespace) -> int:
    """Find the pattern in the inputs and write the hits; 3 if a document failed."""
    from extractor.authoring.concordance import Concordance
    from extractor.cli.documents import Documents, read
    from extractor.cli.output import to_terminal
    from extractor.cli.progress import Progress

    if arguments.sort and arguments.count_by:
        raise UsageError("--sort is for hits; --count-by has an order of its own")
    query = _query(arguments)
    if query is None:
        return WRONG
    seen = to_terminal(arguments.output)
    chosen = arguments.format or ("table" if seen else "jsonl")
    at_end = arguments.sort or arguments.count_by or arguments.sample
    finder = Concordance(query, context=_context(arguments, chosen), count_by=arguments.count_by)
    tally, work = _Tally(finder), Documents(Progress(hidden=seen and not at_end, noun="hit"))
    shown = _write(work.each(read(arguments.inputs), tally.find), arguments, chosen)
    sample = f", {shown} of them shown" if arguments.sample and shown < tally.hits and not arguments.count_by else ""
    of = f"{tally.with_hits} of {counted(tally.documents, 'document')}"
    say(f"{counted(tally.hits, 'hit')} in {of}{sample}")
    return FAILED if work.failed else DONE


def _query(arguments: argparse.Namespace) -> "Query | None":
    """The pattern compiled; None where it can't be used, with its errors shown."""
    from extractor.authoring.query import PatternError, compile_query

    try:
        return compile_query(arguments.pattern, arguments.rules, lemmas=arguments.count_by == "lemma")
    except PatternError as error:
        refuse("the pattern", error.diagnostics)
        return None


def _context(arguments: argparse.Namespace, form: str) -> int:
    """How much of the context is kept with each hit, in code points."""
    from extractor.authoring.keywords import CONTEXT

    if arguments.count_by:
        return 0
    # A cell of the table may show a letter with several marks; what is sorted by must not depend on what is shown.
    return max(CONTEXT, 2 * (arguments.width or CONTEXT) if form == "table" else arguments.width or 0)


def _write(groups: "Iterator[Sequence[Hit]]", arguments: argparse.Namespace, form: str) -> int:
    """Write what is asked for; returns how many hits were kept of a sample."""
    from extractor.authoring.arrange import arranged, frequencies, sampled
    from extractor.authoring.keywords import write_counts, write_hits
    from extractor.cli.output import opened

    kept = 0
    with opened(arguments.output, encoding=None if form == "table" else "utf-8") as stream:
        if arguments.sample:
            hits = sampled(chain.from_iterable(groups), arguments.sample)
            kept, groups = len(hits), iter([hits])
        if arguments.count_by:
            write_counts(frequencies(chain.from_iterable(groups)), stream, form, arguments.count_by)
            return kept
        if arguments.sort:
            groups = iter([arranged(chain.from_iterable(groups), arguments.sort)])
        write_hits(groups, stream, form, arguments.width)
    return kept


class _Tally:
    """Finds, and counts hits and documents."""

    def __init__(self, finder: "Concordance") -> None:
        self.documents = self.with_hits = self.hits = 0
        self._finder = finder

    def find(self, document: "Document") -> "tuple[Sequence[Hit], int]":
        """The hits of a document, and their number."""
        hits = self._finder.hits(document)
        self.documents += 1
        self.with_hits += bool(hits)
        self.hits += len(hits)
        return hits, len(hits)


def _width(text: str) -> int:
    number = whole_number(1)(text)
    if number > WIDEST:
        raise argparse.ArgumentTypeError(f"'{text}' is too wide: a line of the table is padded to it; at most {WIDEST}")
    return number
