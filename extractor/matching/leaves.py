"""What tests and conditions are put together from.

In: a test or a condition of a program. Out: by `leaves` or `questions` those in it that aren't put together from others by *and*,
*or*, *not*, in the order in which they are written.
"""

from collections.abc import Iterator

from extractor.matching import program as p

Leaf = p.Is | p.InList | p.Like
Question = p.Holds | p.Shares | p.Agrees | p.Long | p.Took | p.Within | p.Precedes | p.Looks


def leaves(test: p.Test) -> Iterator[Leaf]:
    """The tests of one feature."""
    match test:
        case p.Every(parts) | p.Some(parts):
            for part in parts:
                yield from leaves(part)
        case p.Isnt(part):
            yield from leaves(part)
        case _:
            yield test


def questions(condition: p.Condition) -> Iterator[Question]:
    """The conditions that ask one thing."""
    match condition:
        case p.Both(parts) | p.Either(parts):
            for part in parts:
                yield from questions(part)
        case p.Unless(part):
            yield from questions(part)
        case _:
            yield condition


def features(test: p.Test) -> set[str]:
    """The features that a test asks for."""
    return {leaf.feature for leaf in leaves(test)}
