"""An event in the making, in token positions: what assembly, adjuncts and resolution hand on to one another."""

import msgspec

from extractor.matching.candidates import Taken
from extractor.span import Span


class Draft(msgspec.Struct, frozen=True, eq=False):
    """An event before its offsets are worked out; `number` identifies it within its document, `sentence` is the index of its
    sentence. `resolved` holds the antecedents by role, `changed_by` names the rules that added to what `rule` made. A later stage
    makes a new draft and never changes one."""

    number: int
    type: str
    trigger: Taken
    roles: dict[str, tuple[Taken, ...]]
    attributes: dict[str, str]
    rule: str
    sentence: int
    resolved: dict[str, tuple[Taken, ...]] = msgspec.field(default_factory=dict)
    changed_by: tuple[str, ...] = ()

    def antecedent(self, role: str) -> tuple[Taken, ...]:
        """Whom the role stands for: its antecedents where it is left out or a pronoun, else its fillers."""
        return self.resolved.get(role) or self.roles.get(role, ())


def pieces(part: Taken) -> tuple[tuple[int, int], ...]:
    """The stretches of tokens that the part covers: a quotation's pieces without their marks, else the part itself."""
    if part.mention is not None and part.mention.pieces:
        return part.mention.pieces
    return ((part.start, part.end),)


def ending(span: Span, letters: int) -> Span:
    """The span, or only so many characters at its end if that isn't 0."""
    return Span(span.end - letters, span.end, span.text[-letters:]) if letters else span


def holds(draft: Draft, role: str, start: int, end: int) -> bool:
    """Whether tokens `[start, end)` lie inside one filler of the draft's role."""
    return any(low <= start and end <= high for part in draft.roles.get(role, ()) for low, high in pieces(part))
