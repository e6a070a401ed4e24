"""The command `extract`: from the words of the command line to an exit status. The one way in is `main`.

Each command is a module of this package with `SUMMARY`, `add_arguments(parser)` and `run(arguments) -> int`; a module
imports what it needs to run inside `run`, and is itself imported when it is named, so that every start is quick.
"""

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any, Protocol, cast

from extractor import __version__
from extractor.cli.imports import load_msgspec, uncollected
from extractor.cli.problems import FAILED, INTERRUPTED, PIPE_BROKEN, WRONG, OutputError, UsageError, refuse, report, silence
from extractor.cli.stopping import Stopped, stoppable


class Command(Protocol):
    """What a command's module offers."""

    SUMMARY: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's options and arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do the work and return the exit status."""


class _Commands(Mapping[str, Command]):
    """The commands by their names, in the order of the overview."""

    _names = ("run", "check", "format", "test", "explain", "concordance", "evaluate", "diff", "bench", "schema")

    def __getitem__(self, name: str) -> Command:
        if name not in self._names:
            raise KeyError(name)
        return cast(Command, import_module(f"{__name__}.{name}"))

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


COMMANDS = _Commands()

STATUSES = """\
exit status:
  0    done, also when nothing was found
  1    findings: an example failed, check --strict found warnings, a figure is
       below evaluate --need, or diff --exit-code found a difference
  2    wrong usage, or errors in the rules
  3    some documents could not be read, or the output could not be written
  130  interrupted (129, 143: its terminal was closed, or it was told to end)
  141  the reader of the output went away
"""

VARIABLES = """\
environment:
  EXTRACTOR_CACHE  the folder where compiled packs are kept, so that the next
                   start is quick; empty: nowhere. Default: "extractor" in the
                   user's folder for caches (~/.cache, or as the system has it)
"""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line `words` (without the program's name; default: this process's) and return its exit status."""
    try:
        return _status(list(sys.argv[1:] if words is None else words))
    finally:
        # The process ends. To look for garbage in all that there is once more would take a tenth of a short text's time.
        gc.freeze()


def _status(words: list[str]) -> int:
    """Carry out the words; what goes wrong becomes a line on standard error and an exit status."""
    if sys.stderr is None:  # closed: print and argparse would take standard output instead
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, open to the end
    try:
        with stoppable():
            status = _carry_out(words)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except UsageError as error:
        report(str(error))
        status = WRONG
    except OutputError as error:
        report(str(error))
        status = FAILED
    except BrokenPipeError:
        status = PIPE_BROKEN
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Stopped as stopped:
        status = stopped.status
    except OSError as error:  # reading is guarded where it happens: what is left is a command's printing
        report(f"cannot write {error.filename or 'standard output'}: {error.strerror or error}")
        status = FAILED
    silence(sys.stdout)
    return status


def _carry_out(words: list[str]) -> int:
    """Parse the words and run the command that they name."""
    name = words[0] if words and words[0] in COMMANDS else ""
    with uncollected():
        try:
            arguments = parser_of(name).parse_intermixed_args(words[1:] if name else words)
        except SystemExit as leaving:  # argparse leaves after --help, --version and wrong usage
            return int(leaving.code or 0)
        load_msgspec()
        from extractor.diagnostics import PackError

    try:
        return COMMANDS[name or "run"].run(arguments)
    except PackError as error:
        return refuse("the rules", error.diagnostics)


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of one command; for an empty name that of `extract` itself, which is `run` with the overview."""
    command = COMMANDS[name or "run"]
    parser = (argparse.ArgumentParser if name else _Overview)(
        prog=f"extract {name}".strip(),
        description=command.SUMMARY,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=_columns() - 2),
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    if not name:
        parser.add_argument("--version", action="version", version=f"extract {__version__}")
        parser.add_argument(
            "--print-completion",
            metavar="SHELL",
            choices=("bash", "zsh", "tcsh"),
            action=_PrintCompletion,
            help="print a completion script for bash, zsh or tcsh",
        )
    return parser


def _columns() -> int:
    """How wide the terminal is. As argparse would ask `shutil` for every option; that loads all that archives are packed with."""
    given = os.environ.get("COLUMNS", "")
    columns = int(given) if given.isdecimal() else 0
    with suppress(AttributeError, ValueError, OSError):  # closed, or no real stream
        columns = columns or os.get_terminal_size(sys.__stdout__.fileno()).columns  # type: ignore[union-attr]
    return columns or 80


class _Overview(argparse.ArgumentParser):
    """A parser whose help ends with all commands. They are only imported for that."""

    def format_help(self) -> str:
        self.epilog = f"{_overview()}\n\n{STATUSES}\n{VARIABLES}"
        return super().format_help()


def _overview() -> str:
    """The commands, one a line."""
    longest = max(map(len, COMMANDS))
    lines = [f"  {name:<{longest}}  {command.SUMMARY}" for name, command in COMMANDS.items()]
    rule = "The first word is a command when it is one of these, else `run` is meant\n(a file called check: ./check)."
    return "\n".join(["commands:", *lines, "", rule])


class _PrintCompletion(argparse.Action):
    """`--print-completion SHELL`: print a script for the shell and leave. Imports shtab only then."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: object, values: Any, option_string: object = None) -> None:
        import shtab

        from extractor.cli import run

        full = argparse.ArgumentParser(prog="extract", description=run.SUMMARY)
        run.add_options(full)  # `run` may be left out
        commands = full.add_subparsers()
        for name, command in COMMANDS.items():
            command.add_arguments(commands.add_parser(name, help=command.SUMMARY))
        print(shtab.complete(full, shell=values))
        if values == "bash":  # where no command fits, the first word is a file
            print("complete -o bashdefault -o default -F _shtab_extract extract")
        parser.exit()
