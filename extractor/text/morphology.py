"""A language's words: stems, endings and short tables, which give every form of a lemma and every lemma of a form.

In: the YAML of a pack's `morphology/`, as read. Out: `Morphology`, plain data that is stored with the compiled pack; `generate`
lists the forms of a lemma, `Forms` finds the readings of a form. The way in is `Morphology.read`.

A form is written as a stem and an ending. Every word (`Lexeme`) has a few stems and follows a paradigm, and a paradigm's slots
say which ending on which stem has which features:

    interv|enne      stem 0 of a lexeme of the paradigm    +  slot (0, "enne")   →  Mood=Ind Tense=Past Person=3 …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from extractor.diagnostics import Diagnostic
from extractor.text.document import Reading


class Slot(msgspec.Struct, frozen=True, array_like=True):
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
    paradigms: tuple[tuple[Slot, ...], ...] = ()
    lexemes: tuple[Lexeme, ...] = ()
    closed: tuple[Listed, ...] = ()
    names: tuple[Listed, ...] = ()
    short_forms: tuple[tuple[str, str], ...] = ()
    guesses: tuple[Guess, ...] = ()
    hosts: tuple[Host, ...] = ()
    patterns: tuple[tuple[str, int], ...] = ()
    capitals: Capitals | None = None
    respellings: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @staticmethod
    def read(morphology: Mapping[str, object], folder: str) -> tuple[Morphology, list[Diagnostic]]:
        """Reads `{file stem: YAML content}` of the pack in `folder`; what is wrong is left out and reported."""
        from extractor.text.morphology_tables import read_morphology  # it needs this module's types

        return read_morphology(morphology, folder)


def make_reading(lemma: str, bundle: Mapping[str, str]) -> Reading:
    """The lemma and a bundle of features as one reading."""
    return {"lemma": lemma, **bundle}


def generate(morphology: Morphology, lemma: str) -> list[tuple[str, Reading]]:
    """Every form of every lexeme with this lemma, with its reading; in the paradigms' order."""
    return [found for lexeme in morphology.lexemes if lexeme.lemma == lemma for found in inflect(morphology, lexeme)]


def inflect(morphology: Morphology, lexeme: Lexeme) -> Iterator[tuple[str, Reading]]:
    """Every form of one lexeme with its reading."""
    for slot in morphology.paradigms[lexeme.paradigm]:
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
    """The inverse of `inflect`: an index of stems and one of endings, joined at every place where a form can be cut."""

    def __init__(self, morphology: Morphology) -> None:
        self._bundles = morphology.bundles
        self._lexemes = morphology.lexemes
        self._stems: dict[str, dict[_Place, list[int]]] = {}
        self._endings: dict[str, dict[_Place, list[Slot]]] = {}
        for paradigm, slots in enumerate(morphology.paradigms):
            for slot in slots:
                self._endings.setdefault(slot.ending, {}).setdefault((paradigm, slot.stem), []).append(slot)
        for number, lexeme in enumerate(morphology.lexemes):
            for index, stem in enumerate(lexeme.stems):
                self._stems.setdefault(stem, {}).setdefault((lexeme.paradigm, index), []).append(number)
        self._lengths = EndingLengths(self._endings)

    def find(self, form: str) -> list[Reading]:
        """Every reading of a form (lower case), each once, in the order of the lexemes."""
        found: dict[tuple[str, int], int] = {}
        for length in self._lengths.of(form):
            cut = len(form) - length
            stems = self._stems.get(form[:cut]) if cut >= 0 else None
            endings = self._endings.get(form[cut:]) if stems else None
            if stems and endings:
                for place in stems if len(stems) < len(endings) else endings:
                    for number in stems.get(place, ()):
                        for slot in endings.get(place, ()):
                            key = (_lemma(self._lexemes[number], slot), slot.features)
                            found[key] = min(number, found.get(key, number))
        if not found:
            return []
        ordered = sorted(found, key=lambda key: (found[key], key[1], key[0]))
        return [make_reading(lemma, self._bundles[features]) for lemma, features in ordered]
