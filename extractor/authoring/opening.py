"""A pack opened for its author: what was written, and an extractor that knows where each part of it was written.

In: a pack's folder. Out: the `Pack` and the `Extractor`. The one way in is `open_pack`.
"""

from __future__ import annotations

from pathlib import Path

from extractor.engine import Extractor
from extractor.language.check import checked
from extractor.language.pack import Pack, load
from extractor.resources import folder


def open_pack(rules: str | Path | None = None) -> tuple[Pack, Extractor]:
    """Opens the pack in the folder `rules`; None: the one that comes with the library.

    Raises `PackError` with every error of the pack, in order."""
    pack = checked(load(folder("rules") if rules is None else rules, suites=False))
    return pack, Extractor.compile(pack, origins=True)
