"""A text and all that a pack makes of it, for questions about it: every rule that was tried, how far it came, to whom it lost.

In: an `Extractor` (compiled with origins, so that elements have their places), its pack, a text. Out: reports of sentences. The
one way in is `Explainer`; `explain` puts its answers together.

The phases run as ever, by the engine's own `Passage`; before each one its rules are tried once more by `attempts`. So what is
"chosen" here is what the engine chose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.authoring.explanation import VERDICTS, Attempted, Considered, Kind, Made, Resolved, SentenceReport, Word
from extractor.authoring.near import untried
from extractor.authoring.outcome import outcome
from extractor.authoring.stepping import PhaseRun, step_through
from extractor.authoring.wording import Wording
from extractor.engine import Extractor
from extractor.events.choices import Candidate, Choice
from extractor.events.draft import ending, pieces
from extractor.language.pack import Pack
from extractor.language.tree import Place, PreviousRole, Rule, Selection, TriggerPart
from extractor.matching import program as p
from extractor.matching.attempts import Attempt, Side, attempts
from extractor.matching.lattice import Lattice
from extractor.passage import Passage
from extractor.span import Span
from extractor.text.document import Analysis, Document

Stretch = tuple[int, int]
"""Tokens `[start, end)`."""


class NotThere(LookupError):
    """What is asked about does not exist: no such place in the text, no such rule in the pack."""


class Explainer:
    """A text and all that the pack makes of it."""

    def __init__(self, extractor: Extractor, pack: Pack, text: str, date: str | None = None) -> None:
        """`date` is the document's. The extractor must be that of the pack."""
        self.extractor = extractor
        self.program = extractor.compiled.program
        # One passage goes step by step, sentence by sentence; resolution looks at a whole text, so another runs as ever.
        self.passage = Passage(extractor, Document("-", text, date))
        self.choices: list[Choice] = []
        self.events = self.passage.again(self.passage.matcher, {}).events(self.choices.append)
        self.wording = Wording(self.program, self.passage.tokens, pack.sources)
        tried: tuple[Rule | Selection, ...] = (*pack.rules, *pack.selections)
        self.rules = frozenset(each.name for each in tried)
        self.places: dict[str, Place] = {
            **{each.name: each.place for each in tried},
            **{each.name: each.place for each in pack.resolutions},
        }
        self._phases: dict[int, list[PhaseRun]] = {}

    def find(self, at: str | int) -> list[Stretch]:
        """The stretches of tokens that a word (or several) or an offset names. Raises `NotThere` where there is none."""
        tokens = self.passage.tokens
        if isinstance(at, int):
            position = tokens.position(at + 1) - 1
            if 0 <= position < len(tokens) and tokens.starts[position] <= at < tokens.ends[position]:
                return [(position, position + 1)]
            raise NotThere(f"no word stands at offset {at} of the text")
        words = self.extractor.words(at)
        if not words:
            raise NotThere("the word to look at is empty")
        folded = [analysis.word for analysis in self.passage.analyses]
        size = len(words)
        found = [(n, n + size) for n in range(len(folded) - size + 1) if folded[n : n + size] == words]
        if not found:
            raise NotThere(f"'{at}' does not stand in the text")
        return found

    def sentence(self, number: int, where: Sequence[Stretch] | None, rule: str | None) -> SentenceReport:
        """What happened in a sentence."""
        here = self.passage.segmentation.sentences[number]
        span = self.passage.tokens.span(here.start, here.end)
        attempted = tuple(self.attempts(number, where, rule))
        return SentenceReport(
            span=span,
            wakes=self.passage.cascade.can_start(number),
            words=tuple(self._words(number, where)),
            mentions=tuple(self._mentions(number)),
            attempts=attempted,
            resolutions=tuple(self._resolutions(number, where, rule)),
            untried="" if attempted or rule is None else self._untried(number, where, rule),
            events=tuple(event for event in self.events if event.sentence == span),
        )

    def phases(self, sentence: int) -> list[PhaseRun]:
        """The phases of a sentence, run one by one."""
        if sentence not in self._phases:
            self._phases[sentence] = list(step_through(self.passage, sentence))
        return self._phases[sentence]

    def attempts(
        self, sentence: int, where: Sequence[Stretch] | None = None, rule: str | None = None
    ) -> Iterator[Attempted]:
        """Every attempt in a sentence, or those that touch these places or are of this rule: by phase, then the nearest first."""
        for phase in self.phases(sentence):
            found = [
                attempt
                for attempt in attempts(self.passage.matcher, phase.number, phase.scene, rule)
                if _touches(attempt, where)
            ]
            told = [(self._attempted(attempt, phase), attempt) for attempt in found]
            told.sort(key=lambda each: (VERDICTS.index(each[0].verdict), each[1].nearness, each[0].at, each[0].rule))
            yield from (attempted for attempted, _ in told)

    def _attempted(self, attempt: Attempt, phase: PhaseRun) -> Attempted:
        tokens, wording = self.passage.tokens, self.wording
        halts = tuple(
            halt
            for side, code, trail in attempt.trails
            if (halt := wording.halt(phase.scene, side, code, trail, _begin(attempt, side)))
        )
        refusal = None if attempt.unmet is None else wording.unmet(attempt.unmet, phase.scene)
        came = outcome(attempt, phase, wording)
        if attempt.match is not None:
            captures = [(name, each) for name, taken in attempt.match.binding.items() for each in taken]
        else:
            captures = [each for _, _, trail in attempt.trails for each in (trail.stop.taken if trail.stop else trail.captures)]
        return Attempted(
            phase=self.program.phases[phase.number].name,
            rule=attempt.rule.name,
            kind=_kind(attempt.rule),
            place=self.places.get(attempt.rule.name),
            at=tokens.span(*_at(attempt)),
            verdict=came.verdict,
            reason=came.reason or (refusal.text if refusal else "; ".join(halt.text for halt in halts)),
            makes=came.makes,
            taken=wording.taken(captures),
            missing=attempt.missing,
            fitting=attempt.fitting,
            halts=halts,
            refusal=refusal,
            lost=came.lost,
        )

    def _untried(self, sentence: int, where: Sequence[Stretch] | None, rule: str) -> str:
        """Why a rule was not even tried at these places."""
        if rule not in self.rules:
            return "" if any(self._resolutions(sentence, where, rule)) else "no event here is one that it is meant for"
        here = self.passage.segmentation.sentences[sentence]
        places = where or [(here.start, here.end)]
        return untried(self.passage.matcher, self.wording, self.phases(sentence), places, rule)

    def _words(self, sentence: int, where: Sequence[Stretch] | None) -> Iterator[Word]:
        tokens, last = self.passage.tokens, self._last(sentence)
        removed: dict[int, list[str]] = {}
        for phase in self.phases(sentence):
            for removal in phase.result.removals:
                removed.setdefault(removal.position, []).append(removal.rule)
        for position in range(last.start, last.end):
            after = last.token(position)
            if after is None or not _overlaps(position, position + 1, where):
                continue
            before = self.passage.analyses[position]
            yield Word(tokens.span(position, position + 1), _readings(before), _readings(after), tuple(removed.get(position, ())))

    def _last(self, sentence: int) -> Lattice:
        self.phases(sentence)
        return self.passage.cascade.lattice(sentence, len(self.program.phases))

    def _mentions(self, sentence: int) -> Iterator[Made]:
        names: dict[str, str] = {}
        for phase in self.program.phases:
            names.update((rule.name, phase.name) for rule in phase.chunks)
            names.update((rule.name, phase.name) for rule in phase.events)
        for mention in sorted(self._last(sentence).mentions, key=lambda m: (m.start, -m.end)):
            span = self.passage.tokens.span(mention.start, mention.end)
            yield Made(mention.type, span, names.get(mention.rule, ""), mention.rule, mention.features, mention.event >= 0)

    def _resolutions(self, sentence: int, where: Sequence[Stretch] | None, rule: str | None) -> Iterator[Resolved]:
        tokens = self.passage.tokens
        for choice in self.choices:
            draft, statement = choice.draft, choice.statement
            if draft.sentence != sentence or (rule is not None and statement.name != rule):
                continue
            if not _overlaps(draft.trigger.start, draft.trigger.end, where):
                continue
            yield Resolved(
                statement=statement.name,
                place=statement.place,
                type=draft.type,
                trigger=tokens.span(draft.trigger.start, draft.trigger.end),
                considered=tuple(
                    Considered(
                        type=self._wanted(choice, each.candidate),
                        span=self._span(each.candidate),
                        sentences_back=each.candidate.back,
                        preferred=each.preferred,
                        refused=each.refused,
                    )
                    for each in choice.considered
                ),
                chosen=None if choice.chosen is None else self._span(choice.chosen),
            )

    def _wanted(self, choice: Choice, candidate: Candidate) -> str:
        wanted = choice.statement.candidates[candidate.rank]
        if isinstance(wanted, PreviousRole):
            return f"{wanted.role} of an earlier event"
        if isinstance(wanted, TriggerPart):
            return f"{wanted.name} of the trigger"
        mention = candidate.parts[0].mention
        return wanted.type if mention is None else mention.type

    def _span(self, candidate: Candidate) -> Span:
        places = [place for part in candidate.parts for place in pieces(part)]
        span = self.passage.tokens.span(min(start for start, _ in places), max(end for _, end in places))
        return ending(span, candidate.parts[-1].letters)


def _kind(rule: p.SelectionRule | p.ChunkRule | p.EventRule | p.ExtendRule) -> Kind:
    match rule:
        case p.SelectionRule():
            return "select" if rule.keeps else "remove"
        case p.ChunkRule():
            return "mention"
        case p.EventRule():
            return "event"
        case p.ExtendRule():
            return "extend"


def _begin(attempt: Attempt, side: Side) -> int:
    """The token at which a side of a rule begins."""
    if attempt.trigger is None:
        return attempt.start
    return attempt.trigger.end if side == "right" else attempt.trigger.start


def _at(attempt: Attempt) -> Stretch:
    """The trigger, the match, or as far as it came."""
    if attempt.trigger is not None:
        return attempt.trigger.start, attempt.trigger.end
    if attempt.match is not None:
        return attempt.match.start, attempt.match.end
    reached = (trail.stop.position if trail.stop is not None else trail.end or 0 for _, _, trail in attempt.trails)
    return attempt.start, max(attempt.start + 1, *reached)


def _touches(attempt: Attempt, where: Sequence[Stretch] | None) -> bool:
    """Whether an attempt has to do with one of the places."""
    if attempt.match is not None and _overlaps(attempt.match.start, attempt.match.end, where):
        return True
    return _overlaps(*_at(attempt), where)


def _overlaps(start: int, end: int, where: Sequence[Stretch] | None) -> bool:
    return where is None or any(low < end and start < high for low, high in where)


def _readings(analysis: Analysis) -> tuple[dict[str, str], ...]:
    return tuple(dict(reading) for reading in analysis.readings)
