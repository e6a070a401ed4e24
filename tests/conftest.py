"""What tests of any part may ask for."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture
def no_collection() -> Iterator[None]:
    """No garbage collection while growth is measured: what it costs depends on what other tests left in memory."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
