"""Sentences: cases, the founding article, and what holds for every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from extractor.text.conventions import Conventions
from extractor.text.document import Segmentation, Sentence
from extractor.text.quotes import find_quotations
from extractor.text.sentences import find_dateline, segment
from extractor.text.tokenize import Tokenizer, Tokens
from tests.text.conventions_of import ROOT, cases, conventions_of
from tests.text.texts import texts

ITALIAN = conventions_of("italian")
TOKENIZER = Tokenizer(ITALIAN)


def segmentation_of(text: str) -> tuple[Tokens, Segmentation]:
    tokens = TOKENIZER.tokenize(text)
    return tokens, segment(tokens, find_quotations(tokens, ITALIAN), ITALIAN)


def shown(tokens: Tokens, sentence: Sentence) -> str:
    """The sentence as the cases write it: levels as ">", holes as […]."""
    text, at = "", sentence.start
    for start, end in [*sentence.holes, (sentence.end, sentence.end)]:
        text += "".join(tokens.pieces[at:start])
        if end > start:
            last = tokens.pieces[end - 1]
            text += "[…]" + last[len(tokens.forms[end - 1]) :]
        at = end
    return f"{'>' * sentence.depth} {text.strip()}".strip()


@pytest.mark.parametrize("case", cases("sentences"), ids=lambda case: case["name"])
def test_sentences(case: dict[str, object]) -> None:
    tokens, found = segmentation_of(str(case["text"]))
    assert [shown(tokens, sentence) for sentence in found.sentences] == case["sentences"]


# --- the founding article ---------------------------------------------------------------------------------------------


def article() -> tuple[Tokens, Segmentation]:
    return segmentation_of((ROOT / "examples" / "article.txt").read_text(encoding="utf-8"))


def test_sentences_of_the_article() -> None:
    tokens, found = article()
    lines = [shown(tokens, sentence) for sentence in found.sentences]
    assert [f"{line[:32]} … {line[-16:]}" for line in lines] == cases("article")["sentences"]


def test_quotations_of_the_article() -> None:
    tokens, found = article()
    pieces = [piece for quotation in found.quotations for piece in quotation.pieces]
    texts = [(tokens.span(piece.inner_start, piece.inner_end).text, piece.opaque) for piece in pieces]
    assert [(f"{text[:20]} … {text[-16:]}", opaque) for text, opaque in texts] == [
        (entry["text"], entry["opaque"]) for entry in cases("article")["quotations"]
    ]


def test_the_article_in_paragraphs() -> None:
    _, found = article()
    assert [sentence.paragraph for sentence in found.sentences if not sentence.depth] == [
        0, 0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 17,
    ]  # fmt: skip


def test_noise_of_the_article_is_taken_apart() -> None:
    tokens, _ = article()
    together = [place for place in range(len(tokens) - 1) if not tokens.spaced(place + 1) and tokens.forms[place + 1] == "i"]
    assert [tokens.span(place, place + 3).text for place in together] == ["oi suoi", "ei precedenti"]


# --- datelines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (" date 2020-10 Il ministro parla.", "2020-10"),
        ("Data: 2020-10-27\n\nIl ministro parla.", "2020-10-27"),
        ("data 2020 Il ministro", "2020"),
        ("Il 2020-10 il ministro", None),
        ("date 2020-10-271 Il", None),
        ("", None),
    ],
)
def test_datelines(text: str, date: str | None) -> None:
    found = find_dateline(text, ITALIAN)
    assert (found and found.date) == date
    assert found is None or text[: found.end].endswith(found.date)


def test_no_dateline_where_none_is_declared() -> None:
    assert find_dateline("date 2020-10 Il ministro", Conventions()) is None


# --- what holds for every text ----------------------------------------------------------------------------------------


@given(texts())
def test_every_token_is_in_one_sentence_of_each_level_around_it(text: str) -> None:
    tokens, found = segmentation_of(text)
    opaque = [piece for quotation in found.quotations for piece in quotation.pieces if piece.opaque]
    for position in range(len(tokens)):
        holding = sum(sentence.start <= position < sentence.end for sentence in found.sentences)
        assert holding == 1 + sum(piece.inner_start <= position < piece.inner_end for piece in opaque)


@given(texts())
def test_sentences_are_ordered_and_nest(text: str) -> None:
    tokens, found = segmentation_of(text)
    order = [(sentence.start, sentence.depth) for sentence in found.sentences]
    assert order == sorted(set(order))
    for sentence in found.sentences:
        assert 0 <= sentence.start < sentence.end <= len(tokens)
        inside = [end for end in tokens.breaks if sentence.start < end < sentence.end]
        assert all(tokens.forms[end - 1] == ":" for end in inside)
        assert sentence.paragraph == sum(end <= sentence.start for end in tokens.breaks)
    outer = [sentence for sentence in found.sentences if not sentence.depth]
    assert [sentence.end for sentence in outer[:-1]] == [sentence.start for sentence in outer[1:]]


@given(texts())
def test_holes_are_the_opaque_pieces_and_hold_deeper_sentences(text: str) -> None:
    _, found = segmentation_of(text)
    opaque = {(piece.start, piece.end): piece for quotation in found.quotations for piece in quotation.pieces if piece.opaque}
    holes = [hole for sentence in found.sentences for hole in sentence.holes]
    assert sorted(holes) == sorted(opaque)
    for sentence in found.sentences:
        assert list(sentence.holes) == sorted(sentence.holes)
        for start, end in sentence.holes:
            assert sentence.start <= start < end <= sentence.end
            piece = opaque[start, end]
            inside = [
                other
                for other in found.sentences
                if other.depth == sentence.depth + 1 and piece.inner_start <= other.start < piece.inner_end
            ]
            assert len(inside) > 1
            assert (inside[0].start, inside[-1].end) == (piece.inner_start, piece.inner_end)


@given(texts())
def test_a_piece_that_is_not_opaque_lies_in_one_sentence(text: str) -> None:
    _, found = segmentation_of(text)
    for quotation in found.quotations:
        for piece in quotation.pieces:
            assert any(sentence.start <= piece.start and piece.end <= sentence.end for sentence in found.sentences)


UNITS = ["Sì. ", "«Sì. No. ", "Sì.» ", "«Sì. No» ", "Sì.\n\n", "ecc. Il ", "1. ", "?!", ".) ", "“Sì. «", "A.” ", ". - "]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.usefixtures("no_collection")
def test_long_texts_take_linear_time(unit: str) -> None:
    def seconds(times: int) -> float:
        tokens = TOKENIZER.tokenize(unit * times)
        quotations = find_quotations(tokens, ITALIAN)
        begin = time.process_time()
        segment(tokens, quotations, ITALIAN)
        return time.process_time() - begin

    seconds(100)
    short, long = max(seconds(2_000), 0.005), seconds(20_000)
    assert long < 40 * short + 0.2


def test_deep_nesting() -> None:
    depth = 20_000
    _, found = segmentation_of("«Sì. Poi " * depth + "no» " * depth)
    assert max(sentence.depth for sentence in found.sentences) == depth
