"""All nodes below a node of the syntax tree, by `walk`: the node itself first, then what it holds, in the order of writing."""

from collections.abc import Iterator

from extractor.language.tree import Node


def walk(root: object) -> Iterator[Node]:
    """The nodes in a node or in a tuple of nodes."""
    ahead = [root]
    while ahead:
        item = ahead.pop()
        if isinstance(item, tuple):
            ahead.extend(reversed(item))
        elif isinstance(item, Node):
            yield item
            for field in reversed(item.__struct_fields__):
                value = getattr(item, field)
                if isinstance(value, Node | tuple):
                    ahead.append(value)
