"""What is printed for people comes out as it is: tests in square brackets are no markup."""

import io

from rich.table import Table

from extractor.formats.page import Page

WRITTEN = "expected [upos = NOUN] or [/bold] :smile: 12"


def test_square_brackets_and_colons_mean_nothing() -> None:
    stream = io.StringIO()
    table = Table.grid()
    table.add_row(WRITTEN)
    page = Page(stream)
    page.print(WRITTEN)
    page.print(table)
    assert [line.rstrip() for line in stream.getvalue().splitlines()] == [WRITTEN, WRITTEN]
