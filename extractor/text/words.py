"""The words of a morphology as a few tables, which load at once however many words there are.

In: paradigms (their slots) and lexemes. Out, by `pack_words`: `Words`, plain data; a slot or lexeme is made of it when it is
asked for. A text meets a few hundred of the tens of thousands of stems and endings.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec

from extractor.packing import Table, table


class Slot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One way to write one cell of a paradigm. `stem` is an index into a lexeme's stems, `features` one into the bundles.

    `citation`: the form is also a word of its own (an adjective made of a participle), whose lemma is this stem and ending."""

    stem: int
    ending: str
    features: int
    citation: tuple[int, str] | None = None


class Lexeme(msgspec.Struct, frozen=True, array_like=True):
    """A word: its lemma, the number of its paradigm, and its stems in the paradigm's order."""

    lemma: str
    paradigm: int
    stems: tuple[str, ...]


class Words(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Lexemes and paradigms.

    `lexemes` has for each lemma of `lemmas` its paradigm and its stems, as numbers of `stems`; `slots` for each paradigm, five
    numbers a slot: the stem, the ending, the features, and the stem and the ending of the citation, -1 for none. `uses` has for
    each stem the lexemes with it, and its index there, by twos; `ends` for each ending the paradigms with it, and the slot there.
    """

    lemmas: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    lexemes: Table = Table()
    slots: Table = Table()
    uses: Table = Table()
    ends: Table = Table()

    def lexeme(self, number: int) -> Lexeme:
        """A lexeme."""
        paradigm, *stems = self.lexemes.row(number)
        return Lexeme(self.lemmas[number], paradigm, tuple(self.stems[stem] for stem in stems))

    def slot(self, paradigm: int, number: int) -> Slot:
        """A slot of a paradigm."""
        stem, ending, features, other, cited = self.slots.part(paradigm, 5 * number, 5)
        return Slot(stem, self.endings[ending], features, None if other < 0 else (other, self.endings[cited]))

    def paradigm(self, number: int) -> list[Slot]:
        """The slots of a paradigm."""
        return [self.slot(number, each) for each in range(len(self.slots.row(number)) // 5)]

    @cached_property
    def by_stem(self) -> dict[str, int]:
        """The number of each stem."""
        return dict(zip(self.stems, range(len(self.stems)), strict=True))

    @cached_property
    def by_ending(self) -> dict[str, int]:
        """The number of each ending."""
        return dict(zip(self.endings, range(len(self.endings)), strict=True))


def pack_words(paradigms: Sequence[Sequence[Slot]], lexemes: Sequence[Lexeme]) -> Words:
    """The words with these paradigms and lexemes, in their order."""
    stems = _numbered(stem for lexeme in lexemes for stem in lexeme.stems)
    cited = (slot.citation[1] for slots in paradigms for slot in slots if slot.citation is not None)
    endings = _numbered((*(slot.ending for slots in paradigms for slot in slots), *cited))
    uses: list[list[int]] = [[] for _ in stems]
    ends: list[list[int]] = [[] for _ in endings]
    written: list[list[int]] = [[] for _ in paradigms]
    for paradigm, slots in enumerate(paradigms):
        for number, slot in enumerate(slots):
            ends[endings[slot.ending]] += (paradigm, number)
            other, ending = (-1, -1) if slot.citation is None else (slot.citation[0], endings[slot.citation[1]])
            written[paradigm] += (slot.stem, endings[slot.ending], slot.features, other, ending)
    for number, lexeme in enumerate(lexemes):
        for index, stem in enumerate(lexeme.stems):
            uses[stems[stem]] += (number, index)
    return Words(
        tuple(lexeme.lemma for lexeme in lexemes),
        tuple(stems),
        tuple(endings),
        table([lexeme.paradigm, *(stems[stem] for stem in lexeme.stems)] for lexeme in lexemes),
        table(written),
        table(uses),
        table(ends),
    )


def _numbered(texts: Iterable[str]) -> dict[str, int]:
    return {text: number for number, text in enumerate(dict.fromkeys(texts))}
