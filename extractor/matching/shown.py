"""A text as a string of one character for each token, for the sieve.

In: the characters of the words that codes ask for, what folds forms, what cuts stretches. Out: for a form its character
(`ShownForms`), for a stretch those of its tokens (`ShownStretches`). Both remember what they were asked, within bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from extractor.matching.around import OTHER
from extractor.text.stretches import LONGEST, Stretches

UNKNOWN: Final = "\x00"
"""A stretch that is not cut alone."""

_MARKS: Final = 0x80
"""The character of the first mark; there are fewer than up to the first letter."""

Find = Callable[[str, int, int], Iterator[re.Match[str]]]
"""What finds characters in a stretch of such a string."""


def any_of_these(characters: Iterable[str]) -> str:
    """The pattern of one of these characters."""
    found = "".join(sorted(set(characters)))
    return f"[{found}]" if found else "(?!)"


class ShownForms(dict[str, str]):
    """For a form its character. A form for which no code asks has another one than `OTHER` if it ends with a mark: that tells
    where sentences and quotations may begin and end."""

    def __init__(self, fold: Callable[[str], str], characters: Mapping[str, str], marks: str, kept: int) -> None:
        super().__init__()
        self.fold, self.characters, self.kept = fold, characters, max(1, kept)
        known = sorted(set(marks))
        self._marks = {mark: chr(number) for number, mark in enumerate(known, _MARKS)}
        self._after_words = {mark: chr(number) for number, mark in enumerate(known, _MARKS + len(known))}
        self._asked = set[str]()
        """The characters of forms that are asked for and end with a mark."""
        self._finders: dict[tuple[str, bool, int], tuple[Find, bool]] = {}

    def __missing__(self, form: str) -> str:
        found = self.of(form)
        if len(form) <= LONGEST:
            if len(self) >= self.kept:
                self.clear()
            self[form] = found
        return found

    def of(self, form: str) -> str:
        """The character of a form, which is not remembered."""
        found = self.characters.get(self.fold(form))
        last = form[-1]
        if last in self._marks:
            if found is None:
                return (self._after_words if form[-2:-1].isalnum() else self._marks)[last]
            self._asked.add(found)
        return found or OTHER

    def finder(self, marks: str, bare: bool) -> tuple[Find, bool]:
        """What finds the characters of the forms that may end with one of these marks, and whether they surely do; with `bare`
        rather those that have no letter or digit before it."""
        key = marks, bare, len(self._asked)
        known = self._finders.get(key)
        if known is None:
            # Threads may add to what is asked meanwhile, but not what stands in the text that is looked at.
            asked = tuple(self._asked)
            if self._marks.keys() >= set(marks):
                tables = (self._marks,) if bare else (self._marks, self._after_words)
                some = any_of_these((*asked, *(table[mark] for table in tables for mark in marks)))
            else:
                some, asked = "(?s:.)", (OTHER,)
            known = self._finders[key] = re.compile(some).finditer, not asked
        return known


class ShownStretches(dict[str, str]):
    """For a stretch the characters of its tokens."""

    def __init__(self, forms: ShownForms, stretches: Stretches) -> None:
        super().__init__()
        self.forms, self._cut = forms, stretches.forms
        self._fold, self._of_word = forms.fold, forms.characters.get

    def __missing__(self, stretch: str) -> str:
        # Every new word of a text comes here, so nothing is asked of others that can be asked at once.
        forms = self._cut(stretch)
        if len(forms) == 1 and stretch.isalpha():
            found = self._of_word(self._fold(stretch), OTHER)
        elif len(forms) == 2:
            # The second one is mostly a mark, and there are few.
            found = self.forms.of(forms[0]) + self.forms[forms[1]]
        else:
            found = "".join(map(self.forms.of, forms)) or UNKNOWN
        if len(stretch) <= LONGEST:
            if len(self) >= self.forms.kept:
                self.clear()
            self[stretch] = found
        return found
