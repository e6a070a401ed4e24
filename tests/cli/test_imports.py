"""A start that imports and collects less leaves Python as it was."""

import gc
import subprocess
import sys

import pytest

from extractor.cli.imports import uncollected
from extractor.cli.run import LONG, _first_uncollected
from extractor.text.document import Document
from extractor.workers.settled import Settled
from tests.cli.command import ROOT

SCRIPT = """
import sys
from extractor.cli.imports import load_msgspec
load_msgspec()
assert "msgspec" in sys.modules and "typing_extensions" not in sys.modules and "inspect" not in sys.modules
import typing_extensions  # which tests install, whoever else does
from extractor.compiled import Compiled
import msgspec
assert msgspec.convert({"day": 1}, msgspec.defstruct("Known", [("day", int)])).day == 1
"""


def test_msgspec_is_loaded_alone_and_what_it_was_spared_can_be_loaded_later() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, check=True)


@pytest.mark.parametrize("collecting", [True, False])
def test_garbage_is_looked_for_as_before(collecting: bool) -> None:
    try:
        (gc.enable if collecting else gc.disable)()
        with pytest.raises(ZeroDivisionError), uncollected():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled() == collecting
    finally:
        gc.enable()


def test_only_the_first_text_of_usual_length_is_worked_on_without_collecting() -> None:
    work = _first_uncollected(lambda document: ((document.name, []), int(gc.isenabled())))
    texts = ["a" * (LONG + 1), "a", "a"]
    assert [work(Document("-", text)) for text in texts] == [(("-", []), 1), (("-", []), 0), (("-", []), 1)]


def test_what_the_first_document_leaves_is_settled_before_garbage_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    collecting: list[bool] = []
    done = Settled.done

    def watched(settled: Settled) -> None:
        collecting.append(gc.isenabled())
        done(settled)

    monkeypatch.setattr(Settled, "done", watched)
    work = _first_uncollected(lambda document: ((document.name, []), 0))
    assert gc.isenabled()
    try:
        assert [work(Document(name, "text")) for name in ("one", "two")] == [(("one", []), 0), (("two", []), 0)]
        assert collecting == [False, True]
        assert gc.isenabled()
    finally:
        gc.unfreeze()
