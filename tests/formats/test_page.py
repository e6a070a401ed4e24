"""What people see is printed as it is, and a reader who goes away doesn't end the program behind the command's back."""

import io
import os

import pytest

from extractor.formats.page import page


def test_nothing_is_markup() -> None:
    stream = io.StringIO()
    page(stream).print("[bold]a[/bold] :smile: 12")
    assert stream.getvalue() == "[bold]a[/bold] :smile: 12\n"


def test_a_reader_that_goes_away_is_a_broken_pipe() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb", buffering=0) as pipe, pytest.raises(BrokenPipeError):
        page(io.TextIOWrapper(pipe, write_through=True)).print("x")
