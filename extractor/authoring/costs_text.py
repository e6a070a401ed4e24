"""What a pack costs, for people: figures, stages, and of each phase the rules that took longest; in colour on a terminal.

In: `Costs`, how many rules of each phase to show. Out: text on a stream. The one way in is `write`.
"""

from __future__ import annotations

from typing import TextIO

import msgspec
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.authoring.costs import Costs, PhaseCosts, RuleCosts
from extractor.formats.counts import counted
from extractor.formats.page import Page

HEADING, NAME, QUIET = "bold", "cyan", "dim"
_BAR = 20  # characters of the bar for all there is
_COLUMNS = (9, 7, 9, 9, 9, 8)  # characters of the columns of numbers, with the blank before each
_LITTLE = 2.0  # seconds of a run below which its figures mean little
_NARROWEST, _WIDEST = 12, 60  # characters of the column of rules

_HOW = (
    "A run is timed without any clock inside. Stages and rules are timed in passes of their own, which the clocks make slower: "
    "their sum is more than the run. A rule's share is of its phase; what is left of a phase goes into finding where its rules "
    "can begin and choosing among what they propose. What several rules need to know counts for the first that asks."
)


def write(costs: Costs, stream: TextIO, shown: int) -> None:
    """Write the costs, with the first `shown` rules of each phase."""
    page = Page(stream)
    page.print(Text(costs.pack, style=HEADING))
    page.print(", ".join(_many(number, noun) for number, noun in _amounts(costs)))
    woken = f"{costs.woken:,} of them ({_share(costs.woken, costs.sentences)}) woken by a word with which an event may begin"
    page.print(f"{_many(costs.sentences, 'sentence')}: {woken}, {costs.looked_at:,} looked at\n")
    _run(page, costs)
    page.print(_stages(costs), "")
    if shown:
        _costliest(page, costs, shown)
    for phase in sorted(costs.phases, key=lambda phase: -phase.seconds.median):
        _phase(page, phase, shown)
    page.print(Text(_HOW, style=QUIET))


def _amounts(costs: Costs) -> list[tuple[int, str]]:
    return [
        (costs.documents, "document"),
        (costs.characters, "character"),
        (costs.tokens, "token"),
        (costs.events, "event"),
    ]


def _many(number: int, noun: str) -> str:
    """As `counted`, with commas between thousands."""
    return f"{number:,} {counted(number, noun).partition(' ')[2]}"


def _run(page: Page, costs: Costs) -> None:
    if costs.rounds:
        over = f"in {counted(costs.rounds, 'round')}"
        spread = f"{over}, {_time(costs.run.least)} to {_time(costs.run.most)}" if costs.rounds > 1 else over
    else:
        spread = "interrupted in the first round"
    speed = f"{costs.characters_per_second:,.0f} characters and {costs.tokens_per_second:,.0f} tokens a second"
    page.print(Text.assemble(("a run: ", QUIET), (f"{_time(costs.run.median)} s", HEADING), f" ({spread})"))
    page.print(Text.assemble(("speed: ", QUIET), (speed, HEADING)))
    if costs.run.median < _LITTLE:
        page.print(Text("little text: the caches are still filling, and the smallest disturbance shows", style=QUIET))
    page.print()


def _stages(costs: Costs) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET, pad_edge=False)
    table.add_column("stage", style=NAME, overflow="fold")
    for title in ("seconds", "share"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, style=NAME)
    for stage in costs.stages:
        bar = "█" * round(stage.share * _BAR)
        table.add_row(stage.stage, _time(stage.seconds.median), f"{stage.share:.1%}", bar)
    return table


def _costliest(page: Page, costs: Costs, shown: int) -> None:
    """The costliest rules of all phases, each with its phase."""
    rules = [(rule, phase.phase) for phase in costs.phases for rule in phase.rules]
    rules.sort(key=lambda found: (-found[0].seconds.median, found[0].rule))
    whole = sum(phase.timed for phase in costs.phases) or 1.0
    table = _rules(page)
    for rule, phase in rules[:shown]:
        of_all = msgspec.structs.replace(rule, share=rule.seconds.median / whole)
        table.add_row(Text.assemble(rule.rule, (f"  {phase}", QUIET)), *_figures(of_all))
    page.print(Text("the costliest rules of all phases", style=HEADING))
    page.print(Padding(table, (0, 0, 0, 2)), "")


def _phase(page: Page, phase: PhaseCosts, shown: int) -> None:
    """A phase's rules, the costliest first, and what is left."""
    table, others = _rules(page), phase.rules[shown:]
    for rule in phase.rules[:shown]:
        table.add_row(rule.rule, *_figures(rule))
    if others:
        seconds, share = sum(rule.seconds.median for rule in others), sum(rule.share for rule in others)
        name = counted(len(others), "other rule" if shown else "rule")
        table.add_row(Text(name, style=QUIET), _time(seconds), f"{share:.1%}", f"{sum(rule.tries for rule in others):,}")
    left = max(0.0, 1 - sum(rule.share for rule in phase.rules))
    table.add_row(Text("finding and choosing", style=QUIET), "", f"{left:.1%}")
    figures = f"  {_time(phase.seconds.median)} s, {phase.share:.1%} of all"
    untried = f"; {counted(phase.untried, 'rule')} never tried" if phase.untried else ""
    page.print(Text.assemble((f"phase {phase.phase}", HEADING), figures, (untried, QUIET)))
    page.print(Padding(table, (0, 0, 0, 2)), "")


def _rules(page: Page) -> Table:
    """A table of rules, still empty."""
    table = Table(box=None, padding=0, header_style=QUIET, pad_edge=False)
    width = min(_WIDEST, max(_NARROWEST, page.width - sum(_COLUMNS) - 2))
    table.add_column("rule", style=NAME, overflow="fold", width=width)
    for title, column in zip(("seconds", "share", "tries", "µs a try", "matches", "stood"), _COLUMNS, strict=True):
        table.add_column(title, justify="right", width=column, no_wrap=True)
    return table


def _figures(rule: RuleCosts) -> list[str]:
    each = f"{1e6 * rule.seconds.median / rule.tries:,.1f}" if rule.tries else "·"
    counts = (f"{number:,}" if number else "·" for number in (rule.matches, rule.stood))
    return [_time(rule.seconds.median), f"{rule.share:.1%}", f"{rule.tries:,}", each, *counts]


def _time(seconds: float) -> str:
    """Seconds with as many digits as mean something."""
    return f"{seconds:,.1f}" if seconds >= 100 else f"{seconds:.2f}" if seconds >= 1 else f"{seconds:.4f}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"
