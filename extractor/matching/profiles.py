"""What of a token the rules can tell apart.

In: a program, of which `asked_by` says what it asks: plain data that can be kept with it; then analyses. Out, by `Profiles.of`: a
profile, equal for analyses that no token test, no `select` or `remove`, no condition on a capture alone and no first word of a
list's entry tells from one another. So what the automata and the tests say of one they say of all: of ten thousand words of news
most are one of a few hundred kinds of nouns, verbs and names to a pack, and a word that comes for the first time is mostly of a
kind that is known.

A profile is what is asked of the form, and of each reading all but its lemma, which stands there only if some rule names it, and
which of the expressions for lemmas it satisfies.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain
from typing import Final

import regex

from extractor.matching import program as p
from extractor.matching.leaves import leaves
from extractor.matching.made import later
from extractor.text.document import Analysis

KEPT: Final = 50_000
"""Analyses of which the profile is kept."""

_Searches = tuple[Callable[[str], object], ...]

Profile = tuple[Hashable, ...]
"""What is asked of the form, then of each reading."""


class Asked(p.Data, frozen=True, dict=True, gc=True):
    """The lemmas, forms and folded words that a program names, all sorted (None where any value may tell tokens apart), and the
    expressions for forms and for lemmas."""

    lemmas: tuple[str, ...] | None
    forms: tuple[str, ...] | None
    words: tuple[str, ...]
    form_expressions: tuple[str, ...]
    lemma_expressions: tuple[str, ...]

    @later
    def _sets(self) -> tuple[frozenset[str] | None, frozenset[str] | None, frozenset[str]]:
        """The lemmas, forms and words, ready to be asked."""
        lemmas, forms = (None if found is None else frozenset(found) for found in (self.lemmas, self.forms))
        return lemmas, forms, frozenset(self.words)

    @later
    def _searches(self) -> tuple[_Searches, _Searches]:
        """The expressions, ready to be asked."""
        return _searches(self.form_expressions), _searches(self.lemma_expressions)

    def profile(self, analysis: Analysis) -> list[Hashable]:
        """What is asked of a form, then of each reading."""
        (lemmas, forms, words), (in_form, in_lemma) = self._sets, self._searches
        form, word = analysis.form, analysis.word
        named = form if forms is None or form in forms else "", word if word in words else ""
        parts: list[Hashable] = [(*named, *[search(form) is not None for search in in_form])]
        for reading in analysis.readings:
            lemma = reading.get("lemma")
            shown = lemma if lemmas is None or lemma in lemmas else ""
            others = [item for item in reading.items() if item[0] != "lemma"]
            parts.append((shown, *[lemma is not None and search(lemma) is not None for search in in_lemma], *others))
        return parts


def _searches(expressions: Iterable[str]) -> _Searches:
    return tuple([regex.compile(expression).search for expression in expressions])


class Profiles:
    """What a program asks of tokens, ready to be asked."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.limit = KEPT
        """Analyses of which the profile is kept."""
        self._known: dict[Analysis, Profile] = {}
        self._same: dict[Hashable, Hashable] = {}

    def of(self, analysis: Analysis) -> Profile:
        """The profile of an analysis: its form's part, then one for each of its readings."""
        known = self._known.get(analysis)
        if known is None:
            if len(self._known) >= self.limit:
                self._known, self._same = {}, {}
            same = self._same
            # One object for all that are equal: there are few.
            profile = tuple([same.setdefault(part, part) for part in self.asked.profile(analysis)])
            known = self._known[analysis] = same.setdefault(profile, profile)  # type: ignore[assignment]
        return known  # type: ignore[return-value]


def asked_by(program: p.Program) -> Asked:
    """What a program asks of tokens."""
    return _Asking(program).asked()


class _Asking:
    """Goes through all that a program asks."""

    def __init__(self, program: p.Program) -> None:
        self._lists: Sequence[p.WordList] = program.lists
        self._lemmas: set[str] = set()
        self._forms: set[str] = set()
        self._words: set[str] = set()
        self._every_lemma = self._every_form = False
        self._named: set[tuple[str, int]] = set()
        self._form_expressions: set[str] = set()
        self._lemma_expressions: set[str] = set()
        for test in program.tokens:
            if isinstance(test, p.Forms):
                (self._forms if test.exact else self._words).update(test.forms)
            else:
                self._test(test.test)
        for found in program.lists:
            (self._lemmas if found.lemmas else self._words).update([entry.words[0] for entry in found.entries])
        for phase in program.phases:
            for selection in phase.selections:
                self._test(selection.test)
            codes = [rule.code for rule in phase.selections] + [rule.code for rule in phase.chunks]
            for take in [take for code in codes for take in code.takes]:
                self._conditions(take.alone)

    def asked(self) -> Asked:
        """What it all comes to."""
        return Asked(
            None if self._every_lemma else tuple(sorted(self._lemmas)),
            None if self._every_form else tuple(sorted(self._forms)),
            tuple(sorted(self._words)),
            tuple(sorted(self._form_expressions)),
            tuple(sorted(self._lemma_expressions)),
        )

    def _test(self, test: p.Test) -> None:
        for leaf in leaves(test):
            match leaf:
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
                    self._form_expressions.add(expression)
                case p.Like("lemma", expression):
                    self._lemma_expressions.add(expression)

    def _conditions(self, conditions: Iterable[p.Condition]) -> None:
        for question in chain.from_iterable(map(leaves, conditions)):
            match question:
                case p.Holds(_, test):
                    self._test(test)
                case p.Shares(left, right):
                    self._whole((left.feature, right.feature))
                case p.Agrees(_, _, features):
                    self._whole(features)

    def _whole(self, features: Iterable[str]) -> None:
        """Two features are compared with one another: any value may tell analyses apart."""
        self._every_lemma = self._every_lemma or "lemma" in features
        self._every_form = self._every_form or "word" in features
