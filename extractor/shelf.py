"""Where what was made from a pack is kept on disk, so that it need not be made again.

In: a key and bytes. Out: the same bytes at the next start, or None. The one way in is `Shelf`; `shelf_at` says where it stands.

A shelf is a convenience and never a reason to fail: a folder that isn't there, is read-only or full keeps nothing, and a file
that is damaged, or isn't ours, counts as missing. An entry is written beside its place and renamed, so that a reader sees all of
it or none, however many processes start at once. It begins with the key and a digest of the rest:

    shelf/<first digits of the key>.pack  =  MAGIC, key (32 bytes), digest (32 bytes), content
"""

from __future__ import annotations

import os
import stat
import sys
import time
from binascii import crc32
from contextlib import suppress
from hashlib import sha256
from typing import Final

VARIABLE: Final = "EXTRACTOR_CACHE"
"""The environment variable that names another folder; empty: nothing is kept."""

MAGIC: Final = b"extractor shelf 3\n"
LARGEST: Final = 64 << 20
"""Bytes of an entry, and of all entries together."""

MOST: Final = 24
"""Entries kept: those used last."""

_ENDING: Final = ".pack"
_UNFINISHED: Final = ".part"
_ABANDONED: Final = 3600.0  # seconds after which a file that was begun can't be somebody's who still writes
_USED: Final = 3600.0  # seconds for which an entry isn't marked as used again


def key_of(*parts: bytes | memoryview) -> bytes:
    """The key that stands for these parts, in this order."""
    digest = sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.digest()


def checksum(content: bytes | memoryview) -> bytes:
    """What stands before the content of an entry."""
    return crc32(content).to_bytes(4, "big")


class Shelf:
    """The entries in a folder; the folder is made when something is put there."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def get(self, key: bytes) -> memoryview | None:
        """What was put under the key; None where there is nothing, or nothing whole."""
        path = self._path(key)
        try:
            content = memoryview(_read(path))
        except (OSError, ValueError):  # a path with a null character is a ValueError
            return None
        start = len(MAGIC) + len(key)
        kept = content[start + 4 :]
        if content[:start] != MAGIC + key or content[start : start + 4] != checksum(kept):
            return None
        _mark(path)
        return kept

    def put(self, key: bytes, content: bytes) -> None:
        """Keeps the content, if that can be done, and lets go of what was used longest ago."""
        if len(content) > LARGEST:
            return
        with suppress(OSError, ValueError):
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            path = self._path(key)
            _write(path, MAGIC + key + checksum(content) + content)
            self._prune(os.path.basename(path))

    def _path(self, key: bytes) -> str:
        return os.path.join(self.folder, key.hex()[:32] + _ENDING)

    def _prune(self, latest: str) -> None:
        """Removes what is too much or was never finished. Only what looks like ours: others may keep things in the folder."""
        kept: list[tuple[float, str, int]] = []
        now = time.time()
        with os.scandir(self.folder) as found:
            for entry in found:
                with suppress(OSError):  # another process may have removed it
                    state = entry.stat(follow_symlinks=False)
                    if entry.name.endswith(_UNFINISHED) and _is_ours(entry.name) and now - state.st_mtime > _ABANDONED:
                        os.unlink(entry.path)
                    elif entry.name.endswith(_ENDING) and _is_ours(entry.name) and stat.S_ISREG(state.st_mode):
                        used = now + _ABANDONED if entry.name == latest else state.st_mtime
                        kept.append((used, entry.path, state.st_size))
        size = 0
        for number, (_, path, more) in enumerate(sorted(kept, reverse=True)):
            size += more
            if number and (number >= MOST or size > LARGEST):
                with suppress(OSError):
                    os.unlink(path)


def shelf_at(place: str | os.PathLike[str] | bool | None = None) -> Shelf | None:
    """The shelf in the folder `place`; None or True: where the environment says or caches of this system lie; False: none.

    None is also returned where no such folder can be told, as for a user without a home."""
    if place is False:
        return None
    if place is not None and place is not True:
        return Shelf(os.fspath(place))
    if (given := os.environ.get(VARIABLE)) is not None:
        return Shelf(given) if given else None
    caches = _caches()
    return Shelf(os.path.join(caches, "extractor")) if caches is not None else None


def _caches() -> str | None:
    """Where programs keep what they can make again; a folder that isn't absolute doesn't count (as XDG has it)."""
    home = os.path.expanduser("~")
    given = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(given):
        if sys.platform == "win32":
            given = os.environ.get("LOCALAPPDATA", "")
        elif sys.platform == "darwin":
            given = os.path.join(home, "Library", "Caches")
        else:
            given = os.path.join(home, ".cache")
    return given if os.path.isabs(given) else None


def _is_ours(name: str) -> bool:
    stem = name.partition(".")[0]
    return len(stem) == 32 and all(digit in "0123456789abcdef" for digit in stem)


def _read(path: str) -> bytes:
    """The content of a regular file of this user's. Never waits: what stands there may be a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    number = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    with open(number, "rb", buffering=0) as file:
        state = os.fstat(number)
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST + 4096 or not _is_mine(state):
            raise OSError
        return file.read()


def _is_mine(state: os.stat_result) -> bool:
    """Nobody else should say what a pack means. (Windows has no such numbers, and a folder for each user.)"""
    return not hasattr(os, "geteuid") or state.st_uid == os.geteuid()


def _write(path: str, content: bytes) -> None:
    """Writes the whole file or nothing, readable by its user only. Not synced: what a crash leaves fails its checksum."""
    begun = f"{path.removesuffix(_ENDING)}.{os.getpid()}-{time.monotonic_ns()}{_UNFINISHED}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    number = os.open(begun, flags, 0o600)
    try:
        with open(number, "wb") as file:
            file.write(content)
        os.replace(begun, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(begun)
        raise


def _mark(path: str) -> None:
    """Remembers that the entry was used, for `_prune`."""
    with suppress(OSError):
        if time.time() - os.stat(path).st_mtime > _USED:
            os.utime(path)
