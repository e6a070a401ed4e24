"""What conditions and tests of mentions ask of one reading of a token.

In: conditions on a capture, tests of a mention's features, the expressions that give these their values. Out: tests of one
reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from extractor.matching import program as p
from extractor.matching.filing import required
from extractor.matching.leaves import features

ENTRY: Final = "entry"
"""What a capture of an entry of a list has besides the features of its first word."""

Asked = p.Is | p.InList | p.Like
"""What is asked of one feature."""


def sources(expression: p.Expression | None) -> tuple[p.Feature, ...]:
    """The features of captures one of which gives an expression its value; none where it may come from elsewhere."""
    match expression:
        case p.Feature():
            return (expression,)
        case p.Else(one, other):
            first, second = sources(one), sources(other)
            return (*first, *second) if first and second else ()
        case _:
            return ()


def moved(asked: Asked, feature: str, lists: Sequence[p.WordList]) -> Asked:
    """What is asked of one feature asked of another."""
    if feature == "word" and isinstance(asked, p.InList):
        # Of a token's word a list of forms is asked in another way than of a mention's feature.
        return p.Is(feature, tuple(sorted({entry.text for entry in lists[asked.list].entries})))
    return msgspec.structs.replace(asked, feature=feature)


def asked_of(condition: p.Condition) -> p.Test | None:
    """What a condition on one capture asks of one reading, as far as it needs one; None where it needs none."""
    match condition:
        case p.Holds(_, test):
            return test
        case p.Both(parts):
            return every([asked for part in parts if (asked := asked_of(part)) is not None])
        case p.Either(parts):
            ways = [asked for part in parts if (asked := asked_of(part)) is not None]
            return p.Some(tuple(ways)) if len(ways) == len(parts) else None
        case _:
            return None


def names(test: p.Test, feature: str) -> bool:
    """Whether a feature stands anywhere in the test."""
    return feature in features(test)


def word_test(lemmas: bool, words: tuple[str, ...]) -> p.TokenTest:
    """The test for one of some words of a list of lemmas or forms."""
    return p.AnyReading(p.Is("lemma", words)) if lemmas else p.Forms(words)


def given_tests(test: p.Test | None) -> tuple[p.Test, ...]:
    """The test, if there is one."""
    return () if test is None else (test,)


def every(tests: Sequence[p.Test]) -> p.Test | None:
    """All of the tests, each part once."""
    parts: dict[p.Test, None] = {}
    for test in tests:
        parts.update(dict.fromkeys(test.parts if isinstance(test, p.Every) else (test,)))
    return p.Every(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def joined(tests: Sequence[p.Test], lists: Sequence[p.WordList]) -> p.Test | None:
    """All of the tests of one reading, with one set of values for each feature; None where no reading passes them."""
    whole = every(tests)
    if not isinstance(whole, p.Every):
        return whole
    valued = [part for part in whole.parts if isinstance(part, p.Is | p.InList) and part.feature != "word"]
    if len({part.feature for part in valued}) == len(valued):
        return whole
    values: dict[str, frozenset[str]] = {}
    for part in valued:
        some = frozenset(required(part, part.feature, lists) or ())
        values[part.feature] = values.get(part.feature, some) & some
    if not all(values.values()):
        return None
    rest = [part for part in whole.parts if part not in valued]
    return every([*(p.Is(name, tuple(sorted(some))) for name, some in sorted(values.items())), *rest])
