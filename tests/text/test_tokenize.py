"""Tokens: cases, and what holds for every text."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.conventions import Conventions
from extractor.text.tokenize import ZERO_WIDTH, Tokenizer
from tests.text.conventions_of import cases, conventions_of
from tests.text.texts import texts

TOKENIZERS = {language: Tokenizer(conventions_of(language)) for language in ("italian", "english")}
BARE = Tokenizer(Conventions())
CASES = [(language, case) for language, listed in cases("tokenize").items() for case in listed]


@pytest.mark.parametrize(("language", "case"), CASES, ids=[case["name"] for _, case in CASES])
def test_tokens(language: str, case: dict[str, str]) -> None:
    assert " ".join(TOKENIZERS[language].tokenize(case["text"]).forms) == case["tokens"]


@pytest.mark.parametrize("forms", cases("fold"), ids=lambda forms: forms[0])
def test_equal_forms(forms: list[str]) -> None:
    fold = TOKENIZERS["italian"].fold
    assert {form: fold(form) for form in forms} == dict.fromkeys(forms, forms[0])


def test_unequal_forms() -> None:
    fold = TOKENIZERS["italian"].fold
    assert len({fold(form) for form in ("e", "è", "pesca", "pescà", "'", '"', "-", ".", "...")}) == 9


@given(texts() | st.text(st.characters()))
def test_nothing_is_lost(text: str) -> None:
    for tokenizer in (*TOKENIZERS.values(), BARE):
        tokens = tokenizer.tokenize(text)
        assert tokens.leading + "".join(tokens.pieces) == text
        assert len(tokens.forms) == len(tokens.pieces) == len(tokens)
        for number, form in enumerate(tokens.forms):
            assert form
            assert text[tokens.starts[number] : tokens.ends[number]] == form
            assert tokens.span(number, number + 1).text == form


@given(texts())
def test_paragraphs_end_at_breaks(text: str) -> None:
    tokens = TOKENIZERS["italian"].tokenize(text)
    assert tokens.breaks == sorted(set(tokens.breaks))
    assert tokens.breaks[-1:] == ([len(tokens)] if len(tokens) else [])
    for start, piece in enumerate(tokens.pieces, 1):
        if "\n\n" in piece and start < len(tokens):
            assert start in tokens.breaks


@given(texts())
def test_all_between_the_tokens_is_blank(text: str) -> None:
    tokens = TOKENIZERS["italian"].tokenize(text)
    gaps = zip([0, *tokens.ends], [*tokens.starts, len(text)], strict=True)
    between = "".join(text[start:end] for start, end in gaps)
    assert all(character.isspace() or character in ZERO_WIDTH for character in between)


def test_positions_of_offsets() -> None:
    tokens = TOKENIZERS["italian"].tokenize("Il sindaco tace.")
    assert [tokens.position(offset) for offset in (0, 1, 3, 4, 16)] == [0, 1, 1, 2, 4]


def test_spans() -> None:
    tokens = TOKENIZERS["italian"].tokenize("  Il sindaco  tace. ")
    assert tokens.span(0, 3).text == "Il sindaco  tace"
    assert (tokens.span(1, 3).start, tokens.span(1, 3).end) == (5, 18)
    assert (tokens.span(1, 1).start, tokens.span(1, 1).text) == (5, "")
    assert tokens.span(4, 4).start == 20


def test_blanks_only() -> None:
    for text in ("", " \n\n\t\u200b"):
        tokens = BARE.tokenize(text)
        assert (tokens.leading, tokens.pieces, tokens.breaks, tokens.starts) == (text, [], [], [])


def test_invisible_characters_are_blanks() -> None:
    tokens = BARE.tokenize("\ufeffuno\u200b due\u2060\ntre")
    assert tokens.forms == ["uno", "due", "tre"]


@pytest.mark.parametrize(
    "unit",
    [
        *("a.", "a'", "a-", "'", "’", "1.", "1-", "x@", ".", "a@b.", "www.", "oi ", "e\u0301", "(", "\u200d", "https://a."),
        *("a ", "G. ", "a  ", "di Dell'Utri ", " \u0301", "a\n"),
    ],
)
@pytest.mark.usefixtures("no_collection")
def test_long_texts_take_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.process_time()
        TOKENIZERS["italian"].tokenize(text)
        return time.process_time() - begin

    seconds(1_000)
    short, long = max(seconds(20_000), 0.002), seconds(200_000)
    assert long < 40 * short + 0.2


# --- the conventions --------------------------------------------------------------------------------------------------


def test_conventions_are_plain_data() -> None:
    conventions = conventions_of("italian")
    stored = msgspec.msgpack.encode(conventions)
    again = msgspec.msgpack.decode(stored, type=Conventions)
    assert msgspec.msgpack.encode(again) == stored
    assert Tokenizer(again).tokenize("l'aria oi suoi").forms == ["l'", "aria", "o", "i", "suoi"]


@pytest.mark.parametrize(
    ("tokens", "code", "words"),
    [
        ({"quotes": {}}, "E301", "quotations"),
        ({"quotations": {"pair": []}}, "E301", "pairs"),
        ({"quotations": {"pairs": [["«"]]}}, "E302", "closing mark"),
        ({"quotations": {"pairs": [["a", "b"]]}}, "E306", "punctuation"),
        ({"quotations": "«»"}, "E302", "keys and values"),
        ({"apostrophes": {"elided": ["dell"]}}, "E306", "no apostrophe"),
        ({"abbreviations": {"inner": "dott"}}, "E306", "no full stop"),
        ({"sentences": {"line-breaks": "ever"}}, "E306", "ever"),
        ({"sentences": {"dateline": "("}}, "E320", "can't be read"),
        ({"sentences": {"dateline": "data"}}, "E306", "group 'date'"),
        ({"repairs": {"run-together": [{"words": "o i", "before": "["}]}}, "E320", "can't be read"),
        ({"repairs": {"run-together": [{"words": "oi"}]}}, "E302", "two words"),
    ],
)
def test_what_is_wrong_is_reported(tokens: dict[str, object], code: str, words: str) -> None:
    conventions, found = Conventions.read(tokens, "tokens.yaml")
    assert [(diagnostic.code, diagnostic.file) for diagnostic in found] == [(code, "tokens.yaml")]
    assert words in found[0].message + found[0].hint
    assert Tokenizer(conventions).tokenize("Una prova.").forms == ["Una", "prova", "."]


def test_all_errors_are_reported_together() -> None:
    _, found = Conventions.read({"a": 1, "abbreviations": {"inner": "x y."}, "sentences": {"dateline": "("}}, "tokens.yaml")
    assert len(found) == 3
