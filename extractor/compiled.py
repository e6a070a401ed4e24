"""A compiled pack, and how it is kept on disk between two starts.

In: a pack's folder. Out: by `Store.get` what was compiled from it before, without reading any YAML or rule. The key is made of
the names and texts of all files that the program depends on (`digest`, which is `Pack.hash`), of the folder's name (a program
names places in files), and of the engine itself: its version, the state of its sources and what it runs on. So whatever changes,
an old entry is never found again.
"""

import os
import sys
from contextlib import suppress

import msgspec
import regex

from extractor.language.sources import digest, is_rules, read_sources
from extractor.matching.program import Program
from extractor.matching.ready import Ready
from extractor.resources import state
from extractor.shelf import key_of, shelf_at
from extractor.text.conventions import Conventions
from extractor.text.morphology import Morphology


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """Everything that running a pack takes, as plain data: what workers are handed and what can be stored. `ready` follows from
    the program, and spares the work of making it again; the same is found without."""

    name: str
    version: str
    hash: str
    program: Program
    conventions: Conventions
    morphology: Morphology
    ready: Ready | None = None


class Store:
    """The compiled packs that are kept. What can't be kept or read is as if it had never been there."""

    def __init__(self, cache: str | os.PathLike[str] | bool | None = None) -> None:
        """`cache` is the folder; None or True: the usual one (see `shelf_at`); False: nothing is kept."""
        self._engine = b""
        self._shelf = shelf_at(cache)
        if self._shelf is not None:
            engine = _engine()
            self._engine, self._shelf = engine or b"", self._shelf if engine else None

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._shelf is not None

    def get(self, folder: str | os.PathLike[str], brief: bool = False) -> Compiled | None:
        """What was compiled of the pack in the folder as it is now; None where it is to be compiled. `brief`: what was made in
        haste will do (see `Extractor.load`)."""
        if self._shelf is None:
            return None
        sources, unread, _ = read_sources(folder)
        rules = [source for source in sources if is_rules(source.name)]
        if not rules or any(map(is_rules, unread)):
            return None
        content = self._shelf.get(self._key(folder, hash := digest(rules)))
        if content is None and brief:
            content = self._shelf.get(self._key(folder, hash, brief))
        if content is None:
            return None
        with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
            compiled = msgspec.msgpack.decode(content, type=Compiled)
            return compiled if compiled.hash == hash else None
        return None

    def put(self, folder: str | os.PathLike[str], compiled: Compiled, brief: bool = False) -> None:
        """Keeps what was compiled of the pack in the folder; `brief`: in haste, so that only who asks for that finds it."""
        if self._shelf is not None:
            with suppress(msgspec.MsgspecError, UnicodeError):  # a file's name need not be Unicode
                self._shelf.put(self._key(folder, compiled.hash, brief), msgspec.msgpack.encode(compiled))

    def _key(self, folder: str | os.PathLike[str], hash: str, brief: bool = False) -> bytes:
        return key_of(self._engine, os.fsencode(folder), hash.encode(), *((b"brief",) if brief else ()))


def _engine() -> bytes | None:
    """What makes programs: the engine as it is now, on this Python with its tables of characters. None where nobody can tell."""
    try:
        found = state()
    except OSError:  # in an archive, without files of its own
        return None
    parts = (found, regex.__version__, msgspec.__version__, sys.version, sys.platform, sys.byteorder)
    return None if found is None else "\n".join(map(str, parts)).encode(errors="surrogateescape")
