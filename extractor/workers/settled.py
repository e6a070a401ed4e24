"""What lives as long as the process, kept from the garbage collector.

In: word of each document that is done. Out: nothing; what the caches have grown to is walked no more. The way in is `Settled`,
for processes that are our own: a library leaves the collector to whoever calls it.
"""

from __future__ import annotations

import gc


class Settled:
    """Tells the collector what stays: after the first document, the second, the fourth, the eighth … Caches grow ever slower; and
    if some of it leads back to itself and is dropped later, there is a bound to what is never freed."""

    def __init__(self) -> None:
        self.documents = 0

    def done(self) -> None:
        """Takes note that a document is done; what it alone had should be free by now."""
        self.documents += 1
        if self.documents & (self.documents - 1) == 0:
            gc.freeze()
