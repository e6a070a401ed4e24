"""Finds who said what in a text, by the rules of a pack.

The one way in is `Extractor`: load a pack once, then apply it to any number of texts.

    from extractor import Extractor

    extractor = Extractor.load()
    for event in extractor.extract("Il ministro ha detto che la tregua regge."):
        print(event.type, event.source, event.content)

The names below are the public interface. They are loaded when they are first used, so that importing the package, as
the command does for `--help`, costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.diagnostics import Diagnostic, PackError
    from extractor.engine import Extractor
    from extractor.events.schema import Event
    from extractor.span import Filler, Span
    from extractor.text.document import Document
    from extractor.workers.results import DocumentError, WorkersError

__version__ = "0.1.0"

__all__ = [
    "Diagnostic",
    "Document",
    "DocumentError",
    "Event",
    "Extractor",
    "Filler",
    "PackError",
    "Span",
    "WorkersError",
    "__version__",
]

_HOMES = {
    "Diagnostic": "extractor.diagnostics",
    "Document": "extractor.text.document",
    "DocumentError": "extractor.workers.results",
    "Event": "extractor.events.schema",
    "Extractor": "extractor.engine",
    "Filler": "extractor.span",
    "PackError": "extractor.diagnostics",
    "Span": "extractor.span",
    "WorkersError": "extractor.workers.results",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module, once."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
