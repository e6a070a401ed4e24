"""What a resolution may look at, and what it tells of its choices.

In: nothing. Out: `Surroundings`, which `resolve` and `continuation` are given, and the `Choice`s that their watchers are told of.
"""

from collections.abc import Callable, Sequence

import msgspec

from extractor.events.draft import Draft
from extractor.events.nesting import SentenceTree
from extractor.language.tree import Condition, Resolution
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Mention
from extractor.text.document import Quotation


class Surroundings(msgspec.Struct, frozen=True, eq=False):
    """What a resolution may look at: the sentences, the quotations, the mentions of a sentence (computed on demand), the type
    hierarchy, how a test is decided for a mention and a condition for an event, and the tokens' `forms`.

    `may_hold`: whether the sentence could have a mention of the type, told without computing any; False is certain. `breaks` are
    the positions at which paragraphs end, sorted."""

    tree: SentenceTree
    quotations: tuple[Quotation, ...]
    mentions: Callable[[int], Sequence[Mention]]
    is_subtype: Callable[[str, str], bool]
    satisfies: Callable[[Condition, Mention], bool]
    holds: Callable[[Condition, Draft], bool]
    may_hold: Callable[[int, str], bool] = lambda sentence, name: True
    breaks: Sequence[int] = ()
    forms: Sequence[str] = ()


class Candidate(msgspec.Struct, frozen=True, eq=False):
    """An antecedent to consider: its parts; the token at which it counts as standing; how many sentences back (on, if below 0);
    which of the statement's candidates it is."""

    parts: tuple[Taken, ...]
    position: int
    back: int
    rank: int
    filled: bool = True


class Considered(msgspec.Struct, frozen=True, eq=False):
    """A candidate, whether it was preferred, and what it was refused for: "" for nothing."""

    candidate: Candidate
    preferred: bool
    refused: str


class Choice(msgspec.Struct, frozen=True, eq=False):
    """What one statement did about one event: the candidates in the order in which they were considered, those that could not be
    one at all last; the one that was `chosen`, and the `draft` as the statement found it."""

    statement: Resolution
    draft: Draft
    considered: tuple[Considered, ...]
    chosen: Candidate | None
