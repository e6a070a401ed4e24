"""What flows through the text side: a document, its tokens, their readings, its sentences and quotations.

Token positions are indices into one document's tokens: position p is the boundary before token p, so a stretch of tokens is
`[start, end)`, end exclusive, as with characters.
"""

from collections.abc import Mapping

import msgspec

Reading = Mapping[str, str]
"""One reading of a form: `lemma`, `upos` and the features of Universal Dependencies (`Mood`, `Number` …), all in one mapping."""


class Document(msgspec.Struct, frozen=True):
    """A text with a name. `date` is an ISO 8601 date of the document (`2020`, `2020-10`, `2020-10-27`) or None."""

    name: str
    text: str
    date: str | None = None


class Analysis(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A distinct form with its readings: made once, shared by every token that has it. Compared by identity.

    `form` is the surface; `word` the surface folded for comparison (lower case; apostrophes, quotation marks and dashes made
    equal, repairs such as missing accents applied)."""

    form: str
    word: str
    readings: tuple[Reading, ...]


class QuotationPiece(msgspec.Struct, frozen=True):
    """A stretch of a quotation within one paragraph: `[start, end)` with its marks, `[inner_start, inner_end)` without.

    `opaque`: a sentence ends inside before its last token, so the piece is a single edge of the sentence around it and its own
    sentences are matched apart."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    opaque: bool


class Quotation(msgspec.Struct, frozen=True):
    """A quotation; more than one piece when it goes on over paragraphs."""

    pieces: tuple[QuotationPiece, ...]


class Sentence(msgspec.Struct, frozen=True):
    """A stretch of tokens matched together. `holes` are the opaque quotation pieces directly inside, as `(start, end)`, in order:
    there the sentence has no token edges. `depth` counts the opaque quotations around it; `paragraph` numbers the paragraph that
    it begins in."""

    start: int
    end: int
    holes: tuple[tuple[int, int], ...]
    depth: int
    paragraph: int


class Segmentation(msgspec.Struct, frozen=True):
    """A document's sentences, outer and inner, ordered by start and then by depth, and its quotations in text order."""

    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
