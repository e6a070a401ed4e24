"""What caches keep: a value, and what must live as long as it.

In: a value that was worked out for objects that a key names by id. Out: `Kept`, one object that no garbage collection walks.

An id is only good while its object lives, so the object is kept beside the value. Tuples would do, too, but each full collection
goes through every tuple that holds a tuple or a dict, and caches hold hundreds of thousands. What is kept here must not lead back
to the cache, for then nobody would ever free it: readings, analyses, features and numbers don't.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

_V = TypeVar("_V")


class Kept(msgspec.Struct, Generic[_V], frozen=True, eq=False, gc=False):
    """A value; `alive` lives at least as long. For several objects `alive` is a chain of these."""

    value: _V
    alive: object = None
