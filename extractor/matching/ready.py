"""What follows from a program and takes longer to work out than to load: kept with it, so that a start can use it at once.

In: nothing. Out: `Ready`, plain data, made by `Matcher.ready` and used by a matcher of the same program, which finds the same
without it.
"""

from extractor.matching import program as p
from extractor.matching.filing import Filed, Kind
from extractor.matching.graph import Graph
from extractor.matching.profiles import Asked
from extractor.matching.triggers import Triggers
from extractor.matching.waking import Keyed


class Ready(p.Data, frozen=True):
    """What is asked of tokens (see `profiles`), and their tests, filed; the tests of mentions by type; the trigger scan's ways,
    filed; of each phase the graph of its automaton, and its triggers, filed; and whether the pack is about words
    (see `anchors`), if that is known."""

    asked: Asked
    filed: Filed
    kinds: dict[str, Kind]
    keyed: Keyed
    graphs: tuple[Graph, ...]
    triggers: tuple[Triggers, ...]
    anchored: bool | None = None
