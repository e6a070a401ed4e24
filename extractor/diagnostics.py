"""Errors and warnings about a pack, as records: collected by any pass, sorted and rendered in one place.

In: what a pass found wrong, with its place. Out: `Diagnostic` records; `render` shows them with the source line underlined.
"""

from collections.abc import Iterable

import msgspec

from extractor.printable import in_place

_LONGEST = 200  # code points of a source line that are shown


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True):
    """One finding. Lines and columns count from 1 (0: the file as a whole), columns in code points, `end_column` exclusive.

    `code` is stable (`E012`) and names the section of `docs/errors.md` that explains it; `severity` is "error" or "warning".
    """

    code: str
    message: str
    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0
    source: str = ""
    hint: str = ""
    severity: str = "error"

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The sort key: by file, place, then code and message, so that a pack's findings always come in one order."""
        return (self.file, self.line, self.column, self.code, self.message)


class PackError(Exception):
    """A pack can't be used; `diagnostics` holds every finding, in order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda found: found.order))
        super().__init__("\n\n".join(render(found) for found in self.diagnostics))


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """A hint naming the nearest of `candidates`, or an empty string where none is near."""
    import difflib  # here: only who made a mistake waits for it

    near = difflib.get_close_matches(name, sorted(set(candidates)), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def render(found: Diagnostic) -> str:
    """The finding as lines of text: place, code and message; the source line underlined; the hint."""
    place = f"{found.file}:{found.line}:{found.column}" if found.line else found.file
    lines = [f"{place}: {found.severity} {found.code}: {found.message}"]
    if found.source:
        number = str(found.line)
        shown, column, end_column = _around(found)
        underline = "^" * max(1, min(end_column, len(shown) + 1) - column)
        lines.append(f"  {number} | {shown}")
        lines.append(f"  {' ' * len(number)} | {' ' * (column - 1)}{underline}")
    if found.hint:
        lines.append(f"  hint: {found.hint}")
    return "\n".join(map(in_place, lines))


def _around(found: Diagnostic) -> tuple[str, int, int]:
    """The source line and the columns in it; of a very long line (texts in one line, what isn't a rule at all) what is near."""
    if len(found.source) <= _LONGEST:
        return found.source, found.column, found.end_column
    start = max(0, found.column - 1 - _LONGEST // 2)
    end = min(len(found.source), start + _LONGEST)
    before, after = "…" if start else "", "…" if end < len(found.source) else ""
    moved = start - len(before)
    return f"{before}{found.source[start:end]}{after}", found.column - moved, min(found.end_column - moved, end - moved + 1)
