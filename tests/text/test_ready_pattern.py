"""Expressions that are kept: they find what they found before; what can't be kept is made anew."""

import msgspec
import pytest
import regex

from extractor.text.ready_pattern import ReadyPattern, pattern_of, ready_pattern
from extractor.text.tokenize import Tokenizer
from tests.text.conventions_of import conventions_of

TEXT = "L'ex-sindaco dell'Aquila disse: «Non c'è più l'accordo, ecc.» (www.example.it, 3,5%). Poi oi suoi Dell'Utri…"


@pytest.mark.parametrize("expression", [r"(?P<first>\p{Lu})\X*?(?i:straße)", r"a|b", r"(?<=x)[^\W\d]++"])
def test_a_kept_expression_finds_the_same(expression: str) -> None:
    pattern = regex.compile(expression, regex.V1)
    ready = ready_pattern(pattern)
    assert ready is not None
    again = pattern_of(msgspec.msgpack.decode(msgspec.msgpack.encode(ready), type=ReadyPattern))
    assert (again.pattern, again.flags, again.groupindex) == (pattern.pattern, pattern.flags, pattern.groupindex)
    for text in ("Die STRASSE", "xabc b", ""):
        assert [found.span() for found in again.finditer(text)] == [found.span() for found in pattern.finditer(text)]


def test_an_expression_with_a_named_list_is_not_kept() -> None:
    assert ready_pattern(regex.compile(r"\L<words>", words=["a", "b"])) is None


@pytest.mark.parametrize("language", ["italian", "english"])
def test_a_tokenizer_that_begins_with_what_was_kept_cuts_the_same(language: str) -> None:
    tokenizer = Tokenizer(conventions_of(language))
    again = Tokenizer(conventions_of(language), ready=tokenizer.ready())
    assert again.tokenize(TEXT).pieces == tokenizer.tokenize(TEXT).pieces
