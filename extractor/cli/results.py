"""How `extract test` shows results: one by one as they come, in colour on a terminal. The one way in is `Results`."""

from typing import TextIO

from rich.text import Text

from extractor.authoring.coverage import Coverage
from extractor.authoring.examples import ExampleResult
from extractor.authoring.failures import failure_lines
from extractor.formats.page import Page
from extractor.printable import printable

GOOD, BAD, QUIET = "green", "bold red", "dim"


class Results:
    """The page that results are written on. With `verbose` those that passed are named."""

    def __init__(self, stream: TextIO, verbose: bool = False) -> None:
        self.verbose = verbose
        self._page = Page(stream)

    def show(self, result: ExampleResult) -> ExampleResult:
        """Show what came of a trial, and give it back."""
        if not result.passed:
            for line in failure_lines(result, self._page.width):
                self._print(line)
            self.line("")
        elif self.verbose:
            self.named("passed", result, GOOD)
        return result

    def coverage(self, found: Coverage) -> None:
        """Show what no example reaches, and how much that is of all."""
        parts = (
            ("rules", found.rules, found.rules, found.rules_in_all),
            ("alternatives", found.alternatives, found.outermost, found.alternatives_in_all),
        )
        for what, missing, shown, _ in parts:
            if missing:
                self.line(f"\n{what} that no example reaches:")
            for each in shown:
                place = f"{each.place.file}:{each.place.line}:{each.place.column}"
                self._print(Text.assemble((f"  {place}", QUIET), f"  {printable(each.text)}"))
        if found.lists:
            self.line(f"\nlists that no example reaches:\n  {', '.join(found.lists)}")
        reached = [f"{in_all - len(missing)} of {in_all} {what}" for what, missing, _, in_all in parts]
        lists = f"{found.lists_in_all - len(found.lists)} of {found.lists_in_all} lists"
        self.line(f"\nreached: {', '.join([*reached, lists])}")

    def named(self, what: str, result: ExampleResult, style: str = "") -> None:
        """One line that names a trial and says what is with it."""
        place = result.place
        told = f"{place.file}:{place.line}:{place.column}: {result.trial.title}"
        self._print(Text.assemble((what, style), f" {printable(told)}"))

    def line(self, words: str, style: str = "") -> None:
        """A line of our own."""
        self._print(Text(words, style))

    def _print(self, text: Text) -> None:
        text.rstrip()
        self._page.print(text, soft_wrap=True)
