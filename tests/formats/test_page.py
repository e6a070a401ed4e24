"""What people see is printed as it is, and a reader who goes away doesn't end the program behind the command's back."""

import io
import os

import pytest
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


def test_a_reader_that_goes_away_is_a_broken_pipe() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb", buffering=0) as pipe, pytest.raises(BrokenPipeError):
        Page(io.TextIOWrapper(pipe, write_through=True)).print("x")
