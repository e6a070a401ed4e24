"""Where the grammars and the packaged rules lie, in a wheel and in a working copy alike.

In: the name of a shipped folder. Out: its path. The one way in is `folder`. No other module asks where it is installed.
"""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def folder(name: Literal["grammars", "rules"]) -> Path:
    """The folder `name`: the copy inside an installed package, else the repository's own beside `extractor/`."""
    shipped = _PACKAGE / "_shipped" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name
