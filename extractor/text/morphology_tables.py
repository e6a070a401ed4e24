"""The YAML of a pack's `morphology/`, checked and made into a `Morphology`.

In: `{file stem: content}`. Out: the tables, and a diagnostic for everything unknown, misshapen or contradictory. The way in is
`read_morphology`. A section may stand in any file, and most in several:

    features                    features with their values (`aliases` beside them are the rule language's)
    axes, rows, classes         paradigms, see `paradigms`
    words, irregular            lemmas by class; those with principal parts, whole forms, prefixes
    closed, names, short_forms  forms listed whole
    clitics, hosts              named sets of clitics; what they are written together with
    guess, patterns, capitalised, respell     what to make of other forms
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import regex

from extractor.diagnostics import Diagnostic
from extractor.text.features import MISFIT, TWICE, UNKNOWN_NAME, WRONG_SHAPE, Findings, Inventory, Spot
from extractor.text.morphology import Capitals, Guess, Host, Listed, Morphology
from extractor.text.paradigms import REGULAR, ParadigmReader, Parts
from extractor.text.words import Lexeme, pack_words

_SECTIONS = (
    *("features", "aliases", "axes", "rows", "classes", "words", "irregular", "closed", "names", "short_forms"),
    *("clitics", "hosts", "guess", "patterns", "capitalised", "respell"),
)
_REPEATED = ("words", "irregular")
"""Sections in which a key may come in several files: each lists words of a class."""

_ENCLITIC = "Enclitic"
_NOTHING = "*"
"""How a list of ends or clitics writes the empty one."""


def read_morphology(morphology: Mapping[str, object], folder: str) -> tuple[Morphology, list[Diagnostic]]:
    """The tables of a pack, and what is wrong with its YAML, in order."""
    findings = Findings()
    sections: dict[str, list[tuple[object, Spot]]] = {name: [] for name in _SECTIONS}
    for stem in sorted(morphology):
        spot = Spot(f"{folder}/morphology/{stem}.yaml")
        for name, value in findings.mapping(morphology[stem], spot, _SECTIONS).items():
            sections[name].append((value, spot.at(name)))
    tables = _Tables(sections, findings).read()
    return tables, sorted(findings.found, key=lambda found: found.order)


class _Tables:
    def __init__(self, sections: dict[str, list[tuple[object, Spot]]], findings: Findings) -> None:
        self._sections = sections
        self._findings = findings
        features = {name: findings.words(values, spot) for name, values, spot in self._keys("features")}
        self._enclitics = features.get(_ENCLITIC, [])
        self._inventory = Inventory(features, findings)
        self._reader = ParadigmReader(self._inventory, findings)
        self._paradigms = self._reader.paradigms()
        self._clitics: dict[str, list[str]] = {}

    def read(self) -> Morphology:
        """Everything, in the order in which sections need each other; the bundles last, when all are made."""
        self._each("axes", self._reader.axis)
        self._each("rows", self._reader.row)
        self._each("classes", self._reader.word_class)
        self._each("clitics", self._clitic_set)
        return Morphology(
            words=pack_words(self._paradigms.slots, list(self._distinct([*self._words(), *self._irregular()]))),
            closed=tuple(self._listed("closed")),
            names=tuple(self._listed("names")),
            short_forms=tuple((short, self._findings.text(full, spot)) for short, full, spot in self._keys("short_forms")),
            guesses=tuple(self._guesses()),
            hosts=tuple(self._hosts()),
            patterns=tuple(self._patterns()),
            capitals=self._capitals(),
            respellings=tuple((end, self._ends(others, spot)) for end, others, spot in self._keys("respell")),
            bundles=self._inventory.bundles,
        )

    # --- Sections as such -----------------------------------------------------------------------------------------------------

    def _keys(self, section: str) -> Iterator[tuple[str, object, Spot]]:
        """Every key of a section that is a mapping; one that was there before is reported."""
        seen: set[str] = set()
        for value, spot in self._sections[section]:
            for key, item in self._findings.mapping(value, spot).items():
                if key in seen and section not in _REPEATED:
                    self._findings.report(TWICE, spot.at(key), f"'{key}' is there twice")
                seen.add(key)
                yield key, item, spot.at(key)

    def _entries(self, section: str, allowed: tuple[str, ...]) -> Iterator[tuple[dict[str, object], Spot]]:
        """Every entry of a section that is a list of mappings."""
        for value, spot in self._sections[section]:
            for number, item in enumerate(self._findings.items(value, spot), 1):
                yield self._findings.mapping(item, spot.at(number), allowed), spot.at(number)

    def _each(self, section: str, use: Callable[[str, object, Spot], None]) -> None:
        for key, item, spot in self._keys(section):
            use(key, item, spot)

    def _ends(self, value: object, spot: Spot) -> tuple[str, ...]:
        return tuple("" if end == _NOTHING else end for end in self._findings.words(value, spot))

    # --- Words ----------------------------------------------------------------------------------------------------------------

    def _known_class(self, name: str, spot: Spot) -> bool:
        if name not in self._paradigms.classes:
            self._findings.unknown(UNKNOWN_NAME, spot, "class", name, self._paradigms.classes)
        return name in self._paradigms.classes

    def _words(self) -> Iterator[tuple[Lexeme, Spot]]:
        for name, value, spot in self._keys("words"):
            for lexeme in self._regular(name, value, spot):
                yield lexeme, spot

    def _regular(self, name: str, value: object, spot: Spot) -> Iterator[Lexeme]:
        if self._known_class(name, spot):
            for lemma in self._findings.words(value, spot):
                yield from self._inflected(name, lemma, REGULAR, [""], spot)

    def _irregular(self) -> Iterator[tuple[Lexeme, Spot]]:
        for name, value, spot in self._keys("irregular"):
            if self._known_class(name, spot):
                for lemma, given in self._findings.mapping(value, spot).items():
                    parts, prefixes = self._parts(name, given, spot.at(lemma))
                    for lexeme in self._inflected(name, lemma, parts, ["", *prefixes], spot.at(lemma)):
                        yield lexeme, spot.at(lemma)

    def _inflected(self, name: str, lemma: str, parts: Parts, prefixes: list[str], spot: Spot) -> Iterator[Lexeme]:
        for prefix in prefixes:
            lexeme = self._paradigms.inflect(name, lemma, parts, prefix)
            if lexeme is None:
                ending = self._paradigms.classes[name].lemma
                hint = "give its base"
                self._findings.report(MISFIT, spot, f"'{lemma}' doesn't end in '{ending}' like the lemmas of '{name}'", hint)
                return
            yield lexeme

    def _parts(self, name: str, given: object, spot: Spot) -> tuple[Parts, list[str]]:
        stems = ("base", *self._paradigms.classes[name].stems)
        rows = self._paradigms.rows
        fields = self._findings.mapping(given, spot, ("prefixes", "upos", *stems, *rows))
        parts = Parts(
            {stem: tuple(self._findings.text(fields[stem], spot.at(stem)).split("/")) for stem in stems if stem in fields},
            {row: self._reader.cells(row, fields[row], spot.at(row)) for row in rows if row in fields},
            tuple(self._inventory.upos(fields.get("upos", ""), spot.at("upos"))),
        )
        return parts, self._findings.words(fields.get("prefixes", ""), spot.at("prefixes"))

    def _distinct(self, lexemes: Iterable[tuple[Lexeme, Spot]]) -> Iterator[Lexeme]:
        seen: set[Lexeme] = set()
        for lexeme, spot in lexemes:
            if lexeme in seen:
                self._findings.report(TWICE, spot, f"'{lexeme.lemma}' is listed twice in the same class")
            else:
                seen.add(lexeme)
                yield lexeme

    # --- Listed forms ---------------------------------------------------------------------------------------------------------

    def _listed(self, section: str) -> Iterator[Listed]:
        """`{upos, features, words, inflected}`: forms that are their own lemmas, lemmas with their forms, lemmas by class."""
        for fields, spot in self._entries(section, ("upos", "features", "words", "inflected")):
            features = self._inventory.bundle(fields.get("features", ""), spot.at("features"))
            inflected = self._findings.mapping(fields.get("inflected", {}), spot.at("inflected"))
            for upos in self._inventory.upos(fields.get("upos"), spot.at("upos")):
                for form, lemma, own in self._forms(fields.get("words", ""), spot.at("words")):
                    yield Listed(form, lemma, self._inventory.number(upos, {**features, **own}))
                for name, lemmas in inflected.items():
                    for lexeme in self._regular(name, lemmas, spot.at("inflected").at(name)):
                        yield from self._all_forms(lexeme, upos, features)

    def _forms(self, value: object, spot: Spot) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Forms with lemma and features: `di: di d'` or `lo: {Masc Sing: lo, Fem Sing: la}`."""
        if not isinstance(value, Mapping):
            yield from ((word, word, {}) for word in self._findings.words(value, spot))
            return
        for lemma, forms in self._findings.mapping(value, spot).items():
            by_features = self._findings.mapping(forms, spot.at(lemma)) if isinstance(forms, Mapping) else {"": forms}
            for bundle, written in by_features.items():
                features = self._inventory.bundle(bundle, spot.at(lemma))
                yield from ((form, lemma, features) for form in self._findings.words(written, spot.at(lemma)))

    def _all_forms(self, lexeme: Lexeme, upos: str, features: dict[str, str]) -> Iterator[Listed]:
        for slot in self._paradigms.slots[lexeme.paradigm]:
            own = {**self._inventory.features(slot.features), **features}
            yield Listed(lexeme.stems[slot.stem] + slot.ending, lexeme.lemma, self._inventory.number(upos, own))

    # --- Clitics --------------------------------------------------------------------------------------------------------------

    def _clitic_set(self, name: str, value: object, spot: Spot) -> None:
        self._clitics[name] = self._findings.words(value, spot)
        for clitic in self._clitics[name]:
            if clitic not in self._enclitics:
                self._findings.unknown(UNKNOWN_NAME, spot, f"value of {_ENCLITIC}", clitic, self._enclitics)

    def _hosts(self) -> Iterator[Host]:
        """`{features, restored, clitics, doubled, undoubled, weak}`; clitics are names of sets, `*` for none."""
        allowed = ("features", "restored", "clitics", "doubled", "undoubled", "weak")
        for fields, spot in self._entries("hosts", allowed):
            restored = self._ends(fields.get("restored", _NOTHING), spot.at("restored"))
            yield Host(
                self._inventory.bundle(fields.get("features", ""), spot.at("features")),
                tuple((written, meant) for written, _, meant in (end.rpartition(">") for end in restored)),
                self._clitics_of(fields.get("clitics", _NOTHING), spot.at("clitics")),
                self._findings.switch(fields.get("doubled", False), spot.at("doubled")),
                self._clitics_of(fields.get("undoubled", ""), spot.at("undoubled")),
                self._findings.switch(fields.get("weak", False), spot.at("weak")),
            )

    def _clitics_of(self, value: object, spot: Spot) -> tuple[str, ...]:
        found: list[str] = []
        for name in self._findings.words(value, spot):
            if name == _NOTHING:
                found.append("")
            elif name in self._clitics:
                found += self._clitics[name]
            else:
                self._findings.unknown(UNKNOWN_NAME, spot, "set of clitics", name, self._clitics)
        return tuple(dict.fromkeys(found))

    # --- Other forms ----------------------------------------------------------------------------------------------------------

    def _guesses(self) -> Iterator[Guess]:
        """`{class, endings}`: words of a class by the end of their stem, `*` for any."""
        for fields, spot in self._entries("guess", ("class", "endings")):
            name = self._findings.text(fields.get("class"), spot.at("class"))
            if not self._known_class(name, spot.at("class")):
                continue
            lemma = self._paradigms.classes[name].lemma
            for end in self._ends(fields.get("endings", _NOTHING), spot.at("endings")):
                for slot in self._paradigms.regular(name):
                    citation = lemma if slot.citation is None else slot.citation[1]
                    yield Guess(end + slot.ending, end + citation, slot.features)

    def _patterns(self) -> Iterator[tuple[str, int]]:
        """`{match, upos, features}`, `match` a regular expression over the form as written."""
        for fields, spot in self._entries("patterns", ("match", "upos", "features")):
            pattern = self._findings.text(fields.get("match"), spot.at("match"))
            features = self._inventory.bundle(fields.get("features", ""), spot.at("features"))
            try:
                regex.compile(pattern)
            except regex.error as error:
                self._findings.report(WRONG_SHAPE, spot.at("match"), f"not a regular expression: {error}")
                continue
            for upos in self._inventory.upos(fields.get("upos"), spot.at("upos")):
                yield pattern, self._inventory.number(upos, features)

    def _capitals(self) -> Capitals | None:
        """`{upos, common, guessed}`: names, readings that are none, the letters of an ending that tells."""
        upos: object = None
        common: list[object] = []
        guessed: object = 0
        where = Spot("")
        for key, value, spot in self._keys("capitalised"):
            where = spot
            if key == "upos":
                upos = value
            elif key == "common":
                common = self._findings.items(value, spot)
            elif key == "guessed":
                guessed = value
            else:
                self._findings.mapping({key: value}, spot, ("upos", "common", "guessed"))
        if upos is None:
            return None
        if not isinstance(guessed, int) or isinstance(guessed, bool):
            self._findings.report(WRONG_SHAPE, where, f"expected a number of letters, found '{guessed}'")
            guessed = 0
        kinds = self._inventory.upos(upos, where)
        bundles = tuple(self._inventory.bundle(item, where) for item in common)
        return Capitals(self._inventory.number(kinds[0], {}), bundles, guessed) if kinds else None
