"""The same patterns in four languages: ours and those of the peers.

In: patterns. Out: an `Engine`, which finds matches in a text, tokenizing included. `ENGINES` are the ways in; one whose package
is missing raises `ImportError`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from benchmarks.pack import write_patterns
from benchmarks.patterns import GAP, Pattern, Piece

Found = tuple[int, int, str]
"""Where a match starts and ends in the text, in code points, and the name of its pattern."""

Engine = Callable[[str], list[Found]]


def ours(patterns: Sequence[Pattern]) -> Engine:
    """A pack with a rule for each pattern, over the Italian pack's tokens."""
    from extractor import Extractor

    with tempfile.TemporaryDirectory() as folder:
        extract = Extractor.load(write_patterns(Path(folder) / "pack", patterns)).extract
    return lambda text: [(e.trigger.start, e.trigger.end, e.attributes["number"]) for e in extract(text)]


def spacy_matcher(patterns: Sequence[Pattern]) -> Engine:
    """spaCy's `Matcher` with a pattern for each, over the blank Italian tokenizer."""
    import spacy
    from spacy.matcher import Matcher

    language = spacy.blank("it")
    matcher = Matcher(language.vocab)
    for pattern in patterns:
        matcher.add(pattern.name, [[_spacy(piece) for piece in pattern.pieces]])
    name = language.vocab.strings.__getitem__

    def find(text: str) -> list[Found]:
        doc = language.make_doc(text)
        spans = ((doc[start:end], name(number)) for number, start, end in matcher(doc))
        return [(span.start_char, span.end_char, rule) for span, rule in spans]

    return find


def _spacy(piece: Piece) -> dict[str, object]:
    if not piece.words:
        return {"IS_ALPHA": True, "OP": f"{{0,{GAP}}}"}
    words: object = piece.words[0] if len(piece.words) == 1 else {"IN": list(piece.words)}
    return {"LOWER": words, **({"OP": "?"} if piece.optional else {})}


def rita_dsl(patterns: Sequence[Pattern]) -> Engine:
    """Rita's rules, with its own engine (its other one is spaCy's matcher)."""
    import rita

    rules = "".join(f'{{{", ".join(map(_rita, pattern.pieces))}}}->MARK("{pattern.name}")\n' for pattern in patterns)
    settings = '!CONFIG("implicit_punct", "N")\n!IMPORT("rita.modules.regex")\n'
    with redirect_stderr(StringIO()):  # its parser generator has something to say about its grammar
        executor = rita.compile_string(settings + rules, use_engine="standalone")

    def find(text: str) -> list[Found]:
        matches = []
        for match in executor.execute(text, include_submatches=False):
            start = match["start"] + (text[match["start"]] == " ")
            matches.append((start, start + len(match["text"]), match["label"]))
        return matches

    return find


def _rita(piece: Piece) -> str:
    if not piece.words:
        # Its syntax has no bounds.
        return ", ".join([r'REGEX("^[^\W\d_]+$")?'] * GAP)
    if len(piece.words) > 1:
        return f"IN_LIST({{{', '.join(map(_quoted, piece.words))}}})"
    return f"WORD({_quoted(piece.words[0])})" + "?" * piece.optional


def _quoted(word: str) -> str:
    return f'"{word}"'


def expressions(patterns: Sequence[Pattern]) -> Engine:
    """One compiled expression of the package `regex` for each pattern."""
    import regex

    compiled = [(pattern.name, regex.compile(expression(pattern), regex.IGNORECASE)) for pattern in patterns]

    def find(text: str) -> list[Found]:
        return [(*match.span(), name) for name, each in compiled for match in each.finditer(text)]

    return find


def expression(pattern: Pattern) -> str:
    """The pattern as a regular expression over words between single spaces."""
    text = ""
    for piece in pattern.pieces:
        if not piece.words:
            text += rf"(?: [^\W\d_]+){{0,{GAP}}}"
            continue
        words = "|".join(piece.words)
        text += f"(?: (?:{words}))" + "?" * piece.optional if text else f"(?:{words})"
    return rf"(?<!\w){text}(?!\w)"


ENGINES: dict[str, Callable[[Sequence[Pattern]], Engine]] = {
    "extractor": ours,
    "spaCy Matcher": spacy_matcher,
    "rita-dsl": rita_dsl,
    "regex, one a rule": expressions,
}
