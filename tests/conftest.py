"""What tests of any part may ask for."""

import gc
import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# How fast a machine draws and runs is no property of what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def own_cache() -> Iterator[None]:
    """Compiled packs are kept in a folder of this run's, for tests in this process and in others, not in the developer's home."""
    before = os.environ.get("EXTRACTOR_CACHE")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EXTRACTOR_CACHE"] = folder
        yield
    if before is None:
        del os.environ["EXTRACTOR_CACHE"]
    else:
        os.environ["EXTRACTOR_CACHE"] = before


@pytest.fixture
def no_collection() -> Iterator[None]:
    """No garbage collection while growth is measured: what it costs depends on what other tests left in memory."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
