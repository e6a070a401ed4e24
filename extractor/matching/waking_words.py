"""Which texts have a word that can wake a sentence, at the speed of looking words up.

In: what cuts and judges forms, then a text or its forms. Out: whether the trigger scan lets anything through (`possible`), and
where (`positions`). What was found out about a word is kept in bounded tables; most texts of most packs end here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress, count
from typing import Final

from extractor.text.stretches import LONGEST, Stretches

KEPT: Final = 50_000
"""Stretches and forms that are remembered, of each. Full tables are emptied."""


class WakingWords:
    """What wakes sentences. It only remembers; threads may share it."""

    def __init__(self, wakes: Callable[[str], bool], stretches: Stretches, kept: int = KEPT) -> None:
        """`wakes` says of a form as written whether a token of it can wake a sentence."""
        self._wakes, self._stretches, self._kept = wakes, stretches, max(1, kept)
        self._quiet: set[str] = set()
        self._loud: set[str] = set()
        self._forms: dict[str, bool] = {}

    def __len__(self) -> int:
        return len(self._quiet) + len(self._loud) + len(self._forms)

    def possible(self, text: str) -> bool:
        """Whether a token of the text may wake a sentence; False is certain."""
        stretches = text.split()
        if self._quiet.issuperset(stretches):
            return False
        return not self._loud.isdisjoint(stretches) or any(map(self._may_wake, stretches))

    def _may_wake(self, stretch: str) -> bool:
        if stretch in self._quiet:
            return False
        if len(stretch) > LONGEST:
            return True
        # Nothing is known of a stretch that isn't cut alone: whoever needs to know looks at the tokens themselves.
        cut = self._stretches.cut(stretch)
        loud = not cut or any(map(self._form_wakes, cut[1::2]))
        if len(self._quiet) + len(self._loud) >= self._kept:
            self._quiet.clear()
            self._loud.clear()
        (self._loud if loud else self._quiet).add(stretch)
        return loud

    def positions(self, forms: Sequence[str]) -> list[int]:
        """The positions of the tokens that can wake a sentence."""
        try:
            return [*compress(count(), map(self._forms.__getitem__, forms))]
        except KeyError:
            return [*compress(count(), map(self._form_wakes, forms))]

    def _form_wakes(self, form: str) -> bool:
        known = self._forms.get(form)
        if known is None:
            known = self._wakes(form)
            if len(form) <= LONGEST:
                if len(self._forms) >= self._kept:
                    self._forms.clear()
                self._forms[form] = known
        return known
