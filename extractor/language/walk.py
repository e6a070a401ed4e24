"""All nodes below a node of the syntax tree, by `walk`: the node itself first, then what it holds, in the order of writing."""

from collections.abc import Iterator
from functools import cache

import msgspec

from extractor.language.tree import Node, Place

_LEAVES = (str, int, bool, str | None, Place)
"""The types of fields that hold no node."""


def walk(root: object) -> Iterator[Node]:
    """The nodes in a node or in a tuple of nodes."""
    ahead = [root]
    while ahead:
        item = ahead.pop()
        if isinstance(item, tuple):
            ahead.extend(reversed(item))
        elif isinstance(item, Node):
            yield item
            for field in _holders(type(item)):
                value = getattr(item, field)
                if isinstance(value, Node | tuple):
                    ahead.append(value)


@cache
def _holders(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a kind of node in which nodes may be, the last first. Checks walk a pack many times over."""
    return tuple(field.name for field in reversed(msgspec.structs.fields(kind)) if field.type not in _LEAVES)
