"""Waking words: what is said of a text is what its tokens say, and what is remembered is bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.matching.waking_words import WakingWords
from extractor.text.stretches import LONGEST
from extractor.text.tokenize import Tokenizer
from tests.text.conventions_of import conventions_of
from tests.text.texts import texts

TOKENIZER = Tokenizer(conventions_of("italian"))
LOUD = {"detto", "l'", ".", "Rossi", "G.", "G", "Dell'Utri", "«"}


def waking(kept: int = 1_000, loud: set[str] = LOUD) -> WakingWords:
    return WakingWords(loud.__contains__, TOKENIZER.stretches, kept)


KEPT = waking()
words = st.lists(
    st.sampled_from(["Il", "sindaco", "ha", "detto", "l'aria", "«Sì»", "G.", "Rossi", "di", "Dell'Utri", "\n"]), max_size=12
)


@given(texts() | words.map(" ".join), st.sets(st.sampled_from(sorted(LOUD | {"sindaco", "aria", "1", "oi", "suoi"}))))
def test_a_text_that_stays_asleep_has_no_waking_token(text: str, loud: set[str]) -> None:
    forms = TOKENIZER.tokenize(text).forms
    fresh = waking(loud=loud)
    expected = [position for position, form in enumerate(forms) if form in loud]
    for _ in range(2):
        assert fresh.positions(forms) == expected
        assert fresh.possible(text) or not expected


@given(words.map(" ".join))
def test_what_was_seen_before_changes_nothing(text: str) -> None:
    assert KEPT.possible(text) == waking().possible(text)


def test_quiet_texts_are_known_to_be() -> None:
    quiet, text = waking(), "Il sindaco, per ora, tace e il resto (quasi) pure"
    assert [quiet.possible(text) for _ in range(2)] == [False, False]
    assert quiet.possible(text + " del detto")
    assert not quiet.possible("")


def test_memory_is_bounded() -> None:
    small = waking(kept=10)
    for number in range(200):
        text = " ".join(f"parola{number + other}" for other in range(30))
        assert not small.possible(text)
        assert small.positions(text.split()) == []
        assert len(small) <= 20 + 1


def test_long_words_are_not_kept() -> None:
    empty = waking()
    assert empty.possible("x" * (LONGEST + 1))
    assert empty.positions(["x" * (LONGEST + 1)]) == []
    assert len(empty) == 0
