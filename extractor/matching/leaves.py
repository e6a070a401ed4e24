"""What tests and conditions are put together from.

In: a test or a condition of a program. Out: by `leaves` those in it that aren't put together from others by *and*, *or*, *not*,
in the order in which they are written.
"""

from collections.abc import Iterator
from typing import overload

from extractor.matching import program as p

Leaf = p.Is | p.InList | p.Like
"""A test of one feature."""

Question = p.Holds | p.Shares | p.Agrees | p.Long | p.Took | p.Within | p.Precedes | p.Looks
"""A condition that asks one thing."""


@overload
def leaves(whole: p.Test) -> Iterator[Leaf]: ...
@overload
def leaves(whole: p.Condition) -> Iterator[Question]: ...
def leaves(whole: p.Test | p.Condition) -> Iterator[Leaf | Question]:
    """The tests of one feature in a test, the conditions that ask one thing in a condition."""
    match whole:
        case p.Every(parts) | p.Some(parts) | p.Both(parts) | p.Either(parts):
            for part in parts:
                yield from leaves(part)
        case p.Isnt(part) | p.Unless(part):
            yield from leaves(part)
        case _:
            yield whole


def features(test: p.Test) -> set[str]:
    """The features that a test asks for."""
    return {leaf.feature for leaf in leaves(test)}
