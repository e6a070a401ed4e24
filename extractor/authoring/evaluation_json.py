"""An evaluation as one JSON object, for programs. The one way in is `record`."""

import msgspec

from extractor.authoring.evaluation import Evaluation
from extractor.authoring.scoring import Figure


def record(evaluation: Evaluation, shown: int | None = None) -> dict[str, object]:
    """The evaluation with its first `shown` errors (None: all). Figures are rounded to four digits."""
    return {
        "pack": evaluation.pack,
        "documents": evaluation.documents,
        "measures": {name: _figure(figure) for name, figure in evaluation.scores.measures.items()},
        "attributes": msgspec.to_builtins(evaluation.scores.attributes),
        "types": {name: _figure(figure) for name, figure in evaluation.scores.types.items()},
        "rules": msgspec.to_builtins(evaluation.rules),
        "causes": msgspec.to_builtins(evaluation.causes),
        "errors": msgspec.to_builtins(evaluation.errors[:shown]),
    }


def _figure(figure: Figure) -> dict[str, object]:
    shares = {"precision": figure.precision, "recall": figure.recall, "f1": figure.f1}
    return {**shares, "right": figure.right, "found": figure.found, "gold": figure.gold}
