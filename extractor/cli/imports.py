"""Imports without what they would do in vain, for the start of a command.

In: nothing. Out: by `uncollected` a time without garbage collection, by `load_msgspec` the library that records are made with.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected(keep: bool = False) -> Iterator[None]:
    """No garbage is looked for meanwhile: modules and tables live as long as the process, and to go through them again and again
    is time lost. `keep`: nor is it looked for among what there is at the end."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if keep:
            gc.freeze()
        if collecting:
            gc.enable()


def load_msgspec() -> None:
    """Imports msgspec without `typing_extensions`, from which it takes, where that is installed, what this Python's own `typing`
    has too; with all that it imports in turn (`inspect`, `ast`, `tokenize`) it would be a tenth of a start."""
    name = "typing_extensions"
    if "msgspec" in sys.modules or name in sys.modules:
        return
    sys.modules[name] = None  # type: ignore[assignment]  # this is how Python is told that there is no such module
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules[name]
