"""Where results go: standard output, or a file that is written whole or not at all.

A file is written beside its target under a temporary name and renamed when complete, so that a reader never sees half
of it. A symbolic link stays a link (its target is replaced); an existing file keeps its permissions. What is no regular
file, such as a device or a named pipe, is written directly.
"""

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from extractor.cli.problems import OutputError, UsageError


def to_terminal(path: str | None) -> bool:
    """Whether what goes to the file at `path`, or to standard output for None, is seen on a terminal."""
    return path is None and sys.stdout is not None and sys.stdout.isatty()


@contextmanager
def opened(path: str | None, encoding: str | None = "utf-8") -> Iterator[TextIO]:
    """The stream to write to: the file at `path`, or standard output for None.

    `encoding` None is for people: the terminal's own on standard output, UTF-8 in a file. Failing to open is a
    `UsageError`, failing to write an `OutputError`; a broken pipe stays a `BrokenPipeError`."""
    if path is None:
        with _telling("standard output"):
            yield _standard_output(encoding)
            sys.stdout.flush()
    elif os.path.lexists(path) and not _is_regular(path):
        with _opening(path):
            device = open(path, "w", encoding="utf-8", newline="\n")  # noqa: SIM115, closed below
        with _telling(path), device:
            yield device
    else:
        with _telling(path), _replacing(path) as stream:
            yield stream


def _standard_output(encoding: str | None) -> TextIO:
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        if encoding is None:
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding=encoding, newline="\n")
    return sys.stdout


@contextmanager
def _replacing(path: str) -> Iterator[TextIO]:
    """A temporary file beside the target that takes its place at the end, or vanishes if anything goes wrong."""
    import tempfile  # here: it takes longer to load than all else that a command needs before its work

    target = os.path.realpath(path)
    with _opening(path):
        if os.path.exists(target) and not os.access(target, os.W_OK):
            raise PermissionError(None, "Permission denied")
        mode = stat.S_IMODE(os.stat(target).st_mode) if os.path.exists(target) else 0o666 & ~_umask()
        descriptor, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)}.", dir=os.path.dirname(target))
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())  # a full disk may show itself only here
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


@contextmanager
def _opening(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


@contextmanager
def _telling(what: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write {what}: {error.strerror or error}") from error


def _is_regular(path: str) -> bool:
    """Whether the path is a file or a link to one; a link to nothing counts, its target will be made."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
