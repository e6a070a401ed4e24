"""Packs whose every match depends on the tokens beside one another only, so that a few tokens do for a sentence.

In: a program and its anchored codes. Out: whether all that it finds at a place of a sentence is found again if the sentence were
cut off around all places where one of these codes may match. The one way in is `is_local`.

That is so where every rule that makes something is one of these codes, or makes an event of such a mention and looks at nothing
else. Anything that looks farther speaks against it: gaps without limit, ends of sentences, look-arounds, conditions on a match,
antecedents, readings that are taken away. So do features that come from the readings of a token: without them tokens that pass
the same tests are one to the pack.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from extractor.matching import program as p
from extractor.matching.anchors import Anchored

_NEAR = frozenset((p.TOKEN, p.SPLIT, p.JUMP, p.OPEN, p.CLOSE, p.MATCH))


def is_local(program: p.Program, codes: Iterable[Anchored], given: Collection[str]) -> bool:
    """Whether places can be looked at by themselves. `given` are the types of mentions that no rule need make."""
    known = {id(code) for code, _ in codes}
    return (
        program.calendar is None
        and all(_is_bounded(code) for code, _ in codes)
        and all(not (phase.selections or phase.extensions or phase.resolutions) for phase in program.phases)
        and all(
            id(rule.code) in known
            and rule.type not in given
            and _is_plain(rule.demands, (rule.code,), rule.features)
            and not _features(rule.features)
            for phase in program.phases
            for rule in phase.chunks
        )
        and all(_is_about_trigger(rule) for phase in program.phases for rule in phase.events)
        and all(_features(assigned) is not None for assigned in program.defaults.values())
    )


def _is_bounded(code: p.Code) -> bool:
    """Whether a code walks over a few tokens side by side and looks at nothing else."""
    return all(
        operation in _NEAR and (operation != p.JUMP or a > place)
        for place, (operation, a, _) in enumerate(code.instructions)
    )


def _is_about_trigger(rule: p.EventRule) -> bool:
    """Whether a rule asks for one mention and nothing around it."""
    for variant in rule.variants:
        sides = (variant.left, variant.right)
        if not variant.edge or variant.trigger.instructions[0][0] != p.TYPED or any(len(side.instructions) > 1 for side in sides):
            return False
        if not _is_plain(rule.demands, (variant.trigger,), rule.attributes):
            return False
    return True


def _is_plain(demands: p.Demands, codes: Iterable[p.Code], assigned: Iterable[tuple[str, p.Expression]]) -> bool:
    """Whether no condition is asked for."""
    conditions = (*demands.where, *demands.unless, *demands.missing)
    taking = any(take.alone or take.trigger for code in codes for take in code.takes)
    return not conditions and not taking and _features(assigned) is not None


def _features(assigned: Iterable[tuple[str, p.Expression]]) -> list[p.Feature] | None:
    """The features of captures that are asked for; None where conditions are, too."""
    found = []
    todo = [expression for _, expression in assigned]
    while todo:
        expression = todo.pop()
        if isinstance(expression, p.If):
            return None
        if isinstance(expression, p.Feature):
            found.append(expression)
        elif isinstance(expression, p.Else):
            todo += (expression.first, expression.second)
    return found
