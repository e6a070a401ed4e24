"""All tests of matching give codes their plans at once: in a drawn sentence hardly one would run often enough to get one."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from extractor.matching import machine


@pytest.fixture(scope="package", autouse=True)
def _planned() -> Iterator[None]:
    with patch.object(machine, "UNPLANNED", 0):
        yield
