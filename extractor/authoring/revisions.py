"""A pack as it was: the folder of a git revision, taken out of the history for a while.

In: a folder, or `REV:PATH` with a path from the repository's root (`HEAD~3:rules`). Out: a folder that can be read, by the
context manager `as_folder`; what was taken out is removed afterwards. Git is only run where a revision is named.
"""

from __future__ import annotations

import io
import os
import posixpath
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RevisionError(Exception):
    """There is no such revision or folder in it, no repository, or no git; the message says which."""


@contextmanager
def as_folder(name: str) -> Iterator[Path]:
    """The folder that `name` stands for. What exists is a folder or file of that name, also with a colon in it.

    Raises `RevisionError`."""
    revision, colon, path = name.partition(":")
    if os.path.exists(name) or not colon:
        yield Path(name)
        return
    root = _git(name, Path("."), "rev-parse", "--show-toplevel").decode().rstrip("\n")
    tree = _tree(name, Path(root), revision, _plain(path))
    with tempfile.TemporaryDirectory(prefix="extract-", ignore_cleanup_errors=True) as temporary:
        content = _git(name, Path(root), "archive", "--format=tar", tree)
        try:
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                archive.extractall(temporary, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise RevisionError(f"{name}: cannot unpack this revision: {error}") from error
        yield Path(temporary)


def _plain(path: str) -> str:
    """The path as git has it: `./rules/` is `rules`, and the root is empty."""
    plain = posixpath.normpath(path).strip("/")
    return "" if plain == "." else plain


def _tree(name: str, root: Path, revision: str, path: str) -> str:
    """The object's name of a folder in a revision."""
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    try:
        commit = _git(name, root, *verify, f"{revision}^{{commit}}").decode().strip()
    except RevisionError as error:
        raise RevisionError(f"{name}: no folder of that name, and git knows no revision '{revision}'") from error
    try:
        found = _git(name, root, *verify, f"{commit}:{path}").decode().strip()
        if _git(name, root, "cat-file", "-t", found).strip() != b"tree":
            raise RevisionError("a file")
    except RevisionError as error:
        shown = f"{revision} has no folder '{path}' (from the repository's root)"
        raise RevisionError(f"{name}: the revision {shown}") from error
    return found


def _git(name: str, folder: Path, *words: str) -> bytes:
    """What git prints. Its complaints are the caller's to put into words, but for a missing git or repository."""
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise RevisionError(f"{name}: no folder of that name, and there is no git to look for a revision") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RevisionError(f"{name}: no folder of that name, and git says: {said[-1] if said else 'nothing'}")
    return done.stdout
