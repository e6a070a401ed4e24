"""Pieces: found by whatever pattern is there so far, they are those of the whole one."""

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.text.pieces import Pieces, _pattern
from tests.text.test_stretches import LANGUAGES, texts

WHOLE = {language: regex.compile(_pattern(conventions), regex.V1) for language, conventions in LANGUAGES.items()}


@given(texts(), st.integers(0, 5), st.integers(0, 5))
@example("2020-10, poi l'ombra del dott. Neri", 0, 0)
@example("al-Ja’afri", 0, 0)
@example("e\u0301’ a\u00adb.it \u02bcl\u02bc ½.x q½.", 0, 0)
@example("perche’ no", 0, 0)
@example("S.p.A.", 1, 1)
def test_pieces_are_those_of_the_whole_pattern(text: str, skipped: int, left: int) -> None:
    begin = min(skipped, len(text))
    end = max(len(text) - left, begin)
    for language, conventions in LANGUAGES.items():
        assert Pieces(conventions).findall(text, begin, end) == WHOLE[language].findall(text, begin, end)
        if begin < end:
            found, expected = Pieces(conventions).match(text, begin, end), WHOLE[language].match(text, begin, end)
            assert found and expected and found.span() == expected.span()


def test_words_are_listed_only_where_one_may_stand() -> None:
    pieces = Pieces(LANGUAGES["italian"])
    assert pieces.findall("Nel 2020-10, «Siamo» (poi) al-Ja’afri") and pieces._whole is None
    assert pieces.findall("l'ombra") == ["l'", "ombra"] and pieces._whole is not None


@given(texts())
def test_what_was_found_before_changes_nothing(text: str) -> None:
    pieces = Pieces(LANGUAGES["italian"])
    before = pieces.findall(text)
    pieces.findall("l'ombra")
    assert pieces.findall(text) == before
