"""What a form can be: its readings, each distinct form looked at once.

In: a `Morphology` and the folding of words (the tokenizer's). Out: an `Analysis` for every form. The way in is
`Analyzer.analyze`.

A form's readings come from the first of these that gives any:

    known      closed classes, names, words (stem + ending), short forms, clitics on their hosts: all together
    weak       hosts that are too rare to compete with a known word
    respelled  the same with another accent at the end
    patterns   numbers, punctuation, acronyms
    guessed    the longest known ending; a capitalised form is first of all a name
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import regex

from extractor.text.document import Analysis, Reading
from extractor.text.morphology import Capitals, EndingLengths, Forms, Host, Listed, Morphology, make_reading

Fold: TypeAlias = Callable[[str], str]
"""From a form as written to the word that is compared: lower case, equal apostrophes, repairs."""

CACHE_SIZE = 50_000
"""Forms kept. A full cache is emptied: that is rare, and costs less than keeping every form's age."""

LONGEST = 200
"""Characters of a form that is kept: what is longer is no word, and does not come again."""

_ENCLITIC = "Enclitic"
_SHORTEST_STEM = 2
_SHORTEST_STEM_BEFORE_CLITIC = 3

_HostTable: TypeAlias = list[tuple[int, dict[str, list[tuple[Host, tuple[str, ...]]]]]]
"""By length, then by clitic: the hosts that take it, each with the ends that it can have before it."""


class Analyzer:
    """Readings of forms. Not changed after it is made, its cache excepted."""

    def __init__(self, morphology: Morphology, fold: Fold, cache_size: int = CACHE_SIZE) -> None:
        self._fold = fold
        self._cache_size = max(1, cache_size)
        self._cache: dict[str, Analysis] = {}
        self._morphology = morphology
        self._forms = Forms(morphology)
        self._closed = self._table(morphology.closed)
        self._names = self._table(morphology.names)
        self._short_forms = {fold(short): full for short, full in morphology.short_forms}
        self._patterns = [(regex.compile(pattern), features) for pattern, features in morphology.patterns]
        self._strong = _by_clitic(host for host in morphology.hosts if not host.weak)
        self._weak = _by_clitic(host for host in morphology.hosts if host.weak)
        self._guesses: dict[str, list[tuple[str, int]]] = {}
        for guess in morphology.guesses:
            self._guesses.setdefault(guess.ending, []).append((guess.citation, guess.features))
        self._guess_lengths = EndingLengths(self._guesses)

    def keep(self, forms: int) -> None:
        """From now on keeps so many forms at most."""
        self._cache_size = min(self._cache_size, max(1, forms))

    def analyze(self, form: str) -> Analysis:
        """The analysis of a form as written; the same object every time while it is kept."""
        known = self._cache.get(form)
        if known is None:
            word = self._fold(form)
            known = Analysis(form, word, tuple(_distinct(self._read(form, word))))
            if len(form) <= LONGEST:
                if len(self._cache) >= self._cache_size:
                    self._cache.clear()
                self._cache[form] = known
        return known

    def analyze_all(self, forms: Sequence[str]) -> list[Analysis]:
        """The analyses of forms as written."""
        try:
            return [*map(self._cache.__getitem__, forms)]
        except KeyError:
            return [*map(self.analyze, forms)]

    def _table(self, listed: Iterable[Listed]) -> dict[str, list[Reading]]:
        table: dict[str, list[Reading]] = {}
        for entry in listed:
            reading = make_reading(entry.lemma, self._morphology.bundles[entry.features])
            table.setdefault(self._fold(entry.form), []).append(reading)
        return table

    def _read(self, form: str, word: str) -> list[Reading]:
        capitals = self._morphology.capitals if form != form.lower() else None
        closed = self._closed.get(word, [])
        names = self._names.get(word, []) if capitals else []
        words = self._words(word)
        if capitals and not closed and not names and not _is_common(words, capitals):
            return self._as_name(form, word, words, capitals)
        return [*closed, *names, *words] or self._by_pattern(form) or self._guess(word)

    def _words(self, word: str) -> list[Reading]:
        """Readings of the words that the morphology knows, closed classes excepted."""
        readings = self._whole(word) + _with_clitics(word, self._strong, self._forms.find)
        if readings or word in self._closed:
            return readings
        return _with_clitics(word, self._weak, self._forms.find) or self._respelled(word)

    def _respelled(self, word: str) -> list[Reading]:
        for written, meant in self._morphology.respellings:
            if word.endswith(written):
                others = [word.removesuffix(written) + end for end in meant]
                readings = [reading for other in others for reading in self._closed.get(other, []) + self._whole(other)]
                if readings:
                    return readings
        return []

    def _whole(self, word: str) -> list[Reading]:
        readings = self._forms.find(word)
        full = self._short_forms.get(word)
        return readings if full is None else readings + self._closed.get(full, []) + self._forms.find(full)

    def _as_name(self, form: str, word: str, words: list[Reading], capitals: Capitals) -> list[Reading]:
        name = make_reading(form, self._morphology.bundles[capitals.features])
        if words:
            return [*words, name]
        return self._by_pattern(form) or [name, *self._by_ending(word, _SHORTEST_STEM, capitals.guessed)]

    def _by_pattern(self, form: str) -> list[Reading]:
        return [
            make_reading(form, self._morphology.bundles[features])
            for pattern, features in self._patterns
            if pattern.fullmatch(form)
        ]

    def _guess(self, word: str) -> list[Reading]:
        """Readings of an unknown word: with clitics if its ending says so, else by the longest known ending."""
        with_clitics = _with_clitics(word, self._strong, lambda host: self._by_ending(host, _SHORTEST_STEM_BEFORE_CLITIC))
        return with_clitics or self._by_ending(word, _SHORTEST_STEM)

    def _by_ending(self, word: str, shortest_stem: int, shortest_ending: int = 0) -> list[Reading]:
        """Readings by the longest known ending, of `shortest_ending` letters at least, after a stem of `shortest_stem`."""
        first = min(shortest_stem, len(word))
        for length in self._guess_lengths.of(word):
            cut = len(word) - length
            if length < shortest_ending:
                break
            if cut < first:
                continue
            guesses = self._guesses.get(word[cut:])
            if guesses:
                return [make_reading(word[:cut] + citation, self._morphology.bundles[at]) for citation, at in guesses]
        return []


def _by_clitic(hosts: Iterable[Host]) -> _HostTable:
    """The hosts by their clitics, those by length, the longest first, so that a cluster is seen before its last part."""
    table: dict[str, list[tuple[Host, tuple[str, ...]]]] = {}
    for host in hosts:
        # Where the clitic doubles its first letter there may be any.
        ends = ("",) if host.doubled else tuple(written for written, _ in host.restored)
        for clitic in host.clitics:
            table.setdefault(clitic, []).append((host, ends))
    lengths = sorted({len(clitic) for clitic in table}, reverse=True)
    return [(length, {c: takers for c, takers in table.items() if len(c) == length}) for length in lengths]


def _with_clitics(word: str, hosts: _HostTable, find: Callable[[str], Sequence[Reading]]) -> list[Reading]:
    """Readings of the word as a host and a clitic, where `find` finds the host."""
    found: list[Reading] = []
    size = len(word)
    for length, table in hosts:
        takers = table.get(word[size - length :]) if length < size else None
        if takers:
            clitic, before = word[size - length :], word[: size - length]
            for host, ends in takers:
                for form in _hosting(word, clitic, host) if before.endswith(ends) else ():
                    found += [_attach(reading, clitic) for reading in find(form) if _has(reading, host.features)]
    return found


def _hosting(word: str, clitic: str, host: Host) -> Iterator[str]:
    """The forms that the clitic may stand on in this word: `dammi` → `da'`, `dirgli` → `dire`."""
    form = word.removesuffix(clitic)
    if host.doubled and clitic not in host.undoubled:
        if form[-1] != clitic[0]:
            return
        form = form[:-1]
    for written, meant in host.restored:
        if form.endswith(written):
            yield form.removesuffix(written) + meant


def _attach(reading: Reading, clitic: str) -> Reading:
    return {**reading, _ENCLITIC: clitic} if clitic else reading


def _is_common(readings: Iterable[Reading], capitals: Capitals) -> bool:
    return any(_has(reading, common) for reading in readings for common in capitals.common)


def _has(reading: Reading, features: Mapping[str, str]) -> bool:
    return features.items() <= reading.items()


def _distinct(readings: Sequence[Reading]) -> Iterable[Reading]:
    """The readings without repetition, in order."""
    if len(readings) < 2:
        return readings
    found: dict[frozenset[tuple[str, str]], Reading] = {}
    for reading in readings:
        found.setdefault(frozenset(reading.items()), reading)
    return found.values()
