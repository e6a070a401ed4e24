"""Paradigms as a linguist writes them, compiled to slots.

In: the sections `axes`, `rows` and `classes`. Out: `Paradigms`, whose `inflect` makes a `Lexeme` of a lemma, its class and its
principal parts. A class's row lists its endings in the order of the row's cells:

    present indicative: [o, i, a, iamo, ate, ano]       "/" between variants, "-" for no form, "first+o" for another stem

A stem that a word doesn't give is made from another one (`future: base+er`), in the end from `base`, the lemma without its
ending. Words that give the same parts share a paradigm.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from extractor.text.features import MISFIT, TWICE, UNKNOWN_NAME, Findings, Inventory, Spot
from extractor.text.words import Lexeme, Slot

BASE = "base"
_WHOLE = ""
"""The stem of rows that list whole forms: the word's prefix."""


Cells: TypeAlias = tuple[tuple[str, ...], ...]
"""The variants of each cell of a row."""


class Row(msgspec.Struct, frozen=True):
    """A row of every paradigm: its cells' features, the stem that its endings stand on, and what its forms also are."""

    cells: tuple[dict[str, str], ...]
    features: dict[str, str]
    stem: str
    also: tuple[str, ...]


class WordClass(msgspec.Struct, frozen=True):
    """A class of words: `lemma` is the lemma's ending, `stems` says how to make a stem, `rows` has the variants of each cell."""

    upos: tuple[str, ...]
    features: dict[str, str]
    lemma: str
    stems: dict[str, str]
    rows: dict[str, Cells]


class Parts(msgspec.Struct, frozen=True):
    """What a word gives beyond its lemma: principal parts (stems), rows of whole forms, other parts of speech."""

    stems: dict[str, tuple[str, ...]] = {}
    rows: dict[str, Cells] = {}
    upos: tuple[str, ...] = ()


REGULAR = Parts()


class Paradigms:
    """Classes, and the paradigms made of them so far (one for each class and kind of parts)."""

    def __init__(self, rows: dict[str, Row], classes: dict[str, WordClass], inventory: Inventory) -> None:
        self.rows = rows
        self.classes = classes
        self.slots: list[tuple[Slot, ...]] = []
        self._inventory = inventory
        self._numbers: dict[bytes, int] = {}
        self._regular: dict[str, int] = {}
        self._bundles: dict[tuple[int, str, str, int], int] = {}
        """By class and cell, which live as long as this, their row and the part of speech."""

    def inflect(self, name: str, lemma: str, parts: Parts = REGULAR, prefix: str = "") -> Lexeme | None:
        """The lexeme of `prefix` + `lemma` in a class; None if the lemma hasn't the class's ending and no base is given."""
        word_class = self.classes[name]
        if BASE not in parts.stems and not lemma.endswith(word_class.lemma):
            return None
        if parts is REGULAR:  # most words, and they share one paradigm of their class
            if name not in self._regular:
                self._regular[name] = self._number(name, {BASE: 1}, word_class.upos, {})
            return Lexeme(prefix + lemma, self._regular[name], (prefix + lemma.removesuffix(word_class.lemma),))
        stems = {BASE: (lemma.removesuffix(word_class.lemma),), **parts.stems, **({_WHOLE: ("",)} if parts.rows else {})}
        given = {stem: len(stems[stem]) for stem in sorted(stems, key=lambda stem: (stem != BASE, stem))}
        upos = word_class.upos if prefix or not parts.upos else parts.upos
        return Lexeme(
            prefix + lemma,
            self._number(name, given, upos, parts.rows),
            tuple(prefix + variant for stem in given for variant in stems[stem]),
        )

    def regular(self, name: str) -> list[Slot]:
        """The slots for a word of the class that gives nothing but its lemma."""
        return list(self._compile(self.classes[name], {BASE: 1}, self.classes[name].upos, {}))

    def _number(self, name: str, given: dict[str, int], upos: tuple[str, ...], whole: dict[str, Cells]) -> int:
        key = msgspec.json.encode((name, given, upos, whole))
        if key not in self._numbers:
            self._numbers[key] = len(self.slots)
            self.slots.append(tuple(self._compile(self.classes[name], given, upos, whole)))
        return self._numbers[key]

    def _compile(
        self, word_class: WordClass, given: dict[str, int], upos: Sequence[str], whole: dict[str, Cells]
    ) -> Iterator[Slot]:
        """`given`: the stems that the word gives, with the number of their variants; `whole`: its rows of whole forms."""
        numbers = _numbered(given)
        for name, row in self.rows.items():
            cells = whole.get(name, word_class.rows.get(name, ()))
            stem = _WHOLE if name in whole else row.stem
            written = [
                (cell, place)
                for cell, variants in zip(row.cells, cells, strict=False)
                for variant in variants
                for place in _resolve(variant, stem, word_class.stems, numbers)
            ]
            for kind in upos:
                for cell, (at, ending) in written:
                    yield Slot(at, ending, self._bundle(word_class, name, kind, cell))
            for kind in row.also:
                for cell, (at, ending) in written:
                    yield Slot(at, ending, self._inventory.number(kind, cell), written[0][1])


    def _bundle(self, word_class: WordClass, name: str, kind: str, cell: dict[str, str]) -> int:
        """The number of what a form in a cell of a row is: the same for all words of a class."""
        key = (id(word_class), name, kind, id(cell))
        if key not in self._bundles:
            features = {**word_class.features, **self.rows[name].features, **cell}
            self._bundles[key] = self._inventory.number(kind, features)
        return self._bundles[key]


def _numbered(given: Mapping[str, int]) -> dict[str, list[int]]:
    """The indices of each stem's variants in a lexeme."""
    numbers: dict[str, list[int]] = {}
    for stem, variants in given.items():
        first = sum(map(len, numbers.values()))
        numbers[stem] = list(range(first, first + variants))
    return numbers


def _resolve(variant: str, stem: str, defaults: Mapping[str, str], numbers: Mapping[str, Sequence[int]]) -> list[tuple[int, str]]:
    """The stem's index and the ending that a variant stands for, stems that the word doesn't give spelled out."""
    name, plus, ending = variant.rpartition("+")
    stem = name if plus else stem
    while stem not in numbers:
        stem, _, more = defaults[stem].partition("+")
        ending = more + ending
    return [(number, ending) for number in numbers[stem]]


class ParadigmReader:
    """Reads the three sections, in this order, reporting what doesn't fit."""

    def __init__(self, inventory: Inventory, findings: Findings) -> None:
        self._inventory = inventory
        self._findings = findings
        self._axes: dict[str, tuple[dict[str, str], ...]] = {}
        self._rows: dict[str, Row] = {}
        self._classes: dict[str, WordClass] = {}

    def paradigms(self) -> Paradigms:
        """What was read, ready to use."""
        return Paradigms(self._rows, self._classes, self._inventory)

    def axis(self, name: str, value: object, spot: Spot) -> None:
        """`persons: [1 Sing, 2 Sing, …]`: the features of a row's cells."""
        self._axes[name] = tuple(self._inventory.bundle(cell, spot) for cell in self._findings.items(value, spot))

    def row(self, name: str, value: object, spot: Spot) -> None:
        """`future indicative: {cells: persons, features: …, stem: future, also: ADJ}`."""
        fields = self._findings.mapping(value, spot, ("cells", "features", "stem", "also"))
        axis = self._findings.text(fields.get("cells"), spot.at("cells"))
        if axis not in self._axes:
            self._findings.unknown(UNKNOWN_NAME, spot, "axis", axis, self._axes)
            return
        self._rows[name] = Row(
            self._axes[axis],
            self._inventory.bundle(fields.get("features", ""), spot.at("features")),
            self._findings.text(fields.get("stem", BASE), spot.at("stem")),
            tuple(self._inventory.upos(fields.get("also", ""), spot.at("also"))),
        )

    def word_class(self, name: str, value: object, spot: Spot) -> None:
        """A class, after the one that it is `like`, which gives all that this one doesn't say."""
        own = ("like", "upos", "features", "lemma", "stems")
        fields = self._findings.mapping(value, spot, (*own, *self._rows))
        model = self._model(fields, spot)
        stems = self._findings.mapping(fields.get("stems", {}), spot.at("stems"))
        for stem in [name for name in stems if name in (BASE, "upos", "prefixes", *self._rows)]:
            self._findings.report(TWICE, spot.at("stems"), f"a stem can't be called '{stem}': that means something else")
        made = WordClass(
            tuple(self._inventory.upos(fields["upos"], spot.at("upos"))) if "upos" in fields else model.upos,
            self._inventory.bundle(fields["features"], spot.at("features")) if "features" in fields else model.features,
            self._findings.text(fields["lemma"], spot.at("lemma")) if "lemma" in fields else model.lemma,
            {**model.stems, **{stem: self._findings.text(made_of, spot.at(stem)) for stem, made_of in stems.items()}},
            {**model.rows, **{row: self.cells(row, fields[row], spot.at(row)) for row in fields if row not in own}},
        )
        if self._complete(made, spot):
            self._classes[name] = made

    def cells(self, row: str, value: object, spot: Spot) -> Cells:
        """The variants of each cell of a row."""
        written = self._findings.items(value, spot) if isinstance(value, list | tuple) else [value]
        if len(written) != len(self._rows[row].cells):
            message = f"the row '{row}' has {len(self._rows[row].cells)} cells, found {len(written)}"
            self._findings.report(MISFIT, spot, message, "write - for no form")
        return tuple(_variants(self._findings.text(cell, spot)) for cell in written)

    def _model(self, fields: Mapping[str, object], spot: Spot) -> WordClass:
        like = self._findings.text(fields["like"], spot.at("like")) if "like" in fields else ""
        if like and like not in self._classes:
            self._findings.unknown(UNKNOWN_NAME, spot.at("like"), "class", like, self._classes)
        return self._classes.get(like, WordClass((), {}, "", {}, {}))

    def _complete(self, made: WordClass, spot: Spot) -> bool:
        """Whether every stem that the class needs comes down to the base."""
        cells = [(row, cell) for row, written in made.rows.items() for variants in written for cell in variants]
        for stem in sorted({*made.stems, *(_stem_of(self._rows[row], cell) for row, cell in cells)}):
            seen: list[str] = []
            while stem != BASE:
                if stem in seen:
                    self._findings.report(TWICE, spot, f"the stem '{stem}' is made from itself")
                    return False
                if stem not in made.stems:
                    self._findings.unknown(UNKNOWN_NAME, spot, "stem", stem, (BASE, *made.stems))
                    return False
                seen.append(stem)
                stem = made.stems[stem].partition("+")[0]
        return True


def _variants(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split("/"))


def _stem_of(row: Row, variant: str) -> str:
    name, plus, _ = variant.rpartition("+")
    return name if plus else row.stem
