"""Packed words are the lexemes and paradigms that were packed, and their forms are found."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.morphology import Forms, Morphology, inflect
from extractor.text.words import Lexeme, Slot, Words, pack_words

TEXTS = st.text("aeb\n", max_size=3)
BUNDLES = tuple({"upos": name} for name in ("ADJ", "NOUN", "VERB"))


@st.composite
def words(draw: st.DrawFn) -> tuple[list[tuple[Slot, ...]], list[Lexeme]]:
    """Paradigms of one or two stems, and lexemes that follow them."""
    sizes = draw(st.lists(st.integers(1, 2), min_size=1, max_size=3))
    paradigms = []
    for size in sizes:
        stems = st.integers(0, size - 1)
        slots = st.builds(Slot, stems, TEXTS, st.integers(0, 2), st.none() | st.tuples(stems, TEXTS))
        paradigms.append(tuple(draw(st.lists(slots, max_size=4))))
    lexemes = []
    for number in draw(st.lists(st.integers(0, len(sizes) - 1), max_size=5)):
        stems = st.tuples(*[TEXTS] * sizes[number])
        lexemes.append(draw(st.builds(Lexeme, TEXTS, st.just(number), stems)))
    return paradigms, lexemes


@given(words())
def test_what_is_packed_comes_out(given: tuple[list[tuple[Slot, ...]], list[Lexeme]]) -> None:
    paradigms, lexemes = given
    packed = msgspec.msgpack.decode(msgspec.msgpack.encode(pack_words(paradigms, lexemes)), type=Words)
    assert [packed.lexeme(number) for number in range(len(packed.lemmas))] == lexemes
    assert [packed.paradigm(number) for number in range(len(packed.slots))] == [list(slots) for slots in paradigms]


@given(words())
def test_every_form_is_found_and_no_other(given: tuple[list[tuple[Slot, ...]], list[Lexeme]]) -> None:
    morphology = Morphology(bundles=BUNDLES, words=pack_words(*given))
    forms: dict[str, list[dict[str, str]]] = {"x": [], "aab": [], "": []}
    for lexeme in given[1]:
        for form, reading in inflect(morphology, lexeme):
            known = forms.setdefault(form, [])
            if reading not in known:
                known.append(reading)
    found = Forms(morphology)
    for form, readings in forms.items():
        assert sorted(map(sorted, (each.items() for each in found.find(form)))) == sorted(
            map(sorted, (each.items() for each in readings))
        )
