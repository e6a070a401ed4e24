"""A regular expression that need not be compiled again: that of the tokens takes longer than all else about them at a start.

In: a compiled expression. Out, by `ready_pattern`: plain data that can be kept with a compiled pack; by `pattern_of` the
expression again, on the same version of the library. `regex` itself registers with `copyreg` how its expressions are taken apart
and put together; no other function is ever called. It tries the characters of a set in whatever order Python's sets have: the
data of one expression may differ from process to process, what it finds does not.
"""

import copyreg
from typing import Any

import msgspec
import regex

ReadyPattern = tuple[str, int, bytes, dict[str, int], dict[int, str], dict[str, str], list[str], int, tuple[int, ...], int, int]
"""What `regex` puts an expression together of: as it was written, its flags, its code, its groups, its named lists, what stands
in all that it finds, and how many groups there are. (A named list is a set, which this is not: such an expression isn't kept.)
"""

_ANY = regex.compile("")


def ready_pattern(pattern: regex.Pattern[str]) -> ReadyPattern | None:
    """The expression as plain data; None where this version of the library makes it of something else."""
    try:
        ready: ReadyPattern = msgspec.convert(_parts(pattern)[1], ReadyPattern, strict=True)
        return ready
    except (msgspec.ValidationError, LookupError, TypeError, ValueError):
        return None


def pattern_of(ready: ReadyPattern) -> regex.Pattern[str]:
    """The expression that was kept."""
    made: regex.Pattern[str] = _parts(_ANY)[0](*ready)
    return made


def _parts(pattern: regex.Pattern[str]) -> tuple[Any, Any]:
    """What puts the expression together, and of what."""
    reduced: Any = copyreg.dispatch_table[type(pattern)](pattern)
    return reduced[0], reduced[1]
