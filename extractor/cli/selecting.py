"""Which trials `extract test` runs: from its arguments to packs and what is wanted of each.

An argument is a pack, or a file or folder in one; its pack is the nearest folder above it with a `pack.yaml`.
"""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from extractor.cli.problems import UsageError

if TYPE_CHECKING:
    from extractor.authoring.trials import Trial
    from extractor.language.pack import Pack
    from extractor.language.tree import Place


class Wanted:
    """A pack on the workbench and the files or folders in it that were asked for; none: all of it."""

    def __init__(self, folder: str) -> None:
        from extractor.authoring.workbench import Workbench

        self.bench: Workbench = Workbench(folder)
        self.paths: list[str] = []

    @property
    def name(self) -> str:
        """What was asked for, as it was written."""
        return ", ".join(self.paths) or self.bench.folder

    def trials(self, pack: "Pack", rules: Collection[str]) -> "list[Trial]":
        """The trials asked for, those of some `rules` only if there are any."""
        from extractor.authoring.trials import chosen, trials

        return chosen(trials(pack), self.paths, rules)

    def places(self, pack: "Pack", rules: Collection[str]) -> "Callable[[Place], bool]":
        """Whether a place lies in what was asked for: in its files or folders, in some `rules` if there are any."""
        from extractor.authoring.trials import inside, places

        stretches = [place for name, place in places(pack).items() if name in rules]

        def within(place: "Place") -> bool:
            in_rules = not rules or any(place.file == s.file and s.line <= place.line <= s.end_line for s in stretches)
            return in_rules and inside(place.file, self.paths)

        return within


def wanted(arguments: Sequence[str]) -> list[Wanted]:
    """The packs that the arguments name, each once. Raises `UsageError` for a file that belongs to none."""
    packs: dict[str, Wanted] = {}
    whole: set[str] = set()
    for argument in arguments:
        folder = _pack_of(argument)
        key = os.path.realpath(folder)
        pack = packs.setdefault(key, Wanted(folder))
        if folder == argument:
            whole.add(key)
        elif argument not in pack.paths:
            pack.paths.append(argument)
    for key in whole:  # a pack and a file in it: the pack
        packs[key].paths.clear()
    return list(packs.values())


def _pack_of(argument: str) -> str:
    """The folder of the pack that an argument is or lies in; without one it is taken for a pack itself."""
    for folder in _upward(argument):
        if not os.path.isfile(os.path.join(folder, "pack.yaml")):
            continue
        if not os.path.exists(argument):
            raise UsageError(f"there is no file or folder {argument}")
        return folder
    if os.path.isfile(argument):
        raise UsageError(f"{argument} belongs to no pack: neither its folder nor one above it has a pack.yaml")
    return argument


def _upward(path: str) -> Iterator[str]:
    """The path and the folders around it, named as the user would name them."""
    yield path
    path = os.path.normpath(path)
    while os.path.realpath(path) != os.path.realpath(above := _above(path)):
        path = above
        yield path


def _above(path: str) -> str:
    """The folder around a normal path, relative to here if the path is."""
    if path == os.curdir:
        return os.pardir
    if os.path.basename(path) == os.pardir:
        return os.path.join(path, os.pardir)
    return os.path.dirname(path) or os.curdir


def check_rules(rules: Sequence[str], packs: "Sequence[Pack]") -> None:
    """Raises `UsageError` for a rule that no pack has."""
    from extractor.authoring.trials import places
    from extractor.diagnostics import did_you_mean

    known = {name for pack in packs for name in places(pack)}
    for name in rules:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UsageError(f"there is no rule '{name}'" + (f"; {hint}" if hint else ""))
