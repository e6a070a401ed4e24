"""A compiled regular expression as plain data, since `regex` takes longer to compile a long one than to find all it looks for.

In: a pattern. Out, by `kept_of`: `KeptPattern`, which can be stored; by `compiled` the pattern again. What is stored is what the
library itself hands out where a pattern is copied to another process, as numbers, bytes and texts, and is given back to it
unchanged. Good for the same version of the library only, which is part of what a stored pack is known by.
"""

from __future__ import annotations

import copyreg
from typing import Any

import msgspec
import regex


class KeptPattern(msgspec.Struct, frozen=True, array_like=True):
    """What a pattern is made of; named lists are not for keeping."""

    pattern: str
    flags: int
    code: bytes
    groups: dict[str, int]
    names: dict[int, str]
    lists: dict[str, None]
    indexes: tuple[()]
    offset: int
    characters: tuple[int, ...]
    required: int
    count: int


def compiled(pattern: str, flags: int = 0, kept: KeptPattern | None = None) -> regex.Pattern[str]:
    """The compiled pattern; `kept` is what `kept_of` gave for it, if there is such a thing."""
    if kept is None or kept.pattern != pattern:
        return regex.compile(pattern, flags)
    make, _ = _parts(regex.compile(""))
    found: regex.Pattern[str] = make(*msgspec.structs.astuple(msgspec.structs.replace(kept, indexes=[])))
    return found


def kept_of(pattern: regex.Pattern[str]) -> KeptPattern | None:
    """What the pattern is made of; None where this version of the library has it otherwise."""
    try:
        return msgspec.convert(_parts(pattern)[1], KeptPattern)
    except (LookupError, TypeError, ValueError):
        return None


def _parts(pattern: regex.Pattern[str]) -> Any:
    """What makes a pattern, and of which parts."""
    return copyreg.dispatch_table[type(pattern)](pattern)
