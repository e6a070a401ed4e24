"""When what stays is kept from the garbage collector."""

import gc

import pytest

from extractor.workers.settled import Settled


def test_what_stays_is_told_ever_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    settled = Settled()
    monkeypatch.setattr(gc, "freeze", lambda: told.append(settled.documents))
    for _ in range(100):
        settled.done()
    assert told == [1, 2, 4, 8, 16, 32, 64]
