"""Checks of the order of phases: a rule sees only what earlier phases made.

In: the context. Out: findings about types that nothing makes in time, by `check_phases`.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from extractor.language import tree
from extractor.language.check_context import Context
from extractor.language.check_types import quotation_type
from extractor.language.tree import Place, Resolution, Rule, Selection


def check_phases(context: Context) -> None:
    """Checks every rule's types; says nothing where a broken file may make what is missing."""
    pack = context.pack
    if pack.broken:
        return
    order = {phase: number for number, phase in enumerate(pack.phases)}
    made = _made(context, order)
    timely: dict[str | None, set[str]] = {phase: set() for phase in order}
    for statement in context.examined:
        if statement.phase in order:
            known = timely[statement.phase]
            for name, place in _read(context, statement, known):
                if name not in known and _in_time(context, statement, name, place, made, order):
                    known.add(name)


def _made(context: Context, order: dict[str, int]) -> dict[str, set[int]]:
    """The phases in which each type is made, -1 for what is there from the start."""
    made: dict[str, set[int]] = {}
    if quotations := quotation_type(context):
        made[quotations] = {-1}
    for rule in context.pack.rules:
        if rule.phase in order:
            for name in context.emitted(rule):
                made.setdefault(name, set()).add(order[rule.phase])
    return made


def _read(
    context: Context, statement: Rule | Selection | Resolution, timely: Set[str]
) -> Iterator[tuple[str, Place]]:
    """The types that a statement looks for, with the places where they are named. A named pattern is only gone through for types
    that are not `timely`, of which there is more to say."""
    for node in context.nodes(statement):
        if isinstance(node, (tree.Typed, tree.Contains)):
            if node.type in context.types:
                yield node.type, node.place
        elif isinstance(node, tree.TriggerPart):
            if node.is_type and node.name in context.types:
                yield node.name, node.place
        elif isinstance(node, tree.Named) and (expanded := context.expanded(node, quiet=True)) is not None:
            if context.types_in(expanded.element) <= timely:
                continue
            yield from ((part.type, part.place) for part in context.typed(expanded.element) if part.type in context.types)
    if isinstance(statement, Resolution) and statement.event in context.types:
        yield statement.event, statement.place


def _in_time(
    context: Context,
    statement: Rule | Selection | Resolution,
    name: str,
    place: Place,
    made: dict[str, set[int]],
    order: dict[str, int],
) -> bool:
    """Whether something makes the type before the statement's phase; a finding if nothing does."""
    phases = sorted({phase for kind in context.types.subtypes(name) for phase in made.get(kind, ())})
    now = order[statement.phase or ""]
    if phases and phases[0] < now:
        return True
    if not phases:
        message = f"no rule makes a {name}, so that nothing can match here"
        context.add("E118", place, message, f"write a rule that emits {name} in an earlier phase")
        return False
    first = context.pack.phases[phases[0]]
    when = "the same phase" if phases[0] == now else f"the later phase '{first}'"
    message = f"'{statement.name}' in phase '{statement.phase}' looks for {name}, which only {when} makes"
    hint = f"move the rule to a phase after '{first}'" if phases[0] == now or first != statement.phase else ""
    context.add("E118", place, message, hint)
    return False
