"""Figures as people read them, and as programs do.

In: facts about the machine, figures and remarks. Out: a Markdown page, or a record as JSON. Every line is a ratio first; what it
was made of, its bar and whether it is met follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from benchmarks.bars import BARS
from benchmarks.measure import Figure, Remark

HEAD = ("part", "what", "ratio", "quartiles", "bar", "", "in absolute terms")


class Record(msgspec.Struct, frozen=True):
    """A run: what was asked for, the facts, what was measured."""

    date: str
    settings: dict[str, str]
    machine: dict[str, str]
    figures: list[Figure]
    remarks: list[Remark]


def page(record: Record) -> str:
    """The record as Markdown that is readable as it stands."""
    settings = ", ".join(f"{name} {value}" for name, value in record.settings.items())
    lines = [f"# Benchmarks of {record.date}", "", f"Run with {settings}.", ""]
    lines += [f"- {name}: {value}" for name, value in record.machine.items()]
    lines += ["", *table(record.figures), ""]
    lines += [f"- {remark.part}: {remark.text}" for remark in record.remarks]
    missed = [figure for figure in record.figures if not met(figure)]
    judged = sum(figure.bar != "" for figure in record.figures)
    lines += ["", f"{judged - len(missed)} of {judged} bars met." if judged else "No bars in these parts."]
    return "\n".join(lines) + "\n"


def table(figures: Sequence[Figure]) -> list[str]:
    """The lines of a Markdown table, its columns aligned."""
    rows = [HEAD, *map(_row, figures)]
    widths = [max(3, *(len(row[column]) for row in rows)) for column in range(len(HEAD))]
    lines = [_line(row, widths) for row in rows]
    return [lines[0], _line(["-" * width for width in widths], widths), *lines[1:]]


def met(figure: Figure) -> bool:
    """Whether the median is on the right side of its bar; without a bar it is."""
    return not figure.bar or BARS[figure.bar].met(figure.ratio.middle)


def as_json(record: Record) -> bytes:
    """The record as JSON, for programs and for keeping."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def line_of(found: Figure | Remark) -> str:
    """One figure or remark, while a run is going on."""
    if isinstance(found, Remark):
        return f"{found.part}: {found.text}"
    part, what, ratio, quartiles, bar, verdict, absolute = _row(found)
    judged = f", bar {bar}: {verdict}" if bar else ""
    return f"{part}: {what}: {ratio} ({quartiles}){judged}; {absolute}"


def _row(figure: Figure) -> tuple[str, ...]:
    spread = figure.ratio
    quartiles = f"{_number(spread.low)} to {_number(spread.high)} of {spread.rounds}" if spread.rounds > 1 else "one round"
    bar = str(BARS[figure.bar]) if figure.bar else ""
    verdict = "" if not figure.bar else "met" if met(figure) else "NOT MET"
    return (figure.part, figure.what, _number(spread.middle), quartiles, bar, verdict, figure.absolute)


def _number(value: float) -> str:
    """Three digits, as no measurement here has more."""
    return f"{value:,.0f}" if value >= 100 else f"{value:#.3g}"


def _line(cells: Iterable[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"


def settings_of(given: Mapping[str, object]) -> dict[str, str]:
    """What a run was asked for, as text."""
    return {name: str(value) for name, value in given.items()}
