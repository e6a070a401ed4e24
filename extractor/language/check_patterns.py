"""Checks of patterns: what stands in `match`, in named patterns and in look-arounds, whatever rule it belongs to.

In: the context. Out: findings about names that don't exist, tests that don't fit, patterns that use themselves or that nobody
uses, by `check_patterns`.
"""

from __future__ import annotations

from typing import Final

from extractor.diagnostics import did_you_mean
from extractor.language import tree
from extractor.language.check_conditions import Conditions, Scope
from extractor.language.check_context import Context
from extractor.language.tree import PatternDefinition
from extractor.language.types import TEXT


def check_patterns(context: Context) -> None:
    """Checks every pattern and every element, each once, where it is written."""
    _circles(context)
    for pattern in context.pack.patterns:
        _parameters(context, pattern)
        for node in context.nodes(pattern.element):
            if type(node) in _EXAMINED:
                _element(context, node, pattern.parameters)
    for statement in context.examined:
        for node in context.nodes(statement):
            if type(node) in _EXAMINED:
                _element(context, node, ())
    _unused(context)


_EXAMINED: Final = frozenset(
    (tree.Named, tree.ListName, tree.Token, tree.Typed, tree.Lemma, tree.Repeat, tree.Gap, tree.Words)
)


def _element(context: Context, node: tree.Node, parameters: tuple[str, ...]) -> None:
    match node:
        case tree.Named():
            _named(context, node, parameters)
        case tree.ListName():
            context.list_of(node)
        case tree.Token():
            own = context.token_features
            scope = Scope(subject="a token", own=own, parameters=frozenset(parameters))
            Conditions(context, scope).check(node.test)
        case tree.Typed():
            if node.type == TEXT:
                hint = f"'{TEXT}' is no mention: capture several elements, name:(…), to take a run of text"
                context.add("E100", node.place, f"'{TEXT}' can't stand in a pattern", hint)
            elif context.type_exists(node.type, node.place) and node.test is not None:
                _typed_test(context, node, node.test, parameters)
        case tree.Lemma() if set(node.words) & set(parameters):
            word = next(word for word in node.words if word in parameters)
            hint = f"write [lemma = {word}] for the parameter"
            context.add("W204", node.place, f"'{word}' is a parameter, but stands here as a lemma", hint)
        case tree.Repeat(most=0) | tree.Gap(most=0):
            context.add("E115", node.place, "a repetition of no times matches nothing", "remove it")
        case tree.Repeat() | tree.Gap() if node.most is not None and node.most < node.least:
            message = f"at least {node.least} and at most {node.most} times is impossible"
            context.add("E115", node.place, message, "write the smaller number first")
        case tree.Words() if not node.text.strip():
            context.add("E115", node.place, "there is no word between the quotation marks", "write one")


def _typed_test(context: Context, node: tree.Typed, test: tree.Condition, parameters: tuple[str, ...]) -> None:
    if isinstance(test, tree.Only):
        context.add("E119", test.place, "'only' is for tokens: a mention has no readings", "remove 'only'")
    scope = Scope(subject=node.type, own=context.features_of_type(node.type), parameters=frozenset(parameters))
    Conditions(context, scope).check(test)


def _named(context: Context, node: tree.Named, parameters: tuple[str, ...]) -> None:
    if node.name in parameters:
        if node.arguments:
            context.add("E107", node.place, f"the parameter '{node.name}' takes no arguments", "remove them")
        return
    pattern = context.patterns.get(node.name)
    if pattern is None:
        if node.name not in context.pack.unread and not _is_value(context, node):
            hint = did_you_mean(node.name, [*context.patterns, *parameters])
            hint = hint or f"define it with 'pattern {node.name} = …', or write <{node.name}> if the lemma is meant"
            context.add("E105", node.place, f"unknown pattern '{node.name}'", hint)
    elif len(pattern.parameters) != len(node.arguments):
        expected, given = len(pattern.parameters), len(node.arguments)
        message = f"'{node.name}' takes {_arguments(expected)}, but {given or 'none'} {'is' if given < 2 else 'are'} given"
        wanted = f"({', '.join(pattern.parameters)})" if pattern.parameters else ""
        context.add("E107", node.place, message, f"write {node.name}{wanted}")


def _is_value(context: Context, node: tree.Named) -> bool:
    """Whether a bare word is an argument that stands for a value: `introduced(dire)`."""
    return node.place in context.value_arguments


def value_arguments(context: Context) -> frozenset[tree.Place]:
    """The places of the arguments that only stand for values in the pattern that they are given to."""
    places = set()
    known: dict[tuple[str, str], bool] = {}
    for statement in (*context.pack.patterns, *context.examined):
        for node in context.nodes(statement):
            pattern = context.patterns.get(node.name) if isinstance(node, tree.Named) else None
            if pattern is None or not isinstance(node, tree.Named):
                continue
            for parameter, argument in zip(pattern.parameters, node.arguments, strict=False):
                if isinstance(argument, tree.Named):
                    key = (pattern.name, parameter)
                    if key not in known:
                        known[key] = _only_value(context, pattern, parameter)
                    if known[key]:
                        places.add(argument.place)
    return frozenset(places)


def _only_value(context: Context, pattern: PatternDefinition, parameter: str) -> bool:
    nodes = context.nodes(pattern.element)
    uses = [node for node in nodes if isinstance(node, tree.Named) and node.name == parameter]
    return not uses and any(isinstance(node, tree.Word) and node.text == parameter for node in nodes)


def _arguments(number: int) -> str:
    return {0: "no arguments", 1: "one argument"}.get(number, f"{number} arguments")


def _parameters(context: Context, pattern: PatternDefinition) -> None:
    """Each parameter has its own name and is used."""
    words: set[str] = set()
    for node in context.nodes(pattern.element):
        if isinstance(node, tree.Named):
            words.add(node.name)
        elif isinstance(node, tree.Word):
            words.add(node.text)
    for position, name in enumerate(pattern.parameters):
        if name in pattern.parameters[:position]:
            message = f"'{pattern.name}' has two parameters '{name}'"
            context.add("E107", pattern.place, message, "rename one of the two")
        elif name not in words:
            message = f"the parameter '{name}' of '{pattern.name}' is not used"
            context.add("W202", pattern.place, message, "use it or remove it")


def _uses(context: Context, element: tree.Node, parameters: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names of the patterns that something uses, in order."""
    names = (node.name for node in context.nodes(element) if isinstance(node, tree.Named))
    return tuple(dict.fromkeys(name for name in names if name not in parameters))


def _circles(context: Context) -> None:
    """Findings about patterns that use themselves, each circle once."""
    graph = {pattern.name: _uses(context, pattern.element, pattern.parameters) for pattern in context.pack.patterns}
    done: set[str] = set()
    for start in sorted(graph):
        trail: list[str] = []
        ahead = [iter((start,))]
        while ahead:
            name = next(ahead[-1], None)
            if name is None:
                ahead.pop()
                if trail:
                    done.add(trail.pop())
            elif name in trail:
                _circle(context, [*trail[trail.index(name) :], name])
            elif name in graph and name not in done:
                trail.append(name)
                ahead.append(iter(graph[name]))


def _circle(context: Context, names: list[str]) -> None:
    context.cyclic = True
    first = min(names)
    turn = names.index(first)
    shown = " → ".join([*names[turn:-1], *names[:turn], first])
    place = context.patterns[first].place
    context.add("E108", place, f"the pattern '{first}' uses itself: {shown}", "a pattern can't repeat itself; use * or +")


def _unused(context: Context) -> None:
    """Warnings about patterns that no rule uses, directly or through other patterns."""
    if context.rules_broken:
        return
    used: set[str] = set()
    ahead = [name for each in context.examined for name in _uses(context, each)]
    while ahead:
        name = ahead.pop()
        if name not in used and name in context.patterns:
            used.add(name)
            pattern = context.patterns[name]
            ahead += _uses(context, pattern.element, pattern.parameters)
    for pattern in context.pack.patterns:
        if pattern.name not in used:
            context.add("W202", pattern.place, f"no rule uses the pattern '{pattern.name}'", "use it or remove it")
