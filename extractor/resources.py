"""Where the grammars and the packaged rules lie, in a wheel and in a working copy alike.

In: the name of a shipped folder. Out: its path, by `folder`. No other module asks where it is installed; who keeps something that
the engine made asks for the engine's `state`.
"""

import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.realpath(__file__))
_LOADED = time.time_ns()


def folder(name: Literal["grammars", "rules"]) -> "Path":
    """The folder `name`: the copy inside an installed package, else the repository's own beside `extractor/`."""
    from pathlib import Path  # here: a start with a kept pack does without it

    return Path(path_of(name))


def path_of(name: Literal["grammars", "rules"]) -> str:
    """The path of `folder(name)`."""
    shipped = os.path.join(_PACKAGE, "_shipped", name)
    return shipped if os.path.isdir(shipped) else os.path.join(os.path.dirname(_PACKAGE), name)


def state() -> str | None:
    """The state of the engine's own files, another one after each change: the version, where the files lie, and of each its name,
    size and time of change. It costs no reading of them all. None where a file has changed since this process began: then nobody
    can tell whether what runs is what lies there."""
    with open(os.path.join(_PACKAGE, "__init__.py"), encoding="utf-8") as file:
        lines = [file.read()]  # with the version; not imported, for the package is above all its modules
    for place in (os.fspath(_PACKAGE), path_of("grammars")):
        found = sorted(_files(place))
        if any(max(entry.st_mtime_ns, entry.st_ctime_ns) > _LOADED for _, entry in found):
            return None
        lines += [place, *(f"{path} {entry.st_size} {entry.st_mtime_ns}" for path, entry in found)]
    return "\n".join(lines)


def _files(place: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(place) as found:
        for entry in found:
            if entry.is_dir():
                if not entry.name.startswith(("_", ".")):  # bytecode, and the packaged rules: a pack is known by its own content
                    yield from _files(entry.path)
            elif entry.name.endswith((".py", ".pyc", ".lark", ".json")):
                yield entry.path, entry.stat()
