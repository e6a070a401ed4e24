"""Whether a pack makes sense, before anything runs.

In: a pack as read. Out: everything that is wrong with it, in order, by `check`; or by `checked` the pack itself, if it can be
used. `docs/errors.md` explains each code. A file that couldn't be read causes no further findings: what it may have declared
counts as declared.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractor.diagnostics import Diagnostic, PackError
from extractor.language.check_calendar import check_calendar
from extractor.language.check_context import Context
from extractor.language.check_examples import check_examples, check_suites
from extractor.language.check_lexicons import check_lexicons
from extractor.language.check_patterns import check_patterns, value_arguments
from extractor.language.check_phases import check_phases
from extractor.language.check_resolutions import check_resolutions
from extractor.language.check_rules import check_rules
from extractor.language.check_types import check_types
from extractor.language.pack import Pack

PASSES = (
    check_types,
    check_calendar,
    check_lexicons,
    check_patterns,
    check_rules,
    check_resolutions,
    check_phases,
    check_examples,
    check_suites,
)


def checked(loaded: tuple[Pack, Iterable[Diagnostic]]) -> Pack:
    """The pack that `load` gave, if neither loading nor checking found an error.

    Raises `PackError` with every error, in order."""
    pack, found = loaded
    errors = [each for each in (*found, *check(pack)) if each.severity == "error"]
    if errors:
        raise PackError(errors)
    return pack


def check(pack: Pack) -> list[Diagnostic]:
    """The errors and warnings of a pack, in order."""
    context = Context(pack)
    context.value_arguments = value_arguments(context)
    for each in PASSES:
        each(context)
    return context.found
