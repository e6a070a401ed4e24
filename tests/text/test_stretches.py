"""Stretches: cutting them one by one gives the tokens that the whole paragraph gives, and what is kept is bounded."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.text.conventions import Conventions, Pair
from extractor.text.stretches import LONGEST, Stretches, begins_token
from extractor.text.tokenize import Tokenizer, Tokens
from tests.text.conventions_of import conventions_of
from tests.text.texts import texts

ODD = Conventions(pairs=(Pair('".', '."'), Pair("((", "))")), elided=("l'",), names=("d'",), inner_abbreviations=("parola.",))
LANGUAGES = {"italian": conventions_of("italian"), "english": conventions_of("english"), "none": Conventions(), "odd": ODD}
TOKENIZERS = {language: Tokenizer(conventions) for language, conventions in LANGUAGES.items()}
ACROSS = [
    "di Dell'Utri",
    "Dell'Utri",
    "G. Rossi",
    "G. \u00c8",
    "G.",
    "(G.",
    "oi suoi",
    "\u0301",
    "a\u0600 \u0301",
    "\u1100 \u1161",
    "http:",
    "a\nb",
]
"""What looks across a blank, or combines with it."""

plain = st.tuples(
    st.sampled_from(["", '"', "(", "«", "“"]),
    st.sampled_from(["", "", "l'", "dell’", "D'", "Dall'", "O'", "po'", "x'"]),
    st.sampled_from(["parola", "Utri", "È", "eè", "A", "www", "http", "dott", "S", "it", "ecc", "Inc", "suoi", "oi", "don", "ªa"])
    | st.sampled_from(["1", "2020", "10b"])
    | st.text("aeilo-.,19", min_size=1, max_size=6),
    st.text('.!?,;:)"»”', max_size=3),
).map("".join)
"""Words with what mostly stands around them."""

pieces = plain | st.sampled_from(ACROSS) | st.text(max_size=5)
rows = st.lists(pieces, max_size=12).map(" ".join)


class Whole(Tokenizer):
    """Cuts every paragraph in one go."""

    def _add(self, text: str, begin: int, end: int, pieces: list[str], forms: list[str]) -> None:
        self._add_slowly(text, begin, end, pieces, forms)


WHOLE = {language: Whole(conventions) for language, conventions in LANGUAGES.items()}


def columns(tokens: Tokens) -> tuple[str, list[str], list[str], list[int]]:
    return tokens.leading, tokens.pieces, tokens.forms, tokens.breaks


@given(texts() | rows | st.tuples(texts(), rows).map(" ".join))
@example("Ha visto G. Rossi. G. tace.")
@example("di Dell'Utri, Dell'Utri e oi suoi")
@example("a  b   c \n d")
@example("un\u0600 \u0301e")
@example("\ufeffuno \u200b due")
def test_stretches_are_cut_as_in_their_paragraph(text: str) -> None:
    for language, tokenizer in TOKENIZERS.items():
        assert columns(tokenizer.tokenize(text)) == columns(WHOLE[language].tokenize(text))


@given(st.lists(st.sampled_from([*ACROSS, "Il", "sindaco", "ha", "detto:", "«Sì»", "a.", "A"]), min_size=1, max_size=8))
def test_what_was_seen_before_changes_nothing(words: list[str]) -> None:
    fresh, text = Tokenizer(LANGUAGES["italian"]), " ".join(words)
    first = columns(fresh.tokenize(text))
    for start in range(len(words)):
        fresh.tokenize(" ".join(words[start:]))
        fresh.tokenize(" ".join(reversed(words[: start + 1])))
    assert columns(fresh.tokenize(text)) == first


@given(plain | pieces)
def test_forms_are_those_of_the_cut(stretch: str) -> None:
    for tokenizer in TOKENIZERS.values():
        assert [*tokenizer.stretches.forms(stretch)] == [*tokenizer.stretches.cut(stretch)[1::2]]


@pytest.mark.parametrize("stretch", ["G.", "(G.", "Dell'Utri", "oi", "\u0301a", "", "\nb", "a\u200bb", "x" * (LONGEST + 1)])
def test_what_the_text_around_decides_is_not_cut_alone(stretch: str) -> None:
    assert TOKENIZERS["italian"].stretches.cut(stretch) == ()


@pytest.mark.parametrize("stretch", ["dell'Italia", "poi", "U.S.", "detto,", "«Sì»", "a\nb", "3.000"])
def test_all_else_is(stretch: str) -> None:
    cut = TOKENIZERS["italian"].stretches.cut(stretch)
    assert "".join(cut[::2]) == stretch + " "
    assert [piece.rstrip() for piece in cut[::2]] == list(cut[1::2])


def test_a_token_begins_after_a_blank() -> None:
    assert [begins_token(stretch) for stretch in ("a", "«", "\u0301", " a", "")] == [True, True, False, False, False]


def test_memory_is_bounded() -> None:
    tokenizer = Tokenizer(Conventions())
    tokenizer.stretches = Stretches(tokenizer._pattern, Conventions(), "(?!)", kept=10)
    for number in range(100):
        text = " ".join(f"parola{number + other}" for other in range(25))
        assert tokenizer.tokenize(text).forms == text.split()
        assert len(tokenizer.stretches) <= 10


def test_long_words_are_not_kept() -> None:
    tokenizer = Tokenizer(Conventions())
    tokenizer.tokenize(f"uno {'x' * 100_000} due")
    assert len(tokenizer.stretches) == 2
