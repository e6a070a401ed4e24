"""Loading a pack for a command: from what is kept of its last compilation where that can be used, and without pauses.

In: the folder of the pack. Out: the `Extractor`. The one way in is `loaded`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.cli.imports import uncollected

if TYPE_CHECKING:
    from pathlib import Path

    from extractor.engine import Extractor


def loaded(rules: str | Path | None, *, no_cache: bool = False, brief: bool = False) -> Extractor:
    """The pack in the folder, None: the packaged one. `no_cache`: nothing is looked for or kept; `brief`: it is for a few pages
    of text. Raises `PackError`."""
    with uncollected(keep=True):
        from extractor.engine import Extractor

        return Extractor.load(rules, cache=False if no_cache else None, brief=brief)
