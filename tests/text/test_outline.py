"""Outlines: they say of a text what the tokenizer's tokens say, in whatever order they are asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.text.marks import glyphs
from extractor.text.outline import Outline, outlined
from extractor.text.quotes import find_quotations
from extractor.text.sentences import FINAL, segment
from extractor.text.tokenize import Tokenizer
from tests.text.conventions_of import conventions_of
from tests.text.texts import texts

CONVENTIONS = conventions_of("italian")
TOKENIZER = Tokenizer(CONVENTIONS)
MARKS = glyphs(CONVENTIONS)
words = st.sampled_from(["Il", "sindaco", "l'aula", "2020.", "«Sì»,", '"no', "ecc.", "detto:", "po'", "(uno)", "È!", "10%", "'"])
gaps = st.sampled_from([" ", " ", " ", " ", "\n", "\n\n", " \n", "\n ", "\u00a0", "  ", "\t", "\r\n", "\u2028"])
rows = st.lists(st.tuples(words, gaps), max_size=20).map(lambda parts: "".join(word + gap for word, gap in parts))


def outline_of(text: str) -> Outline | None:
    """The outline of a text all of whose stretches are cut alone."""
    stretches = text.split()
    forms = [TOKENIZER.stretches.forms(stretch) for stretch in stretches]
    if not all(forms):
        return None
    tokens = [form for each in forms for form in each]

    def ends(characters: str, bare: bool) -> tuple[list[int], bool]:
        found = [at for at, form in enumerate(tokens) if form[-1] in characters or form == "Il"]
        return [at for at in found if not (bare and tokens[at][-2:-1].isalnum())], False

    return outlined(text, stretches, map(len, forms), TOKENIZER, ends)


@given(texts() | rows)
@example("Il sindaco tace.\n\nY ride: «no».")
@example(" Il\n sindaco \n l'aula 2020.\n")
@example("Il\u00a0sindaco  tace")
@example("Il  sindaco\nIl")
def test_an_outline_says_what_the_tokens_say(text: str) -> None:
    outline, tokens = outline_of(text), TOKENIZER.tokenize(text)
    if outline is None:
        return
    positions = range(len(tokens) + 1)
    assert [*outline.forms] == tokens.forms and outline.forms[-1:] == tokens.forms[-1:]
    assert (outline.leading, outline.pieces, outline.breaks) == (tokens.leading, tokens.pieces, tokens.breaks)
    assert (len(outline), outline.starts, outline.ends) == (len(tokens), tokens.starts, tokens.ends)
    assert [*map(outline.spaced, positions)] == [*map(tokens.spaced, positions)]
    assert all(outline.span(start, end) == tokens.span(start, end) for start in positions[:-1] for end in positions)
    assert all(outline.position(offset) == tokens.position(offset) for offset in range(len(text) + 1))
    assert all(outline.ending_with(marks) == tokens.ending_with(marks) for marks in (FINAL, MARKS.last, ""))
    assert outline.that_are(MARKS.all, MARKS.last) == tokens.that_are(MARKS.all, MARKS.last)
    quotations = find_quotations(outline, CONVENTIONS)
    assert quotations == find_quotations(tokens, CONVENTIONS)
    assert segment(outline, quotations, CONVENTIONS) == segment(tokens, quotations, CONVENTIONS)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Il sindaco tace.\n\n Il\u00a0sindaco ride. \n", True),
        ("Il  sindaco", False),
        ("Il \u00a0sindaco", False),
        ("Il\u200b sindaco", False),
        (" \n", False),
        ("", False),
    ],
)
def test_an_outline_is_known_where_stretches_are_one_blank_apart(text: str, known: bool) -> None:
    assert (outline_of(text) is not None) is known


def test_only_what_is_asked_for_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []
    plain = TOKENIZER.stretches.forms

    def watched(stretch: str) -> Sequence[str]:
        cut.append(stretch)
        return plain(stretch)

    monkeypatch.setattr(TOKENIZER.stretches, "forms", watched)
    text, stretches = "Il sindaco tace. Uno ride.", ["Il", "sindaco", "tace.", "Uno", "ride."]
    outline = outlined(text, stretches, [1, 1, 2, 1, 2], TOKENIZER, lambda *_: ([3, 6], True))
    assert outline is not None and outline.ending_with(FINAL) == [3, 6] and outline.span(1, 2).text == "sindaco"
    assert cut == ["sindaco"]
    with pytest.raises(IndexError):
        outline.forms[7]
