"""All nodes below a node of the syntax tree, by `walk`: the node itself first, then what it holds, in the order of writing.

A rule's examples are left out: half of its nodes, in which nothing is used that could be missing. Checks walk a pack many times
over, so what a kind of node holds is worked out once, and read in one go.
"""

from collections.abc import Callable, Iterator
from operator import attrgetter

import msgspec

from extractor.language.tree import Node, Place

_LEAVES = (str, int, bool, str | None, int | None, tuple[str, ...], tuple[str, ...] | None, Place)
"""The types of fields that hold no node."""

_EXAMPLES = ("examples", "nevers")

_Holds = Callable[[object], tuple[object, ...]]


def walk(root: object, seen: set[int] | None = None) -> Iterator[Node]:
    """The nodes in a node or in a tuple of nodes, examples aside. With `seen`, which has the ids of those that were met, each
    object comes once, wherever it stands again."""
    ahead = [root]
    while ahead:
        item = ahead.pop()
        kind = type(item)
        if kind is tuple:
            ahead += item[::-1]  # type: ignore[index]
        elif (held := _HELD[kind]) is not None:
            if seen is not None:
                if id(item) in seen:
                    continue
                seen.add(id(item))
            yield item  # type: ignore[misc]
            ahead += held(item)


def collected(root: object) -> tuple[Node, ...]:
    """The same nodes, each object once."""
    return tuple(walk(root, set()))


class _Held(dict[type, _Holds | None]):
    """By type, how to read the fields in which nodes may be, the last first; None for what is no node."""

    def __missing__(self, kind: type) -> _Holds | None:
        self[kind] = self._reader(kind) if issubclass(kind, Node) else None
        return self[kind]

    def _reader(self, kind: type[Node]) -> _Holds:
        fields = [field for field in reversed(msgspec.structs.fields(kind)) if field.name not in _EXAMPLES]
        names = [field.name for field in fields if field.type not in _LEAVES]
        if len(names) == 1:
            (name,) = names
            return lambda node: (getattr(node, name),)
        return attrgetter(*names) if names else _nothing


def _nothing(node: object) -> tuple[()]:
    return ()


_HELD = _Held()
