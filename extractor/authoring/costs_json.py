"""What a pack costs as one JSON object, for programs. The one way in is `record`."""

import msgspec

from extractor.authoring.costs import Costs


def record(costs: Costs, shown: int | None = None) -> dict[str, object]:
    """The costs with the first `shown` rules of each phase (None: all). Seconds and shares are rounded to six digits."""
    phases = [msgspec.structs.replace(phase, rules=phase.rules[:shown]) for phase in costs.phases]
    given = msgspec.to_builtins(msgspec.structs.replace(costs, phases=tuple(phases)))
    return {key: _rounded(value) for key, value in given.items()}


def _rounded(found: object) -> object:
    match found:
        case float():
            return round(found, 6)
        case dict():
            return {key: _rounded(value) for key, value in found.items()}
        case list() | tuple():
            return [_rounded(each) for each in found]
        case _:
            return found
