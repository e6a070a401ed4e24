"""Quotations: cases, and what holds for every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from extractor.text.document import Quotation
from extractor.text.quotes import find_quotations
from extractor.text.tokenize import Tokenizer, Tokens
from tests.text.conventions_of import cases, conventions_of
from tests.text.texts import texts

ITALIAN = conventions_of("italian")
TOKENIZER = Tokenizer(ITALIAN)


def quotations_of(text: str) -> tuple[Tokens, tuple[Quotation, ...]]:
    tokens = TOKENIZER.tokenize(text)
    return tokens, find_quotations(tokens, ITALIAN)


@pytest.mark.parametrize("case", cases("quotes"), ids=lambda case: case["name"])
def test_quotations(case: dict[str, object]) -> None:
    tokens, found = quotations_of(str(case["text"]))
    said = [[tokens.span(piece.inner_start, piece.inner_end).text for piece in quotation.pieces] for quotation in found]
    assert [pieces if len(pieces) > 1 else pieces[0] for pieces in said] == case["quotations"]


@given(texts())
def test_pieces_are_in_order_and_never_cross(text: str) -> None:
    tokens, found = quotations_of(text)
    pieces = [piece for quotation in found for piece in quotation.pieces]
    for piece in pieces:
        assert 0 <= piece.start <= piece.inner_start < piece.inner_end <= piece.end <= len(tokens)
        assert piece.inner_start - piece.start <= 1 and piece.end - piece.inner_end <= 1
        # A piece lies within one paragraph.
        assert not any(piece.start < end < piece.end for end in tokens.breaks)
    for one in pieces:
        for other in pieces:
            apart = one.end <= other.start or other.end <= one.start
            within = other.inner_start <= one.start and one.end <= other.inner_end
            around = one.inner_start <= other.start and other.end <= one.inner_end
            assert one is other or apart or within or around
    starts = [quotation.pieces[0].start for quotation in found]
    assert starts == sorted(starts)
    for quotation in found:
        order = [piece.start for piece in quotation.pieces]
        assert order == sorted(set(order))


@given(texts())
def test_only_marks_are_taken_for_marks(text: str) -> None:
    tokens, found = quotations_of(text)
    marks = {mark for pair in ITALIAN.pairs for mark in (pair.open, pair.close)}
    used = [
        position
        for quotation in found
        for piece in quotation.pieces
        for position in (*range(piece.start, piece.inner_start), *range(piece.inner_end, piece.end))
    ]
    assert all(tokens.forms[position] in marks for position in used)
    assert len(used) == len(set(used))


def test_no_marks_no_quotations() -> None:
    assert quotations_of("Il sindaco ha detto che resta.")[1] == ()


UNITS = ['"', "«", "» ", "«a ", "a» ", '"a ', 'a" ', "“«", "‘a ", "a’ ", "«a ”", "« x» ", "„“ "]
PARAGRAPHS = ["«A.\n\n", "b»\n\n", '"a\n\n', '"a. A" ']


@pytest.mark.parametrize("unit", UNITS + PARAGRAPHS)
@pytest.mark.usefixtures("no_collection")
def test_many_marks_take_linear_time(unit: str) -> None:
    def seconds(times: int) -> float:
        tokens = TOKENIZER.tokenize(unit * times)
        begin = time.process_time()
        find_quotations(tokens, ITALIAN)
        return time.process_time() - begin

    seconds(100)
    short, long = max(seconds(2_500), 0.005), seconds(25_000)
    assert long < 40 * short + 0.2


def test_deep_nesting() -> None:
    depth = 50_000
    _, found = quotations_of("«a " * depth + "b» " * depth)
    assert len(found) == depth
