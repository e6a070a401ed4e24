"""The files of a pack as texts, and findings that show the line where they stand.

In: a folder. Out: by `read_sources` the text of every file that belongs to the pack and the diagnostics of those that can't be
read. `at` makes a diagnostic for a place in such a text, `as_written` gives what stands there.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from extractor.diagnostics import Diagnostic
from extractor.language.tree import Place

KINDS: Final = ("pack.yaml", "tokens.yaml", "morphology/*.yaml", "lexicons/*.yaml", "**/*.rules", "**/*.cases.yaml")
SUITE: Final = ".cases.yaml"
"""How the names of files with cases end."""


class Source(msgspec.Struct, frozen=True):
    """A file of a pack. `name` is relative to the folder, with `/`; `file` is the path as its author can find it."""

    name: str
    file: str
    text: str


def at(place: Place, code: str, message: str, text: str, hint: str = "") -> Diagnostic:
    """A finding at a place of a text; the code's letter says whether it is an error (`E`) or a warning (`W`)."""
    lines = text.split("\n")
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    one_line = place.end_line == place.line and place.end_column > place.column
    return Diagnostic(
        code=code,
        message=message,
        file=place.file,
        line=place.line,
        column=place.column,
        end_column=place.end_column if one_line else max(place.column + 1, len(line.rstrip()) + 1),
        source=line,
        hint=hint,
        severity="warning" if code.startswith("W") else "error",
    )


def of_file(file: str, code: str, message: str, hint: str = "") -> Diagnostic:
    """A finding about a file or folder as a whole."""
    severity = "warning" if code.startswith("W") else "error"
    return Diagnostic(code=code, message=message, file=file, hint=hint, severity=severity)


def read_sources(folder: str | os.PathLike[str]) -> tuple[list[Source], list[str], list[Diagnostic]]:
    """The pack's files in order of their names, the names of those that couldn't be read, and why."""
    # No `pathlib` here: reading the sources is the first thing that a start does, and with a kept pack nearly the only one.
    folder = os.fspath(folder)
    found: list[Diagnostic] = []
    if not os.path.isdir(folder):  # unlike pathlib's, it is no error where the name is too long or the way there closed
        what = "is a file" if os.path.exists(folder) else "does not exist"
        hint = "a pack is a folder with a file pack.yaml in it"
        return [], [], [of_file(folder, "E050", f"the rule pack's folder {what}", hint)]
    sources: list[Source] = []
    unread: list[str] = []
    for name in names_in(folder, found):
        if not belongs(name):
            found.extend(_stray(name, folder))
            continue
        source, problems = read_source(folder, name)
        found.extend(problems)
        if source is None:
            unread.append(name)
        else:
            sources.append(source)
    return sources, unread, found


def is_rules(name: str) -> bool:
    """Whether a file of a pack says how texts are read, and isn't a suite, which only says what should be found in them."""
    return not name.endswith(SUITE)


def digest(sources: Iterable[Source]) -> str:
    """A digest of the files' names and texts, the same for every order."""
    found = hashlib.sha256()
    for source in sorted(sources, key=lambda each: each.name):
        for part in (source.name.encode(errors="surrogateescape"), source.text.encode()):
            found.update(f"{len(part)}:".encode() + part)
    return found.hexdigest()


def as_written(texts: Mapping[str, str], place: Place) -> str:
    """What stands at a place, on one line; `texts` are those of the files by name. Empty where the file isn't among them."""
    if place.file not in texts:
        return ""
    lines = texts[place.file].split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return " ".join(" ".join(lines).split())


def names_in(folder: str | os.PathLike[str], found: list[Diagnostic]) -> list[str]:
    """The names of all files in a pack's folder, sorted; hidden ones don't count. What can't be read is added to `found`."""
    top = os.fspath(folder)
    names = []

    def refused(error: OSError) -> None:
        message = f"the folder can't be read: {error.strerror}"
        found.append(of_file(str(error.filename), "E051", message, "check its permissions"))

    for parent, folders, files in os.walk(top, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        inside = parent[len(top) :].replace(os.sep, "/").strip("/")
        names += [f"{inside}/{name}" if inside else name for name in files if not name.startswith(".")]
    return sorted(names)


def belongs(name: str) -> bool:
    """Whether a file of this name, inside the folder, is part of the pack."""
    if name in ("pack.yaml", "tokens.yaml") or name.endswith((".rules", SUITE)):
        return True
    return name.count("/") == 1 and name.startswith(("morphology/", "lexicons/")) and name.endswith(".yaml")


def _stray(name: str, folder: str) -> list[Diagnostic]:
    """A warning for a YAML or rules-like file that stands where no pack looks for it."""
    if not name.lower().endswith((".yaml", ".yml", ".rule")):
        return []
    hint = f"a pack's files are {', '.join(KINDS)}; rename or move it"
    return [of_file(_path(folder, name), "W200", "this file is not read", hint)]


def read_source(folder: str, name: str) -> tuple[Source | None, list[Diagnostic]]:
    """A file of a folder by its name there, or None, and what is to be said of it."""
    file = _path(folder, name)
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):  # to read a named pipe is to wait, maybe for ever
            hint = "a pack has files only; remove it"
            return None, [of_file(file, "E051", "the file can't be read: it is no regular file", hint)]
        with open(file, "rb", buffering=0) as stream:
            content = stream.read()
    except OSError as error:
        return None, [of_file(file, "E051", f"the file can't be read: {error.strerror}", "check its permissions")]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(file, content, error)]
    found = []
    if text.startswith("\ufeff"):
        text = text[1:]
        found.append(of_file(file, "W201", "the file begins with a byte order mark", "save it as UTF-8 without one"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Source(name, file, text), found


def _path(folder: str, name: str) -> str:
    """The path of a file by its name in the folder, as `pathlib` writes it."""
    return os.path.join("" if folder == os.curdir else folder, *name.split("/"))


def _not_utf8(file: str, content: bytes, error: UnicodeDecodeError) -> Diagnostic:
    line = content.count(b"\n", 0, error.start)
    before = content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")
    text = content.decode("utf-8", "replace")
    place = Place(file, line + 1, len(before) + 1, line + 1, len(before) + 2)
    byte = f"0x{content[error.start]:02X}"
    shown = text.replace("\r\n", "\n")
    return at(place, "E051", f"the file is not UTF-8: byte {byte} stands here", shown, "save the file as UTF-8")
