"""Who tells an event: in whose content it stands, and whose own words it is part of.

In: the drafts of a document by their numbers, in whose content each is told. Out, by `tellers`: how deep each is told, and which
event quotes it.
"""

from itertools import pairwise

from extractor.events.draft import Draft, pieces
from extractor.events.reach import Reach
from extractor.matching.candidates import Taken


def tellers(by_number: dict[int, Draft], nested_in: dict[int, int], reach: Reach) -> tuple[dict[int, int], dict[int, int]]:
    """For each draft's number: in how many contents it is told, and the number of the event that quotes it, if any does."""
    depths: dict[int, int] = {}
    quoted_by: dict[int, int] = {}
    for number in by_number:
        chain = [number]
        while chain[-1] in nested_in and chain[-1] not in depths:
            depths[chain[-1]] = 0  # so that a circle ends
            chain.append(nested_in[chain[-1]])
        depths.setdefault(chain[-1], 0)
        for teller, told in pairwise(reversed(chain)):
            depths[told] = depths[teller] + 1
            outer, inner = by_number[teller], by_number[told].trigger
            apart = reach.is_quoted_apart(inner.start, inner.end, outer.trigger.start, outer.trigger.end)
            if apart or _quotes(outer, inner):
                quoted_by[told] = teller
            elif teller in quoted_by:
                quoted_by[told] = quoted_by[teller]
    return depths, quoted_by


def _quotes(event: Draft, told: Taken) -> bool:
    """Whether the trigger lies in a quotation that is content of the event; its marks may be missing."""
    quoted = (part for part in event.roles.get("content", ()) if part.mention is not None and part.mention.pieces)
    return any(low <= told.start and told.end <= high for part in quoted for low, high in pieces(part))
