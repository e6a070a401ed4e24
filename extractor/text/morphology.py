"""A language's words: stems, endings and short tables, which give every form of a lemma and every lemma of a form.

In: the YAML of a pack's `morphology/`, as read. Out: `Morphology`, plain data that is stored with the compiled pack; `generate`
lists the forms of a lemma, `Forms` finds the readings of a form. The way in is `Morphology.read`.

A form is written as a stem and an ending. Every word (`Lexeme`) has a few stems and follows a paradigm, and a paradigm's slots
say which ending on which stem has which features:

    interv|enne      stem 0 of a lexeme of the paradigm    +  slot (0, "enne")   →  Mood=Ind Tense=Past Person=3 …
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from extractor.diagnostics import Diagnostic
from extractor.text.document import Reading
from extractor.text.words import Lexeme, Slot, Words


class Listed(msgspec.Struct, frozen=True, array_like=True):
    """A form that is listed whole: of a closed class, or a name."""

    form: str
    lemma: str
    features: int


class Guess(msgspec.Struct, frozen=True, array_like=True):
    """A reading for unknown words with this ending; the lemma has `citation` in its place."""

    ending: str
    citation: str
    features: int


class Host(msgspec.Struct, frozen=True, array_like=True):
    """What clitics attach to, or what is written without its end: forms with `features`.

    `restored` are ends as written and what they stand for (`r`, `re`), so that the form is found again. `clitics` are those it
    takes ("" for none). `doubled`: a clitic doubles its first letter here, save those in `undoubled`. `weak`: tried only for
    words that have no other reading."""

    features: dict[str, str]
    restored: tuple[tuple[str, str], ...]
    clitics: tuple[str, ...]
    doubled: bool
    undoubled: tuple[str, ...]
    weak: bool


class Capitals(msgspec.Struct, frozen=True, array_like=True):
    """How a capitalised form is read: `features` (a bundle's index) as a name, unless a known reading has one of `common`.

    An unknown one is also guessed to be a common word if the ending that says so has at least `guessed` letters."""

    features: int
    common: tuple[dict[str, str], ...]
    guessed: int


class Morphology(msgspec.Struct, frozen=True):
    """All that a pack says about its words. `bundles` are the distinct features (with `upos`) that the other tables point to.

    `respellings` are ends of words and how else they may be written; the first that gives a known word counts."""

    bundles: tuple[dict[str, str], ...] = ()
    words: Words = Words()
    closed: tuple[Listed, ...] = ()
    names: tuple[Listed, ...] = ()
    short_forms: tuple[tuple[str, str], ...] = ()
    guesses: tuple[Guess, ...] = ()
    hosts: tuple[Host, ...] = ()
    patterns: tuple[tuple[str, int], ...] = ()
    capitals: Capitals | None = None
    respellings: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @staticmethod
    def read(morphology: Mapping[str, object], folder: str) -> "tuple[Morphology, list[Diagnostic]]":
        """Reads `{file stem: YAML content}` of the pack in `folder`; what is wrong is left out and reported."""
        from extractor.text.morphology_tables import read_morphology  # it needs this module's types

        return read_morphology(morphology, folder)


def make_reading(lemma: str, bundle: Mapping[str, str]) -> Reading:
    """The lemma and a bundle of features as one reading."""
    return {"lemma": lemma, **bundle}


def generate(morphology: Morphology, lemma: str) -> list[tuple[str, Reading]]:
    """Every form of every lexeme with this lemma, with its reading; in the paradigms' order."""
    words = morphology.words
    numbers = (number for number, known in enumerate(words.lemmas) if known == lemma)
    return [found for number in numbers for found in inflect(morphology, words.lexeme(number))]


def inflect(morphology: Morphology, lexeme: Lexeme) -> Iterator[tuple[str, Reading]]:
    """Every form of one lexeme with its reading."""
    for slot in morphology.words.paradigm(lexeme.paradigm):
        yield lexeme.stems[slot.stem] + slot.ending, make_reading(_lemma(lexeme, slot), morphology.bundles[slot.features])


def _lemma(lexeme: Lexeme, slot: Slot) -> str:
    return lexeme.lemma if slot.citation is None else lexeme.stems[slot.citation[0]] + slot.citation[1]


_Place: TypeAlias = tuple[int, int]
"""A paradigm and the index of a stem in it: what a stem and an ending must share."""


class EndingLengths:
    """How long the endings are that a form can have, by its last three letters: there are long endings, but few forms have the
    letters for one."""

    def __init__(self, endings: Iterable[str]) -> None:
        lengths: dict[str, set[int]] = {"": set()}
        for ending in endings:
            # A key for fewer letters is for forms whose further letters no ending has: it knows only endings that are no longer.
            for size in range(1, min(3, len(ending)) + 1):
                lengths.setdefault(ending[-size:], set())
            lengths[ending[-3:]].add(len(ending))
        short = {ending for ending in lengths if len(ending) in lengths[ending]}
        for letters, found in lengths.items():
            found.update(size for size in range(len(letters)) if letters[len(letters) - size :] in short)
        self._lengths = {letters: sorted(found, reverse=True) for letters, found in lengths.items()}

    def of(self, form: str) -> list[int]:
        """The lengths, the longest first; some may be of endings that the form doesn't have, or longer than the form."""
        lengths = self._lengths
        return lengths.get(form[-3:]) or lengths.get(form[-2:]) or lengths.get(form[-1:]) or lengths[""]


class Forms:
    """The inverse of `inflect`: an index of stems and one of endings, joined at every place where a form can be cut. Of both only
    what is met is made, and in tuples: no garbage collection walks those that hold numbers."""

    def __init__(self, morphology: Morphology) -> None:
        self._bundles = morphology.bundles
        self._words = morphology.words
        self._stems: dict[int, dict[_Place, tuple[int, ...]]] = {}
        self._endings: dict[int, dict[_Place, tuple[Slot, ...]]] = {}
        self._lengths = EndingLengths(morphology.words.endings)

    def find(self, form: str) -> list[Reading]:
        """Every reading of a form (lower case), each once, in the order of the lexemes."""
        found: dict[tuple[str, int], int] = {}
        by_stem, by_ending = self._words.by_stem, self._words.by_ending
        for length in self._lengths.of(form):
            cut = len(form) - length
            stem = by_stem.get(form[:cut]) if cut >= 0 else None
            ending = by_ending.get(form[cut:]) if stem is not None else None
            if stem is not None and ending is not None:
                stems, endings = self._uses_of(stem), self._ends_of(ending)
                for place in stems if len(stems) < len(endings) else endings:
                    for number in stems.get(place, ()):
                        for slot in endings.get(place, ()):
                            key = (self._lemma(number, slot), slot.features)
                            found[key] = min(number, found.get(key, number))
        if not found:
            return []
        ordered = sorted(found, key=lambda key: (found[key], key[1], key[0]))
        return [make_reading(lemma, self._bundles[features]) for lemma, features in ordered]

    def _lemma(self, number: int, slot: Slot) -> str:
        return self._words.lemmas[number] if slot.citation is None else _lemma(self._words.lexeme(number), slot)

    def _uses_of(self, stem: int) -> dict[_Place, tuple[int, ...]]:
        """The lexemes with a stem, by their paradigm and the stem's index."""
        found = self._stems.get(stem)
        if found is None:
            found = {}
            row = iter(self._words.uses.row(stem))
            for number, index in zip(row, row, strict=True):
                place = (self._words.lexemes.row(number)[0], index)
                found[place] = (*found.get(place, ()), number)
            self._stems[stem] = found
        return found

    def _ends_of(self, ending: int) -> dict[_Place, tuple[Slot, ...]]:
        """The slots with an ending, by their paradigm and the stem that they stand on."""
        found = self._endings.get(ending)
        if found is None:
            found = {}
            row = iter(self._words.ends.row(ending))
            for paradigm, number in zip(row, row, strict=True):
                slot = self._words.slot(paradigm, number)
                place = (paradigm, slot.stem)
                found[place] = (*found.get(place, ()), slot)
            self._endings[ending] = found
        return found
