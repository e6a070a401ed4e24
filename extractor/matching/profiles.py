"""What of a token the rules can tell apart.

In: a program; then analyses. Out, by `Profiles.of`: a profile, equal for analyses that no token test, no `select` or `remove`, no
condition on a capture alone and no first word of a list's entry tells from one another. So what the automata and the tests say of
one they say of all: of ten thousand words of news most are one of a few hundred kinds of nouns, verbs and names to a pack, and a
word that comes for the first time is mostly of a kind that is known.

A profile is what is asked of the form, and of each reading all but its lemma, which stands there only if some rule names it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import Final

import regex

from extractor.matching import program as p
from extractor.text.document import Analysis, Reading

KEPT: Final = 50_000
"""Analyses of which the profile is kept."""

Profile = tuple[Hashable, ...]
"""What is asked of the form, then of each reading."""


class Profiles:
    """What a program asks of tokens, ready to be asked."""

    def __init__(self, program: p.Program) -> None:
        self._program = program
        self._known: dict[Analysis, Profile] = {}
        self._same: dict[Hashable, Hashable] = {}

    @cached_property
    def _asked(self) -> _Asked:
        return _Asked(self._program)

    def of(self, analysis: Analysis) -> Profile:
        """The profile of an analysis: its form's part, then one for each of its readings."""
        known = self._known.get(analysis)
        if known is None:
            if len(self._known) >= KEPT:
                self._known, self._same = {}, {}
            same, asked = self._same, self._asked
            parts: list[Hashable] = [asked.form(analysis), *map(asked.reading, analysis.readings)]
            # One object for all that are equal: there are few.
            profile = tuple([same.setdefault(part, part) for part in parts])
            known = self._known[analysis] = same.setdefault(profile, profile)  # type: ignore[assignment]
        return known  # type: ignore[return-value]


class _Asked:
    """The lemmas, forms and folded words that a program names, and the expressions for forms."""

    def __init__(self, program: p.Program) -> None:
        self._lists: Sequence[p.WordList] = program.lists
        self._lemmas: set[str] = set()
        self._forms: set[str] = set()
        self._words: set[str] = set()
        self._every_lemma = self._every_form = False
        self._named: set[tuple[str, int]] = set()
        expressions: dict[str, None] = {}
        for test in program.tokens:
            if isinstance(test, p.Forms):
                (self._forms if test.exact else self._words).update(test.forms)
            else:
                self._test(test.test, expressions)
        for found in program.lists:
            (self._lemmas if found.lemmas else self._words).update([entry.words[0] for entry in found.entries])
        for phase in program.phases:
            for selection in phase.selections:
                self._test(selection.test, expressions)
            codes = [rule.code for rule in phase.selections] + [rule.code for rule in phase.chunks]
            for take in [take for code in codes for take in code.takes]:
                self._conditions(take.alone, expressions)
        self._spellings = tuple([regex.compile(expression).search for expression in expressions])

    def form(self, analysis: Analysis) -> Hashable:
        """What is asked of a form."""
        form, word = analysis.form, analysis.word
        named = form if self._every_form or form in self._forms else "", word if word in self._words else ""
        return (*named, *[search(form) is not None for search in self._spellings])

    def reading(self, reading: Reading) -> Hashable:
        """What is asked of a reading."""
        lemma = reading.get("lemma", "")
        others = [item for item in reading.items() if item[0] != "lemma"]
        return (lemma if self._every_lemma or lemma in self._lemmas else "", *others)

    def _test(self, test: p.Test, expressions: dict[str, None]) -> None:
        match test:
            case p.Every(parts) | p.Some(parts):
                for part in parts:
                    self._test(part, expressions)
            case p.Isnt(part):
                self._test(part, expressions)
            case p.Is("lemma", values):
                self._lemmas.update(values)
            case p.Is("word", values):
                self._forms.update(values)
            case p.InList("lemma" | "word" as feature, number) if (feature, number) not in self._named:
                self._named.add((feature, number))
                texts = self._lists[number].written
                if feature == "lemma":
                    self._lemmas.update(texts)
                else:
                    # A list of lemmas is compared with the form, any other with the folded word.
                    self._forms.update(texts)
                    self._words.update([entry.words[0] for entry in self._lists[number].entries])
            case p.Like("word", expression):
                expressions[expression] = None
            case p.Like("lemma", _):
                self._every_lemma = True

    def _conditions(self, conditions: Iterable[p.Condition], expressions: dict[str, None]) -> None:
        for condition in conditions:
            match condition:
                case p.Both(parts) | p.Either(parts):
                    self._conditions(parts, expressions)
                case p.Unless(part):
                    self._conditions((part,), expressions)
                case p.Holds(_, test):
                    self._test(test, expressions)
                case p.Shares(left, right):
                    self._whole((left.feature, right.feature))
                case p.Agrees(_, _, features):
                    self._whole(features)

    def _whole(self, features: Iterable[str]) -> None:
        """Two features are compared with one another: any value may tell analyses apart."""
        self._every_lemma = self._every_lemma or "lemma" in features
        self._every_form = self._every_form or "word" in features
